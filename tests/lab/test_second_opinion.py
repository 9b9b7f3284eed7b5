"""The lab and the dialects were written apart: what each makes of typed commands is compared."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from fabric_check import dialects
from fabric_check.lab.ssh_switch.config_session import ConfigSession
from fabric_check.lab.ssh_switch.language import language
from fabric_check.model.profile import Counting, MtuProfile, Profile, Sourced

CASES = Path(__file__).parent.parent / "dialects" / "cases"
EMPTY = {"ftos": "!\nend\n", "dnos6": "!Current Configuration:\n!\nconfigure\nexit\n"}
APART = {
    "banner": "a banner that is typed over several lines is not known to the lab",
    "trap-words": "nor are certificates, or a blade's Fibre Channel ports",
    "pager": "a saved file's residue is not what anybody types",
    "prompt": "nor is the prompt in it",
    "session": "nor are the lines around it",
    "default-vlan-comment": "a switch prints such a comment, and nobody types it",
    "mtu-default-6x": "its release is in a comment, which nobody types",
    "names-of-3x": "`add` on a port without a list is the list in a printed config, and more than all when it is typed",
    "dnos6/dcb-pfc": "the lab holds priorities as they are typed, one line each",
}
"""Cases of which the two cannot say the same, by a part of their name, and why."""


def typed() -> list[Path]:
    """Return the dialects' cases whose text could have been typed, and whose facts are known."""
    found = []
    for file in sorted(CASES.glob("*/*/config.cfg")):
        name = f"{file.parent.parent.name}/{file.parent.name}"
        expected = yaml.safe_load((file.parent / "expected.yaml").read_text("utf-8"))
        if "unknown" not in expected and not any(part in name for part in APART):
            found.append(file)
    return found


def facts(dialect: str, text: str) -> dict[str, Any]:
    """Return what a dialect reads, without where it stands."""
    nothing: Sourced[int] = Sourced(None, "not needed here")
    mtu = MtuProfile(Counting.FRAME_WITH_TAG, Sourced(1554, "a test's own"), nothing, nothing, nothing)
    profile = Profile("test/model", "A test's model", dialect, (), mtu)
    read = dialects.get(dialect).read(text, device="leaf", file="leaf.cfg", profile=profile)
    assert read.unknown is None
    ports = {
        name: (
            port.up,
            port.switching,
            port.mtu and port.mtu.value,
            str(port.tagged),
            port.untagged,
            port.lag,
        )
        for name, port in read.ports.items()
    }
    return {"ports": ports, "vlans": set(read.vlans), "default": read.default_vlan}


def pasted(dialect: str, text: str) -> str:
    """Return the running-config of a new switch into which a text was typed."""
    session = ConfigSession(EMPTY[dialect], language(dialect))
    for line in text.splitlines():
        words = line.strip()
        if not words or words.startswith("!") or words in {"configure", "end"}:
            continue
        if dialect == "ftos":
            # Where the indentation goes back, a person types `exit`.
            indent = len(line) - len(line.lstrip())
            for _ in range(session.depth - indent):
                session.feed("exit")
        if words == "exit" and not session.depth:
            break
        assert session.feed(line), line
    return session.text


@pytest.mark.parametrize("file", typed(), ids=lambda file: f"{file.parent.parent.name}/{file.parent.name}")
def test_both_make_the_same_of_what_is_typed(file: Path) -> None:
    """What the dialect reads in typed commands is what it reads in the running-config that the lab makes of them."""
    dialect = file.parent.parent.name
    text = file.read_text("utf-8")
    assert facts(dialect, pasted(dialect, text)) == facts(dialect, text)
