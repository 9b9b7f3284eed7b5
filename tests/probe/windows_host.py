"""A Windows host that answers the probe's pings: no PowerShell runs, a model of the path says what each ping meets."""

import base64
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from fabric_check.lab.device import LabLogin
from fabric_check.lab.wsman import collector
from fabric_check.lab.wsman.device import WindowsDevice
from fabric_check.lab.wsman.shells import Output
from fabric_check.probe import rounds

REQUEST = re.compile(r"^\$request = '([A-Za-z0-9+/=]+)'$", re.MULTILINE)


@dataclass
class Windows:
    """*mtu*: its NIC's; *paths*: by target, the largest packet that comes back (None: nothing does).

    *refuses*: what a larger one than that meets, instead of silence. *loses*: which pings, by their number, are lost by
    chance. *still*: the windows of pings, by their number, that it stands still for. *compiles*: whether Add-Type is
    allowed. *scripts*: what it was sent.
    """

    paths: Mapping[str, int | None]
    addresses: tuple[str, ...] = ("10.0.110.1/24",)
    mtu: int = 9600
    refuses: tuple[int, str] | None = None
    loses: Callable[[int], bool] = lambda _: False
    still: tuple[int, int] = (0, 0)
    compiles: bool = True
    counters: list[dict[str, Any]] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    sent: int = 0
    opened: int = 0

    def run(self, script: str) -> str:
        """Return what the script would print."""
        self.scripts.append(script)
        found = REQUEST.search(script)
        assert found
        asked = json.loads(base64.b64decode(found[1]))
        return json.dumps(
            {
                "schema": "fabric-check/pings/1",
                "adapters": [
                    {"name": f"NIC {number}", "mtu": self.mtu, "addresses": [one]}
                    for number, one in enumerate(self.addresses)
                ],
                "sourced": "" if self.compiles else "PSNotSupportedException",
                "answers": list(self.answers(asked["pings"], asked["windows"])),
                "counters": self.counters if asked["counters"] else None,
            }
        )

    def answers(self, pings: list[list[Any]], windows: list[int]) -> Iterator[tuple[int, str]]:
        """Yield what comes of the pings, window by window."""
        waiting = iter(pings)
        for count in windows:
            still = self.still[0] <= self.opened < self.still[1]
            self.opened += 1
            for ping in islice(waiting, count):
                answer = self.ping(*ping)
                yield (rounds.TIMED_OUT, "") if still else answer

    def ping(self, target: str, source: str, payload: int, wait: int) -> tuple[int, str]:
        """Return the status of one ping and who answered."""
        assert wait >= 100
        self.sent += 1
        size, limit = payload + 28, self.paths[target]
        if size > self.mtu:
            return rounds.TOO_BIG, self.addresses[0].partition("/")[0]
        if limit is None or self.loses(self.sent) or (source and not self.compiles):
            return rounds.TIMED_OUT, ""
        if size > limit:
            return self.refuses or (rounds.TIMED_OUT, "")
        return rounds.PASSED, target


class ProbedDevice(WindowsDevice):
    """The lab's WinRM endpoint in front of such a host."""

    def __init__(self, name: str, host: Windows, login: LabLogin) -> None:
        super().__init__(name, "{}", login)
        self.probed = host

    def run(self, line: str, environment: Mapping[str, str]) -> Output:
        """Answer the probe's script; wrap it as the collector's loader does."""
        loader = collector._loader(line)
        marks = [mark for mark in collector._MARKS.findall(loader) if not mark.startswith("#")]
        answer = self.probed.run(collector._script(environment)).encode()
        return Output(marks[0].encode() + base64.b64encode(answer) + marks[1].encode())
