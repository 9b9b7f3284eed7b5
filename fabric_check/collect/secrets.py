"""Looks up what references to secrets stand for: ``env:``, ``file:``, ``ask``, ``keyring:``. Prints nothing and asks once."""

import getpass
import os
import sys
from functools import cache
from pathlib import Path

from fabric_check.model.errors import FabricCheckError


def look_up(reference: str, whose: str, username: str) -> str:
    """Return the secret that a reference stands for. *whose* says in a question or an error what it is for.

    Raises:
        FabricCheckError: there is no such secret; the message names the reference, which is none itself.

    """
    kind, _, name = reference.partition(":")
    found = {"ask": _ask, "env": _environment, "file": _file, "keyring": _keyring}[kind](
        name, whose, username
    )
    if not found:
        raise FabricCheckError(f"{whose}: {reference} is empty")
    return found


def _environment(name: str, whose: str, _: str) -> str:
    if name not in os.environ:
        raise FabricCheckError(f"{whose}: the environment variable {name} is not set")
    return os.environ[name]


def _file(name: str, whose: str, _: str) -> str:
    try:
        return Path(name).expanduser().read_text("utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "is not UTF-8"
        raise FabricCheckError(f"{whose}: {name} cannot be read: {why}") from None


def _ask(_: str, whose: str, __: str) -> str:
    if not sys.stdin.isatty():
        raise FabricCheckError(f"{whose}: `ask` needs a terminal; use env:, file: or keyring: here")
    return _answered(f"{whose}: ")


@cache
def _answered(question: str) -> str:
    """Return what a person types, asked once in a run: measuring wants the secret again after collecting."""
    return getpass.getpass(question)


def _keyring(name: str, whose: str, username: str) -> str:
    try:
        import keyring  # noqa: PLC0415 - an extra, and a third of a second
    except ImportError:
        raise FabricCheckError(f"{whose}: keyring: needs `pip install fabric-check[keyring]`") from None
    service, _, user = name.partition("/")
    found = keyring.get_password(service, user or username)
    if found is None:
        raise FabricCheckError(f"{whose}: the keyring has no password of {user or username} for {service}")
    return str(found)
