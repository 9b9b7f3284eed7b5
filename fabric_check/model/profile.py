"""What a switch model is: how it counts, what it can do, and the source of each number."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from fabric_check.model.units import FrameBytes, IpMtu, IpMtuRange

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Sourced(Generic[Value]):
    """A value with where it is written, or None with the reason why it is not known."""

    value: Value | None
    source: str


class Counting(StrEnum):
    """What the number after ``mtu`` counts."""

    FRAME_WITH_TAG = "frame-with-tag"
    """The whole frame, its 802.1Q tag included: IP MTU = value − 18 untagged, − 22 tagged."""
    FRAME_TAG_OPEN = "frame-tag-open"
    """The whole frame; the maker does not say whether the tag is inside: a range when tagged."""
    IP = "ip"
    """The IP packet alone."""


@dataclass(frozen=True, slots=True)
class MtuProfile:
    """A model's MTU: what it counts, its default and its limits, in the platform's own number.

    *tag_on_top_up_to*: the largest value for which the maker says that the tag rides on top of it.
    """

    counts: Counting
    default: Sourced[int]
    minimum: Sourced[int]
    maximum: Sourced[int]
    tag_on_top_up_to: Sourced[int]

    def ip_mtu(self, value: int, *, tagged: bool) -> IpMtuRange:
        """Return the IP MTU of frames, tagged or not, on a port whose ``mtu`` is *value*."""
        if self.counts is Counting.IP:
            return IpMtuRange.exactly(IpMtu(value))
        exact = FrameBytes(value).ip_mtu(tagged=tagged)
        if not tagged or self.counts is Counting.FRAME_WITH_TAG:
            return IpMtuRange.exactly(exact)
        high = FrameBytes(value).ip_mtu(tagged=False)
        on_top = self.tag_on_top_up_to.value
        if on_top is None:
            return IpMtuRange(exact, high)
        # A larger value never carries less than a smaller one does.
        known = FrameBytes(min(value, on_top)).ip_mtu(tagged=False)
        return IpMtuRange(max(exact, known), high)

    def arithmetic(self, value: int, *, tagged: bool) -> str:
        """Return the conversion in words and numbers, as messages show it."""
        size = self.ip_mtu(value, tagged=tagged)
        if self.counts is Counting.IP:
            return f"mtu {value} is the IP MTU"
        if size.exact:
            return f"{value} − {value - size.low.bytes} = {size}"
        return f"{value} − {value - size.low.bytes} = {size.low} if the tag is inside, {value} − {value - size.high.bytes} = {size.high} if not"


@dataclass(frozen=True, slots=True)
class Profile:
    """A switch model. *recognise*: patterns for lines of a running-config that only this model prints."""

    id: str
    name: str
    dialect: str
    recognise: tuple[re.Pattern[str], ...]
    mtu: MtuProfile
