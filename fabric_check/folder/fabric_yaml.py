"""fabric.yaml text → Intent: strict syntax, checked shape, every name resolved, all errors at once."""

from collections.abc import Mapping

from fabric_check.folder import fabric_names, strict_yaml
from fabric_check.folder.fabric_names import by_folded_name
from fabric_check.folder.fabric_schema import SCHEMA, FabricFile, HostFile, NetworkFile
from fabric_check.folder.shape_errors import validate
from fabric_check.folder.strict_yaml import Document, Path
from fabric_check.folder.versions import check_version
from fabric_check.model.errors import InputError, Problem
from fabric_check.model.intent import (
    Credentials,
    End,
    Host,
    Ignore,
    Intent,
    Link,
    Lossless,
    Network,
    Nic,
    Place,
    Switch,
)
from fabric_check.model.units import IpMtu


def read(text: str, file: str = "fabric.yaml") -> Intent:
    """Read and check fabric.yaml.

    Raises:
        InputError: with every problem, each as ``file:line:column: what is wrong, what was expected``.

    """
    document = strict_yaml.load(text, file)
    if not isinstance(document.value, dict):
        raise InputError([Problem(file, 1, 1, f"a mapping that starts with `schema: {SCHEMA}` is expected")])
    check_version(document, SCHEMA)
    shape = validate(FabricFile, document)
    problems = fabric_names.problems(document)
    if isinstance(shape, list):
        raise InputError(shape + problems)
    if problems:
        raise InputError(problems)
    return _intent(shape, document)


def _intent(shape: FabricFile, document: Document) -> Intent:
    devices = by_folded_name([*shape.switches, *shape.hosts])
    return Intent(
        name=shape.name,
        networks={name: _network(document, name, network) for name, network in shape.networks.items()},
        switches={
            name: Switch(
                name,
                _place(document, ("switches", name, "profile")),
                switch.profile,
                switch.hostname,
                switch.credentials,
            )
            for name, switch in shape.switches.items()
        },
        hosts={name: _host(document, name, host) for name, host in shape.hosts.items()},
        links=tuple(
            Link(
                *(
                    _end(document, devices, ("links", number, "endpoints", side), text)
                    for side, text in enumerate(link.endpoints)
                )
            )
            for number, link in enumerate(shape.links)
        ),
        ignores=tuple(
            _ignore(
                item.rule,
                item.where,
                item.reason,
                item.until,
                devices,
                shape,
                _place(document, ("ignore", number, "where")),
            )
            for number, item in enumerate(shape.ignore)
        ),
        dcbx=shape.dcbx,
        credentials={name: Credentials(**entry.model_dump()) for name, entry in shape.credentials.items()},
    )


def _network(document: Document, name: str, network: NetworkFile) -> Network:
    lossless = None
    if network.roce:
        lossless = Lossless(network.roce.priority, network.roce.bandwidth, network.roce.trust)
    elif network.lossless:
        lossless = Lossless(network.lossless.priority, rdma=False)
    place = _place(document, ("networks", name))
    return Network(name, network.vlan, IpMtu(network.ip_mtu), place, lossless, network.priority)


def _host(document: Document, name: str, host: HostFile) -> Host:
    nics = tuple(
        Nic(
            name,
            nic_name,
            tuple(nic.networks),
            _place(document, ("hosts", name, "nics", nic_name)),
            nic.address,
            tuple(nic.uplink or ()),
            IpMtu(nic.ip_mtu) if nic.ip_mtu is not None else None,
            nic.tagged,
        )
        for nic_name, nic in host.nics.items()
    )
    return Host(name, host.os, nics, host.hostname, host.credentials)


def _place(document: Document, path: Path) -> Place:
    problem = document.problem(path, "")
    return Place(problem.line, problem.column)


def _end(document: Document, devices: Mapping[str, str], path: Path, text: str) -> End:
    device, _, interface = (part.strip() for part in text.partition(":"))
    return End(devices.get(device.casefold(), device), interface, _place(document, path))


def _ignore(
    rule: str,
    where: str,
    reason: str,
    until: str | None,
    devices: Mapping[str, str],
    shape: FabricFile,
    place: Place,
) -> Ignore:
    """Return the accepted finding; *where* is a network's name, a device, or ``device:interface``."""
    if where in shape.networks:
        return Ignore(rule, None, None, where, reason, until, place)
    device, _, interface = (part.strip() for part in where.partition(":"))
    return Ignore(rule, devices.get(device.casefold()), interface or None, None, reason, until, place)
