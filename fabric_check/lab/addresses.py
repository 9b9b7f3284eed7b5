"""A fabric.yaml with other hostnames, everything else kept as it is written, comments too. No I/O."""

from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from fabric_check.folder import fabric_yaml, strict_yaml
from fabric_check.model.errors import InputError
from fabric_check.model.intent import Host, Switch

Edit = tuple[int, int, str]
"""From and to which character, and what stands there instead."""


def with_addresses(text: str, addresses: Mapping[str, str]) -> str:
    """Return fabric.yaml with a ``hostname`` for each device of *addresses*.

    Where a device's settings are an alias of another's, only the values are kept, not the form.

    Raises:
        InputError: the text is no fabric.yaml.

    """
    fabric_yaml.read(text)
    edited = _edited(text, addresses)
    return edited if _hostnames(edited, addresses) == addresses else _written_anew(text, addresses)


def _edited(text: str, addresses: Mapping[str, str]) -> str:
    # Composing is safe here: the text has been read before, and is neither deep nor full of aliases.
    root: Any = yaml.compose(text, Loader=yaml.SafeLoader)
    edits = [
        edit
        for key, devices in root.value
        if key.value in {"switches", "hosts"} and isinstance(devices, yaml.MappingNode)
        for name, settings in devices.value
        if name.value in addresses
        for edit in _device(text, name, settings, f'"{addresses[name.value]}"')
    ]
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _device(text: str, name: yaml.Node, settings: yaml.Node, address: str) -> Iterator[Edit]:
    start, end = settings.start_mark.index, settings.end_mark.index
    if not isinstance(settings, yaml.MappingNode):
        # Nothing stands there, or a word for nothing: `a:` or `a: ~`.
        behind = name.end_mark.index + 1
        yield (
            (start, end, f"{{hostname: {address}}}")
            if end > start
            else (
                behind,
                behind,
                f" {{hostname: {address}}}",
            )
        )
        return
    for key, value in settings.value:
        if key.value == "hostname":
            yield value.start_mark.index, value.end_mark.index, address
            return
    if settings.flow_style:
        # An anchor may stand before the brace.
        inside = text.index("{", start) + 1
        yield inside, inside, f"hostname: {address}" + (", " if settings.value else "")
    else:
        first = settings.value[0][0].start_mark
        yield first.index, first.index, f"hostname: {address}\n{' ' * first.column}"


def _hostnames(text: str, addresses: Mapping[str, str]) -> dict[str, str | None]:
    try:
        intent = fabric_yaml.read(text)
    except InputError:
        return {}
    devices: dict[str, Switch | Host] = {**intent.switches, **intent.hosts}
    return {name: devices[name].hostname for name in addresses if name in devices}


def _written_anew(text: str, addresses: Mapping[str, str]) -> str:
    value: dict[str, Any] = strict_yaml.load(text, "fabric.yaml").value
    for kind in ("switches", "hosts"):
        devices = value.get(kind) or {}
        value[kind] = {
            name: {**(settings or {}), **({"hostname": addresses[name]} if name in addresses else {})}
            for name, settings in devices.items()
        }
    return yaml.dump(value, Dumper=_Plain, sort_keys=False, allow_unicode=True)


class _Plain(yaml.SafeDumper):
    """Writes every value out."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - PyYAML's signature
        return True
