"""DCB of the whole switch: ``dcb …``, ``service-class …``, ``iscsi enable``, ``feature fip-snooping``.

Sources: Dell OS9 guides, *Enabling DCB*, *PFC buffers in a switch stack*, *Honoring dot1p*; M I/O Aggregator guide,
*Enabling DCB on next reload*.
"""

import re

from fabric_check.dialects.ftos.dcb_state import BufferLine, DcbState
from fabric_check.dialects.ftos.numbers import PRIORITIES, number
from fabric_check.dialects.ftos.state import State
from fabric_check.dialects.tree import Node

_ON_RELOAD = "on-next-reload"
_NO_EFFECT = frozenset({"pfc-shared-buffer-size", "pfc-total-buffer-size", "linecard"})
"""Sizes of buffers: what is lossless they do not change."""
_BUFFERS = re.compile(
    r"stack-unit (all|\d{1,2})(?: port-set (all|\d))? pfc-buffering(?: pfc-ports? (\d{1,4}) pfc-queues (\d))?$"
)
_DOT1P = re.compile(r"dot1p([0-7])$")


def apply(state: State, node: Node, rest: str, negated: bool) -> None:
    """``dcb enable …``, ``dcb stack-unit …``, ``dcb pfc-queues N`` and their ``no`` forms."""
    words = rest.split()
    word = words[0] if words else ""
    try:
        if word == "enable":
            _enable(state.dcb, node, words[1:], negated=negated)
        elif word == "pfc-queues":
            _lossless(state.dcb, node, words[1:], negated=negated)
        elif word == "stack-unit":
            _buffers(state.dcb, node, words, negated=negated)
        elif word not in _NO_EFFECT:
            state.dcb.odd = node
    except ValueError as error:
        state.unread.append((node, str(error)))


def apply_enable(state: State, node: Node, rest: str, negated: bool) -> None:  # noqa: ARG001 - one signature
    """``dcb-enable``, as 8.3 spells it."""
    state.dcb.enabled = (not negated, node)


def _enable(dcb: DcbState, node: Node, words: list[str], *, negated: bool) -> None:
    """``dcb enable [pfc-queues N]`` holds at once; with ``on-next-reload`` nothing changes before a reload."""
    if words[-1:] == [_ON_RELOAD] and words[:-1] in ([], ["auto-detect"]):
        dcb.pending = node
    elif words[:1] == ["pfc-queues"]:
        _lossless(dcb, node, words[1:], negated=negated)
        if not negated:
            dcb.enabled = (True, node)
    elif not words:
        dcb.enabled = (not negated, node)
    else:
        raise ValueError("`dcb enable` takes pfc-queues, auto-detect or on-next-reload")


def _lossless(dcb: DcbState, node: Node, words: list[str], *, negated: bool) -> None:
    """How many lossless queues a port may have."""
    dcb.lossless = None if negated else (number(" ".join(words), 1, PRIORITIES + 1), node)


def _buffers(dcb: DcbState, node: Node, words: list[str], *, negated: bool) -> None:
    match = _BUFFERS.match(" ".join(words))
    if match is None or not (negated or match[3]):
        raise ValueError("`dcb stack-unit UNIT pfc-buffering pfc-ports N pfc-queues N` is expected")
    place = (match[1], match[2] or "all")
    if negated:
        dcb.buffers.pop(place, None)
    else:
        dcb.buffers[place] = BufferLine(int(match[3]), int(match[4]), node)


def apply_service_class(state: State, node: Node, rest: str, negated: bool) -> None:
    """``service-class dynamic dot1p`` and ``service-class dot1p-mapping dot1p0 Q …``; other forms share bandwidth."""
    words = rest.split()
    if words == ["dynamic", "dot1p"]:
        state.dcb.trust = None if negated else node
    elif words[:1] == ["dot1p-mapping"]:
        try:
            _mapping(state.dcb, node, words[1:], negated=negated)
        except ValueError as error:
            state.unread.append((node, str(error)))


def _mapping(dcb: DcbState, node: Node, words: list[str], *, negated: bool) -> None:
    """Pairs of ``dot1pN`` and a queue; what a line does not name keeps its queue. ``no`` returns to the default."""
    names = [_DOT1P.match(word) for word in words[::2]]
    if negated:
        for match in names:
            if match is not None:
                dcb.queues.pop(int(match[1]), None)
        if not words:
            dcb.queues.clear()
        return
    if not words or len(words) % 2:
        raise ValueError("`dot1p-mapping` takes pairs such as `dot1p3 1`")
    for match, queue in zip(names, words[1::2], strict=True):
        if match is None:
            raise ValueError("`dot1p-mapping` takes dot1p0 to dot1p7, each with a queue")
        dcb.queues[int(match[1])] = (number(queue, 0, PRIORITIES), node)


def apply_iscsi(state: State, node: Node, rest: str, negated: bool) -> None:
    """``iscsi enable``: iSCSI optimisation, which sets ports up by itself."""
    if rest.split() == ["enable"]:
        state.dcb.iscsi = None if negated else node


def apply_feature(state: State, node: Node, rest: str, negated: bool) -> None:
    """``feature fip-snooping``: FCoE, which on some models turns DCB on."""
    if rest.split() == ["fip-snooping"]:
        state.dcb.fip_snooping = None if negated else node
