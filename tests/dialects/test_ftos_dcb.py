"""DCB of Force10 switches: a fix is the same fold, and where no line says, the model's profile does."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabric_check.dialects import ftos
from fabric_check.dialects.ftos import numbers
from fabric_check.dialects.ftos.commands import fold
from fabric_check.dialects.ftos.facts import facts
from fabric_check.dialects.ftos.state import State
from fabric_check.dialects.ftos.syntax import parse
from fabric_check.model.dcb import DcbxRole
from fabric_check.model.profile import DcbDefault, Profile
from fabric_check.model.sourced import Sourced
from fabric_check.profiles.load import built_in

Read = Callable[[str, str], Any]

CONFIG = """\
service-class dynamic dot1p
dcb enable
dcb-map ROCE
 priority-group 0 bandwidth 50 pfc off
 priority-group 1 bandwidth 50 pfc on
 priority-pgid 0 0 0 1 0 0 0 0
interface TenGigabitEthernet 0/1
 dcb-map ROCE
interface TenGigabitEthernet 0/2
 dcb-map ROCE
interface TenGigabitEthernet 0/3
 flowcontrol rx on tx on
 dcb-policy input old
end
"""


def after(fix: str, read: Read) -> Any:
    """Return the facts of the config after a fix."""
    state = fold(fold(State(), parse(CONFIG).commands), parse(fix).commands)
    return facts(state, CONFIG, device="leaf", file="leaf.cfg", profile=read("ftos", "").profile)


def port(number: int, fix: str, read: Read) -> Any:
    """Return the DCB of a port after a fix."""
    return after(fix, read).ports[f"TenGigabitEthernet 0/{number}"].dcb


def map_of(settings: dict[int, frozenset[int]]) -> str:
    """Return a dcb-map's lines whose groups have these priorities; odd groups have PFC."""
    of = [next(group for group, priorities in settings.items() if p in priorities) for p in range(8)]
    lines = [f" priority-group {group} bandwidth 10 pfc {'on' if group % 2 else 'off'}" for group in settings]
    return "\n".join(["dcb-map ANY", *lines, f" priority-pgid {' '.join(map(str, of))}"])


def test_map_given_again_changes_every_port_that_uses_it(read: Read) -> None:
    """What a fix says of a map holds on each port that has it, and the rest of the map stays."""
    fix = "dcb-map ROCE\n priority-pgid 0 0 0 0 1 0 0 0\n"

    assert [port(n, fix, read).pfc.value for n in (1, 2)] == [{4}, {4}]
    assert [group.bandwidth for group in port(1, fix, read).groups.value] == [50, 50]


def test_port_moves_to_a_new_map(read: Read) -> None:
    """A map applied over another takes its place, as Dell advises, and the other port keeps its own."""
    new = (
        "dcb-map NEW\n priority-group 2 bandwidth 100 pfc on\n priority-pgid 2 2 2 2 2 2 2 2\n"
        "interface te 0/1\n dcb-map NEW\n"
    )

    moved = port(1, new, read)

    assert (moved.map, moved.pfc.value) == ("NEW", set(range(8)))
    assert (moved.apply.text, moved.map_source.text) == ("dcb-map NEW", "dcb-map NEW")
    assert port(2, new, read).map == "ROCE"


def test_port_without_its_map_has_the_defaults(read: Read) -> None:
    """With its map taken away a port has PFC on for nothing, and no line says so."""
    bare = port(1, "interface te 0/1\n no dcb-map ROCE\n", read)

    assert (bare.map, bare.apply, bare.pfc.value, bare.pfc.line()) == (None, None, set(), None)
    assert "DCB" in bare.pfc.why


def test_deleted_map_leaves_its_ports_unknown(read: Read) -> None:
    """A map that is gone while a port still names it tells nothing of the port."""
    assert (
        "dcb-map ROCE, which the port uses, is not in the config"
        in port(1, "no dcb-map ROCE\n", read).pfc.why
    )


def test_old_policy_makes_room_for_a_map(read: Read) -> None:
    """With the older policy removed, the map that replaces it holds; with both, nobody knows."""
    both = "interface te 0/3\n dcb-map ROCE\n"
    gone = f"{both} no dcb-policy input old\n no flowcontrol\n"

    assert port(3, both, read).pfc.value is None
    fixed = port(3, gone, read)
    assert (fixed.pfc.value, fixed.flow_control.value) == ({3}, False)


def test_switch_settings_are_undone(read: Read) -> None:
    """DCB goes off and trust away by their no forms, and each names what holds then."""
    fixed = after("no dcb enable\nno service-class dynamic dot1p\n", read)

    assert (fixed.dcb.enabled.value, fixed.dcb.enabled.line().text) == (False, "no dcb enable")
    assert fixed.ports["TenGigabitEthernet 0/1"].dcb.trusts_dot1p.value is False


def test_members_leave_what_their_port_channel_trusts(read: Read) -> None:
    """A port trusts 802.1p by its port-channel's line as long as it is a member."""
    join = "no service-class dynamic dot1p\ninterface po 1\n channel-member te 0/1\n service-class dynamic dot1p\n"

    assert port(1, join, read).trusts_dot1p.value is True
    assert port(1, f"{join} no channel-member te 0/1\n", read).trusts_dot1p.value is False


def test_role_is_given_back(read: Read) -> None:
    """A port that learns from DCBX is unknown; back in the manual role its map counts again."""
    learn = "interface te 0/1\n protocol lldp\n  dcbx port-role auto-downstream\n"

    assert port(1, learn, read).pfc.value is None
    back = port(1, f"{learn}  dcbx port-role manual\n", read)
    assert (back.role.value, back.pfc.value) == (DcbxRole.MANUAL, {3})


def test_ports_that_say_nothing_share_one_object(read: Read) -> None:
    """Thousands of silent ports cost one description of them."""
    silent = read("ftos", "interface te 0/1\n no shutdown\ninterface te 0/2\n mtu 9216\nend\n").ports.values()

    assert len({id(one.dcb) for one in silent}) == 1


@pytest.mark.parametrize(
    ("model", "config", "enabled"),
    [
        ("s4810", "! Version 9.9(0.0)\nend\n", False),
        ("s4810", "! Version 9.14(1.0)\nend\n", None),
        ("s4810", "! Version 9.14(1.0)\ndcb enable\nend\n", True),
        ("mxl", "! Version 9.13(0.0)\nend\n", True),
        ("mxl", "! Version 9.13(0.0)\nno dcb enable\nend\n", False),
        ("m-ioa", "! Version 9.6(0.0)\nend\n", None),
        ("m-ioa", "! Version 9.6(0.0)\ndcb enable auto-detect on-next-reload\nend\n", None),
        ("z9500", "! Version 9.9(0.0)\nend\n", None),
    ],
)
def test_dcb_by_default(model: str, config: str, enabled: bool | None) -> None:
    """Without a line the model and its release say whether DCB is on; where they do not, a reason does."""
    dcb = read_as(model, config).dcb

    assert dcb.enabled.value is enabled
    assert dcb.enabled.line() or dcb.enabled.why


def test_aggregator_in_its_own_mode_waits_for_no_reload() -> None:
    """An aggregator prints the mode that it has by default; another mode does wait for a reload."""
    own = read_as("m-ioa", "dcb enable auto-detect on-next-reload\nend\n").dcb
    other = read_as("m-ioa", "dcb enable on-next-reload\nend\n").dcb

    assert own.pending == ()
    assert [line.text for line in other.pending] == ["dcb enable on-next-reload"]


@pytest.mark.parametrize(
    ("enable", "role", "why"),
    [
        ("", "", "whose role is not known"),
        ("dcb enable\n", "", "whose role is not known"),
        ("", " protocol lldp\n  dcbx port-role manual\n", "sets itself up by the DCBX"),
        ("dcb enable\n", " protocol lldp\n  dcbx port-role manual\n", ""),
    ],
)
def test_aggregator_port_sets_itself_up(enable: str, role: str, why: str) -> None:
    """Where ports learn by themselves, or may, a port without a map is unknown, not off."""
    ports = read_as("m-ioa", f"{enable}interface te 0/1\n no shutdown\n{role}end\n").ports
    dcb = ports["TenGigabitEthernet 0/1"].dcb

    assert (dcb.pfc.value, dcb.groups.value) == ((None, None) if why else (set(), ()))
    assert why in dcb.pfc.why


def test_queues_are_the_models() -> None:
    """Four-queue and eight-queue switches map priorities otherwise; a line changes some, where the rest is known."""
    mapped = "service-class dot1p-mapping dot1p3 2\nend\n"
    whole = f"service-class dot1p-mapping {' '.join(f'dot1p{n} {n}' for n in range(8))}\nend\n"

    assert read_as("s4810", "end\n").dcb.queues.value == (0, 0, 0, 1, 2, 3, 3, 3)
    assert read_as("s6000", "end\n").dcb.queues.value == (2, 0, 1, 3, 4, 5, 6, 7)
    assert read_as("s6000", mapped).dcb.queues.value == (2, 0, 1, 2, 4, 5, 6, 7)
    assert read_as("s4048-on", mapped).dcb.queues.value is None
    assert read_as("s4048-on", whole).dcb.queues.value == tuple(range(8))


def test_unknown_default_of_pause_is_a_reason(read: Read) -> None:
    """Where the model's default of pause is on no page read, a port without a line is unknown with that reason."""
    profile = read("ftos", "").profile
    open_ = replace(profile, dcb=replace(profile.dcb, flow_control=Sourced(None, "on no page read")))
    text = "interface te 0/1\n no shutdown\nend\n"
    silent = ftos.read(text, device="a", file="a.cfg", profile=open_).ports["TenGigabitEthernet 0/1"].dcb

    assert silent is not None
    assert silent.flow_control.value is None
    assert "no page read" in silent.flow_control.why


def test_aggregator_pauses_where_its_config_says_so() -> None:
    """The command's default is off on an I/O Aggregator; where it turned pause on by itself, it prints the line."""
    text = "interface te 0/1\n no shutdown\ninterface te 0/2\n flowcontrol rx on tx off\nend\n"
    ports = read_as("m-ioa", text).ports

    assert [ports[f"TenGigabitEthernet 0/{number}"].dcb.flow_control.value for number in (1, 2)] == [
        False,
        True,
    ]


def test_default_that_is_off_is_said_with_its_source(read: Read) -> None:
    """A default is told from a line: it has no line, and its source as the reason."""
    profile = read("ftos", "").profile
    on = replace(profile, dcb=replace(profile.dcb, default=replace(profile.dcb.default, value=DcbDefault.ON)))

    enabled = [ftos.read("end\n", device="a", file="a.cfg", profile=one).dcb.enabled for one in (profile, on)]

    assert [(one.value, one.line(), one.why) for one in enabled] == [
        (False, None, "a test's own"),
        (True, None, "a test's own"),
    ]


def test_names_of_the_device_are_made_safe(read: Read) -> None:
    """A map's name that would steer a terminal shows as an escape in every reason."""
    silent = read("ftos", "interface te 0/1\n dcb-map \x1b[2J\nend\n").ports["TenGigabitEthernet 0/1"].dcb

    assert "\x1b" not in silent.pfc.why
    assert "\\x1b" in silent.pfc.why


@given(chosen=st.sets(st.integers(0, 7), min_size=1))
def test_lists_of_priorities_round_trip(chosen: set[int]) -> None:
    """A list names exactly its priorities, as single numbers or as ranges."""
    ranges = ",".join(f"{n}-{n}" for n in sorted(chosen))

    assert numbers.listed(",".join(map(str, chosen))) == numbers.listed(ranges) == chosen


@given(written=st.text("0123456789,- x", max_size=12))
def test_any_list_of_priorities_is_read_or_refused(written: str) -> None:
    """Whatever stands for a list gives priorities, or a reason that is short."""
    try:
        assert numbers.listed(written) <= set(range(8))
    except ValueError as error:
        assert len(str(error)) < 100  # noqa: PT017 - either outcome is right


@given(of=st.lists(st.integers(0, 7), min_size=8, max_size=8))
def test_map_gives_each_priority_its_group(of: list[int], read: Read) -> None:
    """Every priority is in the group that priority-pgid names, and has PFC where that group has."""
    groups = {group: frozenset(p for p in range(8) if of[p] == group) for group in sorted(set(of))}

    dcb = (
        read("ftos", f"{map_of(groups)}\ninterface te 0/1\n dcb-map ANY\nend\n")
        .ports["TenGigabitEthernet 0/1"]
        .dcb
    )

    assert {group.number: group.priorities for group in dcb.groups.value} == groups
    assert dcb.pfc.value == {p for p in range(8) if of[p] % 2}


def read_as(model: str, config: str) -> Any:
    """Return a config's facts as of a built-in model."""
    profile: Profile = built_in()[f"dell/{model}"]
    return ftos.read(config, device="leaf", file="leaf.cfg", profile=profile)


def test_open_tables_are_each_changed_by_a_mapping_line(read: Read) -> None:
    """Where a model's queues are one of several tables, a mapping line holds in each of them, and they may become one."""
    model = replace(read("ftos", "").profile, dcb=built_in()["dell/s4048-on"].dcb)

    def queues(lines: str) -> Any:
        state = fold(State(), parse(f"{lines}\nend\n").commands)
        return facts(state, lines, device="leaf", file="leaf.cfg", profile=model).dcb.queues

    assert {table[3] for table in queues("service-class dot1p-mapping dot1p3 2").one_of} == {2}
    every = " ".join(f"dot1p{priority} {priority % 4}" for priority in range(8))
    assert queues(f"service-class dot1p-mapping {every}").value == (0, 1, 2, 3, 0, 1, 2, 3)


def test_link_delay_of_a_map_changes_no_verdict(read: Read) -> None:
    """`pfc link-delay` inside a dcb-map says how long to pause, and nothing of what is paused."""
    assert port(1, "dcb-map ROCE\n pfc link-delay 45556", read).pfc.value == {3}
