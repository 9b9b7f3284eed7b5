"""Every folder below cases/: one host's facts, what is declared of it, and what must be concluded of each NIC."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from host_cases import CASES, agrees, host

from fabric_check.model.host import NicBelow, NicState, NicTag


def states(case: Path) -> dict[str, NicState]:
    """Return what is concluded of a case's NICs, by ``NIC / network``."""
    return {f"{nic} / {network}": state for (nic, network), state in host(case).nics.items()}


def shown(tag: NicTag | None) -> int | str | None:
    """Return a tag as a case writes it."""
    return None if tag is None else tag.vlan or "untagged"


def below(one: NicBelow) -> int | str | None:
    """Return what is known of a NIC that should not tag, or why it is not."""
    return one.why_no_tag or shown(one.tag)


def said(state: NicState) -> dict[str, Any]:
    """Return everything that a case may state of a NIC."""
    return {
        "uplinks": list(state.uplinks),
        "between": list(state.between),
        "ip_mtu": state.mtu.ip_mtu.bytes if state.mtu else None,
        "interface": state.mtu.interface if state.mtu else None,
        "arithmetic": state.mtu.arithmetic if state.mtu else None,
        "layers": {size.interface: size.ip_mtu.bytes for size in state.layers},
        "tag": shown(state.tag),
        "tag_evidence": state.tag.evidence().text if state.tag and state.tag.evidence else None,
        "below": {one.interface: below(one) for one in state.below},
        "rdma": {one.interface: one.bytes for one in state.rdma},
        "why_no_mtu": state.why_no_mtu,
        "why_no_tag": state.why_no_tag,
        "why_no_uplink": state.why_no_uplink,
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Path) -> None:
    """Each NIC's uplinks, sizes and tag, and the reasons for what is unknown, are those that its case states."""
    expected = yaml.safe_load((case / "expected.yaml").read_text("utf-8"))
    found = states(case)
    assert sorted(found) == sorted(expected["nics"])
    for name, wanted in expected["nics"].items():
        facts = said(found[name])
        assert bool(facts["why_no_uplink"]) == bool(wanted.get("why_no_uplink")), expected["says"]
        wrong = {key: (facts[key], value) for key, value in wanted.items() if not agrees(facts[key], value)}
        assert wrong == {}, expected["says"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_is_unknown_has_its_reason(case: Path) -> None:
    """A size, tag or uplink that is not known comes with a sentence that names the file."""
    for state in states(case).values():
        reasons = [
            *([state.why_no_mtu] if state.mtu is None else []),
            *([state.why_no_tag] if state.tag is None else []),
            *(one.why_no_tag for one in state.below if one.tag is None),
            *([state.why_no_uplink] if state.why_no_uplink else []),
        ]
        assert all("facts/h.json" in reason for reason in reasons)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_evidence_shows_the_line_it_names(case: Path) -> None:
    """The line that a size or a tag rests on stands in the facts at its number."""
    lines = (case / "facts.json").read_text("utf-8").splitlines()
    for state in states(case).values():
        for fact in (*state.layers, *([state.tag] if state.tag else [])):
            if fact.evidence is not None and (source := fact.evidence()).file == "facts/h.json":
                shown_text = " ".join(" ".join(lines[source.line - 1 :]).split())
                assert source.text in shown_text
