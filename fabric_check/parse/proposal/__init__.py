"""From configs and facts to a first fabric.yaml: what is certain, what is only likely, and what a person must say."""

from fabric_check.parse.proposal.propose import propose
from fabric_check.parse.proposal.yaml import MARK, as_yaml

__all__ = ["MARK", "as_yaml", "propose"]
