"""Windows host facts → what each NIC does: ``stack`` for one NIC, ``interfaces`` for all names."""

from fabric_check.parse.windows.nic import interfaces, rdma_mtu
from fabric_check.parse.windows.stack import stack

__all__ = ["interfaces", "rdma_mtu", "stack"]
