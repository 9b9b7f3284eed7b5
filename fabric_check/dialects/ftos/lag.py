"""Port-channels: static ones list their members, LACP is said by each member.

Static: ``channel-member LIST`` in ``interface Port-channel N``. LACP: ``port-channel-protocol LACP`` with
``port-channel N mode active`` inside, in the member. A port is a member of one port-channel.
"""

from fabric_check.dialects.ftos import names
from fabric_check.dialects.ftos.state import LagMember, PortState, State
from fabric_check.dialects.tree import Node

LAG = "Port-channel "
_BUNDLING = frozenset({"active", "passive"})
_MODES = _BUNDLING | {"off"}


def channel_member(state: State, port: PortState, node: Node, words: list[str], negated: bool) -> None:
    """``channel-member LIST`` and ``no channel-member LIST``, inside a port-channel."""
    try:
        listed = names.parse_list(" ".join(words))
    except ValueError as error:
        state.unread.append((node, str(error)))
        return
    if not port.name.startswith(LAG):
        state.unread.append((node, f"{port.name} is no port-channel: only one has members"))
        return
    for name in listed:
        if negated:
            _leave(state, name, port.name)
        else:
            _join(state, node, name, LagMember(port.name, node, lacp=False))


def protocol(state: State, port: PortState, node: Node, words: list[str], negated: bool) -> None:
    """``port-channel-protocol LACP`` and the ``port-channel N mode …`` inside it, in the member."""
    if [word.upper() for word in words] not in ([], ["LACP"]):
        state.unread.append((node, "`port-channel-protocol` takes LACP"))
        return
    if negated:
        member = state.lag_members.get(port.name)
        if member is not None and member.lacp:
            del state.lag_members[port.name]
        return
    for child in node.children:
        inner = child.text.split()
        undo = inner[0] == "no"
        if inner[undo : undo + 1] == ["port-channel"]:
            _lacp(state, port, child, inner[undo + 1 :], negated=undo)


def forget(state: State, lag: str) -> None:
    """Release the members of a port-channel that is deleted."""
    for name in [name for name, member in state.lag_members.items() if member.lag == lag]:
        del state.lag_members[name]


def without_lag(state: State) -> list[tuple[Node, str]]:
    """Return the lines that join a port to a port-channel that the config does not have.

    FTOS prints every port-channel, so such a text is not the whole config.
    """
    return [
        (member.node, f"the config has no `interface {member.lag}`")
        for member in state.lag_members.values()
        if member.lag not in state.ports
    ]


def _lacp(state: State, port: PortState, node: Node, words: list[str], *, negated: bool) -> None:
    """``port-channel N mode active``; ``mode off`` takes no part in the bundle."""
    try:
        lag = names.canonical(LAG + (words[0] if words else ""))
    except ValueError as error:
        state.unread.append((node, str(error)))
        return
    if not negated and (len(words) != 3 or words[1] != "mode" or words[2] not in _MODES):
        state.unread.append((node, "`port-channel N mode` takes active, passive or off"))
        return
    if negated or words[2] not in _BUNDLING:
        _leave(state, port.name, lag)
    else:
        _join(state, node, port.name, LagMember(lag, node, lacp=True))


def _join(state: State, node: Node, name: str, member: LagMember) -> None:
    present = state.lag_members.get(name)
    if name.startswith(("Port-channel ", "Vlan ")):
        state.unread.append((node, f"{name} cannot be a member of {member.lag}: members are physical ports"))
    elif present is not None and present.lag != member.lag:
        state.unread.append(
            (node, f"{name} is a member of {present.lag} already, by line {present.node.line}")
        )
    else:
        state.lag_members[name] = member


def _leave(state: State, name: str, lag: str) -> None:
    member = state.lag_members.get(name)
    if member is not None and member.lag == lag:
        del state.lag_members[name]
