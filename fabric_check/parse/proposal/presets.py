"""Presets: what the makers' guides declare of storage and cluster networks. A network is recognised by its name.

A preset is a beginning, never a truth: hosts, switches and peers have to agree on a number, whichever it is.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from fabric_check.parse.proposal.model import ProposedNetwork, Role


@dataclass(frozen=True, slots=True)
class _Known:
    """A role and the beginnings of words in a name that mean it."""

    role: Role
    words: str


_STORAGE = "smb|storage|rdma|roce|s2d"
_AZURE = "Microsoft, Azure Local host network requirements"

_PRESETS = {
    "smb-direct": (
        _Known(
            Role("smb", "roce: {priority: 3}", "priority 3 as in Microsoft's guides to SMB Direct over RoCE"),
            _STORAGE,
        ),
    ),
    "azure-local": (
        _Known(
            Role("storage", "roce: {priority: 3, bandwidth: 50}", f"RDMA priority 3 or 4 and 50 %: {_AZURE}"),
            _STORAGE,
        ),
        _Known(
            Role(
                "cluster",
                "priority: 7",
                f"cluster heartbeat priority 7, without PFC, 1 % from 25 Gbit/s on, 2 % up to 10: {_AZURE}",
            ),
            "cluster|heartbeat",
        ),
    ),
    "iscsi": (
        _Known(
            Role(
                "iscsi",
                "lossless: {priority: 4}",
                "iSCSI priority 4: Dell Networking OS guides, iSCSI_DCB_Config",
            ),
            "iscsi",
        ),
    ),
}

NAMES = tuple(_PRESETS)
"""The presets that there are."""


def apply(
    networks: Sequence[ProposedNetwork], presets: Iterable[str]
) -> tuple[tuple[ProposedNetwork, ...], tuple[Role, ...]]:
    """Return the networks with what the presets declare of them, and the roles that no name speaks of.

    Where two presets fit one network, the first counts.
    """
    known = [one for preset in dict.fromkeys(presets) for one in _PRESETS[preset]]
    found = tuple(replace(network, role=_role(network.name, known)) for network in networks)
    taken = {network.role.name for network in found if network.role}
    words = {one.words for one in known if one.role.name in taken}
    return found, tuple(one.role for one in known if one.words not in words)


def _role(name: str, known: Iterable[_Known]) -> Role | None:
    for one in known:
        if re.search(rf"(?<![a-z])(?:{one.words})", name, re.IGNORECASE):
            return one.role
    return None
