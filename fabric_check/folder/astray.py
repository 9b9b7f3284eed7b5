"""Files that were saved under another device's name: a config or facts that name another device of fabric.yaml as their own."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Protocol

_HOSTNAME = re.compile(r'^hostname[ \t]+"?([^"\s]+)"?[ \t]*$', re.MULTILINE)


class _Facts(Protocol):
    @property
    def file(self) -> str: ...

    @property
    def text(self) -> str: ...


def configs(found: Mapping[str, _Facts], devices: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield each switch whose config is another device's by its ``hostname``, with the sentence that says so."""
    for device, config in found.items():
        said = _HOSTNAME.search(config.text)
        if said and (other := _another(said[1], device, devices)):
            yield device, f"{config.file} is the configuration of {other}, by its own hostname"


def facts(own: Mapping[str, tuple[str, str]], devices: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield each host whose facts are another device's; *own*: by host, the file and the name that it says itself."""
    for device, (file, name) in own.items():
        if other := _another(name, device, devices):
            yield device, f"{file} holds the facts of {other}, as it says itself"


def _another(name: str, device: str, devices: Collection[str]) -> str | None:
    """Return the device of fabric.yaml that a name is of, by itself or without its domain; None where it may be this one."""
    names = {one.casefold(): one for one in devices}
    written = name.casefold()
    other = names.get(written) or names.get(written.partition(".")[0])
    return other if other != device else None
