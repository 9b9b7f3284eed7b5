"""Files as people save them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabric_check.folder.encoding import decode, lines, without_terminal_residue


@pytest.mark.parametrize(
    ("data", "text", "noted"),
    [
        (b"caf\xc3\xa9", "café", False),
        (b"\xef\xbb\xbfa", "a", False),
        ("mtu 9216".encode("utf-16"), "mtu 9216", False),
        (b"\xfe\xff\x00a", "a", False),
        (b"caf\xe9", "café", True),
        (b"\xff\xfea", "\ufffd", True),
    ],
)
def test_the_encoding_is_found(data: bytes, text: str, noted: bool) -> None:
    """A byte order mark decides, else UTF-8, else latin-1 with a note."""
    found, note = decode(data)
    assert found == text
    assert (note is not None) == noted


@given(st.binary())
def test_any_bytes_are_some_text(data: bytes) -> None:
    """Whatever a file holds, it is read."""
    assert isinstance(decode(data)[0], str)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("mtu 9216\r\nexit\r\n", "mtu 9216\nexit"),
        ("\x1b[31mmtu 9216\x1b[0m", "mtu 9216"),
        ("--More--\r        \rinterface Te1/0/1", "interface Te1/0/1"),
        ("--More-- or (q)uit\x08\x08\x08\x08   interface Te1/0/1", "   interface Te1/0/1"),
        ("ab\x08c", "ac"),
        ("\x1b]0;title\x07x", "x"),
        ("interface Te 0/1\n\xa0mtu 9216", "interface Te 0/1\n mtu 9216"),
        ("[2026-03-02 09:12:44] vlan 7\n[2026-03-02 09:12:45]  mtu 9216", "vlan 7\n mtu 9216"),
        ("09:12:44.123 vlan 7\n09:12:44.123\n09:12:45.001  mtu 9216", "vlan 7\n\n mtu 9216"),
        ("[Mon Mar  2 09:12:44.123 2026] vlan 7", "vlan 7"),
        ("vlan 7\n 09:12:44 stays\nend", "vlan 7\n 09:12:44 stays\nend"),
        ("no residue at all", "no residue at all"),
        ("\x00 mtu 9216", " mtu 9216"),
        ("Nov 28 01:00:00: %STKUNIT0-M:CP %IFMGR-5-OSTATE_UP: Changed state: Te 0/1\n mtu 9216", " mtu 9216"),
        ("00:05:11: %RPM0-P:CP %SEC-5-LOGIN_SUCCESS: Login successful\n mtu 9216", " mtu 9216"),
        ("*Mar  1 00:00:12.345 UTC: %SYS-5-CONFIG_I: Configured\nmtu 9216", "mtu 9216"),
        (
            "<189> Nov 28 01:00:00 sw1-1 TRAPMGR[dot1s_task]: x.c(721) 2103 %% Link Up: Te1/0/1\nmtu 9216",
            "mtu 9216",
        ),
        (" description %SEC-5-LOGIN: x\n<redacted> ro", " description %SEC-5-LOGIN: x\n<redacted> ro"),
    ],
)
def test_terminal_residue_is_removed(raw: str, shown: str) -> None:
    """What a terminal would not show is not read either."""
    assert without_terminal_residue(raw).strip() == shown.strip()


@given(st.text(alphabet=st.sampled_from("ab \r\n\x08\x1b[m-More")))
def test_the_number_of_lines_stays(text: str) -> None:
    """A line number is still the file's after the residue is gone."""
    assert len(lines(without_terminal_residue(text) + "\n")) == len(lines(text + "\n"))
