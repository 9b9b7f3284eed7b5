"""Which ordered pairs of a network's NICs are measured: all, a ring, a sample, or a cover of every link. No I/O."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from fabric_check.fabric.view import Attachment, NetworkView

MOST_ALL = 64
"""Up to this many NICs in a network all pairs are measured, unless something else is asked for."""
TWICE = 2

Chosen = tuple[Attachment, Attachment]


@dataclass(frozen=True, slots=True)
class Chooser:
    """*kind*: ``all``, ``ring``, ``sample`` (with *count* pairs), or ``auto``: all, beyond 64 NICs a cover."""

    kind: str = "auto"
    count: int = 0

    @classmethod
    def parse(cls, text: str) -> "Chooser":
        """Return what ``all``, ``ring`` or ``sample:N`` means.

        Raises:
            ValueError: it is none of these.

        """
        kind, _, number = text.partition(":")
        if text in {"all", "ring", "auto"}:
            return cls(text)
        if kind == "sample" and number.isdecimal() and number.isascii() and int(number[:9]) > 0:
            return cls(kind, int(number[:9]))
        raise ValueError("all, ring or sample:N is expected")

    def choose(self, view: NetworkView, nics: Sequence[Attachment]) -> list[Chosen]:
        """Return the ordered pairs of some NICs of a network, spread so that not all senders begin with one target."""
        if self.kind == "all" or (self.kind == "auto" and len(nics) <= MOST_ALL):
            return list(_all(nics))
        if self.kind == "sample":
            return _sample(view, nics, self.count)
        ring = _ring(nics)
        return ring if self.kind == "ring" else [*ring, *_rest(view, nics, ring)]


def _all(nics: Sequence[Attachment]) -> Iterator[Chosen]:
    """Yield every ordered pair of NICs on different hosts; each sender begins behind itself."""
    for number, first in enumerate(nics):
        for second in (*nics[number + 1 :], *nics[:number]):
            if second.nic.host != first.nic.host:
                yield first, second


def _sample(view: NetworkView, nics: Sequence[Attachment], count: int) -> list[Chosen]:
    """Return that many pairs, scattered over all; the same ones each time."""

    def scattered(chosen: Chosen) -> bytes:
        names = f"{view.network.name}\0{chosen[0].ref}\0{chosen[1].ref}"
        return hashlib.sha256(names.encode()).digest()

    picked = sorted(_all(nics), key=scattered)[:count]
    return sorted(picked, key=lambda chosen: (chosen[0].index, chosen[1].index))


def _ring(nics: Sequence[Attachment]) -> list[Chosen]:
    """Return each NIC with the next one on another host: its own links are crossed there and back."""
    hosts = [list(group) for _, group in groupby(nics, lambda one: one.nic.host)]
    rails = [
        group[rail] for rail in range(max(map(len, hosts), default=0)) for group in hosts if rail < len(group)
    ]
    found = []
    for number, first in enumerate(rails):
        behind = (*rails[number + 1 :], *rails[:number])
        second = next((one for one in behind if one.nic.host != first.nic.host), None)
        if second is not None:
            found.append((first, second))
    return found


def _rest(view: NetworkView, nics: Sequence[Attachment], ring: Sequence[Chosen]) -> Iterator[Chosen]:
    """Yield the pairs that are wanting until every link between switches on a way of some pair is crossed twice."""
    crossed: Counter[int] = Counter()
    for first, second in ring:
        crossed.update(_trunks(view, first, second))
    here = {one.index for one in nics}
    for relation in view.relations:
        a, b = next(
            (
                (one, other)
                for one in relation.first.members
                for other in relation.second.members
                if {one.index, other.index} <= here and one.nic.host != other.nic.host
            ),
            (None, None),
        )
        trunks = _trunks(view, a, b) if a and b else []
        for chosen in ((a, b), (b, a)) if a and b else ():
            if any(crossed[number] < TWICE for number in trunks):
                crossed.update(trunks)
                yield chosen


def _trunks(view: NetworkView, first: Attachment, second: Attachment) -> list[int]:
    route = view.route(first, second)
    return [step.cable.number for step in route.trunks] if route else []
