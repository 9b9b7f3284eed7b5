"""Windows host facts → what each NIC does: ``stack`` for one NIC, ``interfaces`` for all names, ``host_dcb`` for DCB."""

from fabric_check.parse.windows.dcb import host_dcb
from fabric_check.parse.windows.nic import interfaces, off, rdma_mtu
from fabric_check.parse.windows.stack import stack

__all__ = ["host_dcb", "interfaces", "off", "rdma_mtu", "stack"]
