"""DNOS6 (FASTPATH): the command language of PowerConnect and Dell Networking N-Series switches."""

from collections.abc import Sequence

from fabric_check.dialects.dnos6.commands import fold
from fabric_check.dialects.dnos6.facts import facts
from fabric_check.dialects.dnos6.names import canonical
from fabric_check.dialects.dnos6.redact import redact
from fabric_check.dialects.dnos6.state import State
from fabric_check.dialects.dnos6.syntax import parse
from fabric_check.model.profile import Profile
from fabric_check.model.switch import SwitchFacts

__all__ = ["canonical", "incomplete", "read", "redact"]


def read(text: str, *, device: str, file: str, profile: Profile, pasted: Sequence[str] = ()) -> SwitchFacts:
    """Return what a running-config says, after what was pasted; what cannot be read makes the device unknown."""
    state = State()
    for name, tree in ((file, parse(text)), *(("what was pasted", parse(snippet)) for snippet in pasted)):
        if tree.incomplete:
            return SwitchFacts(device, file, profile, unknown=f"{name}: {tree.incomplete}")
        fold(state, tree.commands)
    return facts(state, text, device=device, file=file, profile=profile)


def incomplete(text: str) -> str | None:
    """Return why the text cannot be a whole running-config, or None."""
    return parse(text).incomplete
