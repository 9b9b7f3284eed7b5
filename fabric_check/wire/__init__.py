# SPDX-License-Identifier: GPL-2.0-only
"""The only place that imports scapy: a process of its own, JSON lines out. Nothing of ours imports it.

``python -m fabric_check.wire`` needs the privilege to open packet sockets; nothing else of the program does.
"""
