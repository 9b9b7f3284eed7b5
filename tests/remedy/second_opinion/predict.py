"""Runs with hier_config, in an environment of its own: JSON in, JSON out, nothing of fabric-check.

Reads [{"running": text, "blocks": [text, …]}, …] and writes what hier_config says the config is after the blocks, one after the
other, each line indented by two blanks a level.
"""

import json
import sys

from hier_config import get_hconfig
from hier_config.models import IdempotentCommandsRule, MatchRule
from hier_config.platforms.driver_base import HConfigDriverBase, HConfigDriverRules

SETTINGS = (
    "said shutdown:", "said dcb enable:", "mtu ", "description ", "flowcontrol ", "dcb-map ", "system jumbo mtu ", "switchport mode ",
    "switchport access vlan ", "switchport trunk native vlan ", "switchport general pvid ", "classofservice trust ",
    "traffic-class-group weight ", "dcbx port-role ", "dcbx version ", "lldp dcbx port-role ", "lldp dcbx version ",
    "priority-flow-control mode ", "name ", "dcb stack-unit all pfc-buffering ", "pfc priority ",
    "dcb-policy input ", "dcb-policy output ",
)  # fmt: skip
"""Lines of which there is one: a later one takes the place of the one before."""
KEYED = (
    r"^switchport general allowed vlan add (\d+)",
    r"^classofservice dot1p-mapping (\d)",
    r"^classofservice traffic-class-group (\d)",
)
"""Lines of which there is one for each number."""


class Driver(HConfigDriverBase):
    """Lists are one line a member before this sees them, so adding to a list adds a line."""

    @staticmethod
    def _instantiate_rules() -> HConfigDriverRules:
        matches = [MatchRule(startswith=start) for start in SETTINGS]
        matches += [MatchRule(re_search=pattern) for pattern in KEYED]
        parents = ((), (MatchRule(startswith="interface "),))
        nested = (
            (MatchRule(startswith="interface "), MatchRule(startswith="protocol lldp")),
            (MatchRule(startswith="interface "), MatchRule(startswith="datacenter-bridging")),
        )
        return HConfigDriverRules(
            idempotent_commands=[
                IdempotentCommandsRule(match_rules=(*parent, match))
                for parent in (*parents, *nested)
                for match in matches
                if parent or match.startswith != "dcb-map "
            ]
        )


def main() -> None:
    """Answer for each case."""
    driver = Driver()
    answers = []
    for case in json.load(sys.stdin):
        config = get_hconfig(driver, case["running"])
        for block in case["blocks"]:
            config = config.future(get_hconfig(driver, block))
        answers.append("\n".join("  " * (child.depth() - 1) + child.text for child in config.all_children()))
    json.dump(answers, sys.stdout)


main()
