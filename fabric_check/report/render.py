"""A report in each of its formats, by name: text for people, JSON for programs."""

import json

from fabric_check.report.schema import ReportFile
from fabric_check.report.text import render as as_text

__all__ = ["as_json", "as_text"]


def as_json(report: ReportFile) -> str:
    """Return the report as JSON. The same report gives the same bytes."""
    value = report.model_dump(mode="json", by_alias=True)
    for path in value["paths"]:
        if path["count"] is None:
            del path["count"]
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"
