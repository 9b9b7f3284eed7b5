"""Writes docs/rules/: each rule's page, and their index."""

from pathlib import Path

from fabric_check.rules.registry import all_rules, markdown

folder = Path(__file__).parent.parent / "docs" / "rules"
for rule in all_rules():
    (folder / f"{rule.id}.md").write_text(markdown(rule), "utf-8")
rows = [f"| [{rule.id}]({rule.id}.md) | {rule.name} | {rule.summary} |" for rule in all_rules()]
index = ["# Rules", "", "| id | name | finds |", "|---|---|---|", *rows]
(folder / "README.md").write_text("\n".join(index) + "\n", "utf-8")
