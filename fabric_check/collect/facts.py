"""What a host's collector printed → facts/HOST.json, or why it is none. Decides nothing about what the facts say."""

import json
from typing import Any, Literal

from fabric_check.collect.target import CollectError, Failure, Got
from fabric_check.folder import host_json
from fabric_check.model.errors import InputError
from fabric_check.model.text import printable

_START = '{"schema": "fabric-check/host/1"'
_BY_HAND = "run the collector on the host by hand (fabric-check collect --print-script) to see what it prints"


def got(device: str, os: Literal["windows", "linux"], text: str) -> Got:
    """Return the file to store, one value a line so that a finding can name its line.

    Raises:
        CollectError: the text is not whole, not JSON, or not the facts of such a host.

    """
    name = f"facts/{device}.json"
    try:
        stored = _lines(json.loads(text))
        facts = host_json.read(stored, name)
    except json.JSONDecodeError as error:
        kind = Failure.CUT_OFF if error.pos >= len(text.rstrip()) else Failure.UNEXPECTED
        raise CollectError(kind, f"the facts are not JSON: {error.msg}", _BY_HAND) from None
    except (InputError, RecursionError, ValueError) as error:
        raise CollectError(Failure.UNEXPECTED, printable(str(error))[:300], _BY_HAND) from None
    if facts.os != os:
        raise CollectError(
            Failure.UNEXPECTED,
            f"the host says that it is {facts.os}, not {os}",
            "correct its os in fabric.yaml",
        )
    notes = tuple(
        printable(f"{error.section}: {error.type}: {error.message}")[:200]
        for error in facts.errors
        if error.type not in {"CommandNotFound", "MissingTool"}
    )
    return Got({name: stored}, notes)


def within(output: str) -> str | None:
    """Return the facts in the output of a login shell, without a banner before them; None where there are none."""
    start = output.find(_START)
    return None if start < 0 else output[start:]


def _lines(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, indent=1) + "\n"
    # Half a surrogate pair is no text that a file can hold; JSON's own escape for it is.
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
