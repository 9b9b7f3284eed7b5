"""A fix for a terminal: what closes, what stays, in which order to paste, and what that costs."""

from fabric_check.report.fix_schema import FixFile


def render(fix: FixFile, folder: str) -> str:
    """Return the summary; *folder* is where the snippets are."""
    return "\n".join([_head(fix), *_turns(fix, folder), *_left(fix)]) + "\n"


def _head(fix: FixFile) -> str:
    closed, left, opened = len(fix.proof.closed), len(fix.proof.left), len(fix.proof.opened)
    if not (closed or left or opened):
        return f"{fix.fabric}: nothing to repair"
    verb = "closes" if len(fix.changes) == 1 else "close"
    parts = [f"{_count(len(fix.changes), 'change')} {verb} {_count(closed, 'finding')}"]
    parts += [f"{left} stay"] if left else []
    parts += [f"{opened} would be opened"] if opened else []
    return f"{fix.fabric}: {', '.join(parts)}; proven by replay on the saved configuration"


def _turns(fix: FixFile, folder: str) -> list[str]:
    lines = []
    notes = {turn.device: turn.notes for turn in fix.meanwhile}
    for number, device in enumerate(fix.order, 1):
        own = [change for change in fix.changes if change.device == device]
        lines.append(f"  {number}. {folder}/{own[0].file}  ({_worst([change.safety for change in own])})")
        lines += [f"       {note}" for note in notes.get(device, ())]
    return lines


def _left(fix: FixFile) -> list[str]:
    return [f"  stays: {one.id}: {one.why}" for one in fix.proof.left]


def _worst(safeties: list[str]) -> str:
    return max(safeties, key=["safe", "disruptive", "reload"].index)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
