"""The shapes of fabrics. Each is a function that lays out switches and says where hosts may stand."""

from collections.abc import Callable

from generator import catalogue
from generator.build import Builder
from generator.model import Switch

Sites = list[tuple[Switch, ...]]


def leaf_spine(builder: Builder, size: int) -> Sites:
    """Every leaf with a cable, or two in a port-channel, to every spine."""
    dice = builder.dice
    spine_model, leaf_model = dice.choice(catalogue.SPINES), dice.choice(catalogue.LEAVES)
    spines = [builder.switch(f"spine{n}", spine_model) for n in range(1, dice.randint(1, 3) + 1)]
    bundle = dice.choice((None, "lacp", "static"))
    leaves = []
    for number in range(1, size + 1):
        leaf = builder.switch(
            f"leaf{number}", leaf_model if dice.random() < 0.7 else dice.choice(catalogue.LEAVES)
        )
        for spine in spines:
            builder.join(leaf, spine, 2 if bundle else 1, bundle)
        leaves.append(leaf)
    return _sites(leaves)


def two_tier_vlt(builder: Builder, size: int) -> Sites:
    """Force10 cores as a VLT pair; below it switches of both kinds, and hosts on both cores."""
    model = builder.dice.choice(("S4810", "S4820T", "S5000", "S4048-ON", "S6000"))
    return _under_a_pair(builder, size, model, (*catalogue.LEAVES, *catalogue.RACKS))


def two_tier_vpc(builder: Builder, size: int) -> Sites:
    """N-Series cores as a vPC pair."""
    return _under_a_pair(builder, size, builder.dice.choice(catalogue.PAIRS_VPC), catalogue.LEAVES)


def _under_a_pair(builder: Builder, size: int, model: str, below: tuple[str, ...]) -> Sites:
    cores = (builder.switch("core-a", model), builder.switch("core-b", model))
    builder.pair(*cores)
    low = []
    for number in range(1, size + 1):
        switch = builder.switch(f"tor{number}", builder.dice.choice(below))
        builder.below_pair(switch, cores, 20 + number)
        low.append(switch)
    return [*_sites(low), cores]


def racks(builder: Builder, size: int) -> Sites:
    """Two Force10 cores side by side, and racks of PowerConnect switches below one or the other."""
    dice = builder.dice
    cores = [builder.switch(f"core{n}", dice.choice(catalogue.CORES)) for n in (1, 2)]
    builder.join(cores[0], cores[1], 2, dice.choice(("lacp", "static")))
    low = []
    for number in range(1, size + 1):
        switch = builder.switch(f"rack{number}", dice.choice(catalogue.RACKS))
        bundle = dice.choice((None, "lacp", "static"))
        builder.join(switch, cores[number % 2], 2 if bundle else 1, bundle)
        low.append(switch)
    return [*_sites(low), (cores[0],), (cores[0], cores[1])]


def three_tier(builder: Builder, size: int) -> Sites:
    """Racks below switches in the middle, thirty to each, and those below a VLT pair: what grows to a thousand switches."""
    cores = (builder.switch("core-a", "S4810"), builder.switch("core-b", "S4810"))
    builder.pair(*cores)
    middle = []
    for number in range(1, max(2, -(-size // 30)) + 1):
        switch = builder.switch(f"mid{number}", builder.dice.choice(("S4810", "S4820T", "8164", "N4064F")))
        builder.below_pair(switch, cores, 20 + number)
        middle.append(switch)
    low = []
    for number in range(1, size + 1):
        switch = builder.switch(f"rack{number}", builder.dice.choice((*catalogue.LEAVES, *catalogue.RACKS)))
        builder.join(switch, middle[number % len(middle)])
        low.append(switch)
    return [(switch,) for switch in low]


def blades(builder: Builder, size: int) -> Sites:
    """Chassis with two switches each, whose blades have a NIC on either, below one core or a VLT pair."""
    dice = builder.dice
    paired = dice.random() < 0.6
    core_model = dice.choice(("S4810", "S4820T", "S4048-ON"))
    cores = [builder.switch(f"core-{letter}", core_model) for letter in ("ab" if paired else "a")]
    if paired:
        builder.pair(cores[0], cores[1])
    sites: Sites = []
    for number in range(1, max(1, size // 2) + 1):
        model = dice.choice(catalogue.BLADES)
        both = tuple(builder.switch(f"chassis{number}-{letter}", model) for letter in ("a1", "a2"))
        for place, switch in enumerate(both):
            if paired:
                builder.below_pair(switch, (cores[0], cores[1]), 20 + number * 2 + place)
            else:
                builder.join(switch, cores[0], 2, dice.choice(("lacp", "static")))
        sites.append(both)
    return [*sites, *sites, (cores[0],)]


def chain(builder: Builder, size: int) -> Sites:
    """Put a PowerConnect between two Force10 switches: what happens when a rack grows."""
    dice = builder.dice
    ends = [builder.switch(f"s4810-{letter}", "S4810") for letter in "ab"]
    middle = builder.switch("pc-a", dice.choice(("8132", "8164", "8024F", "N4032")))
    for end in ends:
        builder.join(end, middle)
    return [(ends[0],), (ends[1],), (middle,)]


def two(builder: Builder, size: int) -> Sites:
    """Two switches and what is between them."""
    dice = builder.dice
    both = [builder.switch(f"sw{n}", dice.choice(catalogue.LEAVES)) for n in (1, 2)]
    bundle = dice.choice((None, "lacp", "static"))
    builder.join(both[0], both[1], 2 if bundle else 1, bundle)
    return [(both[0],), (both[1],), (both[0], both[1])]


def _sites(low: list[Switch]) -> Sites:
    """Hosts stand below one switch, or below two neighbours."""
    pairs: Sites = [(low[n], low[n + 1]) for n in range(0, len(low) - 1, 2)]
    return [*[(switch,) for switch in low], *pairs]


SHAPES: dict[str, Callable[[Builder, int], Sites]] = {
    "leaf-spine": leaf_spine,
    "two-tier-vlt": two_tier_vlt,
    "two-tier-vpc": two_tier_vpc,
    "racks": racks,
    "three-tier": three_tier,
    "blades": blades,
    "chain": chain,
    "two": two,
}
