"""DCB, RDMA, SMB and failed migrations of a Windows host: ``host_dcb`` is all that others need."""

from fabric_check.parse.windows.dcb.host import host_dcb

__all__ = ["host_dcb"]
