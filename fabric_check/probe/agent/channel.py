"""One socket for one kind of probe: how honest probes are sent, and what the kernel reports of them."""

import errno
import math
import os
import select
import socket
import struct
import time
from typing import Any, Callable, List, NamedTuple, Optional, Tuple

from .errors import AgentError, UnreachableError
from .probes import Event

PROBE = 3  # IP_PMTUDISC_PROBE: set DF, ignore the cached path MTU (ip(7))
IP_MTU_DISCOVER, IP_RECVERR, IP_RECVFRAGSIZE = 10, 11, 25  # linux/in.h
IPV6_MTU_DISCOVER, IPV6_RECVERR, IPV6_DONTFRAG, IPV6_RECVFRAGSIZE = 23, 25, 62, 77  # linux/in6.h
SO_RCVBUFFORCE = 33
ORIGIN_ICMP, ORIGIN_ICMP6 = 2, 3  # linux/errqueue.h
BUFFER = 4 << 20
TRIES = 20  # at sending one packet


class Path(NamedTuple):
    """Where the probes go: addresses, and the interface they leave by with its MTU."""

    family: int
    target: str
    scope: int
    source: str
    interface: Optional[str]
    device: str
    device_mtu: int

    @property
    def v6(self) -> bool:
        """Whether the path is an IPv6 one."""
        return self.family == socket.AF_INET6

    @property
    def header(self) -> int:
        """The IP header's length without options or extension headers."""
        return 40 if self.v6 else 20


def socket_address(path: Path, address: str, port: int) -> Any:
    """Return an address as the path's family of sockets takes it; link-local IPv6 addresses need their scope."""
    return (address, port, 0, path.scope) if path.v6 else (address, port)


def widen(sock: socket.socket) -> None:
    """Let a socket hold more than the system's default until it is read."""
    try:
        sock.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, BUFFER)
    except OSError:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)


class Channel:
    """One socket for one kind of probe: sends numbered packets of a wanted size, reports what came of them."""

    def __init__(self, path: Path, kind: int, protocol: int) -> None:
        self.path = path
        self.clock: Callable[[], float] = time.monotonic
        try:
            self.socket = socket.socket(path.family, kind, protocol)
        except PermissionError:
            raise AgentError("privilege", "no privilege for this kind of socket") from None
        try:
            self.prepare()
        except BaseException:
            self.socket.close()
            raise
        self.socket.setblocking(False)
        self.poll = select.poll()
        self.poll.register(self.socket, select.POLLIN | select.POLLERR)

    def prepare(self) -> None:
        """Set the options that make an honest probe, bind and connect. The kernel never fragments what is sent."""
        sock, path = self.socket, self.path
        options: Tuple[Tuple[int, int], ...] = ()
        if path.v6:
            options = (
                (IPV6_MTU_DISCOVER, PROBE),
                (IPV6_DONTFRAG, 1),
                (IPV6_RECVERR, 1),
                (IPV6_RECVFRAGSIZE, 1),
            )
        else:
            options = ((IP_MTU_DISCOVER, PROBE), (IP_RECVERR, 1), (IP_RECVFRAGSIZE, 1))
        for option, value in options:
            sock.setsockopt(socket.IPPROTO_IPV6 if path.v6 else socket.IPPROTO_IP, option, value)
        widen(sock)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER)
        if path.interface:
            try:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, path.interface.encode() + b"\0")
            except PermissionError:
                raise AgentError("privilege", "binding to an interface needs root or CAP_NET_RAW") from None
        sock.bind(socket_address(path, path.source, 0))
        try:
            sock.connect(socket_address(path, path.target, self.port()))
        except PermissionError:  # a socket has to ask for leave to send to all (socket(7), SO_BROADCAST)
            raise AgentError("usage", f"{path.target} is a broadcast address") from None

    def port(self) -> int:
        """Return the port to connect to; 0 where the protocol has none."""
        return 0

    def close(self) -> None:
        """Release the socket."""
        self.socket.close()

    def packet(self, index: int, length: int) -> bytes:
        """Return what to hand to the socket for probe number index; length is what the IP header leaves."""
        raise NotImplementedError

    def reply(self, data: bytes) -> Optional[int]:
        """Return the number of the probe that data answers, or None."""
        raise NotImplementedError

    def quoted(self, data: bytes) -> Optional[int]:
        """Return the number of the probe that an ICMP error quotes (its packet without IP header), or None."""
        raise NotImplementedError

    def send(self, index: int, size: int) -> bool:
        """Send probe number index as an IP packet of size bytes; False when this host itself refuses the size."""
        data = self.packet(index, size - self.path.header)
        number: Optional[int] = None
        for _ in range(TRIES):
            try:
                self.socket.send(data)
            except OSError as error:
                number = error.errno
                if number in (errno.EAGAIN, errno.ENOBUFS):
                    select.select([], [self.socket], [], 0.01)
                elif number == errno.EPERM:
                    raise UnreachableError("this host's own firewall drops the probes") from None
                # Once, it is the report of an earlier packet's ICMP error, which is in the error queue as well.
            else:
                return True
        return number != errno.EMSGSIZE

    def wait(self, seconds: float) -> List[Event]:
        """Return what arrives within seconds, without waiting on once something did."""
        if not self.poll.poll(math.ceil(seconds * 1000) if seconds > 0.002 else 0):
            if 0 < seconds <= 0.002:
                select.select([self.socket], [], [], seconds)  # poll counts whole milliseconds
            else:
                return []
        events: List[Event] = []
        while self.read_error(events) or self.read_reply(events):
            pass
        return events

    def read_reply(self, events: List[Event]) -> bool:
        """Read one packet; False when there is none."""
        try:
            data, ancillary, _, _ = self.socket.recvmsg(65600, 256)
        except BlockingIOError:
            return False
        except OSError:
            return True  # a pending ICMP error, reported once; the error queue holds the details
        index = self.reply(data)
        if index is not None:
            sizes = [
                struct.unpack("=i", value[:4])[0]
                for _, kind, value in ancillary
                if kind == self.fragsize_kind
            ]
            events.append(
                Event("fragments", index, max(sizes)) if sizes and max(sizes) else Event("passed", index)
            )
        return True

    @property
    def fragsize_kind(self) -> int:
        """The control message that tells the largest fragment of a reassembled packet."""
        return IPV6_RECVFRAGSIZE if self.path.v6 else IP_RECVFRAGSIZE

    def read_error(self, events: List[Event]) -> bool:
        """Read one entry of the error queue (struct sock_extended_err); False when there is none."""
        try:
            data, ancillary, _, _ = self.socket.recvmsg(2048, 512, socket.MSG_ERRQUEUE)
        except BlockingIOError:
            return False
        except OSError:
            return True
        for level, kind, value in ancillary:
            if (level, kind) not in ((socket.IPPROTO_IP, IP_RECVERR), (socket.IPPROTO_IPV6, IPV6_RECVERR)):
                continue
            number, origin, icmp_type, code, _, info = struct.unpack("=IBBBBI", value[:12])
            if origin in (ORIGIN_ICMP, ORIGIN_ICMP6):
                who = offender(value[16:])
                event = self.judge(self.quoted(data), number, (icmp_type, code), info, who)
                if event:
                    events.append(event)
        return True

    def judge(
        self, index: Optional[int], number: int, icmp: Tuple[int, int], info: int, who: str
    ) -> Optional[Event]:
        """Return the event that an ICMP error about probe index means, or None when it is not about ours."""
        if index is None:
            return None
        if number == errno.EMSGSIZE:
            return Event("refused", index, info if info >= 68 else 0, "router " + who)
        if who == self.path.source:
            return Event(
                "trouble", index, 0, "no neighbour answers for it: nothing on this segment has that address"
            )
        return Event(
            "trouble",
            index,
            0,
            f"{who} answers ICMP type {icmp[0]} code {icmp[1]} ({os.strerror(number)})",
        )


def offender(address: bytes) -> str:
    """Return the address in a sockaddr: who sent an ICMP error."""
    if len(address) < 8:
        return "unknown"
    family = struct.unpack("=H", address[:2])[0]
    if family == socket.AF_INET6:
        return socket.inet_ntop(socket.AF_INET6, address[8:24])
    return socket.inet_ntoa(address[4:8])
