"""Words for commands that a dialect knows but whose arguments it cannot read."""

from collections.abc import Sequence

from fabric_check.dialects.tree import Node
from fabric_check.model.secrets import redact
from fabric_check.model.text import printable


def unread(commands: Sequence[tuple[Node, str]]) -> str | None:
    """Return why nothing may be concluded from a config with such commands, or None where there are none."""
    if not commands:
        return None
    node, why = commands[0]
    more = f" (and {len(commands) - 1} more)" if len(commands) > 1 else ""
    return f"line {node.line}, `{printable(redact(node.text))[:80]}`, is not understood: {printable(redact(why))}{more}"
