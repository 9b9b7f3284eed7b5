"""DCB and RDMA of a Linux host: ``host_dcb`` and ``rdma_mtu`` are all that others need."""

from fabric_check.parse.linux.dcb.host import host_dcb
from fabric_check.parse.linux.dcb.rdma import rdma_mtu

__all__ = ["host_dcb", "rdma_mtu"]
