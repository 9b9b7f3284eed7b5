"""What may be sent to a switch: the one place that decides, whatever a profile or a library asks for.

Show commands and what a session cannot do without. No pipe and no redirection: on FTOS `show … | save` writes a file.
"""

import re

_SHOW = re.compile(r"show(?: [A-Za-z0-9][A-Za-z0-9_./:-]*)+", re.ASCII)
_SESSION = frozenset({"", "enable", "exit", "terminal length 0", "terminal datadump"})
_YES_OR_NO = re.compile(r"y(?:es)?\s*/\s*no?\b", re.IGNORECASE)
_ASKS_LOGIN = re.compile(r"(?:user ?name|password)\s*:\s*\Z", re.IGNORECASE)


class ForbiddenError(Exception):
    """Something asked to send what this program never sends: a fault in a profile, or in the program."""


def is_show(command: str) -> bool:
    """Return whether a command reads and does nothing else."""
    return _SHOW.fullmatch(command) is not None


def check(line: str, shown: str, login: frozenset[str]) -> None:
    """Refuse a line that may not be sent.

    *shown* is what the device printed last; *login* the words that answer its questions for a user and a password, and
    nothing else.

    Raises:
        ForbiddenError: the line is none of the few that are sent. The message does not repeat it: it may be a secret.

    """
    if is_show(line) or line in _SESSION:
        return
    if line == "y" and asks_yes_or_no(shown):
        return
    if line in login and asks_for_login(shown):
        return
    raise ForbiddenError("only show commands are sent to a switch; this line was held back")


def asks_yes_or_no(shown: str) -> bool:
    """Return whether the last line that a device printed is a question such as ``acknowledge? [y/n]:``."""
    return _YES_OR_NO.search(shown.rstrip().rpartition("\n")[2]) is not None


def asks_for_login(shown: str) -> bool:
    """Return whether a device waits for a user name or a password."""
    return _ASKS_LOGIN.search(shown) is not None
