"""A Windows host's DCB as a whole."""

from collections.abc import Mapping

from fabric_check.model.dcb import HostDcb
from fabric_check.model.host import NicState
from fabric_check.model.intent import Host
from fabric_check.parse.adapters import Adapters
from fabric_check.parse.sections import Sections
from fabric_check.parse.windows.dcb import migration, wanted
from fabric_check.parse.windows.dcb.adapters import adapter
from fabric_check.parse.windows.dcb.events import events
from fabric_check.parse.windows.dcb.policies import policies
from fabric_check.parse.windows.dcb.smb import connections


def host_dcb(
    sections: Sections,
    host: Host,
    states: Mapping[tuple[str, str], NicState],
    vlans: Mapping[str, int],
    carriers: Mapping[str, tuple[str, ...]],
) -> HostDcb:
    """Return what a host's facts say of DCB, RDMA, SMB and live migration.

    *vlans*: each network's VLAN. *carriers*: each interface that matters, with the physical NICs that carry it.
    """
    own = wanted.of_host(sections)
    return HostDcb(
        wanted.installed(sections),
        own.pfc,
        own.classes,
        policies(sections),
        Adapters(carriers, lambda name, below: adapter(sections, name, below, own)),
        tuple(connections(sections)),
        tuple(events(sections)),
        migration.networks(sections, host, states, vlans),
        migration.over(sections),
    )
