"""What the kernel says of interfaces, routes and addresses. Changes none of them."""

import os
import socket
import struct
from typing import Dict, Optional, Tuple

RTM_GETADDR, RTM_GETROUTE, NLMSG_ERROR, NLMSG_DONE = 22, 26, 2, 3  # linux/rtnetlink.h, linux/netlink.h
RTA_DST, RTA_SRC, RTA_OIF, RTA_PREFSRC = 1, 2, 4, 7
IFA_ADDRESS, IFA_LOCAL = 1, 2  # linux/if_addr.h
REQUEST, DUMP = 1, 0x300  # NLM_F_REQUEST, NLM_F_ROOT | NLM_F_MATCH
SIOCGIFFLAGS, SIOCGIFMTU, SIOCGIFHWADDR, IFF_UP = 0x8913, 0x8921, 0x8927, 1  # linux/sockios.h, linux/if.h


def device_answer(request: int, name: str) -> bytes:
    """Return the answer to an interface ioctl (struct ifreq)."""
    import fcntl  # noqa: PLC0415 - the search runs on Windows too, which has no such module

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        return fcntl.ioctl(sock.fileno(), request, struct.pack("16s16x", name.encode()))


def device_number(request: int, name: str) -> int:
    """Return what an interface ioctl says about a device: its flags or its MTU."""
    answer = device_answer(request, name)
    if request == SIOCGIFFLAGS:
        return int(struct.unpack("=16xH", answer[:18])[0])
    return int(struct.unpack("=16xi", answer[:20])[0])


def route(family: int, target: str, source: Optional[str], interface: Optional[str]) -> Tuple[str, str]:
    """Return the device and the source address that the kernel would use. Raises OSError where there is no route."""
    attributes = [(RTA_DST, socket.inet_pton(family, target))]
    if source:
        attributes.append((RTA_SRC, socket.inet_pton(family, source)))
    if interface:
        attributes.append((RTA_OIF, struct.pack("=I", socket.if_nametoindex(interface))))
    bits = 128 if family == socket.AF_INET6 else 32
    body = struct.pack("=BBBBBBBBI", family, bits, bits if source else 0, 0, 0, 0, 0, 0, 0)
    for kind, value in attributes:
        body += struct.pack("=HH", 4 + len(value), kind) + value  # every length here is a multiple of 4
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) as sock:
        sock.send(struct.pack("=IHHII", 16 + len(body), RTM_GETROUTE, 1, 1, 0) + body)
        data = sock.recv(65536)
    kind = struct.unpack("=H", data[4:6])[0]
    if kind == NLMSG_ERROR:
        number = -struct.unpack("=i", data[16:20])[0]
        raise OSError(number, os.strerror(number))
    found = attributes_of(data[16 + 12 :])
    device = socket.if_indextoname(struct.unpack("=I", found[RTA_OIF])[0])
    chosen = socket.inet_ntop(family, found[RTA_PREFSRC]) if RTA_PREFSRC in found else ""
    return device, source or chosen


def attributes_of(data: bytes) -> Dict[int, bytes]:
    """Return netlink attributes (struct rtattr) by kind."""
    found: Dict[int, bytes] = {}
    at = 0
    while at + 4 <= len(data):
        length, kind = struct.unpack("=HH", data[at : at + 4])
        if length < 4:
            break
        found[kind] = data[at + 4 : at + length]
        at += (length + 3) & ~3
    return found


def holder(address: str) -> Optional[str]:
    """Return the interface that has an address; None where this host has no such address."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        wanted = socket.inet_pton(family, address)
    except OSError:
        return None
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) as sock:
        sock.settimeout(5)
        sock.send(struct.pack("=IHHIIBBBBI", 24, RTM_GETADDR, REQUEST | DUMP, 1, 0, family, 0, 0, 0, 0))
        while True:
            data = sock.recv(65536)
            while len(data) >= 16:
                length, kind = struct.unpack("=IH", data[:6])
                if kind in (NLMSG_DONE, NLMSG_ERROR) or length < 24:
                    return None
                found = attributes_of(data[24:length])
                if found.get(IFA_LOCAL, found.get(IFA_ADDRESS)) == wanted:
                    return socket.if_indextoname(struct.unpack("=I", data[20:24])[0])
                data = data[(length + 3) & ~3 :]
