"""Takes a pager's prompts out of a stream of text, so that a switch that pages still gives whole answers. No I/O."""

import re

_QUIT = " or (q)uit"
_PROMPT = re.compile(rf"[ \t]*-{{2,}} ?more ?-{{2,}}(?:{re.escape(_QUIT)})?[ \t]*", re.IGNORECASE)
_MAYBE_PROMPT = re.compile(r"[ \t]*(?:-+[ \t]*(?:[a-z()]*[ \t-]*){0,4})?", re.IGNORECASE)
# How the prompt is wiped: back to its beginning, blanks over it, back again. Blanks that follow are the next line's own.
_BACK = r"(?:\x08|\r(?!\n))+"
_WIPED = re.compile(rf"[ ]*(?:{_BACK}[ ]+{_BACK}|{_BACK}|\x1b\[[0-9;]*[A-Za-z])+")
_MAYBE_WIPED = re.compile(r"(?:[\x08\r ]|\x1b(?:\[[0-9;]*[A-Za-z]?)?)*")


class Pager:
    """What a device printed, without its pager. Text that may yet turn out to be a prompt is held back until it is clear."""

    def __init__(self) -> None:
        self._held = ""
        self._wiping = False

    def feed(self, text: str) -> tuple[str, bool]:
        """Return the text to pass on, and whether the pager waits for a key."""
        text, self._held = self._held + text, ""
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
