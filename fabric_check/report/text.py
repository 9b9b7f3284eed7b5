"""The report for people: the verdict first, each finding with its evidence and arithmetic, then the paths."""

import textwrap
from collections.abc import Callable, Iterator
from itertools import groupby

from fabric_check.report.schema import FindingPart, PathPart, ReportFile, UnknownPart
from fabric_check.rules.run import NOT_SELECTED

Style = Callable[[str, str], str]
"""Gives a text a colour by name, or leaves it as it is."""

MAX_PATHS = 24
WIDTH = 100
LONG = 40
"""A longer name of a file pushes no other line's text aside."""
_COLOURS = {
    "error": "red",
    "warning": "yellow",
    "info": "cyan",
    "clean": "green",
    "ok": "green",
    "findings": "red",
    "inconclusive": "yellow",
    "limited": "red",
    "broken": "red",
    "unknown": "yellow",
}


def render(report: ReportFile, style: Style, *, every_path: bool = False, width: int = WIDTH) -> str:
    """Return the report as text that ends with a newline. *width*: where sentences are broken, in columns."""
    lines = [_headline(report, style)]
    for finding in report.findings:
        if finding.caused_by is None:
            lines += ["", *render_finding(finding, style, width)]
    derived = [finding for finding in report.findings if finding.caused_by is not None]
    if derived:
        lines += ["", "These go away with them:", *(_derived(finding) for finding in derived)]
    if report.unknowns:
        lines += ["", "Not known, so not judged:", *(_unknown(item, style) for item in report.unknowns)]
    for item in report.suppressed:
        where = f"{item.device or item.network}{':' + item.interface if item.interface else ''}"
        lines += [
            "",
            f"accepted {item.rule} at {where}: {item.reason}"
            + (f" (until {item.until})" if item.until else ""),
        ]
    lines += _paths(report, style, every_path=every_path, width=width)
    if report.notes:
        lines += ["", "Notes:", *(f"  {note}" for note in report.notes)]
    return "\n".join(lines) + "\n"


def _headline(report: ReportFile, style: Style) -> str:
    counts = report.counts
    said = [
        _count(counts.error, "error"),
        _count(counts.warning, "warning"),
        _count(counts.info, "info", "info"),
    ]
    said += [_derived_count(counts.derived)]
    said += [
        f"{counts.unknown} unknown" if counts.unknown else "",
        f"{counts.suppressed} accepted" if counts.suppressed else "",
    ]
    summary = ", ".join(word for word in said if word) or "not one finding"
    left_out = sum(1 for one in report.not_evaluated if one.why == NOT_SELECTED)
    if left_out:
        summary += f"; {_count(left_out, 'rule')} not run, as --select or --ignore says"
    basis = "configured only" if report.basis == ["configured"] else " and ".join(report.basis)
    return f"{report.fabric}: {style(report.verdict.upper(), _COLOURS[report.verdict])}: {summary} (basis: {basis})"


def _count(number: int, word: str, plural: str | None = None) -> str:
    return f"{number} {word if number == 1 else plural or word + 's'}" if number else ""


def render_finding(finding: FindingPart, style: Style, width: int = WIDTH) -> Iterator[str]:
    """Yield one finding's lines: what and where, the sentence with its arithmetic, the evidence."""
    yield f"{style(finding.severity, _COLOURS[finding.severity])} {finding.rule} {finding.name} at {_where(finding)}"
    yield from _wrapped(finding.message, "  ", width)
    places = [f"{item.file}:{item.line}" for item in finding.evidence]
    column = max((len(place) for place in places if len(place) <= LONG), default=0)
    for place, item in zip(places, finding.evidence, strict=True):
        yield f"    {place:<{column}}  {item.text}"
    cause = f"; goes away with {finding.caused_by}" if finding.caused_by else ""
    pairs = _count(finding.affects, "pair of NICs", "pairs of NICs") or "no pair of NICs"
    yield f"  affects {pairs}; id {finding.id}{cause}; more: fabric-check explain {finding.rule}"


def _derived_count(number: int) -> str:
    if not number:
        return ""
    return f"{number} more that {'goes' if number == 1 else 'go'} away with them"


def _derived(finding: FindingPart) -> str:
    return (
        f"  {finding.severity} {finding.rule} {finding.name} at {_where(finding)}, with {finding.caused_by}"
    )


def _where(finding: FindingPart) -> str:
    return " ".join(part for part in (finding.device, finding.interface) if part) or finding.network or ""


def _wrapped(text: str, indent: str, width: int) -> list[str]:
    """Return a sentence in lines that fit a terminal; words and numbers stay whole."""
    return textwrap.wrap(
        text,
        width,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _unknown(item: UnknownPart, style: Style) -> str:
    where = f"{item.device}{':' + item.interface if item.interface else ''}"
    depends = ", ".join([*item.rules, *([_count(item.paths, "path")] if item.paths else [])])
    return f"  {style('unknown', 'yellow')} {where}: {item.what}: {item.why}" + (
        f" ({depends})" if depends else ""
    )


def _paths(report: ReportFile, style: Style, *, every_path: bool, width: int) -> Iterator[str]:
    for network, group in groupby(report.paths, key=lambda path: path.network):
        paths = list(group)
        vlan = next((str(item.vlan) for item in report.vlans if item.network == network), "?")
        yield ""
        yield f"Paths of {network} (VLAN {vlan}, needs IP MTU {paths[0].ip_mtu.required}):"
        shown = paths if every_path else paths[:MAX_PATHS]
        for path in shown:
            yield from _path(path, style, width)
        if len(paths) > len(shown):
            yield f"  and {len(paths) - len(shown)} more (-v shows all)"


def _path(path: PathPart, style: Style, width: int) -> Iterator[str]:
    times = f" ({path.count} such pairs)" if path.count else ""
    yield f"  {style(path.verdict, _COLOURS[path.verdict])}  {path.from_} to {path.to}{times}: {_carries(path)}"
    if path.hops:
        ways = f" (and {_count(path.alternatives, 'other way')})" if path.alternatives else ""
        yield from _wrapped(f"by {', '.join(_hops(path))}{ways}", "      ", width)


def _hops(path: PathPart) -> Iterator[str]:
    # Where all is well the narrowest port limits nobody, and naming it would only worry people.
    limits = {(limit.device, limit.interface) for limit in path.limits if path.verdict != "ok"}
    for hop in path.hops:
        mark = " (limit)" if (hop.device, hop.interface) in limits else ""
        yield f"{hop.device} {hop.interface} {'?' if hop.ip_mtu is None else hop.ip_mtu}{mark}"


def _carries(path: PathPart) -> str:
    mtu = path.ip_mtu
    nics = f"NICs at {mtu.from_nic or 'unknown'} and {mtu.to_nic or 'unknown'}"
    if mtu.measured is not None:
        nics += f", measured {mtu.measured}"
    if path.verdict == "broken" and path.hops:
        return f"cut off, {nics}"
    if mtu.configured is None:
        return f"what the switches carry is not known, {nics}" if path.hops else nics
    size = (
        str(mtu.configured)
        if mtu.configured == mtu.configured_max
        else f"{mtu.configured} to {mtu.configured_max}"
    )
    return f"switches carry {size}, {nics}"
