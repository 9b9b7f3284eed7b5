"""Writes schemas/*.schema.json: what `fabric-check schema NAME` prints."""

from pathlib import Path

from fabric_check.cli.schemas import NAMES, json_schema

for name in NAMES:
    (Path(__file__).parent.parent / "schemas" / f"{name}.schema.json").write_text(json_schema(name), "utf-8")
