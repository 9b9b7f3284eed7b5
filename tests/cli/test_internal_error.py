"""A fault of the program is told in words fit for a terminal, and without the secrets that it may quote."""

import pytest

from fabric_check.cli import main as program
from fabric_check.cli.verbs import check

SECRET = "S3cr3tW0rd"


@pytest.mark.parametrize("words", [["check"], ["check", "-v"]])
def test_a_crash_tells_no_secret(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With or without a traceback the exit code is 2 and the secret is not shown."""

    def fail(*_: object) -> None:
        raise ValueError(f"username admin password 7 {SECRET}")

    monkeypatch.setattr(check.command, "invoke", fail)
    with pytest.raises(SystemExit) as ended:
        program.main(words)
    told = capsys.readouterr().err
    assert ended.value.code == 2
    assert SECRET not in told
    assert "password 7 <redacted>" in told
    assert ("Traceback" in told) == ("-v" in words)
