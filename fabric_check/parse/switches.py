"""A switch's saved running-config → SwitchFacts: which model it is, then what its dialect reads."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from fabric_check import dialects
from fabric_check.folder.read import ConfigText
from fabric_check.folder.shape_errors import did_you_mean, shown
from fabric_check.model.errors import InputError, Problem
from fabric_check.model.intent import Switch
from fabric_check.model.profile import Profile
from fabric_check.model.source import Source
from fabric_check.model.switch import SwitchFacts
from fabric_check.parse.recognise import recognise


def switch_facts(
    switch: Switch,
    config: ConfigText | None,
    profiles: Mapping[str, Profile],
    pasted: Sequence[str] = (),
    why_missing: str | None = None,
) -> SwitchFacts:
    """Return what is known of a switch, after snippets were *pasted* into it.

    *why_missing*: why its config could not be collected, where that is known.

    Raises:
        InputError: fabric.yaml names a profile that does not exist.

    """
    profile = declared(switch, profiles)
    file = config.file if config else f"configs/{switch.name}.cfg"
    if config is None:
        return SwitchFacts(switch.name, file, profile, unknown=why_missing or f"{file} is not in the folder")
    recognised = {
        profile_id: _line(config, number) for profile_id, number in recognise(config.text, profiles).items()
    }
    if profile is None:
        if len(recognised) != 1:
            return SwitchFacts(
                switch.name, file, None, unknown=_not_recognised(config, recognised), unknown_what="model"
            )
        profile = profiles[next(iter(recognised))]
    facts = dialects.get(profile.dialect).read(
        config.text, device=switch.name, file=file, profile=profile, pasted=pasted
    )
    return replace(
        facts, identity=recognised.get(profile.id) or Source(file, 1, config.text.partition("\n")[0].strip())
    )


def declared(switch: Switch, profiles: Mapping[str, Profile]) -> Profile | None:
    """Return the model that fabric.yaml says a switch is, or None where it does not say.

    Raises:
        InputError: no profile has that name.

    """
    if switch.profile is None:
        return None
    if switch.profile not in profiles:
        what = f"no profile is named {shown(switch.profile)}{did_you_mean(switch.profile, list(profiles))}; known: {', '.join(profiles)}"
        raise InputError([Problem("fabric.yaml", switch.place.line, switch.place.column, what)])
    return profiles[switch.profile]


def _line(config: ConfigText, number: int) -> Source:
    return Source(config.file, number, config.text.split("\n", number)[number - 1].strip())


def _not_recognised(config: ConfigText, recognised: Mapping[str, Source]) -> str:
    if not config.text.strip():
        return f"{config.file} is empty"
    if recognised:
        return f"{config.file} looks like several models ({', '.join(sorted(recognised))}); say which by `profile:` in fabric.yaml"
    return f"{config.file} does not say which model it is from; say it by `profile:` in fabric.yaml"
