"""WS-Management messages for remote shells (MS-WSMV): what a client asks, and the answers' envelopes. Keeps no state."""

import base64
import uuid
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

SOAP = "http://www.w3.org/2003/05/soap-envelope"
ADDRESSING = "http://schemas.xmlsoap.org/ws/2004/08/addressing"
TRANSFER = "http://schemas.xmlsoap.org/ws/2004/09/transfer"
WSMAN = "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"
SHELL = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell"
FAULT = "http://schemas.microsoft.com/wbem/wsman/1/wsmanfault"
TIMED_OUT = 2150858793
"""The operation has not finished within its time-out: ask again."""
INVALID = 2150858843
"""The request names a shell or command that is not there."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One request: *action* is the last word of its URI."""

    action: str
    message: str
    shell: str | None
    root: ET.Element

    def texts(self, name: str) -> list[str]:
        """Return the texts of all elements of the shell namespace with a name."""
        return [element.text or "" for element in self.root.iter(f"{{{SHELL}}}{name}")]

    def variables(self) -> dict[str, str]:
        """Return the environment variables of a new shell."""
        return {
            element.get("Name", ""): element.text or "" for element in self.root.iter(f"{{{SHELL}}}Variable")
        }

    def command(self) -> str:
        """Return the id of the command that is meant."""
        for name in ("DesiredStream", "Signal"):
            element = self.root.find(f".//{{{SHELL}}}{name}")
            if element is not None:
                return element.get("CommandId", "")
        return ""


def ask(body: bytes) -> Ask:
    """Read a request.

    Raises:
        ValueError: it is no such message.

    """
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise ValueError("entities are not for messages")
    try:
        root = ET.fromstring(body)  # noqa: S314 - no entities, see above; a loopback lab's own client
    except ET.ParseError as error:
        raise ValueError(str(error)) from None
    action = root.findtext(f".//{{{ADDRESSING}}}Action")
    message = root.findtext(f".//{{{ADDRESSING}}}MessageID")
    if not action or not message:
        raise ValueError("no Action or no MessageID")
    selectors = root.iter(f"{{{WSMAN}}}Selector")
    shell = next((element.text for element in selectors if element.get("Name") == "ShellId"), None)
    return Ask(action.strip().rpartition("/")[2], message.strip(), shell, root)


def envelope(asked: Ask, body: str) -> str:
    """Return an answer to a request; clients check that it says which."""
    spaces = {"s": SOAP, "a": ADDRESSING, "x": TRANSFER, "w": WSMAN, "rsp": SHELL, "f": FAULT}
    names = " ".join(f"xmlns:{prefix}={quoteattr(uri)}" for prefix, uri in spaces.items())
    action = f"{TRANSFER if asked.action in {'Create', 'Delete'} else SHELL}/{asked.action}Response"
    return (
        f'<s:Envelope xml:lang="en-US" {names}><s:Header><a:Action>{action}</a:Action>'
        f"<a:MessageID>uuid:{uuid.uuid4()}</a:MessageID><a:To>{ADDRESSING}/role/anonymous</a:To>"
        f"<a:RelatesTo>{escape(asked.message)}</a:RelatesTo></s:Header><s:Body>{body}</s:Body></s:Envelope>"
    )


def created(shell: str) -> str:
    """Return the body that names a new shell."""
    return (
        f"<x:ResourceCreated><a:Address>http://lab/wsman</a:Address><a:ReferenceParameters>"
        f'<w:ResourceURI>{SHELL}/cmd</w:ResourceURI><w:SelectorSet><w:Selector Name="ShellId">{shell}</w:Selector>'
        f"</w:SelectorSet></a:ReferenceParameters></x:ResourceCreated>"
    )


def commanded(command: str) -> str:
    """Return the body that names a new command."""
    return f"<rsp:CommandResponse><rsp:CommandId>{command}</rsp:CommandId></rsp:CommandResponse>"


def received(command: str, streams: list[tuple[str, bytes]], exit_code: int | None) -> str:
    """Return the body with a piece of output; *exit_code* None: there is more to come."""
    parts = [
        f'<rsp:Stream Name="{name}" CommandId="{command}">{base64.b64encode(data).decode()}</rsp:Stream>'
        for name, data in streams
        if data
    ]
    state = "Running" if exit_code is None else "Done"
    code = "" if exit_code is None else f"<rsp:ExitCode>{exit_code}</rsp:ExitCode>"
    if exit_code is not None:
        parts += [f'<rsp:Stream Name="{name}" CommandId="{command}" End="true"/>' for name, _ in streams]
    end = f'<rsp:CommandState CommandId="{command}" State="{SHELL}/CommandState/{state}">{code}</rsp:CommandState>'
    return f"<rsp:ReceiveResponse>{''.join(parts)}{end}</rsp:ReceiveResponse>"


def fault(code: int, reason: str) -> str:
    """Return the body of a refusal."""
    return (
        f"<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>w:InvalidSelectors</s:Value></s:Subcode></s:Code>"
        f'<s:Reason><s:Text xml:lang="en-US">{escape(reason)}</s:Text></s:Reason><s:Detail>'
        f'<f:WSManFault Code="{code}" Machine="lab"><f:Message>{escape(reason)}</f:Message></f:WSManFault></s:Detail></s:Fault>'
    )
