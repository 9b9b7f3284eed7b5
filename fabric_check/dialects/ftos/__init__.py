"""FTOS, later DNOS9 or OS9: the command language of Force10 switches."""

from collections.abc import Sequence

from fabric_check.dialects.ftos.commands import fold
from fabric_check.dialects.ftos.facts import facts
from fabric_check.dialects.ftos.names import canonical
from fabric_check.dialects.ftos.redact import redact
from fabric_check.dialects.ftos.state import State
from fabric_check.dialects.ftos.syntax import parse
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
