"""Findings → changes → snippets → proof by replay. Pure: changes nothing but its own copy of the facts."""
