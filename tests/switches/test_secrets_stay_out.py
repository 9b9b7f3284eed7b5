"""A secret of every kind, on every way that text takes, is nowhere afterwards."""

import re
from pathlib import Path

import yaml
from rack import CONFIG, PASSWORD, force10, rack

SECRET = "S3cr3tW0rd"
ENABLE = "En4bleW0rd"


def test_no_byte_holds_a_secret(tmp_path: Path, root: Path) -> None:
    """Neither the folder nor anything printed holds a secret of the devices, or one that we log in with."""
    kinds = yaml.safe_load((root / "tests" / "collect" / "secrets.yaml").read_text("utf-8"))
    lines = kinds["ftos"].replace("MARK", SECRET)
    config = CONFIG.removesuffix("end\n") + lines + "end\n"
    echo = f"% Error: password 7 {SECRET} is not accepted, nor is {ENABLE}\n"
    good = force10("sw1", config, secret=ENABLE)
    bad = force10("sw2", f"password {SECRET}\n", secret=ENABLE)
    good.answers |= {"show vlan": echo, "show inventory": lines, "show dcb": lines}
    with rack(tmp_path / "f", good, bad) as lab:
        fabric = lab.folder / "fabric.yaml"
        fabric.write_text(
            fabric.read_text("utf-8").replace('"env:TEST_PW"', '"env:TEST_PW", secret: "env:TEST_EN"'),
            "utf-8",
        )
        lab.environment["TEST_EN"] = ENABLE
        told = [lab.collect("-v", code=3), lab.collect("-v", "--only", "sw2", code=3)]
        lab.environment["TEST_PW"] = wrong = "Wr0ngW0rd"
        told.append(lab.collect("-v", code=3))
        told.append(lab.run("check", str(lab.folder), "-v", code=3))
        told.append(lab.run("check", str(lab.folder), "--format", "json", code=3))
    said = "".join(result.stdout + result.stderr for result in told).encode()
    for file in (path for path in tmp_path.rglob("*") if path.is_file()):
        said += file.read_bytes()
    for secret in (SECRET, ENABLE, PASSWORD, wrong):
        assert secret.encode() not in said, re.search(rb".*" + secret.encode() + rb".*", said)
    assert lab.config("sw1").read_text("utf-8").count("\n") == config.count("\n")


def test_evidence_of_a_config_saved_by_hand_is_redacted(tmp_path: Path) -> None:
    """A finding or an unknown that quotes a line of an unredacted file shows it without its secret."""
    config = CONFIG.replace(
        " mtu 12000\n", f" mtu 12000 ! password 7 {SECRET}\n description key-string {SECRET}\n"
    )
    with rack(tmp_path / "f") as lab:
        for name in ("sw1", "sw2"):
            lab.config(name).parent.mkdir(exist_ok=True)
            lab.config(name).write_text(config, "utf-8")
        text = lab.run("check", str(lab.folder), "-v", code=3).stdout
    assert "password 7 <redacted>" in text
    assert SECRET not in text
