"""What ``profiles test`` asks beyond the shape: do the patterns find their own model and no other, can netmiko log in."""

from collections.abc import Collection, Iterator, Mapping

from fabric_check.folder.shape_errors import did_you_mean, shown
from fabric_check.folder.strict_yaml import Document
from fabric_check.model.errors import Problem
from fabric_check.model.profile import Profile
from fabric_check.profiles.inherit import resolve


def examine(
    profile: Profile,
    profiles: Mapping[str, Profile],
    documents: Mapping[str, Document],
    device_types: Collection[str] | None,
) -> Iterator[Problem]:
    """Yield what is wrong with a model among others. *device_types*: what netmiko knows, None where it cannot be asked."""
    document = resolve(documents, profile.id)
    yield from _own_examples(profile, document)
    yield from _stranger_examples(profile, profiles, document)
    known = device_types
    if known is not None and profile.device_type is not None and profile.device_type not in known:
        what = f"device_type: netmiko knows no {shown(profile.device_type)}{did_you_mean(profile.device_type, sorted(known))}"
        yield document.problem(("device_type",), what)


def _own_examples(profile: Profile, document: Document) -> Iterator[Problem]:
    for number, example in enumerate(profile.examples):
        if not _recognises(profile, example):
            yield document.problem(
                ("examples", number), f"no pattern of `recognise` matches {shown(example)}"
            )
    for number, pattern in enumerate(profile.recognise):
        if not any(pattern.match(example) for example in profile.examples):
            yield document.problem(
                ("recognise", number), "no line of `examples` shows what this pattern matches"
            )
    for number, statement in enumerate(profile.stated_by):
        if not statement.pattern.match(statement.example):
            what = f"the pattern does not match its example, {shown(statement.example)}"
            yield document.problem(("stated_by", number, "pattern"), what)


def _stranger_examples(
    profile: Profile, profiles: Mapping[str, Profile], document: Document
) -> Iterator[Problem]:
    for other in profiles.values():
        if other.id == profile.id:
            continue
        for number, example in enumerate(profile.examples):
            if _recognises(other, example):
                what = f"{shown(example)} is also recognised as {other.id}: a line that only this model prints is expected"
                yield document.problem(("examples", number), what)
        if any(_recognises(profile, example) for example in other.examples):
            what = f"a line of {other.id} matches too: a pattern for this model alone is expected"
            yield document.problem(("recognise",), what)


def _recognises(profile: Profile, line: str) -> bool:
    return any(pattern.match(line) for pattern in profile.recognise)


def netmiko_device_types() -> frozenset[str] | None:
    """Return the names that netmiko knows, or None where it is not installed."""
    try:
        from netmiko.ssh_dispatcher import CLASS_MAPPER  # noqa: PLC0415 - a second of imports, for this check alone
    except ImportError:
        return None
    return frozenset(CLASS_MAPPER)
