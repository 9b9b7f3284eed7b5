"""Linux host facts → what each NIC does: ``stack`` for one NIC in one VLAN, ``interfaces`` for all names."""

from fabric_check.parse.linux.links import Links, interfaces
from fabric_check.parse.linux.stack import stack

__all__ = ["Links", "interfaces", "stack"]
