"""Every folder below cases/: configs and facts, and the very fabric.yaml that must be proposed from them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

CASES = sorted(path.parent for path in (Path(__file__).parent / "cases").glob("*/expected.yaml"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_is_proposed_is_what_the_case_says(case: Path, proposed: Callable[[Path], str]) -> None:
    """The proposal is the case's expected.yaml to the letter."""
    assert proposed(case) == (case / "expected.yaml").read_text("utf-8")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_proposal_loads_and_is_judged(
    case: Path, proposed: Callable[[Path], str], judged: Callable[[Path, str], str]
) -> None:
    """Untouched, a proposal is a fabric that check accepts: a verdict, never an invalid file."""
    assert judged(case, proposed(case)) in {"clean", "findings", "inconclusive"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_is_likely_falls_into_place(
    case: Path, proposed: Callable[[Path], str], completed: Callable[[str], Any]
) -> None:
    """With the marks before likely lines taken away, the file has the structure of a fabric.yaml."""
    found = completed(proposed(case))
    assert set(found) <= {"schema", "name", "networks", "switches", "hosts", "links"}
    for host in found.get("hosts", {}).values():
        assert set(host) <= {"os", "nics"}
        assert all("networks" in nic for nic in host.get("nics", {}).values())
    assert all(len(link["endpoints"]) == 2 for link in found.get("links") or [])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_config_of_a_case_says_where_it_is_from(case: Path) -> None:
    """A config of a case is modelled, and says so."""
    for config in (case / "configs").glob("*.cfg"):
        assert "! source: modelled.\n" in config.read_text("utf-8")
