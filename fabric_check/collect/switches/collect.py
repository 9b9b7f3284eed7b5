"""One switch: its running-config and what else its profile asks for, redacted, each answer a file of the folder."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from fabric_check import dialects
from fabric_check.collect.switches.allowed import is_show
from fabric_check.collect.switches.session import IN_BAND_LOGIN, Session, not_understood
from fabric_check.collect.switches.ssh import connected
from fabric_check.collect.target import CollectError, Failure, Got, Target
from fabric_check.folder.encoding import without_terminal_residue
from fabric_check.model.profile import Profile
from fabric_check.parse.recognise import recognise

CONFIG = "show running-config"
VERSION = "show version"
_ANY_SWITCH = "dell_os9"
"""The driver for a switch of which nothing is known: it answers a banner's question and wants no more than a prompt."""


def collect_switch(
    target: Target, deadline: float, profile: Profile | None, profiles: Mapping[str, Profile]
) -> Got:
    """Return a switch's files. *profile* None: found out from what it says of itself.

    Raises:
        CollectError: it gave nothing, or not everything; what came before is in the error's ``got``.

    """
    files: dict[str, str] = {}
    notes: list[str] = []
    try:
        with _session(target, deadline, (profile and profile.device_type) or _ANY_SWITCH) as session:
            config = _answer(session, CONFIG)
            if profile is None:
                profile = _recognised(config, session, profiles, notes)
            _Answers(target.device, profile, session, files, notes).collect(config)
    except CollectError as error:
        raise CollectError(error.failure, error.what, error.hint, Got(files, tuple(notes))) from None
    return Got(files, tuple(notes))


@contextmanager
def _session(target: Target, deadline: float, device_type: str) -> Iterator[Session]:
    with connected(target, deadline, in_band_login=device_type in IN_BAND_LOGIN) as client:
        session = Session(client, device_type, target.login, deadline)
        try:
            yield session
        finally:
            session.close()


def _answer(session: Session, command: str) -> str:
    """Return an answer that has to be one."""
    answer = without_terminal_residue(session.ask(command))
    if said := not_understood(answer):
        raise CollectError(
            Failure.PRIVILEGE,
            f"it does not answer `{command}`: {said!r}",
            "collect as a user of privilege level 15",
        )
    return answer


def _recognised(config: str, session: Session, profiles: Mapping[str, Profile], notes: list[str]) -> Profile:
    """Return the model that the switch says it is."""
    found = set(recognise(config, profiles))
    if len(found) != 1:
        version = without_terminal_residue(session.ask(VERSION))
        found |= {profile.id for profile in profiles.values() if _states(profile, version)}
        if len(found) == 1:
            (only,) = found
            notes.append(f"its running-config does not name the model; say `profile: {only}` in fabric.yaml")
    if len(found) == 1:
        return profiles[found.pop()]
    several = (
        f"it may be any of {', '.join(sorted(found))}"
        if found
        else "neither its running-config nor `show version` names a known model"
    )
    raise CollectError(
        Failure.NOT_RECOGNISED, several, "say `profile:` in fabric.yaml (fabric-check profiles list)"
    )


def _states(profile: Profile, version: str) -> bool:
    patterns = [item.pattern for item in profile.stated_by if item.command == VERSION]
    return any(pattern.match(line.strip()) for line in version.splitlines() for pattern in patterns)


class _Answers:
    """Puts answers into files as they come, so that a switch that is cut off keeps what it gave."""

    def __init__(
        self, device: str, profile: Profile, session: Session, files: dict[str, str], notes: list[str]
    ) -> None:
        self.device = device
        self.profile = profile
        self.session = session
        self.files = files
        self.notes = notes
        self.redact = dialects.get(profile.dialect).redact

    def collect(self, config: str) -> None:
        """Keep the config if it is whole, then ask for the rest."""
        why = dialects.get(self.profile.dialect).incomplete(config)
        if why:
            raise CollectError(Failure.CUT_OFF, f"its running-config is not whole: {why}", "collect again")
        self.files[f"configs/{self.device}.cfg"] = self.redact(config)
        for command in self.profile.collect:
            if not is_show(command):
                self.notes.append(
                    f"`{command}` of profile {self.profile.id} is no show command and was not sent"
                )
            elif command != CONFIG:
                self._keep(command, without_terminal_residue(self.session.ask(command)))

    def _keep(self, command: str, answer: str) -> None:
        if said := not_understood(answer):
            self.notes.append(f"`{command}` is not answered: {said!r}")
        else:
            self.files[f"state/{self.device}/{slug(command)}.txt"] = self.redact(answer)


def slug(command: str) -> str:
    """Return a command as the name of its file: every run of what is no letter or digit is one ``-``."""
    return re.sub(r"[^A-Za-z0-9]+", "-", command).strip("-")
