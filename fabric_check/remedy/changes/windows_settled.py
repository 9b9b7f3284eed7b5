"""A Windows host's facts as its settings make them: what two of them have in common whose settings are the same.

A rollback sets settings back, and what Windows shows of them elsewhere follows. Where the facts had that otherwise (a NIC that was
collected while it restarted), it comes back as the settings make it, and not as it was.
"""

from typing import Any

from fabric_check.parse.sections import flag, text
from fabric_check.parse.windows.dcb import operational, rdma
from fabric_check.remedy.change import Sections
from fabric_check.remedy.changes import windows_vlan
from fabric_check.remedy.changes.windows_rows import Row, edited, keyword, rows, set_keys

_SWITCHES = ((rdma.SECTION, "*NetworkDirect"), (operational.SECTION, "*QOS"))
"""What a cmdlet switches on a NIC, and the advanced property that shows the same."""


def settled(sections: Sections) -> dict[str, Any]:
    """Return the facts with what follows from settings as they make it, and each value in one form.

    What a NIC does of PFC and classes is left out: it follows from its policies and, where it is willing, from its switch.
    """
    found = {name: _listed(content) for name, content in sections.items()}
    for section, name in _SWITCHES:
        for row in rows(found, section):
            found = _keyword_follows(found, row, name)
    found = edited(found, rdma.SECTION, _is_off, lambda row: set_keys(row, False, "OperationalState"))
    found = edited(found, operational.SECTION, _always, lambda row: {**row, "OperationalSettings": None})
    for section in ("netAdapter", "lbfoTeam"):
        found = edited(found, section, _always, _untagged)
    return edited(found, windows_vlan.VLAN, _always, windows_vlan.untagged)


def _listed(content: Any) -> Any:
    """Return a section as a list: PowerShell writes a single object without it, and none as null."""
    return [] if content is None else [content] if isinstance(content, dict) else content


def _keyword_follows(sections: Sections, row: Row, name: str) -> dict[str, Any]:
    on, nic = flag(row.get("Enabled")), text(row.get("Name")) or text(row.get("InterfaceAlias"))
    if on is None:
        return dict(sections)
    return edited(
        sections,
        "advancedProperty",
        keyword(nic, name),
        lambda row: set_keys(row, str(int(on)), "RegistryValue"),
    )


def _always(_row: Row) -> bool:
    return True


def _is_off(row: Row) -> bool:
    return flag(row.get("Enabled")) is False


def _untagged(row: Row) -> Row:
    """Return a row with 0 where it has no VLAN, however it says so."""
    found = {**row, "VlanID": row["VlanID"] or 0} if "VlanID" in row else {**row}
    if "TeamNics" in row:
        nics = _listed(row["TeamNics"])
        found["TeamNics"] = [_untagged(one) if isinstance(one, dict) else one for one in nics]
    return found
