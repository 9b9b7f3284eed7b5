"""What lies between a NIC and its cables, as an operating system's facts tell it: the form that both readers return."""

from dataclasses import dataclass

from fabric_check.model.host import NicBelow, NicMtu, NicTag


@dataclass(frozen=True, slots=True)
class Stack:
    """A NIC with everything above and below it that its frames pass; text stands for what is not known, and why.

    *sizes* holds every setting on the way, topmost first; *between* the interfaces above the uplinks.
    """

    uplinks: tuple[str, ...]
    sizes: tuple[NicMtu | str, ...]
    tag: NicTag | str
    why_no_uplink: str = ""
    between: tuple[str, ...] = ()
    below: tuple[NicBelow, ...] = ()
