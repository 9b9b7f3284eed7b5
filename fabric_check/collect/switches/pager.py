"""Takes a pager's prompts and a terminal's escapes out of a stream, so that a switch that pages still gives whole answers.

No I/O.
"""

import re

_QUIT = " or (q)uit"
_PROMPT = re.compile(rf"[ \t]*-{{2,}} ?more ?-{{2,}}(?:{re.escape(_QUIT)})?[ \t]*", re.IGNORECASE)
_MAYBE_PROMPT = re.compile(r"[ \t]*(?:-+[ \t]*(?:[a-z()]*[ \t-]*){0,4})?", re.IGNORECASE)
# How the prompt is wiped: back to its beginning, blanks over it, back again. Blanks that follow are the next line's own.
_BACK = r"(?:\x08|\r(?!\n)|\x1b\[\d*[DG])+"
_WIPED = re.compile(rf"[ ]*(?:{_BACK}[ ]+{_BACK}|{_BACK})+")
_MAYBE_WIPED = re.compile(r"(?:[\x08\r ]|\x1b\[\d*[DG])*")
# Colours, clearing, modes (ECMA-48 5.4): all but those that go back to the left.
_ESCAPE = re.compile(r"\x1b(?:\[[0-?]{0,30}[ -/]{0,3}[@-CEFH-~]|[()][0-~]|[78=>c])|\x00")
_PART_OF_ONE = re.compile(r"\x1b(?:\[[0-?]{0,30}[ -/]{0,3}|[()])?\Z")


class Pager:
    """What a device printed, without its pager. Text that may yet turn out to be a prompt is held back until it is clear."""

    def __init__(self) -> None:
        self._held = ""
        self._escape = ""
        self._wiping = False

    def feed(self, text: str) -> tuple[str, bool]:
        """Return the text to pass on, and whether the pager waits for a key."""
        text, self._held = self._held + self._without_escapes(text), ""
        if self._wiping:
            rest = text.removeprefix(_QUIT).removeprefix(_QUIT.lstrip())
            if _QUIT.startswith(text) or _QUIT.lstrip().startswith(text) or _MAYBE_WIPED.fullmatch(rest):
                self._held = text
                return "", False
            text = rest
            text = text[match.end() :] if (match := _WIPED.match(text)) else text
            self._wiping = False
        start = max(text.rfind("\n"), text.rfind("\r")) + 1
        last = text[start:]
        if _PROMPT.fullmatch(last):
            self._wiping = True
            return text[:start], True
        if last and len(last) < 40 and _MAYBE_PROMPT.fullmatch(last):
            self._held = last
            return text[:start], False
        return text, False

    def _without_escapes(self, text: str) -> str:
        """Return the text that a terminal would print; an escape that is not all here is kept for the next time."""
        text = self._escape + text
        part = _PART_OF_ONE.search(text)
        self._escape = part[0] if part else ""
        return _ESCAPE.sub("", text.removesuffix(self._escape))
