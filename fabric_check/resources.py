"""Finds the data that travels with the program: switch_profiles/ and templates/.

In a wheel they stand inside the package (``_data``); in a checkout or an editable install, at its top.
"""

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from fabric_check.model.errors import FabricCheckError


def data(folder: str) -> Traversable:
    """Return one of the data folders.

    Raises:
        FabricCheckError: the program was installed without its data.

    """
    packaged = files(__package__) / "_data" / folder
    if packaged.is_dir():
        return packaged
    checkout = Path(__file__).resolve().parent.parent / folder
    if checkout.is_dir():
        return checkout
    raise FabricCheckError(f"fabric-check was installed without its {folder}; reinstall it")
