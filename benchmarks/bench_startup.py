"""What `fabric-check --help` costs, as a ratio to a bare click program in the same run. Target: at most 2.5."""

import subprocess
import sys
import time

BARE = "import click\n@click.group()\ndef program():\n    '''Help.'''\nprogram(['--help'])\n"
ROUNDS = 15


def best(command: list[str]) -> float:
    """Return the shortest of several runs, in seconds: what is left when nothing else disturbs."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        subprocess.run(command, capture_output=True, check=True)
        times.append(time.perf_counter() - start)
    return min(times)


bare = best([sys.executable, "-c", BARE])
ours = best([sys.executable, "-m", "fabric_check", "--help"])
print(
    f"--help: {ours * 1000:.0f} ms, bare click {bare * 1000:.0f} ms, ratio {ours / bare:.2f} (target 2.5 or less)"
)
