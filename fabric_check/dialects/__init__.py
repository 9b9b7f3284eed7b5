"""Command languages, one package each: ``syntax`` (text → command tree), ``commands`` (what each does to state).

A package here is a dialect; it offers ``read`` (text → SwitchFacts) and ``canonical`` (an interface's one name).
Nothing here does I/O, and no package knows another.
"""

import importlib
import pkgutil
from collections.abc import Sequence
from functools import cache
from typing import Protocol, cast

from fabric_check.model.profile import Profile
from fabric_check.model.switch import SwitchFacts


class Dialect(Protocol):
    """What every dialect package offers."""

    def read(
        self, text: str, *, device: str, file: str, profile: Profile, pasted: Sequence[str] = ()
    ) -> SwitchFacts:
        """Return what a running-config says, after snippets were *pasted* at the privileged prompt, in order.

        Never raises: what cannot be read is unknown, with the reason.
        """

    def canonical(self, name: str) -> str:
        """Return an interface's name as the running-config spells it, however it was abbreviated.

        Raises:
            ValueError: it is not a name of this command language; the message says what is expected.

        """

    def incomplete(self, text: str) -> str | None:
        """Return why a text cannot be a whole running-config, or None where it can."""

    def redact(self, text: str) -> str:
        """Return a config's text with each secret replaced; the lines keep their numbers."""


def names() -> list[str]:
    """Return the dialects' names, alphabetically."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__) if module.ispkg)


@cache
def get(name: str) -> Dialect:
    """Return one dialect.

    Raises:
        KeyError: there is none of this name.

    """
    if name not in names():
        raise KeyError(name)
    return cast("Dialect", importlib.import_module(f"{__name__}.{name}"))
