"""A resolved profile document → Profile, with every problem of the document at its place."""

import re
from collections.abc import Callable
from itertools import pairwise
from typing import TypeVar

from fabric_check.folder.shape_errors import shown, validate
from fabric_check.folder.strict_yaml import Document, Path
from fabric_check.model.errors import InputError, Problem
from fabric_check.model.profile import UNSAID, Counting, DcbProfile, MtuProfile, Profile, Sourced, Statement
from fabric_check.model.release import release_key
from fabric_check.model.sourced import Span, by_release
from fabric_check.profiles.schema import DcbSection, MtuSection, ProfileFile, SpanFile, Stated

Given = TypeVar("Given")
Meant = TypeVar("Meant")

_NEEDED = (
    *(("name",), ("dialect",), ("recognise",), ("examples",)),
    *(("mtu", key) for key in ("counts", "scope", "default", "minimum", "maximum")),
)
"""What a model must state, itself or by inheritance; a number may be stated as unknown, with the reason."""


def build(document: Document, profile_id: str) -> Profile | None:
    """Return the model that a resolved document describes, or None for a family.

    Raises:
        InputError: with every problem of the document.

    """
    shape = validate(ProfileFile, document)
    if isinstance(shape, list):
        raise InputError(shape)
    patterns, problems = _patterns(document, shape)
    problems += _missing(document, shape)
    profile = Profile(
        profile_id,
        shape.name or "",
        shape.dialect or "",
        patterns,
        _mtu(shape.mtu or MtuSection()),
        _dcb(shape.dcb or DcbSection()),
        tuple(shape.examples or ()),
        _statements(shape) if not problems else (),
        shape.device_type,
        tuple(shape.collect or ()),
        document.file,
    )
    problems += _disorder(document, profile.mtu)
    if problems:
        raise InputError(problems)
    return None if shape.family else profile


def _missing(document: Document, shape: ProfileFile) -> list[Problem]:
    if shape.family:
        return []
    return [
        document.problem((), f"key {'.'.join(path)!r} is missing, here and in what this file inherits")
        for path in _NEEDED
        if _stated_at(shape, path) is None
    ]


def _stated_at(shape: ProfileFile, path: tuple[str, ...]) -> object:
    value: object = shape
    for key in path:
        value = getattr(value, key, None)
    return value


def _patterns(document: Document, shape: ProfileFile) -> tuple[tuple[re.Pattern[str], ...], list[Problem]]:
    """Return the patterns for a running-config, and what is wrong with any pattern of the file."""
    patterns: list[re.Pattern[str]] = []
    problems: list[Problem] = []
    written: list[tuple[Path, str]] = [
        (("recognise", number), text) for number, text in enumerate(shape.recognise or ())
    ]
    named: list[tuple[Path, str]] = [
        (("stated_by", number, "pattern"), item.pattern) for number, item in enumerate(shape.stated_by or ())
    ]
    for path, text in written + named:
        try:
            # All models' patterns are joined to read a config once: a flag for all of them may not stand in one.
            re.compile(f"(?:{text})|x")
            pattern = re.compile(text)
        except re.error as error:
            problems.append(document.problem(path, f"{shown(text)} is not a regular expression: {error}"))
            continue
        if pattern.groups:
            problems.append(
                document.problem(path, f"{shown(text)} captures: `(?:…)` instead of `(…)` is expected")
            )
        elif pattern.match(""):
            problems.append(document.problem(path, f"{shown(text)} matches an empty line, so any switch"))
        elif path[0] == "recognise":
            patterns.append(pattern)
    return tuple(patterns), problems


def _statements(shape: ProfileFile) -> tuple[Statement, ...]:
    return tuple(
        Statement(item.command, re.compile(item.pattern), item.example) for item in shape.stated_by or ()
    )


def _mtu(section: MtuSection) -> MtuProfile:
    # `counts` is there in every model; a family, which is thrown away, may leave it to its heirs.
    return MtuProfile(
        section.counts or Counting.IP,
        _sourced(section.default, _same),
        _sourced(section.minimum, _same),
        _sourced(section.maximum, _same),
        _sourced(section.tag_on_top_up_to, _same),
        _sourced(section.scope, _same),
    )


def _dcb(section: DcbSection) -> DcbProfile:
    return DcbProfile(
        _sourced(section.capable, _is_yes),
        _sourced(section.queues, _same),
        _sourced(section.dot1p_queues, tuple),
        _sourced(section.lossless_limit, _same),
        _sourced(section.default, _same),
        _sourced(section.flow_control, _is_on),
        _sourced(section.trusts_dot1p, _is_yes),
        _sourced(section.dcbx_role, _same),
        _sourced(section.dcbx_version, _same),
    )


def _same(value: Given) -> Given:
    return value


def _is_yes(word: str) -> bool:
    return word == "yes"


def _is_on(word: str) -> bool:
    return word == "on"


def _sourced(stated: Stated[Given] | None, meaning: Callable[[Given], Meant]) -> Sourced[Meant]:
    if stated is None:
        return UNSAID
    if stated.by_release is not None:
        return by_release(tuple(_span(span, meaning) for span in stated.by_release))
    value = None if stated.value is None else meaning(stated.value)
    one_of = tuple(meaning(one) for one in stated.one_of or ())
    return Sourced(value, stated.source or stated.unknown or "", one_of=one_of)


def _span(span: SpanFile[Given], meaning: Callable[[Given], Meant]) -> Span[Meant]:
    value = None if span.value is None else meaning(span.value)
    return Span(value, span.source or span.unknown or "", span.from_, span.below)


def _disorder(document: Document, mtu: MtuProfile) -> list[Problem]:
    """Return where minimum, default and maximum are not in this order, in any release."""
    problems = []
    for release in _boundaries(mtu):
        then = mtu.at(release)
        known = [
            (name, number.value)
            for name, number in (
                ("minimum", then.minimum),
                ("default", then.default),
                ("maximum", then.maximum),
            )
            if number.value is not None
        ]
        for (low, small), (high, large) in pairwise(known):
            if small > large:
                when = f" in release {release}" if release else ""
                what = f"the {low}, {small}, is above the {high}, {large}{when}"
                problems.append(document.problem(("mtu", high), what))
    return problems


def _boundaries(mtu: MtuProfile) -> list[str | None]:
    """Return one release in each span that the numbers tell apart; None where none is told apart."""
    spans = [span for number in (mtu.minimum, mtu.default, mtu.maximum) for span in number.releases]
    edges = {edge for span in spans for edge in (span.first, span.below) if edge}
    return [None, "0.1", *sorted(edges, key=release_key)] if edges else [None]
