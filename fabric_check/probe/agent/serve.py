"""The agent as a program: requests as JSON lines on standard input, answers as JSON lines on standard output.

At the end of its input it dies at once, whatever it is doing.
"""

import json
import os
import queue
import sys
import threading
from typing import Any, Dict

from .counters import counters
from .errors import AgentError
from .measuring import measure
from .tagged import heard, listen, speak

VERSION = 1
OTHERS = {"listen": listen, "speak": speak, "heard": heard, "counters": counters}


def answer(line: str) -> Dict[str, Any]:
    """Return the reply to one request line: `result` and `notes`, or `error` with its type and message."""
    number = None
    try:
        request = json.loads(line)
        number = request.get("id")
        if request.get("op") == "hello":
            return {"id": number, "agent": VERSION, "python": list(sys.version_info[:3])}
        if request.get("op") in OTHERS:
            return {"id": number, "result": OTHERS[request["op"]](request)}
        if request.get("op") != "sweep":
            known = ", ".join(["hello", "sweep", *sorted(OTHERS)])
            raise AgentError("usage", "unknown op {!r}; known are {}".format(request.get("op"), known))
        result, notes = measure(request)
    except AgentError as error:
        return {"id": number, "error": {"type": error.kind, "message": str(error)}}
    except Exception as error:  # one bad request must not end the agent
        return {
            "id": number,
            "error": {"type": "internal", "message": f"{type(error).__name__}: {error}"},
        }
    return {"id": number, "result": result, "notes": notes}


def read_lines(lines: "queue.Queue[str]") -> None:
    """Queue standard input's lines; at its end the connection is gone, and the process goes with it at once."""
    for line in sys.stdin:
        if line.strip():
            lines.put(line)
    os._exit(0)


def serve() -> None:
    """Answer requests one by one until standard input ends."""
    lines: queue.Queue[str] = queue.Queue()
    threading.Thread(target=read_lines, args=(lines,), daemon=True).start()
    while True:
        sys.stdout.write(json.dumps(answer(lines.get())) + "\n")
        sys.stdout.flush()
