"""A 50,000-line Force10 config to facts, as a ratio to textfsm finding the interfaces of the same text alone."""

import io
import time

import textfsm

from fabric_check.dialects import ftos
from fabric_check.profiles.load import built_in

ROUNDS = 5
TEMPLATE = """\
Value Required NAME (\\S+ \\S+)
Value MTU (\\d+)

Start
  ^interface -> Continue.Record
  ^interface ${NAME}
  ^ mtu ${MTU}
"""


def config(lines: int) -> str:
    """Return a config of about this many lines, as a stack of large switches prints it."""
    text = ["Current Configuration ...", "! Version 9.9(0.0)", "stack-unit 0 provision S4810", "!"]
    port = 0
    while len(text) < lines - 2000:
        text += [
            f"interface TenGigabitEthernet {port // 96}/{port % 96}",
            f" description server {port}",
            " no ip address",
        ]
        text += [
            " mtu 12000",
            " switchport",
            "!",
            " protocol lldp",
            "  no advertise dcbx-tlv ets-reco",
            " no shutdown",
            "!",
        ]
        port += 1
    vlan = 1
    while len(text) < lines - 1:
        vlan += 1
        text += [
            f"interface Vlan {vlan}",
            " no ip address",
            f" tagged TenGigabitEthernet {vlan % 30}/0-47",
            " no shutdown",
            "!",
        ]
    return "\n".join([*text, "end"]) + "\n"


def best(task: object) -> float:
    """Return the shortest of several runs, in seconds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        task()  # type: ignore[operator]
        times.append(time.perf_counter() - start)
    return min(times)


text = config(50_000)
profile = built_in()["dell/s4810"]
ours = best(lambda: ftos.read(text, device="a", file="a.cfg", profile=profile))
peer = best(lambda: textfsm.TextFSM(io.StringIO(TEMPLATE)).ParseText(text))
print(
    f"50,000 lines: ours, all facts, {ours:.3f} s (target 0.15); textfsm, names and MTUs, {peer:.3f} s; ratio {peer / ours:.1f}"
)
