"""Profiles for scripts: one shape for ``list`` and ``show``, the numbers as they stand in the profile."""

import json
from collections.abc import Iterable
from typing import Any

from fabric_check.model.profile import MtuProfile, Profile, Sourced
from fabric_check.model.text import natural_key

SCHEMA = "fabric-check/profiles/1"


def as_json(profiles: Iterable[Profile]) -> str:
    """Return models as one JSON document, by id."""
    models = [_profile(profile) for profile in sorted(profiles, key=lambda one: natural_key(one.id))]
    return json.dumps({"schema": SCHEMA, "profiles": models}, indent=2, ensure_ascii=False) + "\n"


def _profile(profile: Profile) -> dict[str, Any]:
    mtu, dcb = profile.mtu, profile.dcb
    return {
        "id": profile.id,
        "name": profile.name,
        "file": profile.file,
        "dialect": profile.dialect,
        "device_type": profile.device_type,
        "recognise": [pattern.pattern for pattern in profile.recognise],
        "examples": list(profile.examples),
        "stated_by": [
            {"command": item.command, "pattern": item.pattern.pattern, "example": item.example}
            for item in profile.stated_by
        ],
        "collect": list(profile.collect),
        "mtu": {
            "counts": mtu.counts.value,
            "scope": _sourced(mtu.scope),
            "minimum": _size(mtu, mtu.minimum),
            "default": _size(mtu, mtu.default),
            "maximum": _size(mtu, mtu.maximum),
            "tag_on_top_up_to": _sourced(mtu.tag_on_top_up_to),
        },
        "dcb": {
            "capable": _sourced(dcb.capable),
            "queues": _sourced(dcb.queues),
            "dot1p_queues": _sourced(dcb.dot1p_queues),
            "lossless_limit": _sourced(dcb.lossless_limit),
            "default": _sourced(dcb.default),
            "flow_control": _sourced(dcb.flow_control),
            "trusts_dot1p": _sourced(dcb.trusts_dot1p),
            "dcbx_role": _sourced(dcb.dcbx_role),
            "dcbx_version": _sourced(dcb.dcbx_version),
        },
    }


def _sourced(value: Sourced[Any]) -> dict[str, Any]:
    said = _said(value.value, value.source)
    if value.one_of:
        said["one_of"] = list(value.one_of)
    if value.releases:
        said["by_release"] = [
            {"from": span.first, "below": span.below, **_said(span.value, span.source)}
            for span in value.releases
        ]
    return said


def _said(value: Any, source: str) -> dict[str, Any]:
    return {"value": value, "source": source} if value is not None else {"value": None, "unknown": source}


def _size(mtu: MtuProfile, value: Sourced[int]) -> dict[str, Any]:
    """Return a number of the platform with the IP MTU that it means: the low and the high end, tagged and untagged."""
    said = _sourced(value)
    if value.value is not None:
        for key, tagged in (("tagged", True), ("untagged", False)):
            size = mtu.ip_mtu(value.value, tagged=tagged)
            said[f"ip_mtu_{key}"] = [size.low.bytes, size.high.bytes]
    return said
