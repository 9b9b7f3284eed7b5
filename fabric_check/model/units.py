"""Sizes as types: an IP MTU and an Ethernet frame are never the same number, so never the same type.

*IP MTU* is the largest IP packet in bytes. *Frame* is the whole Ethernet frame on the wire: a 14-byte header,
4 bytes for each 802.1Q tag, the payload and the 4-byte FCS (IEEE 802.3 clause 3.1.1, IEEE 802.1Q clause 9).
Preamble and gaps are not counted. Where a platform leaves a size open, the size is a range.
"""

from dataclasses import dataclass

ETHERNET_HEADER = 14
FCS = 4
VLAN_TAG = 4
IPV4_PING_OVERHEAD = 28
"""20 bytes of IPv4 header (RFC 791) and 8 of ICMP echo header (RFC 792)."""
IPV6_PING_OVERHEAD = 48
"""40 bytes of IPv6 header (RFC 8200) and 8 of ICMPv6 echo header (RFC 4443)."""


def frame_overhead(*, tagged: bool) -> int:
    """Return what a frame adds to its IP packet: 18 bytes untagged, 22 with one 802.1Q tag."""
    return ETHERNET_HEADER + FCS + (VLAN_TAG if tagged else 0)


@dataclass(frozen=True, slots=True, order=True)
class IpMtu:
    """The largest IP packet, in bytes."""

    bytes: int

    def frame(self, *, tagged: bool) -> "FrameBytes":
        """Return the whole frame that carries a packet of this size."""
        return FrameBytes(self.bytes + frame_overhead(tagged=tagged))

    def ping_payload(self, *, ipv6: bool = False) -> int:
        """Return the largest ``ping`` payload: IP MTU − 28, or − 48 over IPv6; never below 0."""
        return max(0, self.bytes - (IPV6_PING_OVERHEAD if ipv6 else IPV4_PING_OVERHEAD))

    def __str__(self) -> str:
        """Return the number alone, as it stands in tables and messages."""
        return str(self.bytes)


@dataclass(frozen=True, slots=True, order=True)
class FrameBytes:
    """A whole Ethernet frame, header, tags and FCS counted, in bytes."""

    bytes: int

    def ip_mtu(self, *, tagged: bool) -> IpMtu:
        """Return the largest IP packet that fits; never below 0."""
        return IpMtu(max(0, self.bytes - frame_overhead(tagged=tagged)))

    def __str__(self) -> str:
        """Return the number alone."""
        return str(self.bytes)


@dataclass(frozen=True, slots=True)
class IpMtuRange:
    """An IP MTU that is known to lie between two ends, both included; equal ends mean an exact size.

    Raises:
        ValueError: the low end is above the high end.

    """

    low: IpMtu
    high: IpMtu

    def __post_init__(self) -> None:
        """Refuse a range that is upside down."""
        if self.low > self.high:
            raise ValueError(f"an IP MTU range from {self.low} to {self.high} is upside down")

    @classmethod
    def exactly(cls, ip_mtu: IpMtu) -> "IpMtuRange":
        """Return the range that holds one size alone."""
        return cls(ip_mtu, ip_mtu)

    @property
    def exact(self) -> bool:
        """Whether the size is known to the byte."""
        return self.low == self.high

    def narrowest(self, other: "IpMtuRange") -> "IpMtuRange":
        """Return the range of the smaller of two sizes: the limit of two hops in a row."""
        if self.low.bytes <= other.low.bytes and self.high.bytes <= other.high.bytes:
            return self
        if other.low.bytes <= self.low.bytes and other.high.bytes <= self.high.bytes:
            return other
        return IpMtuRange(min(self.low, other.low), min(self.high, other.high))

    def __str__(self) -> str:
        """Return ``9000`` or ``9194 to 9198``."""
        return str(self.low) if self.exact else f"{self.low} to {self.high}"
