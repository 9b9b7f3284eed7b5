"""Where a device is reached: ``name``, ``name:port``, ``address``, ``[IPv6]:port``. No I/O: nothing is looked up."""

import ipaddress
import re

_NAME = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9])?", re.ASCII)
_WITH_PORT = re.compile(r"(?:\[(?P<v6>[^\[\]]*)\]|(?P<name>[^:\[\]]*))(?::(?P<port>[0-9]{1,5}))?")


def split_address(text: str) -> tuple[str, int | None]:
    """Return a host and its port, None where none is written.

    Raises:
        ValueError: it is neither a name nor an IP address; a name never begins with ``-``, so that no program takes it
            for an option.

    """
    if _is_ipv6(text):
        return text, None
    match = _WITH_PORT.fullmatch(text)
    if match:
        port = int(match["port"]) if match["port"] else None
        good = _is_ipv6(match["v6"]) if match["v6"] is not None else _NAME.fullmatch(match["name"])
        if good and (port is None or 0 < port < 65536):
            return match["v6"] or match["name"], port
    raise ValueError("a name or an IP address is expected, perhaps with a port: name, name:22, [fe80::1]:22")


def _is_ipv6(text: str) -> bool:
    try:
        ipaddress.IPv6Address(text)
    except ValueError:
        return False
    # A zone may hold anything; a program that takes the address as a word must not be misled by it.
    return re.fullmatch(r"[0-9A-Fa-f:.]+(?:%[A-Za-z0-9._-]+)?", text) is not None
