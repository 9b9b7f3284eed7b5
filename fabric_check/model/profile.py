"""What a switch model is: how it counts, what it can do, and the source of each number."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from fabric_check.model.dcb import DcbxRole
from fabric_check.model.sourced import Sourced
from fabric_check.model.units import FrameBytes, IpMtu, IpMtuRange

__all__ = ["Counting", "DcbDefault", "DcbProfile", "MtuProfile", "Profile", "Scope", "Sourced", "Statement"]


UNSAID: Sourced[Any] = Sourced(None, "this profile does not say")


class Counting(StrEnum):
    """What the number after ``mtu`` counts."""

    FRAME_WITH_TAG = "frame-with-tag"
    """The whole frame, its 802.1Q tag included: IP MTU = value − 18 untagged, − 22 tagged."""
    FRAME_TAG_OPEN = "frame-tag-open"
    """The whole frame; the maker does not say whether the tag is inside: a range when tagged."""
    IP = "ip"
    """The IP packet alone."""


class Scope(StrEnum):
    """What one ``mtu`` line sets."""

    PORT = "port"
    DEVICE = "device"


class DcbDefault(StrEnum):
    """What DCB is where no line of the config says."""

    ON = "on"
    OFF = "off"
    AUTO = "auto"
    """Each port by itself, from what its neighbour sends."""


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
    scope: Sourced[Scope] = UNSAID

    def at(self, release: str | None) -> "MtuProfile":
        """Return the same with the numbers of one release."""
        return replace(
            self,
            default=self.default.at(release),
            minimum=self.minimum.at(release),
            maximum=self.maximum.at(release),
            tag_on_top_up_to=self.tag_on_top_up_to.at(release),
            scope=self.scope.at(release),
        )

    def maximum_for(self, release: str | None) -> Sourced[int]:
        """Return the largest number that ``mtu`` takes in a release."""
        return self.maximum.at(release)

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
class DcbProfile:
    """What a model's hardware and software can do for lossless Ethernet, and what holds where no line says.

    *capable*: whether it has priority flow control at all. *queues*: data queues a port. *dot1p_queues*: the queue of
    each 802.1p priority, 0 to 7, by default. *lossless_limit*: queues of a port that may be lossless (PowerConnect:
    priorities). *default*: DCB (PowerConnect: PFC) where no line says. *flow_control*: whether 802.3x pause is on where
    no line says. *trusts_dot1p*: whether incoming priorities are mapped to queues where no line says. *dcbx_role* and
    *dcbx_version*: DCBX of a port where no line says, in the words of `PortDcb`.
    """

    capable: Sourced[bool] = UNSAID
    queues: Sourced[int] = UNSAID
    dot1p_queues: Sourced[tuple[int, ...]] = UNSAID
    lossless_limit: Sourced[int] = UNSAID
    default: Sourced[DcbDefault] = UNSAID
    flow_control: Sourced[bool] = UNSAID
    trusts_dot1p: Sourced[bool] = UNSAID
    dcbx_role: Sourced[DcbxRole] = UNSAID
    dcbx_version: Sourced[str] = UNSAID

    def at(self, release: str | None) -> "DcbProfile":
        """Return the same with the values of one release."""
        return replace(
            self,
            capable=self.capable.at(release),
            queues=self.queues.at(release),
            dot1p_queues=self.dot1p_queues.at(release),
            lossless_limit=self.lossless_limit.at(release),
            default=self.default.at(release),
            flow_control=self.flow_control.at(release),
            trusts_dot1p=self.trusts_dot1p.at(release),
            dcbx_role=self.dcbx_role.at(release),
            dcbx_version=self.dcbx_version.at(release),
        )


@dataclass(frozen=True, slots=True)
class Statement:
    """A show command in whose output the switch names its model, the pattern that finds it, and such a line."""

    command: str
    pattern: re.Pattern[str]
    example: str


@dataclass(frozen=True, slots=True)
class Profile:
    """A switch model.

    *recognise*: patterns that match, from its beginning, a line of a running-config that only this model prints;
    *examples*: such lines. *device_type*: netmiko's name for how to log in, or None. *collect*: the read-only show
    commands worth keeping. *file*: where it is written, for messages.
    """

    id: str
    name: str
    dialect: str
    recognise: tuple[re.Pattern[str], ...]
    mtu: MtuProfile
    dcb: DcbProfile = DcbProfile()
    examples: tuple[str, ...] = ()
    stated_by: tuple[Statement, ...] = ()
    device_type: str | None = None
    collect: tuple[str, ...] = ()
    file: str = ""

    def at(self, release: str | None) -> "Profile":
        """Return the model as it is in one release: what depended on the release is then a plain value."""
        return replace(self, mtu=self.mtu.at(release), dcb=self.dcb.at(release))
