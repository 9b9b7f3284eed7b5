"""One module per rule, named ``<id>_<name>.py``; its docstring is its page, its ``judge`` answers for each subject.

A rule names no model and no dialect. To add one, add its file here and its cases below tests/rules/.
"""
