"""Replaces secrets in a config's text; the dialects bring what only their commands hold. Line numbers stay."""

import re

from fabric_check.model.secrets import GAP, REST, TYPES, WORD

__all__ = ["GAP", "REST", "TYPES", "WORD", "compiled"]


def compiled(*patterns: str) -> tuple[re.Pattern[str], ...]:
    """Return the patterns of a dialect: each is tried at the beginning of a line and has a group ``secret``."""
    return tuple(re.compile(rf"^[ \t]*{pattern}", re.MULTILINE | re.IGNORECASE) for pattern in patterns)
