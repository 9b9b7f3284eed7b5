# SPDX-License-Identifier: GPL-2.0-only
"""Listen for LLDP frames on one interface and print each as a JSON line: ``{"interface", "at", "hex"}``.

The lines are the frames of a folder's ``lldp/<device>.json``. Ends by itself after a time or a number of frames.
"""

import argparse
import datetime as dt
import json
import sys

from scapy.layers.l2 import Ether
from scapy.sendrecv import sniff

LLDP_FILTER = 0x88CC
"""IEEE 802.1AB clause 8.3: the EtherType of LLDP."""


def main() -> int:
    """Listen, print, and return an exit code: 0, or 2 where the interface cannot be opened."""
    parser = argparse.ArgumentParser(prog="python -m fabric_check.wire", description=__doc__)
    parser.add_argument("interface")
    parser.add_argument("--seconds", type=float, default=35.0, help="LLDP is usually sent every 30 seconds")
    parser.add_argument("--frames", type=int, default=0, help="stop after so many; 0: only the time ends it")
    choices = parser.parse_args()

    def show(frame: Ether) -> None:
        at = dt.datetime.fromtimestamp(float(frame.time), tz=dt.UTC).isoformat()
        print(json.dumps({"interface": choices.interface, "at": at, "hex": bytes(frame).hex()}), flush=True)  # noqa: T201 - the process's output

    try:
        sniff(
            iface=choices.interface,
            count=choices.frames,
            timeout=choices.seconds,
            store=False,
            prn=show,
            lfilter=lambda frame: isinstance(frame, Ether) and frame.type == LLDP_FILTER,
        )
    except (OSError, ValueError) as error:  # scapy raises ValueError for an interface that is not there
        print(f"{choices.interface}: {error}", file=sys.stderr)  # noqa: T201 - as above
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
