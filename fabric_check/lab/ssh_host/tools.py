"""A PATH on which a host's network tools print what its facts say: small sh scripts, labelled as what they are.

`dcb`, pause and RDMA cannot be real on a machine without such NICs. A section that the facts do not have is a tool that
the host does not have. Everything else on the PATH is this machine's own, by a short list.
"""

import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

PLAIN = (
    "sh", "cat", "awk", "sed", "grep", "tr", "cut", "head", "tail", "sort", "uniq", "wc", "od", "base64", "printf", "echo",
    "date", "uname", "hostname", "id", "env", "timeout", "sleep", "true", "false", "test", "[", "expr", "mktemp", "rm", "ls",
    "mkdir", "dirname", "basename", "readlink", "gzip", "tee", "xargs", "python3",
)  # fmt: skip
"""What a collector may want besides network tools."""
STUBBED = ("ip", "dcb", "ethtool", "rdma", "lldpctl")

_LABEL = "#!/bin/sh\n# A stand-in of fabric-check's lab: prints what the host's facts say, whatever this machine is.\n"
_NONE = 'echo "{tool}: the lab\'s stand-in knows no such call: $*" >&2\nexit 1\n'
_WHOLE = {
    "ip": ((r"*addr*", "addr"), (r"*a\ show*", "addr"), (r"*link*", "link")),
    "rdma": ((r"*", "rdma"),),
    "lldpctl": ((r"*", "lldp"),),
}
_EACH = {
    "dcb": (("pfc", "dcb_pfc"), ("ets", "dcb_ets"), ("app", "dcb_app"), ("dcbx", "dcb_dcbx")),
    "ethtool": (("-i", "ethtool_i"), ("-a", "ethtool_a"), ("-S", "ethtool_S")),
}


def install(folder: Path, facts: str, stubbed: tuple[str, ...] = STUBBED) -> None:
    """Fill a folder with the tools. *stubbed*: those that answer from the facts; the others are the machine's own."""
    data: Mapping[str, Any] = json.loads(facts).get("sections", {})
    folder.mkdir(parents=True, exist_ok=True)
    for tool in PLAIN + tuple(tool for tool in STUBBED if tool not in stubbed):
        found = shutil.which(tool, path="/usr/sbin:/usr/bin:/sbin:/bin") or shutil.which(tool)
        link = folder / tool
        if found and not link.exists():
            link.symlink_to(found)
    for tool in stubbed:
        script = "".join(_cases(tool, data, folder / ".facts"))
        (folder / tool).unlink(missing_ok=True)
        if script:
            _write(folder / tool, _LABEL + script + _NONE.format(tool=tool))


def install_sysfs(folder: Path, facts: str) -> None:
    """Fill a folder with the part of sysfs that a collector reads: which kinds of RDMA each device's GIDs speak."""
    shutil.rmtree(folder, ignore_errors=True)
    devices = json.loads(facts).get("sections", {}).get("rdma_gid_types")
    for device, said in devices.items() if isinstance(devices, dict) else ():
        types = folder / "class" / "infiniband" / _safe(device) / "ports" / "1" / "gid_attrs" / "types"
        types.mkdir(parents=True)
        for number, line in enumerate(said if isinstance(said, list) else str(said).splitlines()):
            (types / str(number)).write_text(f"{line}\n", "utf-8")


def _cases(tool: str, data: Mapping[str, Any], store: Path) -> Iterator[str]:
    """Yield what a tool's script does for each section that the facts have."""
    store.mkdir(exist_ok=True)
    for pattern, section in _WHOLE.get(tool, ()):
        if section in data:
            (store / section).write_text(_text(data[section]), "utf-8")
            yield f'case "$*" in {pattern}) exec cat "{store / section}";; esac\n'
    for word, section in _EACH.get(tool, ()):
        if section in data:
            folder = store / section
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            for netdev, value in data[section].items():
                (folder / _safe(netdev)).write_text(_text(value), "utf-8")
            yield _EACH_SCRIPT.format(word=word, folder=folder, refusal=_REFUSALS[tool])


_EACH_SCRIPT = """\
case " $* " in *" {word} "*)
    for netdev; do :; done
    test -f "{folder}/$netdev" && exec cat "{folder}/$netdev"
    {refusal}
    exit 1
esac
"""
_REFUSALS = {
    "dcb": 'echo; echo "Attribute read: Operation not supported" >&2',
    "ethtool": 'echo "netlink error: Operation not supported" >&2',
}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value) + "\n"


def _safe(netdev: str) -> str:
    """Return a netdev's name as a file name; the kernel allows no slash and no blank in it."""
    return netdev.replace("/", "_") or "_"


def _write(file: Path, text: str) -> None:
    file.write_text(text, "utf-8")
    file.chmod(0o755)
