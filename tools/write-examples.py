"""Writes examples/: the fabric folders that the documentation and the demo show."""

import shutil
from pathlib import Path

from fabric_check.lab.story import Story, files

STORIES = {"rack-a": Story(), "rack-a-after": Story(jumbo=9014)}
root = Path(__file__).parent.parent / "examples"
for name, story in STORIES.items():
    shutil.rmtree(root / name, ignore_errors=True)
    for file, text in files(story, schemas="../../schemas").items():
        path = root / name / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
