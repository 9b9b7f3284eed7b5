"""References to secrets are looked up where they point; what is missing is said by reference, never by secret."""

import sys
import types
from pathlib import Path

import pytest

from fabric_check.collect.secrets import look_up
from fabric_check.model.errors import FabricCheckError


def test_a_variable_and_a_file_give_their_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file's last line break is not part of the secret, its blanks are."""
    monkeypatch.setenv("LAB_PW", "from the environment")
    (tmp_path / "pw").write_text(" from a file \n", "utf-8")
    assert look_up("env:LAB_PW", "password", "admin") == "from the environment"
    assert look_up(f"file:{tmp_path / 'pw'}", "password", "admin") == " from a file "


def test_a_keyring_is_asked_for_the_service_and_user(monkeypatch: pytest.MonkeyPatch) -> None:
    """`keyring:SERVICE` is for the entry's user, `keyring:SERVICE/USER` for another."""
    keyring = types.ModuleType("keyring")
    keyring.get_password = lambda service, user: f"{service} of {user}" if user != "nobody" else None  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "keyring", keyring)
    assert look_up("keyring:lab", "password", "admin") == "lab of admin"
    assert look_up("keyring:lab/root", "password", "admin") == "lab of root"
    with pytest.raises(FabricCheckError, match="no password of nobody for lab"):
        look_up("keyring:lab/nobody", "password", "admin")


@pytest.mark.parametrize(
    ("reference", "says"),
    [
        ("env:NOT_SET_AT_ALL", "NOT_SET_AT_ALL is not set"),
        ("file:/no/such/file", "/no/such/file cannot be read"),
        ("ask", "needs a terminal"),
        ("keyring:x", "fabric-check[keyring]"),
        ("env:EMPTY", "env:EMPTY is empty"),
    ],
)
def test_what_is_missing_is_said(reference: str, says: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says whose secret it is and where it was looked for."""
    monkeypatch.setenv("EMPTY", "")
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(FabricCheckError) as missing:
        look_up(reference, "password of credentials `lab`", "admin")
    assert str(missing.value).startswith("password of credentials `lab`: ")
    assert says in str(missing.value)
