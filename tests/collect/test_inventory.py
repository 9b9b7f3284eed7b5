"""What ansible-inventory prints says where devices are; nothing else of it is used."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fabric_check.collect.inventory import Entry, Inventory, read
from fabric_check.model.errors import InputError

LISTED = {
    "_meta": {
        "hostvars": {
            "Leaf1": {
                "ansible_host": "192.0.2.1",
                "ansible_port": 830,
                "ansible_user": "ops",
                "ansible_password": "x",
            },
            "leaf2": {"ansible_host": "leaf2.example:2222", "ansible_network_os": "dellemc.os9.os9"},
        }
    },
    "all": {"children": ["ungrouped", "racks"]},
    "racks": {"children": ["leafs"]},
    "leafs": {"hosts": ["Leaf1", "leaf2", "leaf3"]},
}


def inventory(folder: Path, value: Any) -> Inventory:
    """Return what a file with this content says."""
    file = folder / "inventory.json"
    file.write_text(json.dumps(value), "utf-8")
    return read(file)


def test_hosts_have_address_user_and_groups(tmp_path: Path) -> None:
    """Names ignore case; groups are those around a host, the nearest first; a host without variables is its name."""
    found = inventory(tmp_path, LISTED)
    groups = ("leafs", "racks", "all")
    assert found.get("LEAF1") == Entry("192.0.2.1", 830, "ops", groups)
    assert found.get("leaf2") == Entry("leaf2.example", 2222, None, groups)
    assert found.get("leaf3") == Entry("leaf3", None, None, groups)
    assert found.get("leaf4") is None


def test_passwords_in_clear_are_left_aside_and_said(tmp_path: Path) -> None:
    """A note names the file and how to do it, and never the password."""
    (note,) = inventory(tmp_path, LISTED).notes
    assert "holds passwords of 1 host" in note
    assert "env:NAME" in note


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ([], "ansible-inventory --list"),
        ({"all": {}}, "hostvars"),
    ],
)
def test_another_file_is_refused(tmp_path: Path, value: Any, says: str) -> None:
    """The message names the file and the command that prints what is expected."""
    with pytest.raises(InputError) as refused:
        inventory(tmp_path, value)
    assert says in str(refused.value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["_meta", "hostvars", "hosts", "children", "all", "a", "ansible_host", "ansible_port"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=JSON)
def test_any_json_is_an_inventory_or_refused(tmp_path: Path, value: Any) -> None:
    """Nothing that JSON can say ends in anything but entries or an error for the user."""
    try:
        found = inventory(tmp_path, value)
    except InputError:
        return
    assert all(bool(entry.address) != bool(entry.wrong) for entry in found.hosts.values())
