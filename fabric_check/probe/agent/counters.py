"""What the NICs count, as `ethtool -S` says it."""

import os
import subprocess
from typing import Any, Dict

TELLING = (
    "paus", "pfc", "xoff", "xon", "prio", "discard", "drop", "err", "oversize", "too_long", "jabber", "length",
    "out_of_buffer",
)  # fmt: skip


def counters(request: Dict[str, Any]) -> Dict[str, Any]:
    """Return what `ethtool -S` says of the `interfaces`: the lines that tell of pauses and of lost or oversize frames."""
    found, refused = {}, {}
    path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    for name in request["interfaces"]:
        try:
            done = subprocess.run(
                ["ethtool", "-S", str(name)], check=False, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT, timeout=10, env=dict(os.environ, PATH=path, LC_ALL="C"),
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired) as error:
            refused[name] = str(error)
            continue
        lines = done.stdout.decode("utf-8", "replace").splitlines()
        if done.returncode:
            refused[name] = " ".join(lines)[:200]
        else:
            found[name] = "\n".join(line for line in lines if any(word in line.lower() for word in TELLING))
    return {"ethtool_S": found, "refused": refused}
