"""The switch models that shapes are built of. The numbers are written here again, by hand, from the makers' manuals."""

from generator.model import Model

FTOS_8 = ("8.3.12.1", "8.3.16.1")
FTOS_9 = ("9.2(0.2)", "9.5(0.1)", "9.9(0.0)", "9.11(2.0)", "9.14(2.4)")
FTOS_LATE = ("9.12(1.0)", "9.14(2.4)")


def _names(pattern: str, first: int, last: int, step: int = 1) -> tuple[str, ...]:
    return tuple(pattern.format(number) for number in range(first, last + 1, step))


_TE = "TenGigabitEthernet 0/{}"
_FO = "fortyGigE 0/{}"


def _ftos(name: str, releases: tuple[str, ...], access: tuple[str, ...], uplinks: tuple[str, ...]) -> Model:
    unit = 1 if name.endswith("-ON") else 0
    generation = "8" if releases[0].startswith("8") else "9"
    banner = {"MXL": "MXL-10/40GbE", "IOA": "I/O-Aggregator"}.get(name, name)
    profile = {"IOA": "m-ioa"}.get(name, name.lower())
    default = {"S4048-ON": None, "IOA": None}.get(name, 1554)
    maximum = 9216 if name == "S4048-ON" else 12000
    return Model(
        name, "ftos", generation, f"stack-unit {unit} provision {banner}", releases,
        f"dell/{profile}", default, maximum, access, uplinks,
    )  # fmt: skip


def _dnos6(
    name: str, profile: str, release: str, system: str, access: tuple[str, ...], uplinks: tuple[str, ...]
) -> Model:
    maker = "Dell Networking" if name.startswith("N") else "PowerConnect"
    return Model(
        name, "dnos6", release[0], f'!System Description "{maker} {name}, {{}}, {system}"', (release,),
        f"dell/{profile}", 1518, 9216, access, uplinks,
    )  # fmt: skip


_VX = "VxWorks 6.6"
_LX = "Linux 3.7.10-4134a969"
MODELS = {
    model.name + ("" if model.generation != "8" else "/8"): model
    for model in (
        _ftos("S4810", FTOS_9, _names(_TE, 0, 39), (*_names(_TE, 40, 47), *_names(_FO, 48, 60, 4))),
        _ftos("S4810", FTOS_8, _names(_TE, 0, 39), (*_names(_TE, 40, 47), *_names(_FO, 48, 60, 4))),
        _ftos("S4820T", FTOS_9, _names(_TE, 0, 39), (*_names(_TE, 40, 47), *_names(_FO, 48, 60, 4))),
        _ftos("S5000", FTOS_9[1:], _names(_TE, 0, 31), (*_names(_TE, 32, 47), *_names(_FO, 48, 60, 4))),
        _ftos("S6000", FTOS_LATE, _names(_FO, 0, 60, 4), _names(_FO, 64, 124, 4)),
        _ftos("Z9000", FTOS_9[:3], _names(_FO, 0, 60, 4), _names(_FO, 64, 124, 4)),
        _ftos(
            "S4048-ON",
            FTOS_9[2:],
            _names("TenGigabitEthernet 1/{}", 1, 40),
            (*_names("TenGigabitEthernet 1/{}", 41, 48), *_names("fortyGigE 1/{}", 49, 54)),
        ),
        _ftos("MXL", FTOS_9, _names(_TE, 1, 32), (*_names(_TE, 41, 56), *_names(_FO, 33, 37, 4))),
        _ftos("IOA", FTOS_9, _names(_TE, 1, 32), _names(_TE, 33, 56)),
        _dnos6("8024F", "powerconnect-8024", "3.1.4.5", "VxWorks 6.5", _names("1/xg{}", 1, 16), _names("1/xg{}", 17, 24)),
        _dnos6("6224", "powerconnect-6224", "3.3.4.1", "VxWorks 6.5", _names("1/g{}", 1, 24), _names("1/xg{}", 1, 4)),
        _dnos6("8132", "powerconnect-8132", "5.1.0.1", _VX, _names("Te1/0/{}", 1, 16), (*_names("Te1/0/{}", 17, 24), *_names("Fo1/1/{}", 1, 2))),
        _dnos6("8132F", "powerconnect-8132", "4.2.2.3", _VX, _names("Te1/0/{}", 1, 16), (*_names("Te1/0/{}", 17, 24), *_names("Fo1/1/{}", 1, 2))),
        _dnos6("8164", "powerconnect-8164", "5.1.2.3", _VX, _names("Te1/0/{}", 1, 40), _names("Te1/0/{}", 41, 48)),
        _dnos6("7048", "powerconnect-7048", "5.1.0.1", _VX, _names("Gi1/0/{}", 1, 48), (*_names("Te1/1/{}", 1, 2), *_names("Te1/2/{}", 1, 2))),
        _dnos6("M6348", "powerconnect-m6348", "5.1.16.1", _VX, _names("Gi1/0/{}", 1, 32), _names("Te1/0/{}", 1, 4)),
        _dnos6("M8024-k", "powerconnect-m8024-k", "5.1.3.7", _VX, _names("Te1/0/{}", 1, 16), (*_names("Te1/0/{}", 17, 20), *_names("Te1/1/{}", 1, 4))),
        _dnos6("N4032", "n4032", "6.2.0.5", _LX, _names("Te1/0/{}", 1, 16), (*_names("Te1/0/{}", 17, 24), *_names("Fo1/1/{}", 1, 2))),
        _dnos6("N4064F", "n4064", "6.3.0.2", _LX, _names("Te1/0/{}", 1, 40), (*_names("Te1/0/{}", 41, 48), *_names("Fo1/0/{}", 1, 2))),
        _dnos6("N3048", "n3000", "6.2.0.5", "Linux 3.6.5", _names("Gi1/0/{}", 1, 48), (*_names("Te1/0/{}", 1, 2), *_names("Te1/1/{}", 1, 2))),
    )
}  # fmt: skip
CORES = ("S4810", "S4820T", "S5000", "S4048-ON", "S4810/8")
SPINES = ("S6000", "Z9000", "S4810", "S4048-ON", "8164", "N4064F")
LEAVES = ("S4810", "S4820T", "S4048-ON", "S4810/8", "8132", "8132F", "8164", "N4032", "N4064F")
RACKS = ("8024F", "6224", "8132", "8132F", "8164", "7048", "N4032", "N4064F", "N3048")
PAIRS_VPC = ("N4032", "N4064F")
BLADES = ("MXL", "IOA", "M8024-k", "M6348")
