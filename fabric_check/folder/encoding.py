"""Files as people save them: byte order marks, old encodings, CRLF, and what a terminal log leaves behind."""

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]*[0-~])")
_PAGER = re.compile(r"-{2,}\s?More\s?-{2,}(?: or \(q\)uit)?[ \t]*(?:[\x08\r][ \t\x08\r]*)?", re.IGNORECASE)
_RESIDUE = re.compile(r"[\x00\x08\r\x1b]|More|MORE")
_LOGGED = re.compile(
    # Nov 28 01:00:00: %STKUNIT0-M:CP %IFMGR-5-OSTATE_UP: … · 00:05:11: %SYS-5-… · <189> Nov 28 01:00:00 sw1-1 TRAPMGR[…
    r"^(?:[*.]?(?:[A-Z][a-z]{2} [ \d]\d )?(?:\d{4} )?[\d:.dhw]+(?: [A-Z]{2,4})?: ?)?"
    r"%[A-Z][\w:-]*(?: %[A-Z]\w*)?-[0-7]-\w+: |^<\d{1,3}> ?[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d ",
    re.MULTILINE,
)
"""How a line begins that a switch logs to the terminal, in the midst of what it was asked for."""
_STAMP = re.compile(
    r"\[?(?:\w{3} \w{3} +\d+ |\d{4}-\d\d-\d\d[ T])?\d\d:\d\d:\d\d(?:[.,]\d+)?(?: \d{4})?\]?:?(?: |$)"
)
"""What a terminal program that stamps its log puts before each line, with the one blank after it."""
_BACKSPACE = re.compile(r"[^\x08]\x08")


def decode(data: bytes) -> tuple[str, str | None]:
    """Return a file's text and, where its encoding had to be guessed, a note that says so.

    A byte order mark decides (UTF-8, UTF-16), else UTF-8, else latin-1, in which every byte means something.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            body = data[len(mark) :]
            try:
                return body.decode(encoding), None
            except UnicodeDecodeError:
                return body.decode(
                    encoding, errors="replace"
                ), f"is not valid {encoding.upper()} throughout; read with gaps"
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError:
        return data.decode("latin-1"), "is not UTF-8; read as latin-1"


def lines(text: str) -> list[str]:
    r"""Split into lines at ``\n`` or ``\r\n`` alone, so that line numbers are those of any editor."""
    found = text.split("\n")
    if found and not found[-1]:
        found.pop()
    return [line.removesuffix("\r") for line in found] if "\r" in text else found


def without_terminal_residue(text: str) -> str:
    """Return the text that a terminal would show: escapes, pager prompts, overwritten characters and log messages removed.

    So are the times that a log has before each line; blanks that a mail program made unbreakable are blanks again. The number
    of lines stays, so that a line number is still that of the file.
    """
    text = _without_stamps(text.replace("\xa0", " "))
    if not _RESIDUE.search(text) and not _LOGGED.search(text):
        return text
    shown = "\n".join(_shown(line) for line in lines(text))
    return shown + "\n" if text.endswith("\n") else shown


def _without_stamps(text: str) -> str:
    """Take the times away where nearly all lines begin with one: no command does."""
    if not any(_STAMP.match(line) for line in text[:2000].split("\n")[:10]):
        return text
    found = text.split("\n")
    stamped = sum(1 for line in found if _STAMP.match(line))
    if 10 * stamped < 9 * sum(1 for line in found if line.strip()):
        return text
    return "\n".join(_STAMP.sub("", line, count=1) if _STAMP.match(line) else line for line in found)


def _shown(line: str) -> str:
    line = _PAGER.sub("", _ESCAPES.sub("", line.replace("\x00", "")))
    if _LOGGED.match(line):
        return ""
    while "\x08" in line and (shorter := _BACKSPACE.sub("", line)) != line:
        line = shorter
    line = line.replace("\x08", "")
    if "\r" not in line:
        return line
    # A carriage return goes back to the left edge: what was printed last and is not blank stays visible.
    parts = [part for part in line.split("\r") if part.strip()]
    return parts[-1] if parts else ""
