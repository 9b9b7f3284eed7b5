"""Profiles for people: the table of all, and one model with each number's arithmetic, source or reason."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from fabric_check.model.profile import Counting, MtuProfile, Profile, Sourced
from fabric_check.model.text import natural_key, printable

COUNTS = {
    Counting.FRAME_WITH_TAG: "the whole frame, with header, 802.1Q tag and FCS",
    Counting.FRAME_TAG_OPEN: "the whole frame, with header and FCS; whether the tag is inside is open",
    Counting.IP: "the IP packet alone",
}
_HEADS = ("ID", "NAME", "DIALECT", "MTU DEFAULT", "MTU MAXIMUM", "DCB")

Words = Callable[[Any], str]


def table(profiles: Iterable[Profile]) -> str:
    """Return a table of models, by id."""
    rows = [_HEADS, *(_row(profile) for profile in sorted(profiles, key=lambda one: natural_key(one.id)))]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADS))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _row(profile: Profile) -> tuple[str, ...]:
    mtu = profile.mtu
    return tuple(
        printable(cell)
        for cell in (
            profile.id,
            profile.name,
            profile.dialect,
            short(mtu.default),
            short(mtu.maximum),
            short(profile.dcb.capable),
        )
    )


def short(value: Sourced[Any]) -> str:
    """Return a value in few words: ``1554``, ``yes``, ``unknown``, ``12000 below 9.10(0.0), 9216 from 9.10(0.0)``."""
    if value.value is None and value.releases:
        return value.spans()
    return plain(value.value)


def plain(value: Any) -> str:
    """Return one value as words."""
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return " ".join(str(item) for item in value)
    return str(value)


def page(profile: Profile) -> str:
    """Return everything that is known of a model, each number with its arithmetic and its source."""
    lines = [
        f"{profile.id}: {profile.name}",
        f"written in {profile.file}; command language {profile.dialect}; netmiko {profile.device_type or 'not stated'}",
        "",
        f"MTU: its number counts {COUNTS[profile.mtu.counts]}",
        *_mtu(profile.mtu),
        "",
        "Lossless Ethernet",
        *_dcb(profile),
        "",
        "Recognised in a running-config by lines such as",
        *(f"  {example}" for example in profile.examples),
    ]
    for statement in profile.stated_by:
        lines += [f"and in `{statement.command}` by", f"  {statement.example}"]
    if profile.collect:
        lines += ["", "Worth collecting", *(f"  {command}" for command in profile.collect)]
    return "".join(f"{printable(line)}\n" for line in lines)


def _mtu(mtu: MtuProfile) -> Iterator[str]:
    def sizes(value: int) -> str:
        tagged, untagged = mtu.arithmetic(value, tagged=True), mtu.arithmetic(value, tagged=False)
        return f"{value}; IP MTU tagged {tagged}; untagged {untagged}"

    yield from _value("one line sets", mtu.scope, plain)
    yield from _value("minimum", mtu.minimum, sizes)
    yield from _value("default", mtu.default, sizes)
    yield from _value("maximum", mtu.maximum, sizes)
    if mtu.counts is Counting.FRAME_TAG_OPEN:
        yield from _value("tag on top up to", mtu.tag_on_top_up_to, plain)


def _dcb(profile: Profile) -> Iterator[str]:
    dcb = profile.dcb
    yield from _value("priority flow control", dcb.capable, plain)
    yield from _value("data queues", dcb.queues, plain)
    yield from _value("queues of dot1p 0 to 7", dcb.dot1p_queues, plain)
    yield from _value("lossless queues", dcb.lossless_limit, plain)
    yield from _value("DCB where no line says", dcb.default, plain)
    yield from _value("802.3x pause where no line says", dcb.flow_control, plain)
    yield from _value("dot1p trusted where no line says", dcb.trusts_dot1p, plain)
    yield from _value("DCBX role where no line says", dcb.dcbx_role, plain)
    yield from _value("DCBX version where no line says", dcb.dcbx_version, plain)


def _value(label: str, value: Sourced[Any], words: Words) -> Iterator[str]:
    """Yield a value and its source, or the reason why it is unknown; one such pair for each span of releases."""
    if not value.releases:
        yield from _said(f"  {label}", value.value, value.source, words)
        if value.one_of:
            yield f"      one of: {'; '.join(words(one) for one in value.one_of)}"
        return
    yield f"  {label}: depends on the release"
    for span in value.releases:
        yield from _said(f"    {span.words()}", span.value, span.source, words)


def _said(label: str, value: Any, source: str, words: Words) -> Iterator[str]:
    indent = " " * (len(label) - len(label.lstrip()) + 4)
    if value is None:
        yield f"{label}: unknown"
        yield f"{indent}because: {source}"
    else:
        yield f"{label}: {words(value)}"
        yield f"{indent}source: {source}"
