"""From a target to the path that its probes take: name, source, interface."""

import socket
from typing import List, Optional, Tuple

from .channel import Path
from .errors import AgentError, UnreachableError
from .netlink import IFF_UP, SIOCGIFFLAGS, SIOCGIFMTU, device_number, holder, route


def pinned(source: Optional[str], notes: List[str]) -> Optional[str]:
    """Return the interface that has the source address: else the kernel might send out of another one in its subnet."""
    name = holder(source) if source else None
    if name is None:
        return None
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        try:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, name.encode() + b"\0")
        except PermissionError:
            notes.append("the kernel chose the interface: binding to one needs root here")
            return None
    return name


def downed() -> List[str]:
    """Return the names of the interfaces that are down, loopback apart."""
    names = [name for _, name in socket.if_nameindex() if name != "lo"]
    return sorted(name for name in names if not device_number(SIOCGIFFLAGS, name) & IFF_UP)


def resolve(target: str, source: Optional[str]) -> List[Tuple[int, str, int]]:
    """Return the target's addresses as (family, address, scope), those of the source's family where one is given."""
    family = 0
    if source:
        try:
            family = socket.AF_INET6 if ":" in source else socket.AF_INET
            socket.inet_pton(family, source)
        except OSError:
            raise AgentError("usage", f"source {source!r} is not an IP address") from None
    try:
        answers = socket.getaddrinfo(target, None, 0, socket.SOCK_DGRAM)
    except (OSError, UnicodeError) as error:
        message = "{} does not resolve: {}".format(target, getattr(error, "strerror", None) or error)
        raise AgentError("unresolved", message) from None
    found = [
        (int(item[0]), str(item[4][0]).split("%")[0], item[4][3] if len(item[4]) == 4 else 0)
        for item in answers
    ]
    kept = [item for item in found if not family or item[0] == family]
    if not kept:
        wanted = "IPv6" if family == socket.AF_INET6 else "IPv4"
        raise AgentError("unresolved", f"{target} has no {wanted} address to go with source {source}")
    return kept


def find_path(target: str, source: Optional[str], interface: Optional[str]) -> Path:
    """Return the path to the target's first address that has a route. Raises UnreachableError or AgentError."""
    if interface:
        try:
            socket.if_nametoindex(interface)
        except OSError:
            raise AgentError("usage", f"there is no interface {interface!r} on this host") from None
        if not device_number(SIOCGIFFLAGS, interface) & IFF_UP:
            raise UnreachableError(f"interface {interface} is down")
    addresses = resolve(target, source)
    if source:
        check_source(addresses[0][0], source, interface)
    why = ""
    for family, address, scope in addresses:
        try:
            device, chosen = route(
                family, address, source, interface or (scope and socket.if_indextoname(scope)) or None
            )
        except OSError as error:
            why = why or str(error.strerror)
            continue
        return Path(
            family,
            address,
            scope,
            chosen or source_of(family, address, scope),
            interface,
            device,
            device_number(SIOCGIFMTU, device),
        )
    only = (
        " (it has IPv6 addresses only)"
        if all(item[0] == socket.AF_INET6 for item in addresses) and ":" not in target
        else ""
    )
    hint = "; down: " + ", ".join(downed()) if downed() else ""
    raise UnreachableError(f"no route to {target}{only}: {why}{hint}")


def check_source(family: int, source: str, interface: Optional[str]) -> None:
    """Raise AgentError unless source is an address of this host; a link-local one is meant on the interface."""
    with socket.socket(family, socket.SOCK_DGRAM) as sock:
        scope = socket.if_nametoindex(interface) if interface else 0
        try:
            sock.bind((source, 0, 0, scope) if family == socket.AF_INET6 else (source, 0))
        except OSError as error:
            raise AgentError("usage", f"cannot send from {source}: {error.strerror}") from None


def source_of(family: int, address: str, scope: int) -> str:
    """Return the source address that the kernel picks where its route names none."""
    with socket.socket(family, socket.SOCK_DGRAM) as sock:
        sock.connect((address, 9, 0, scope) if family == socket.AF_INET6 else (address, 9))
        return str(sock.getsockname()[0]).split("%")[0]
