"""The command line: one module per verb below ``verbs``; arguments in, exit code out.

Nothing here decides anything about a fabric. Heavy libraries are imported inside the verb that needs them.
"""
