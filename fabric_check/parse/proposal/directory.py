"""Whom a description names: a device of the folder as a whole word, and one of its interfaces in any spelling."""

import re
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fabric_check import dialects
from fabric_check.model.switch import SwitchFacts

LONGEST = 300
"""Characters of a description that are read; switches take fewer."""

_PORT = re.compile(
    r"(?<![a-z0-9])([a-z][a-z-]{0,40}?)[ ]?([0-9]{1,5}(?:/[0-9]{1,5}){0,2})(?![a-z0-9/])",
    re.IGNORECASE | re.ASCII,
)
_OLD_PORT = re.compile(r"(?<![a-z0-9/])[0-9]{1,5}/x?g[0-9]{1,5}(?![a-z0-9/])", re.IGNORECASE | re.ASCII)
_BARE = re.compile(r"(?<![a-z0-9/])[0-9]{1,5}(?:/[0-9]{1,5}){1,2}(?![a-z0-9/])", re.IGNORECASE | re.ASCII)
_NO_CABLE = ("vlan", "loopback", "tunnel", "null")
_LETTERS = string.ascii_letters + "- "
_ANY_PORT = "port"
"""Before a number it says nothing, though it begins ``port-channel``."""


@dataclass(frozen=True, slots=True)
class Named:
    """A device that a text names, and the interface of it that stands nearby, if any."""

    device: str
    interface: str | None


@dataclass(slots=True)
class Directory:
    """All devices of a folder: switches with what is known of them, hosts with their NICs' names."""

    switches: Mapping[str, SwitchFacts]
    nics: Mapping[str, tuple[str, ...]]
    _names: re.Pattern[str] = field(init=False)
    _by_name: dict[str, str] = field(init=False)
    _nic_patterns: dict[str, re.Pattern[str]] = field(init=False, default_factory=dict)
    _by_number: dict[str, Mapping[str, Sequence[str]]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Prepare one pattern for all names: the longest first, so that ``leaf-10`` is not taken for ``leaf-1``."""
        self._by_name = {name.casefold(): name for name in (*self.switches, *self.nics)}
        either = "|".join(re.escape(name) for name in sorted(self._by_name, key=len, reverse=True)) or "(?!)"
        # `leaf-1.example.net` and `to_leaf-1_Te0/1` name leaf-1; `spine-leaf-1` and `leaf-12` do not.
        self._names = re.compile(rf"(?<![a-z0-9.-])(?:{either})(?![a-z0-9-])", re.IGNORECASE | re.ASCII)

    def named(self, text: str, own: str) -> tuple[Named, ...]:
        """Return the devices that a description names, *own* left out, each once."""
        text = text[:LONGEST]
        matches = list(self._names.finditer(text))
        found: dict[str, Named] = {}
        for number, match in enumerate(matches):
            device = self._by_name[match[0].casefold()]
            if device == own:
                continue
            end = matches[number + 1].start() if number + 1 < len(matches) else len(text)
            interface = self._interface(device, text[match.end() : end])
            if interface is None and number == 0:
                interface = self._interface(device, text[: match.start()])
            if device not in found or found[device].interface is None:
                found[device] = Named(device, interface)
        return tuple(found.values())

    def _interface(self, device: str, text: str) -> str | None:
        facts = self.switches.get(device)
        return self._port(facts, text) if facts else self._nic(device, text)

    def _port(self, facts: SwitchFacts, text: str) -> str | None:
        """Return the first port of a switch in a text; bare numbers count where one port alone has them."""
        if facts.unknown or facts.profile is None:
            return None
        canonical = dialects.get(facts.profile.dialect).canonical
        written = [match[0] for match in _PORT.finditer(text) if match[1].casefold() != _ANY_PORT]
        absent = None
        for name in (*written, *(match[0] for match in _OLD_PORT.finditer(text))):
            try:
                port = canonical(name)
            except ValueError:
                continue
            if port in facts.ports or (facts.unmentioned is not None and "/" in port):
                return port
            if absent is None and not port.casefold().startswith(_NO_CABLE):
                absent = port
        for match in _BARE.finditer(text):
            ends = self._numbered(facts).get(match[0], ())
            if len(ends) == 1:
                return ends[0]
        # A port that the switch lacks is what the person wrote all the same: nobody else can be meant.
        return absent

    def _numbered(self, facts: SwitchFacts) -> Mapping[str, Sequence[str]]:
        """Return a switch's ports by their numbers alone, ``0/1``."""
        if facts.device not in self._by_number:
            ports: dict[str, list[str]] = {}
            for port in facts.ports:
                ports.setdefault(port.lstrip(_LETTERS), []).append(port)
            self._by_number[facts.device] = ports
        return self._by_number[facts.device]

    def _nic(self, host: str, text: str) -> str | None:
        names = {name.casefold(): name for name in self.nics[host]}
        if host not in self._nic_patterns:
            either = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) or "(?!)"
            self._nic_patterns[host] = re.compile(rf"(?<![a-z0-9])(?:{either})(?![a-z0-9])", re.IGNORECASE)
        match = self._nic_patterns[host].search(text)
        return names.get(match[0].casefold()) if match else None
