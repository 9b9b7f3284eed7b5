"""facts/HOST.json text → its envelope, with one clear message where the file is not what it should be."""

from fabric_check.folder import json_file
from fabric_check.folder.host_schema import SCHEMA, HostFactsFile
from fabric_check.folder.json_file import source

__all__ = ["read", "source"]


def read(text: str, file: str) -> HostFactsFile:
    """Read one host's facts.

    Raises:
        InputError: not JSON, not an object, another schema, or a field of the wrong kind.

    """
    return json_file.read(text, file, HostFactsFile, SCHEMA)
