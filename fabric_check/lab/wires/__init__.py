"""The lab's wires: hosts as network namespaces, and one process that is every switch between them.

*truth* says what really happens, *topology*, *trees* and *switching* do it in memory, *process* carries frames between the
kernel and them, and *running* is what the rest of the program uses. All but *running* and *truth_file* are standard library
alone: the process starts in a moment. Knows nothing of configurations.
"""
