"""A case's folder: a good fabric of examples/ or of bases/, edited as a person would get it wrong."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
BASES = (HERE / "bases", HERE.parent.parent / "examples")


def edited(case: dict[str, Any], target: Path) -> Path:
    """Copy a case's base and make its edits."""
    base = next(folder / case["base"] for folder in BASES if (folder / case["base"]).is_dir())
    shutil.copytree(base, target)
    for edit in case.get("edits", []):
        for file in _files(target, edit["file"]):
            if edit.get("remove"):
                file.unlink()
            elif "write" in edit:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(edit["write"], "utf-8")
            else:
                text = file.read_text("utf-8")
                assert edit["replace"] in text, f"{edit['replace']!r} is not in {file.name}"
                times = -1 if edit.get("all") else 1
                file.write_text(text.replace(edit["replace"], edit["with"], times), "utf-8")
    return target


def _files(target: Path, pattern: str) -> Iterator[Path]:
    yield from sorted(target.glob(pattern)) or [target / pattern]
