"""Frames with an 802.1Q tag of our own: does the tag, and its priority, arrive? Sent and heard by packet sockets."""

import os
import select
import socket
import struct
import threading
import time
from typing import Any, Dict, List, Optional, Tuple

from .channel import widen
from .errors import AgentError
from .measuring import measure
from .netlink import SIOCGIFHWADDR, device_answer, holder
from .probes import PACE
from .search import SMALL

ETHERTYPE = 0x88B5  # for local experiments (IEEE Std 802-2014, 9.2.3): no device gives it a meaning
ETH_P_ALL = 3
SOL_PACKET, PACKET_AUXDATA, AUXDATA_STATUS_VLAN = 263, 8, 0x10  # linux/if_packet.h
AUXDATA = struct.Struct("=IIIHHHH")  # struct tpacket_auxdata
SO_ATTACH_FILTER = 26
MAGIC = b"fabchk1\0"
HEAD = struct.Struct("!8s8sIB")  # magic, nonce, number, whether it is a sized one
LEAST_PAYLOAD = 46  # IEEE 802.3, 3.2.7
MOST_FRAMES = 20000
# Load the EtherType behind the addresses (the kernel has taken the tag away); keep 64 bytes of ours, nothing of others'.
FILTER = ((0x28, 0, 0, 12), (0x15, 0, 1, ETHERTYPE), (6, 0, 0, 64), (6, 0, 0, 0))


def below(device: str) -> str:
    """Return the device that an 802.1Q device lies on, as frames with a tag of our own must not get a second one."""
    for _ in range(4):
        folder = "/sys/class/net/" + device
        try:
            with open(folder + "/uevent") as file:
                if "DEVTYPE=vlan" not in file.read().split():
                    break
            device = next(name[6:] for name in os.listdir(folder) if name.startswith("lower_"))
        except (OSError, StopIteration):
            break
    return device


def end_of(address: str) -> Tuple[str, bytes]:
    """Return the device that frames of an address leave by, and its MAC address. Raises AgentError."""
    device = holder(address)
    if device is None:
        raise AgentError("usage", f"this host has no address {address}")
    device = below(device)
    return device, device_answer(SIOCGIFHWADDR, device)[18:24]


def packet_socket(device: str, protocol: int) -> socket.socket:
    """Return a packet socket on a device. Raises AgentError."""
    try:
        sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
    except PermissionError:
        raise AgentError("privilege", "tagged frames need root or CAP_NET_RAW") from None
    if protocol:
        # No filter before the protocol is bound would let others' frames in.
        attach_filter(sock)
        sock.setsockopt(SOL_PACKET, PACKET_AUXDATA, 1)
        widen(sock)  # long frames of many senders come at once
    sock.bind((device, protocol))
    return sock


def attach_filter(sock: socket.socket) -> None:
    """Let a socket see our frames alone (struct sock_fprog)."""
    import ctypes  # noqa: PLC0415 - for a pointer, here alone

    code = b"".join(struct.pack("=HBBI", *one) for one in FILTER)
    buffer = ctypes.create_string_buffer(code)
    program = struct.pack("HL", len(FILTER), ctypes.addressof(buffer))
    sock.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, program)


class Ears:
    """Listens on several devices until it is asked what came: (number, sized, VLAN, PCP, device) and how often."""

    def __init__(self, nonce: bytes) -> None:
        self.nonce = nonce
        self.heard: Dict[Tuple[int, bool, Optional[int], Optional[int], str], int] = {}
        self.sockets: Dict[str, socket.socket] = {}
        self.last = 0.0
        self.over = False
        self.thread = threading.Thread(target=self.listen, daemon=True)

    def listen(self) -> None:
        """Take frames in until it is over."""
        while self.take_in(0.05) or not self.over:
            pass

    def take_in(self, wait: float) -> bool:
        """Take in a frame of each device that has one; False when none has within the time."""
        ready, _, _ = select.select(list(self.sockets.values()), [], [], wait)
        for device, sock in self.sockets.items():
            if sock in ready:
                self.take(device, *sock.recvmsg(64, 256)[:2])
        return bool(ready)

    def take(self, device: str, data: bytes, ancillary: Any) -> None:
        """Count one frame, if it is ours and of this run."""
        if len(data) < 14 + HEAD.size:
            return
        magic, nonce, number, sized = HEAD.unpack(data[14 : 14 + HEAD.size])
        if magic != MAGIC or nonce != self.nonce:
            return
        tci: Optional[int] = None
        for level, kind, value in ancillary:
            if (level, kind) == (SOL_PACKET, PACKET_AUXDATA):
                status, _, _, _, _, found, _ = AUXDATA.unpack(value[: AUXDATA.size])
                tci = found if status & AUXDATA_STATUS_VLAN else None
        vlan, pcp = (None, None) if tci is None else (tci & 0xFFF, tci >> 13)
        key = (number, bool(sized), vlan, pcp, device)
        self.heard[key] = self.heard.get(key, 0) + 1
        self.last = time.monotonic()

    def close(self) -> None:
        """Stop listening, once what came is taken in."""
        self.over = True
        if self.thread.is_alive():
            self.thread.join()
        for sock in self.sockets.values():
            sock.close()


EARS: List[Ears] = []


def listen(request: Dict[str, Any]) -> Dict[str, Any]:
    """Begin to listen where the `addresses` are; return each one's MAC address, or why there is none."""
    while EARS:
        EARS.pop().close()
    ears = Ears(bytes.fromhex(str(request["nonce"])))
    macs, refused = {}, {}
    for address in request["addresses"]:
        try:
            device, mac = end_of(str(address))
            if device not in ears.sockets:
                ears.sockets[device] = packet_socket(device, ETH_P_ALL)
            macs[address] = mac.hex()
        except (AgentError, OSError) as error:
            refused[address] = str(error)
    EARS.append(ears)
    if ears.sockets:
        ears.thread.start()
    return {"macs": macs, "refused": refused}


def speak(request: Dict[str, Any]) -> Dict[str, Any]:
    """Send the `frames`, each `times` over, at most `rate` a second; return which were refused, and why, by number.

    Then each of `behind` (target and source) is asked for an echo, which comes behind the frames: return who is `silent`.
    """
    PACE.per_second(request.get("rate"))
    nonce, refused = bytes.fromhex(str(request["nonce"])), {}
    sockets: Dict[str, socket.socket] = {}
    frames = [one for turn in range(int(request.get("times") or 1)) for one in request["frames"]]
    try:
        for one in frames[:MOST_FRAMES]:
            wait = PACE.left(time.monotonic())
            if wait:
                time.sleep(wait)
            PACE.took(time.monotonic())
            try:
                device, mac = end_of(str(one["source"]))
                if device not in sockets:
                    sockets[device] = packet_socket(device, 0)
                sockets[device].send(tagged_frame(one, mac, nonce))
            except (AgentError, OSError) as error:
                refused[str(one["number"])] = str(error)
    finally:
        for sock in sockets.values():
            sock.close()
    silent: List[str] = []
    for target, source in request.get("behind") or ():
        asked = {"target": target, "source": source, "pin": True, "max": SMALL, "rate": request.get("rate")}
        found, _ = measure(asked)
        if found["verdict"] != "clear":
            silent.append(target)
    return {"refused": refused, "silent": silent}


def tagged_frame(one: Dict[str, Any], mac: bytes, nonce: bytes) -> bytes:
    """Return a frame with an 802.1Q tag; `size` is its payload, as long as an IP packet of that size."""
    size = int(one.get("size") or 0)
    head = HEAD.pack(MAGIC, nonce, int(one["number"]), bool(size))
    payload = head + bytes(max(size, LEAST_PAYLOAD) - len(head))
    tag = struct.pack("!HHH", 0x8100, int(one["pcp"]) << 13 | int(one["vlan"]), ETHERTYPE)
    return bytes.fromhex(str(one["to"])) + mac + tag + payload


def heard(request: Dict[str, Any]) -> Dict[str, Any]:
    """Stop listening once nothing has come for `wait` seconds; return what came: rows of Ears.heard with the count."""
    if not EARS:
        raise AgentError("usage", "nobody listens")
    ears = EARS.pop()
    ears.last = max(ears.last, time.monotonic())
    while time.monotonic() < ears.last + float(request.get("wait") or 0.2):
        time.sleep(0.02)
    ears.close()
    return {"frames": [[*key, count] for key, count in ears.heard.items()]}
