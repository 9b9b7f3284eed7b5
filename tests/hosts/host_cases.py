"""The case folders of hosts: where they are, and what is concluded of each one's host."""

from dataclasses import fields
from pathlib import Path
from typing import Any

import yaml

from fabric_check.folder import fabric_yaml, host_json
from fabric_check.folder.read import HostFacts
from fabric_check.model.dcb import HostDcb, Setting
from fabric_check.model.host import HostState
from fabric_check.parse.hosts import host_state

CASES = sorted(path.parent for path in (Path(__file__).parent / "cases").rglob("expected.yaml"))


def host(case: Path) -> HostState:
    """Return what is concluded of a case's host."""
    declared = yaml.safe_load((case / "declaration.yaml").read_text("utf-8"))
    fabric = {
        "schema": "fabric-check/fabric/1",
        "name": case.name,
        "networks": declared["networks"],
        "hosts": {"h": {"os": declared["os"], "nics": declared["nics"]}},
    }
    intent = fabric_yaml.read(yaml.safe_dump(fabric, allow_unicode=True))
    text = (case / "facts.json").read_text("utf-8")
    facts = HostFacts("facts/h.json", host_json.read(text, "facts/h.json"), text)
    return host_state(intent.hosts["h"], facts, intent.networks)


def agrees(found: Any, wanted: Any) -> bool:
    """Return whether a value is the one wanted; of a text, a part is enough."""
    if isinstance(wanted, dict) and isinstance(found, dict):
        return list(found) == list(wanted) and all(agrees(found[key], wanted[key]) for key in wanted)
    return wanted in found if isinstance(wanted, str) and isinstance(found, str) else bool(found == wanted)


def settings(found: HostDcb) -> list[Setting[Any]]:
    """Return every setting of a host and of its adapters."""
    parts = (found, *found.adapters.values())
    values = (getattr(part, field.name) for part in parts for field in fields(part))
    return [value for value in values if isinstance(value, Setting)]
