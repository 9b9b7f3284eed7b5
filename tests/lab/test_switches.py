"""The lab's switches as netmiko meets them, with the drivers that are meant for such switches."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from netmiko import BaseConnection, ConnectHandler
from netmiko.exceptions import NetmikoAuthenticationException, NetmikoBaseException, NetmikoTimeoutException
from played import WRONG, Started

from fabric_check.lab.behaviour import Behaviour
from fabric_check.lab.running import Lab
from fabric_check.lab.ssh_switch.device import SwitchDevice

F10, PC = "s4810-a", "pc8132-a"
OLD = "ignore:Diffie-Hellman over finite fields|ignore:.*SHA1.*|ignore:.*TripleDES.*"


@contextmanager
def connected(lab: Lab, switch: str, device_type: str, **options: Any) -> Iterator[BaseConnection]:
    """Yield a session."""
    host, port = lab.address(switch)
    login = {"username": lab.login.username, "password": lab.login.password, "secret": lab.login.secret}
    connection = ConnectHandler(
        **{"device_type": device_type, "host": host, "port": port, **login, **options}
    )
    try:
        yield connection
    finally:
        connection.disconnect()


@pytest.mark.parametrize(
    ("switch", "device_type", "behaviour"),
    [
        (F10, "dell_os9", Behaviour()),
        (F10, "dell_force10", Behaviour(enable="free")),
        (F10, "dell_os9", Behaviour(acknowledge=True)),
        (PC, "dell_os6", Behaviour()),
        (PC, "dell_os6", Behaviour(shown_name="rack A upper")),
        (PC, "dell_powerconnect", Behaviour(login="channel")),
    ],
    ids=[
        "os9",
        "force10 without enable password",
        "banner",
        "os6",
        "blanks in the name",
        "login in the channel",
    ],
)
def test_netmiko_reads_what_the_folder_holds(
    started: Started, switch: str, device_type: str, behaviour: Behaviour
) -> None:
    """Each driver logs in, becomes privileged, turns paging off and gets the whole running-config."""
    lab = started({switch: behaviour})
    with connected(lab, switch, device_type) as session:
        session.enable()
        config = session.send_command("show running-config")
    assert str(config).split() == lab.device(switch, SwitchDevice).config.split()


@pytest.mark.parametrize(
    ("switch", "device_type", "stated"),
    [(F10, "dell_os9", "System Type: S4810"), (PC, "dell_os6", "PowerConnect 8132")],
)
def test_show_version_says_the_model(started: Started, switch: str, device_type: str, stated: str) -> None:
    """Where the folder holds no `show version`, the switch makes one from its config."""
    with connected(started(), switch, device_type) as session:
        session.enable()
        assert stated in str(session.send_command("show version"))


def test_saved_answers_are_shown(started: Started) -> None:
    """A show command whose answer the folder holds is answered with it, abbreviated too; another one is refused."""
    with connected(started(), F10, "dell_os9") as session:
        session.enable()
        assert "NUM    Status" in str(session.send_command("show vlan"))
        assert "NUM    Status" in str(session.send_command("sh vl"))
        assert "Invalid input" in str(session.send_command("show inventory"))


@pytest.mark.parametrize(
    ("switch", "device_type", "lines", "stored"),
    [
        (F10, "dell_os9", ["configure", "interface te 0/1", "mtu 9216", "end"], " mtu 9216"),
        (PC, "dell_os6", ["configure", "interface te1/0/1", "mtu 9000", "exit", "exit"], "mtu 9000"),
    ],
)
def test_what_is_pasted_is_shown_to_the_next_session(
    started: Started, switch: str, device_type: str, lines: list[str], stored: str
) -> None:
    """Lines pasted in one go at the privileged prompt are in the running-config that another session reads."""
    lab = started()
    with connected(lab, switch, device_type) as session:
        session.enable()
        session.write_channel("".join(f"{line}\n" for line in [*lines, "show version"]))
        session.read_until_pattern("System (Type|Model)")
    with connected(lab, switch, device_type) as session:
        session.enable()
        assert stored in str(session.send_command("show running-config")).splitlines()


@pytest.mark.parametrize(
    ("switch", "snippet", "shown", "stored"),
    [
        (F10, "! a comment\nconfigure terminal\ninterface Vlan 120\n tagged TenGigabitEthernet 0/9\nend\n",
         "s4810-a(conf-if-vl-120)# tagged TenGigabitEthernet 0/9\n", " tagged TenGigabitEthernet 0/1,9,48\n"),
        (PC, "! a comment\nconfigure\ninterface Te1/0/1\nmtu 9000\nexit\nexit\n",
         "pc8132-a(config-if-Te1/0/1)#mtu 9000\n", "interface Te1/0/1\nmtu 9000\n"),
    ],
)  # fmt: skip
def test_a_person_s_paste_is_shown_as_a_terminal_shows_it(
    started: Started, switch: str, snippet: str, shown: str, stored: str
) -> None:
    """A snippet pasted over ssh is answered line by line, comments without a word, no password is shown, and the config is stored."""
    lab = started()
    terminal = lab.paste(switch, snippet)
    assert shown in terminal
    assert f"{switch}#! a comment\n{switch}#conf" in terminal
    assert terminal.splitlines()[-1] == f"{switch}#"
    assert lab.login.secret not in terminal
    assert stored in lab.device(switch, SwitchDevice).config


def test_a_line_that_is_refused_shows_in_the_paste(started: Started) -> None:
    """What the switch says to a line it does not know stands in the terminal."""
    assert "Invalid input" in started().paste(PC, "nonsense\n")


def test_every_line_is_recorded_and_no_password(started: Started) -> None:
    """What a switch received can be looked at afterwards; passwords are not in it."""
    lab = started({PC: Behaviour(login="channel")})
    with connected(lab, PC, "dell_powerconnect") as session:
        session.send_command("show running-config")
    received = lab.device(PC, SwitchDevice).received
    assert {"show running-config", "enable", "********"} <= set(received)
    assert not {lab.login.password, lab.login.secret} & set(received)


@pytest.mark.parametrize("device_type", ["dell_os9", "dell_os6"])
def test_a_wrong_password_is_refused(started: Started, device_type: str) -> None:
    """Nobody comes in with another password."""
    lab = started()
    with (
        pytest.raises(NetmikoAuthenticationException),
        connected(lab, F10 if device_type == "dell_os9" else PC, device_type, **WRONG),
    ):
        """Not reached."""
    assert lab.device(F10, SwitchDevice).received == []


@pytest.mark.parametrize(
    "behaviour",
    [
        Behaviour(enable="refused"),
        Behaviour(hang=True),
        Behaviour(cut_at_line=2),
        Behaviour(cut_after_bytes=10),
        Behaviour(prompt="?"),
    ],
    ids=["enable refused", "hangs", "cut at a line", "cut after bytes", "no prompt"],
)
def test_a_switch_that_misbehaves_is_noticed(started: Started, behaviour: Behaviour) -> None:
    """Each way of misbehaving ends in an error of netmiko's, or of the socket below it."""
    lab = started({PC: behaviour})
    short = {"conn_timeout": 2, "banner_timeout": 2, "read_timeout_override": 1}
    with (
        pytest.raises((NetmikoBaseException, OSError, ValueError, EOFError)),
        connected(lab, PC, "dell_os6", **short) as session,
    ):
        session.enable()


def test_paging_that_cannot_be_turned_off_stops_at_every_page(started: Started, folder: Any) -> None:
    """A stuck pager shows its prompt after each page, and a blank goes on."""
    lab = started({F10: Behaviour(paging_stuck=True, enable="free")})
    with connected(lab, F10, "dell_os9") as session:
        session.enable()
        session.write_channel("show running-config\n")
        page = session.read_until_pattern("--More--")
        session.write_channel(" ")
        rest = session.read_until_pattern("#")
    assert "hostname s4810-a" in page
    assert "end" in rest


def test_a_slow_switch_gives_everything(started: Started) -> None:
    """What trickles in is whole in the end."""
    lab = started({F10: Behaviour(bytes_per_second=4000)})
    with connected(lab, F10, "dell_os9") as session:
        session.enable()
        assert str(session.send_command("show running-config")).rstrip().endswith("end")


@pytest.mark.filterwarnings("ignore")
def test_sha_1_alone_is_offered_where_asked_for(started: Started) -> None:
    """A switch that offers only SHA-1 key exchange and ssh-rsa is talked to by netmiko with Paramiko 4."""
    lab = started({F10: Behaviour(algorithms="sha1")})
    with connected(lab, F10, "dell_os9") as session:
        transport = session.remote_conn_pre.get_transport()  # type: ignore[union-attr]
        assert transport.host_key_type == "ssh-rsa"
        assert "sha1" in transport.local_mac


@pytest.mark.filterwarnings("ignore")
def test_what_no_library_speaks_any_more_is_refused(started: Started) -> None:
    """A switch that has nothing but an ssh-dss key cannot be talked to."""
    lab = started({F10: Behaviour(algorithms="removed")})
    with (
        pytest.raises(NetmikoTimeoutException, match="no acceptable host key"),
        connected(lab, F10, "dell_os9"),
    ):
        """Not reached."""
