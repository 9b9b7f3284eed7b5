"""A thread with an event loop in which a lab's servers live, so that whoever uses the lab may block."""

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")

SECONDS = 60.0
"""How long starting or stopping a whole lab may take before something is wrong with the machine."""


class LoopThread:
    """Runs coroutines elsewhere and returns their results here."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="fabric-check-lab", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Do something in the loop and wait for its result, or raise what it raises."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(SECONDS)

    def stop(self) -> None:
        """End every task, the loop and the thread."""
        self.run(_cancel_all())
        self.run(self._loop.shutdown_default_executor())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


async def _cancel_all() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await settle()


async def settle() -> None:
    """Let every callback that is due be called: what is being accepted becomes a connection, what was closed is gone.

    A server that is closed in the middle of accepting would leave a socket open (seen with Python 3.11).
    """
    for _ in range(10):
        await asyncio.sleep(0)
