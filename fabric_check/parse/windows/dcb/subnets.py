"""IP addresses and subnets as Windows and fabric.yaml write them; anything else is None."""

import ipaddress
from typing import Any

Subnet = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def subnet(written: str, mask: str = "") -> Subnet | None:
    """Return the subnet of ``10.0.0.0/24``, or of an address with its mask."""
    try:
        return ipaddress.ip_network(f"{written}/{mask}" if mask else written, strict=False)
    except ValueError:
        return None


def address(written: Any) -> Address | None:
    """Return the address of ``10.0.0.1``, ``10.0.0.1/24`` or ``fe80::1%4``."""
    try:
        return ipaddress.ip_address(str(written).partition("/")[0].partition("%")[0]) if written else None
    except ValueError:
        return None
