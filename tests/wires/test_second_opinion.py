"""The same small fabrics on Open vSwitch: sizes to the byte, VLANs and priorities come out as in our switches."""

from pathlib import Path

import pytest
from ovs import OpenVSwitch
from wires_cases import CASES, hellos, load, payload, right, tag

pytestmark = [pytest.mark.root, pytest.mark.usefixtures("openvswitch")]

SECOND = [file for file in CASES if "second_opinion: true" in file.read_text("utf-8")]
WINDOW = 0.3  # seconds in which a frame that Open vSwitch forwards has long arrived
PATIENCE = 20.0


@pytest.mark.parametrize("file", SECOND, ids=lambda file: file.stem)
def test_open_vswitch_says_the_same(file: Path) -> None:
    """What a case says of frames that hosts send as they are is what a switch of other people's does as well."""
    case = load(file)
    # Where a NIC tags, it is the host's edge that does, and that is ours.
    frames = [frame for frame in case.frames if "probe" in frame]
    assert frames
    with OpenVSwitch(case.truth) as ovs:
        for hello in hellos(case):
            ovs.send(*hello)
        for number, frame in enumerate(frames):
            data = payload(case, frame, number)
            ovs.send(frame["from"], data, tag(frame))
            arrived = ovs.arrived(frame["to"], data, PATIENCE if frame["arrives"] else WINDOW)
            assert right(frame, arrived), (frame, arrived)
