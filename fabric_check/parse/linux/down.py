"""What carries a Linux interface: down through VLAN devices, bonds and bridges to the physical NICs.

Each interface is looked at once, and never deeper than any kernel builds, so that even nonsense ends in bounded time.
"""

from dataclasses import dataclass
from itertools import chain

from fabric_check.parse.linux.links import ENDS, INWARD, ON_MEMBERS, ON_PARENT, Links

DEEPEST = 16
"""Linux itself refuses to nest devices deeper than 8 (MAX_NEST_DEV)."""


@dataclass(frozen=True, slots=True)
class Way:
    """The way down from an interface: the physical ones, every one passed (itself first), the VLAN tags put on.

    *tags* holds one entry for each different way to tag, outermost first. *why* says why the way is not known, *why_no_tag*
    why the tags alone are not.
    """

    bottoms: tuple[str, ...] = ()
    passed: tuple[str, ...] = ()
    tags: frozenset[tuple[int, ...]] = frozenset()
    why: str = ""
    why_no_tag: str = ""


class Descent:
    """Finds the way down from interfaces of one host."""

    def __init__(self, links: Links) -> None:
        self.links = links
        self.file = links.sections.file
        self.known: dict[str, Way] = {}
        self.open: set[str] = set()

    def way(self, name: str, depth: int = 0) -> Way:
        """Return the way down from an interface."""
        if name in self.known:
            return self.known[name]
        if name not in self.links.rows:
            return Way(why=self.links.missing(name))
        if name in self.open:
            return Way(why=f"{self.file}: {name!r} lies below itself")
        if depth > DEEPEST:
            return Way(why=f"{self.file}: interfaces are nested deeper than {DEEPEST} at {name!r}")
        self.open.add(name)
        found = self._way(name, depth)
        self.open.remove(name)
        self.known[name] = found
        return found

    def _way(self, name: str, depth: int) -> Way:
        kind = self.links.kind(name)
        if kind in ON_PARENT:
            return self._on_parent(name, depth)
        if kind in ON_MEMBERS:
            return self._on_members(name, kind, depth)
        if kind in ENDS:
            return Way((name,), (name,), frozenset({()}))
        return Way(why=f"{self.file}: {name!r} is of kind {kind!r}; what carries it is not known")

    def _on_parent(self, name: str, depth: int) -> Way:
        parent = self.links.parent(name)
        if parent is None:
            where = "is in another network namespace" if self._elsewhere(name) else "is not named"
            return Way(why=f"{self.file}: the interface below {name!r} {where}")
        way = self.way(parent, depth + 1)
        if way.why:
            return way
        passed = (name, *way.passed)
        if self.links.kind(name) != "vlan":
            return Way(way.bottoms, passed, way.tags, why_no_tag=way.why_no_tag)
        vlan = self.links.vlan_id(name)
        if vlan is None:
            return Way(way.bottoms, passed, why_no_tag=f"{self.file}: VLAN device {name!r} has no id")
        # Two tags are already more than any switch here is asked for; deeper ones say nothing new.
        tags = frozenset((*tag, vlan)[:2] for tag in way.tags)
        return Way(way.bottoms, passed, tags, why_no_tag=way.why_no_tag or self._why_other_tag(name))

    def _on_members(self, name: str, kind: str, depth: int) -> Way:
        members = [
            one
            for one in self.links.members.get(name, ())
            if kind != "bridge" or self.links.kind(one) not in INWARD
        ]
        if not members:
            return Way(why=f"{self.file}: {kind} {name!r} has no physical NIC below it")
        ways = [self.way(one, depth + 1) for one in members]
        if why := next((way.why for way in ways if way.why), ""):
            return Way(why=why)
        filters = f"{self.file}: bridge {name!r} filters VLANs, and the facts do not say how its ports tag"
        why_no_tag = next((way.why_no_tag for way in ways if way.why_no_tag), "")
        return Way(
            tuple(dict.fromkeys(chain.from_iterable(way.bottoms for way in ways))),
            tuple(dict.fromkeys(chain((name,), *(way.passed for way in ways)))),
            # Two different ways to tag are already one too many.
            frozenset(sorted({tag for way in ways for tag in way.tags}, reverse=True)[:2]),
            why_no_tag=filters if self.links.filters_vlans(name) else why_no_tag,
        )

    def _elsewhere(self, name: str) -> bool:
        row = self.links.rows[name][1]
        return "link_netnsid" in row or "link_index" in row

    def _why_other_tag(self, name: str) -> str:
        protocol = self.links.data(name).get("protocol", "802.1Q")
        return "" if protocol == "802.1Q" else f"{self.file}: {name!r} tags by {protocol!r}, not 802.1Q"
