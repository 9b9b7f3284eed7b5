"""``make score``: takes the score on the development seeds; ``--write`` also on the held-out ones, into docs/scoreboard.md.

``--big`` judges fabrics of up to a thousand switches instead, and says how long each took. Exit 1 where anything is said of
a clean fabric.
"""

import argparse
import dataclasses
import sys
import time
from pathlib import Path

from generator import generate
from scoreboard.board import DEVELOPMENT, HELD_OUT, run
from scoreboard.page import page, text
from scoreboard.trial import judged

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "scoreboard.md"


BIG = ((100, 1000), (300, 5000), (960, 20000))


def big() -> int:
    """Judge big clean fabrics and print how long each took."""
    noisy = 0
    for size, hosts in BIG:
        fabric = generate(HELD_OUT.first - 1, "three-tier", size, hosts)
        started = time.monotonic()
        report = judged(fabric)
        took = time.monotonic() - started
        noisy += bool(report.findings) or report.verdict != "clean"
        line = f"{len(fabric.switches)} switches, {len(fabric.hosts)} hosts: {report.verdict}, {took:.1f} s\n"
        sys.stdout.write(line)
    return int(noisy > 0)


def main() -> int:
    """Run, print, and write where it is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--write", action="store_true", help="run the held-out seeds too and write docs/scoreboard.md"
    )
    parser.add_argument("--quick", action="store_true", help="a tenth of it")
    parser.add_argument("--big", action="store_true", help="time big fabrics instead")
    choices = parser.parse_args()
    if choices.big:
        return big()
    started = time.monotonic()
    plan = DEVELOPMENT
    if choices.quick:
        plan = dataclasses.replace(plan, clean=100, each=6, groups=50, fixes=2, fixed_groups=20)
    scores = [run(plan)]
    sys.stdout.write(text(scores[0]) + "\n")
    if choices.write:
        scores.append(run(HELD_OUT))
        PAGE.write_text(page(scores), "utf-8")
    judged = sum(score.fabrics for score in scores)
    sys.stdout.write(f"{judged} fabrics in {time.monotonic() - started:.0f} s\n")
    return int(any(score.noisy for score in scores))


if __name__ == "__main__":
    sys.exit(main())
