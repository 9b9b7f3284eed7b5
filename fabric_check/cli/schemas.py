"""JSON Schemas by name, generated from the models that the program itself checks files with."""

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import BaseModel

NAMES = ("counters", "credentials", "fabric", "fix", "host", "manifest", "probe", "report")


def json_schema(name: str) -> str:
    """Return the JSON Schema of one kind of file, as text.

    Raises:
        KeyError: there is no such kind.

    """
    from fabric_check.folder import (  # noqa: PLC0415 - pydantic costs start-up time
        counters_schema,
        credentials,
        fabric_schema,
        host_schema,
        manifest,
        probe_schema,
    )
    from fabric_check.report import fix_schema  # noqa: PLC0415
    from fabric_check.report import schema as report_schema  # noqa: PLC0415

    shapes: dict[str, tuple[type[BaseModel], str]] = {
        "credentials": (credentials.OwnFile, credentials.SCHEMA),
        "fabric": (fabric_schema.FabricFile, fabric_schema.SCHEMA),
        "fix": (fix_schema.FixFile, fix_schema.SCHEMA),
        "host": (host_schema.HostFactsFile, host_schema.SCHEMA),
        "probe": (probe_schema.ProbeFile, probe_schema.SCHEMA),
        "counters": (counters_schema.CountersFile, counters_schema.SCHEMA),
        "manifest": (manifest.ManifestFile, manifest.SCHEMA),
        "report": (report_schema.ReportFile, report_schema.SCHEMA),
    }
    shape, version = shapes[name]
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": version}
    return json.dumps({**head, **shape.model_json_schema(by_alias=True)}, indent=1, ensure_ascii=False) + "\n"
