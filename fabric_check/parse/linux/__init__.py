"""Linux host facts → what each NIC does: ``stack`` for one NIC in one VLAN, ``interfaces``, ``host_dcb`` for DCB."""

from fabric_check.parse.linux.dcb import host_dcb, rdma_mtu
from fabric_check.parse.linux.links import Links, interfaces
from fabric_check.parse.linux.stack import stack

__all__ = ["Links", "host_dcb", "interfaces", "rdma_mtu", "stack"]
