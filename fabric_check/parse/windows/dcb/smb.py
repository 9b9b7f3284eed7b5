"""SMB Multichannel connections as the client sees them. A row that leaves something open is left out."""

from collections.abc import Iterator

from fabric_check.model.dcb import SmbConnection
from fabric_check.parse.sections import Row, Sections, flag, text, whole_number

SECTION = "smbMultichannel"


def connections(sections: Sections) -> Iterator[SmbConnection]:
    """Yield the connections that the host had when it was asked."""
    for index, row in sections.rows(SECTION):
        counts = _counts(row)
        flags = [
            flag(row.get(key)) for key in ("ClientRdmaCapable", "ServerRdmaCapable", "Selected", "Failed")
        ]
        ends = text(row.get("ClientIpAddress")), text(row.get("ServerIpAddress"))
        if counts is None or None in flags or not all(ends):
            continue
        client, server, selected, failed = map(bool, flags)
        find = sections.evidence(SECTION, index)
        name = text(row.get("ServerName"))
        yield SmbConnection(name, *ends, client, server, *counts, selected, failed, find)


def _counts(row: Row) -> tuple[int, int] | None:
    """Return the connections by RDMA and by TCP; old systems do not count them apart."""
    rdma, tcp = whole_number(row.get("RdmaConnectionCount")), whole_number(row.get("TcpConnectionCount"))
    return None if rdma is None or tcp is None else (rdma, tcp)
