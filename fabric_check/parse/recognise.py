"""Which models a running-config's own text names. One pass over the lines, whatever the number of models."""

import re
from collections.abc import Mapping

from fabric_check.model.profile import Profile


def recognise(text: str, profiles: Mapping[str, Profile]) -> dict[str, int]:
    """Return each model that the text names, by id, with the first line (from 1) that does.

    A saved session echoes the command before the config and may indent nothing else, so a pattern has to match a line
    from its very beginning.
    """
    patterns = [pattern.pattern for profile in profiles.values() for pattern in profile.recognise]
    if not patterns:
        return {}
    # Joined, 50,000 lines against 25 models take the time of one; a line that fits is rare and then looked at closely.
    # No pattern captures and none sets a flag (profiles/build.py refuses both), so they can stand side by side.
    fits = re.compile("|".join(f"(?:{pattern})" for pattern in patterns)).match
    found: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if fits(line):
            for profile in profiles.values():
                if profile.id not in found and any(pattern.match(line) for pattern in profile.recognise):
                    found[profile.id] = number
    return found
