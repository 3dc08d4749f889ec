"""YAML as people write it, read strictly and with positions: the one reader of config.yaml and watchlists/*.yaml.

Reach for :func:`read_yaml` to get a tree of :class:`Node`, for :func:`parse_yaml` to go on collecting complaints, and for
the functions of :mod:`monitor.yaml.fields` to turn nodes into values, each complaint at its line and column.

Stricter than YAML where YAML surprises: text stays text as written (``NO``, ``on``, ``012`` and dates too), duplicate keys,
tags and a second document are faults, and what ``*`` may repeat is bounded.
"""

from monitor.yaml.fields import Complaints
from monitor.yaml.nodes import Kind, Node
from monitor.yaml.reader import parse_yaml, read_yaml

__all__ = ["Complaints", "Kind", "Node", "parse_yaml", "read_yaml"]
