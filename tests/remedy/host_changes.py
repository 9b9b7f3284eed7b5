"""One change of each kind that hosts have, with a name of someone's choice wherever a name stands."""

from fabric_check.cli.fixing import templates
from fabric_check.remedy.change import HostChange
from fabric_check.remedy.changes import linux_dcb
from fabric_check.remedy.changes.linux import LinkMtu
from fabric_check.remedy.changes.windows import AdvancedProperty, StackMtu
from fabric_check.remedy.changes.windows_classes import TrafficClass
from fabric_check.remedy.changes.windows_features import AdapterQos, AdapterRdma, Feature
from fabric_check.remedy.changes.windows_policy import Policy, PolicyPriority, PolicyStore
from fabric_check.remedy.changes.windows_qos import FlowControl, Willing
from fabric_check.remedy.changes.windows_vlan import TeamVlan, VNicVlan
from fabric_check.remedy.render import Part, Renderer

RENDERER = Renderer(templates())


def windows(name: str) -> list[HostChange]:
    """Return changes of a Windows host."""
    return [
        AdvancedProperty("hv01", name, "*JumboPacket", "9014", "9614"),
        StackMtu("hv01", name, "IPv4", 9000, 1500),
        StackMtu("hv01", name, "", 9000, 1500),
        VNicVlan("hv01", "vEthernet (x)", name, 120),
        VNicVlan("hv01", "vEthernet (x)", name, None),
        VNicVlan("hv01", "vEthernet (x)", name, 120, isolation=True),
        TeamVlan("hv01", name, name, 120),
        TeamVlan("hv01", name, name, None),
        FlowControl("hv01", name, (3, 4), on=True),
        FlowControl("hv01", None, (7,), on=False),
        Willing("hv01", name, on=False),
        Willing("hv01", None, on=True),
        TrafficClass("hv01", name, name, (3,), 50, is_new=True),
        TrafficClass("hv01", None, name, (3,), None),
        TrafficClass("hv01", None, name, (3,), 50, is_there=False),
        Feature("hv01"),
        AdapterQos("hv01", name),
        AdapterRdma("hv01", name),
        Policy("hv01", name, 3),
        Policy("hv01", name, 3, exists=False),
        PolicyPriority("hv01", name, 3, 4),
        PolicyStore("hv01", name, (("NetDirectPortMatchCondition", "445"),), 3),
        PolicyStore("hv01", name, (("Cluster", ""),), None, stored=False),
    ]


def linux(name: str) -> list[HostChange]:
    """Return changes of a Linux host."""
    return [
        LinkMtu("lx01", name, 9000, 1500, ((name, 9000),)),
        linux_dcb.Pfc("lx01", name, (3, 4), on=True),
        linux_dcb.Willing("lx01", name, on=False),
        linux_dcb.Pause("lx01", name, autoneg=False),
    ]


def snippet(system: str, changes: list[HostChange], why: str = "a reason") -> str:
    """Return the snippet of some changes, each for one reason."""
    return RENDERER.snippet(system, changes[0].device, [Part(one, why) for one in changes])
