"""Loads and checks switch_profiles/: one YAML a model, each number with its source. Knows no command language."""
