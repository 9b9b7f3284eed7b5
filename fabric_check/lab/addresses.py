"""A fabric.yaml with other hostnames and more addresses, everything else kept as it is written, comments too. No I/O."""

from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from fabric_check.folder import fabric_yaml, strict_yaml
from fabric_check.model.errors import InputError
from fabric_check.model.intent import Host, Switch

Edit = tuple[int, int, str]
"""From and to which character, and what stands there instead."""
Nics = Mapping[tuple[str, str], str]
"""Addresses by host and NIC."""


def with_addresses(text: str, hostnames: Mapping[str, str], nics: Nics | None = None) -> str:
    """Return fabric.yaml with a ``hostname`` for each device of *hostnames* and an ``address`` for each of *nics*.

    Where a device's settings are an alias of another's, only the values are kept, not the form.

    Raises:
        InputError: the text is no fabric.yaml.

    """
    fabric_yaml.read(text)
    edited = _edited(text, hostnames, nics or {})
    return edited if _holds(edited, hostnames, nics or {}) else _written_anew(text, hostnames, nics or {})


def _edited(text: str, hostnames: Mapping[str, str], nics: Nics) -> str:
    # Composing is safe here: the text has been read before, and is neither deep nor full of aliases.
    root: Any = yaml.compose(text, Loader=yaml.SafeLoader)
    edits: list[Edit] = []
    for kind, devices in root.value:
        if kind.value not in {"switches", "hosts"}:
            continue
        for name, settings in _items(devices):
            if name.value in hostnames:
                edits += _set(text, name, settings, "hostname", hostnames[name.value])
            for key, value in _items(settings) if kind.value == "hosts" else ():
                for nic, its in _items(value) if key.value == "nics" else ():
                    if (name.value, nic.value) in nics:
                        edits += _set(text, nic, its, "address", nics[name.value, nic.value])
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _items(node: yaml.Node) -> list[tuple[Any, Any]]:
    return node.value if isinstance(node, yaml.MappingNode) else []


def _set(text: str, name: yaml.Node, settings: yaml.Node, wanted: str, address: str) -> Iterator[Edit]:
    """Yield what gives a setting to a device or NIC, whose settings may be empty."""
    start, end, setting = settings.start_mark.index, settings.end_mark.index, f'{wanted}: "{address}"'
    if not isinstance(settings, yaml.MappingNode):
        # Nothing stands there, or a word for nothing: `a:` or `a: ~`.
        behind = name.end_mark.index + 1
        yield (start, end, f"{{{setting}}}") if end > start else (behind, behind, f" {{{setting}}}")
        return
    for key, value in settings.value:
        if key.value == wanted:
            yield value.start_mark.index, value.end_mark.index, f'"{address}"'
            return
    if settings.flow_style:
        # An anchor may stand before the brace.
        inside = text.index("{", start) + 1
        yield inside, inside, setting + (", " if settings.value else "")
    else:
        first = settings.value[0][0].start_mark
        yield first.index, first.index, f"{setting}\n{' ' * first.column}"


def _holds(text: str, hostnames: Mapping[str, str], nics: Nics) -> bool:
    """Return whether a text says what was wanted."""
    try:
        intent = fabric_yaml.read(text)
    except InputError:
        return False
    devices: dict[str, Switch | Host] = {**intent.switches, **intent.hosts}
    own = {(nic.host, nic.name): nic.address for host in intent.hosts.values() for nic in host.nics}
    return all(devices[name].hostname == value for name, value in hostnames.items()) and all(
        own.get(key) == value for key, value in nics.items()
    )


def _written_anew(text: str, hostnames: Mapping[str, str], nics: Nics) -> str:
    value: dict[str, Any] = strict_yaml.load(text, "fabric.yaml").value
    for kind in ("switches", "hosts"):
        value[kind] = {
            name: {**(settings or {}), **({"hostname": hostnames[name]} if name in hostnames else {})}
            for name, settings in (value.get(kind) or {}).items()
        }
    for host, settings in value["hosts"].items():
        settings["nics"] = {
            nic: {**its, **({"address": nics[host, nic]} if (host, nic) in nics else {})}
            for nic, its in (settings.get("nics") or {}).items()
        }
    return yaml.dump(value, Dumper=_Plain, sort_keys=False, allow_unicode=True)


class _Plain(yaml.SafeDumper):
    """Writes every value out."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - PyYAML's signature
        return True
