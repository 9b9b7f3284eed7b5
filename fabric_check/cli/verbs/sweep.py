"""`fabric-check sweep ADDRESS`: measures one path's MTU to the byte. Prints the result; reads and writes no fabric."""

import sys
from pathlib import Path
from typing import Any

import click

from fabric_check.cli import options

EXITS = {"clear": 0, "limited": 1}
EXIT_INCONCLUSIVE = 3
COLOURS = {"clear": "green", "limited": "red"}


@click.command()
@click.argument("address")
@click.option("--source", metavar="ADDRESS", help="Send from this address of this host.")
@click.option("--interface", metavar="NAME", help="Send out of this interface.")
@click.option(
    "--max", "largest", type=click.IntRange(68, 65535), metavar="BYTES",
    help="Largest IP packet to try (default: the interface's MTU).",
)  # fmt: skip
@click.option(
    "--timeout", type=options.Seconds(0.05, 60), default=1.0, show_default=True, metavar="S",
    help="Longest wait for one answer, in seconds; a silent drop does not cost it.",
)  # fmt: skip
@click.option(
    "--one-way", is_flag=True, help="Also measure the way there apart from the way back (TCP, else UDP)."
)
@click.option(
    "--flows", type=click.IntRange(1, 64), default=1, show_default=True, metavar="N",
    help="Try N flows of other port numbers, for a port-channel's other members.",
)  # fmt: skip
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="What to print.",
)
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write the result here."
)
@click.option("-q", "--quiet", is_flag=True, help="Leave the notes out.")
@click.option("-v", "--verbose", is_flag=True, help="Show the traceback of an internal error.")
@click.option("--no-color", is_flag=True, help="No colour, even on a terminal.")
def command(  # noqa: PLR0917 - one argument for each option
    address: str,
    source: str | None,
    interface: str | None,
    largest: int | None,
    timeout: float,
    one_way: bool,
    flows: int,
    form: str,
    output: Path | None,
    quiet: bool,
    verbose: bool,  # noqa: ARG001 - read by the entry point
    no_color: bool,
) -> int:
    """Find the largest IP packet that reaches ADDRESS and comes back whole, exact to the byte.

    Works through switches that drop oversize frames without a word. Exit code: 0 clear, 1 limited, 2 for a name that
    does not resolve or a missing privilege, 3 otherwise.
    """
    import json  # noqa: PLC0415 - the program's start-up stays quick

    request = {
        "target": address, "source": source, "interface": interface, "max": largest, "timeout": timeout,
        "one_way": one_way, "flows": flows,
    }  # fmt: skip
    result, notes = measured(request)
    shown = json.dumps(result, indent=2) if form == "json" else text(result, address)
    if output:
        from fabric_check.cli.printing import emit  # noqa: PLC0415

        emit(shown + "\n", output)
    else:
        verdict = result["verdict"]
        if form == "text":
            shown = click.style(verdict, fg=COLOURS.get(verdict, "yellow"), bold=True) + shown.removeprefix(
                verdict
            )
        click.echo(shown, color=False if no_color else None)
    for note in [] if quiet else notes:
        click.echo(f"note: {note}", err=True)
    return EXITS.get(result["verdict"], EXIT_INCONCLUSIVE)


def measured(request: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Return the result and the notes of one measurement from this host.

    Raises MachineError for a missing privilege or platform, FabricCheckError for a name that does not resolve.
    """
    from fabric_check.model.errors import FabricCheckError, MachineError  # noqa: PLC0415 - as in `command`
    from fabric_check.probe import agent  # noqa: PLC0415

    if sys.platform != "linux":
        raise MachineError(
            "sweep needs Linux's sockets; from here, use `fabric-check probe`, which measures on the hosts"
        )
    try:
        return agent.measure(request)
    except agent.AgentError as error:
        if error.kind == "privilege":
            raise MachineError(
                f"cannot send ICMP echo: {error}. Run as root, or let your group use ping sockets: "
                'sysctl net.ipv4.ping_group_range="0 2147483647"'
            ) from error
        if error.kind == "usage":
            raise click.UsageError(str(error)) from error
        raise FabricCheckError(str(error)) from error


def text(result: dict[str, Any], address: str) -> str:
    """Return the result for people: the verdict, then the arithmetic."""
    target = result["target"] if address == result["target"] else f"{address} ({result['target']})"
    lines = [f"{result['verdict']}: {sentence(result, target)}"]
    size = result["ip_mtu"]
    if size is not None:
        header = 48 if ":" in result["target"] else 28
        lines.append(
            f"  IP MTU {size} = ICMP payload {size - header} = untagged frame {size + 18} = tagged frame {size + 22} (with FCS)"
        )
    for key, name in (("forward_ip_mtu", "there"), ("reverse_ip_mtu", "back")):
        if result[key] is not None:
            lines.append(f"  the way {name}: IP MTU {result[key]}")
    if result["local_ip_mtu"] is not None:
        lines.append(f"  this host's interface: IP MTU {result['local_ip_mtu']}")
    lines.append(f"  {result['probes']} probes, {result['lost']} lost by chance, {result['seconds']:.3f} s")
    return "\n".join(lines)


def sentence(result: dict[str, Any], target: str) -> str:
    """Return what the verdict means, in one sentence."""
    size = result["ip_mtu"]
    if result["verdict"] == "clear":
        capped = (
            " (this host's interface takes no larger ones)"
            if result["limited_by"] == "local-interface"
            else ""
        )
        return f"IP packets of {size} bytes reach {target} and come back whole{capped}"
    if result["verdict"] == "limited":
        if result["reply_fragmented"]:
            why = "answers to larger ones come back in fragments"
        elif result["silent"]:
            why = "larger ones vanish without a word"
        else:
            why = f"{result['limited_by']} refuses larger ones"
        return f"IP packets of {size} bytes get through to {target}, {size + 1} do not; {why}"
    if result["verdict"] == "unreachable":
        return f"{target} cannot be reached, so nothing is known about sizes"
    return f"the path to {target} could not be measured; no size is claimed"
