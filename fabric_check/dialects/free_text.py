"""What people wrote behind ``description`` and ``name``: free text that no rule judges."""

from fabric_check.dialects.tree import Node


def free_text(node: Node) -> str | None:
    """Return what follows a command's first word, without the quotes around it; None where nothing does."""
    _, _, text = node.text.partition(" ")
    text = text.strip()
    if len(text) >= 2 and text[0] == text[-1] and text[0] in "\"'":
        text = text[1:-1].strip()
    return text or None
