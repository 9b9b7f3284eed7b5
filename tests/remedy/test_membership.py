"""VLANs of a port, from any state to any other: the snippet gives what it says, the rollback takes it back."""

from collections.abc import Callable
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from fabric_check import dialects
from fabric_check.cli.fixing import templates
from fabric_check.model.switch import SwitchFacts, Switchport
from fabric_check.model.vlans import NO_VLANS, VlanSet
from fabric_check.profiles.load import built_in
from fabric_check.remedy.change import SwitchChange
from fabric_check.remedy.changes.membership import Carried, Membership, Switchports
from fabric_check.remedy.render import Part, Renderer
from fabric_check.remedy.touched import differences

RENDERER = Renderer(templates())
VLANS = st.frozensets(st.integers(2, 9), max_size=5).map(VlanSet.of)
DEFAULT = 1

FTOS = """! Version 9.9(0.0)
stack-unit 0 provision S4810
interface TenGigabitEthernet 0/1
 no ip address
 no shutdown
!
interface TenGigabitEthernet 0/2
 description "storage; no tagged TenGigabitEthernet 0/1"
 switchport
 no shutdown
!
interface Vlan 1
!
interface Vlan 9
 mtu 9000
 tagged TenGigabitEthernet 0/2
!
end
"""
DNOS6 = """!System Description "PowerConnect 8132, 5.1.0.1, VxWorks 6.6"
!System Software Version 5.1.0.1
configure
vlan 2-9
exit
interface Te1/0/2
description "exit"
switchport mode trunk
switchport trunk allowed vlan 1,9
exit
exit
"""


def paster(text: str, profile: str) -> Callable[..., SwitchFacts]:
    """Return what reads a config after snippets."""
    model = built_in()[profile]

    def paste(*pasted: str) -> SwitchFacts:
        read = dialects.get(model.dialect).read
        return read(text, device="sw", file="configs/sw.cfg", profile=model, pasted=pasted)

    return paste


def snippets(dialect: str, changes: list[SwitchChange], before: SwitchFacts) -> tuple[str, str]:
    """Return the snippet of changes, and the one that takes them back."""
    back = [Part(change.undo(before), "") for change in reversed(changes)]
    return (
        RENDERER.snippet(dialect, "sw", [Part(change, "") for change in changes]),
        RENDERER.snippet(dialect, "sw", back),
    )


def proven(paste: Callable[..., SwitchFacts], dialect: str, make: SwitchChange, then: SwitchChange) -> None:
    """Bring a port into a state, change it to another, and take that back."""
    fresh = paste()
    start, _ = snippets(dialect, [make], fresh)
    before = paste(start)
    assert before.unknown is None
    assert make.holds(before)
    apply, back = snippets(dialect, [then], before)
    after = paste(start, apply)
    assert then.holds(after)
    assert differences(before, after) <= then.touches(before)
    assert not differences(before, paste(start, apply, back))


@st.composite
def carried(draw: st.DrawFn) -> Carried:
    """Return what a Force10 port can carry: both tagged and untagged VLANs only where it is hybrid."""
    tagged, untagged = draw(VLANS), draw(st.none() | st.integers(2, 9))
    hybrid = draw(st.booleans()) or (bool(tagged) and untagged is not None)
    if untagged is not None:
        tagged -= VlanSet.of([untagged])
    return Carried(tagged, untagged, hybrid)


ROUTED = Carried(switching=False)
PASTE_FTOS, PASTE_DNOS6 = paster(FTOS, "dell/s4810"), paster(DNOS6, "dell/powerconnect-8132")


@given(carried(), carried())
def test_force10_vlans_list_their_ports(was: Carried, becomes: Carried) -> None:
    """Whatever a Force10 port carries, it comes to carry anything else, and back; no other port, no VLAN's mtu changes."""
    port = "TenGigabitEthernet 0/1"
    make, then = Membership("sw", port, ROUTED, was), Membership("sw", port, was, becomes)
    existing = "".join(f"interface Vlan {vlan}\n exit\n" for vlan in range(2, 9))
    proven(lambda *pasted: PASTE_FTOS(f"{existing}end\n", *pasted), "ftos", make, then)


@given(carried(), carried())
def test_aggregator_ports_list_their_vlans(was: Carried, becomes: Carried) -> None:
    """The same where the port lists its VLANs, as on an I/O Aggregator, whose ports are hybrid."""
    port = "TenGigabitEthernet 0/1"
    was, becomes = replace(was, hybrid=True), replace(becomes, hybrid=True)
    make = Membership("sw", port, ROUTED, was, on_port=True)
    other = "interface TenGigabitEthernet 0/2\n portmode hybrid\n vlan tagged 2-9\nend\n"
    proven(
        lambda *pasted: PASTE_FTOS(other, *pasted),
        "ftos",
        make,
        Membership("sw", port, was, becomes, on_port=True),
    )


SWITCHPORTS = st.builds(
    Switchport,
    st.sampled_from(["access", "trunk", "general"]),
    st.integers(1, 9),
    st.integers(1, 9),
    VLANS,
    st.integers(1, 9),
    VLANS,
    VLANS,
).map(lambda one: replace(one, general_tagged=one.general_tagged - one.general_untagged))


@given(SWITCHPORTS, SWITCHPORTS)
def test_powerconnect_ports_have_modes(was: Switchport, becomes: Switchport) -> None:
    """Whatever the three modes of a PowerConnect port say, they come to say anything else, and back."""
    fresh = replace(Switchport(), allowed=NO_VLANS)
    listed = "configure\ninterface Te1/0/1\nswitchport trunk allowed vlan none\nexit\nexit\n"
    make, then = Switchports("sw", "Te1/0/1", fresh, was), Switchports("sw", "Te1/0/1", was, becomes)
    proven(lambda *pasted: PASTE_DNOS6(listed, *pasted), "dnos6", make, then)
