"""The few calls to the Linux kernel that Python 3.11 has no words for. Linux alone; imported by the wires' process."""

import ctypes
import fcntl
import os
import signal
import socket
import struct
from pathlib import Path

CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
PR_SET_PDEATHSIG = 1
SIOCGIFFLAGS, SIOCSIFFLAGS, SIOCETHTOOL = 0x8913, 0x8914, 0x8946
IFF_UP = 1
ETHTOOL_STXCSUM = 0x17
_REQUEST = 40
"""Size of ``struct ifreq`` on 64-bit Linux; a smaller one elsewhere is filled in part alone."""


def unshare(flags: int) -> None:
    """Leave namespaces for new ones (unshare(2)).

    Raises:
        OSError: the kernel does not allow it.

    """
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(flags):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def own_network() -> bool:
    """Enter a network namespace of our own; return whether that took a user namespace, since we are not root.

    Raises:
        OSError: neither is allowed.

    """
    user, group = os.geteuid(), os.getegid()
    try:
        unshare(CLONE_NEWNET)
    except PermissionError:
        # In a user namespace of our own we may.
        unshare(CLONE_NEWUSER | CLONE_NEWNET)
        # One user, ourselves, who is root in there (user_namespaces(7)).
        Path("/proc/self/setgroups").write_text("deny", "ascii")
        Path("/proc/self/uid_map").write_text(f"0 {user} 1", "ascii")
        Path("/proc/self/gid_map").write_text(f"0 {group} 1", "ascii")
        return True
    return False


def die_with_parent(parent: int) -> None:
    """Be killed when the parent's thread that made us ends, however it ends (prctl(2))."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def set_up(name: str, *, up: bool) -> None:
    """Set an interface up or down; with one end of a veth pair down, the other has no carrier."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        request = struct.pack("16sH", name.encode(), 0).ljust(_REQUEST, b"\0")
        (flags,) = struct.unpack_from("H", fcntl.ioctl(sock, SIOCGIFFLAGS, request), 16)
        flags = flags | IFF_UP if up else flags & ~IFF_UP
        fcntl.ioctl(sock, SIOCSIFFLAGS, struct.pack("16sH", name.encode(), flags).ljust(_REQUEST, b"\0"))


def checksum_in_software(name: str) -> None:
    """Do what ``ethtool -K NAME tx off`` does: a packet socket at the other end sees whole packets, checksums filled in."""
    wanted = ctypes.create_string_buffer(struct.pack("II", ETHTOOL_STXCSUM, 0))
    request = struct.pack("16sP", name.encode(), ctypes.addressof(wanted)).ljust(_REQUEST, b"\0")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        fcntl.ioctl(sock, SIOCETHTOOL, request)


def processes_in(namespaces: set[str]) -> list[int]:
    """Return the processes in any of these network namespaces, as ``/proc/PID/ns/net`` names them."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                inside = str((folder / "ns" / "net").readlink()) in namespaces
            except OSError:
                continue
            if inside:
                found.append(int(folder.name))
    return found
