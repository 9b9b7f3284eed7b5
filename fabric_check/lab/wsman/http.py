"""As much of HTTP/1.1 as WinRM clients use: POST with a length, one answer a request, connections that stay open."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field

LIMIT = 16 * 1024 * 1024
REASONS = {200: "OK", 400: "Bad Request", 401: "Unauthorized", 500: "Internal Server Error"}


@dataclass(frozen=True, slots=True)
class Request:
    """One request; header names are in lower case."""

    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer. *headers* may hold a name twice."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


@dataclass(slots=True)
class Connection:
    """One client's connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    closed: bool = field(default=False)

    async def requests(self) -> AsyncIterator[Request]:
        """Yield requests until the client leaves, or sends what is no HTTP."""
        while not self.closed:
            try:
                head = await self.reader.readuntil(b"\r\n\r\n")
                headers = _headers(head)
                length = int(headers.get("content-length", "0"))
                if not 0 <= length <= LIMIT:
                    return
                yield Request(headers, await self.reader.readexactly(length))
            except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError, ValueError):
                return

    async def answer(self, reply: Reply) -> None:
        """Send an answer in one piece: in several, a small one waits 40 ms for Nagle's algorithm."""
        lines = [f"HTTP/1.1 {reply.status} {REASONS.get(reply.status, 'Other')}"]
        lines += [f"{name}: {value}" for name, value in reply.headers]
        lines += [f"Content-Length: {len(reply.body)}", "", ""]
        self.writer.write("\r\n".join(lines).encode("latin-1") + reply.body)
        await self.writer.drain()

    def close(self) -> None:
        """End the connection."""
        self.closed = True
        self.writer.close()


def _headers(head: bytes) -> dict[str, str]:
    found = {}
    for line in head.decode("latin-1").split("\r\n")[1:]:
        name, colon, value = line.partition(":")
        if colon:
            found[name.strip().lower()] = value.strip()
    return found
