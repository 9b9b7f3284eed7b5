"""Puts text that somebody already has into a fabric folder: redacted on the way in, each file whole or not at all."""

from collections.abc import Mapping
from pathlib import Path

from fabric_check import dialects
from fabric_check.folder.write import write_whole


def store(folder: Path, files: Mapping[str, str], config_dialects: Mapping[str, str]) -> None:
    """Write files, given by their path relative to the folder.

    *config_dialects* names the command language of each switch's config; such a file is redacted by it.

    Raises:
        OSError: the folder cannot be written.

    """
    for name, text in files.items():
        path = folder / name
        dialect = config_dialects.get(path.stem) if path.parent.name == "configs" else None
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, (dialects.get(dialect).redact(text) if dialect else text).encode("utf-8"))
