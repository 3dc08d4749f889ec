"""``${NAME}`` and ``${NAME:-default}`` in values, replaced from an environment that is handed in."""

from __future__ import annotations

import re
from collections.abc import Mapping

from monitor.yaml import Complaints, Kind, Node

_REFERENCE = re.compile(r"\$\{(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?::-(?P<default>[^}]*))?\}|\$\{")


def substitute(node: Node, environment: Mapping[str, str], complaints: Complaints) -> Node:
    """The tree with every reference in a value replaced, once; keys stay as they are.

    As in a shell, the default also stands in for a variable that is set to nothing. An unset one without a default, and a
    ``${`` that is no reference, are complained about and read as nothing.
    """
    if node.kind is Kind.TEXT:
        return _replaced(node, environment, complaints) if "${" in node.text else node
    if not node.items:
        return node
    return node._replace(items=tuple(substitute(item, environment, complaints) for item in node.items))


def _replaced(node: Node, environment: Mapping[str, str], complaints: Complaints) -> Node:
    broken = False

    def value(found: re.Match[str]) -> str:
        nonlocal broken
        name, default = found["name"], found["default"]
        if name is None:
            broken = True
            complaints.add(node, "${ begins a reference to the environment: write ${NAME} or ${NAME:-default}")
            return ""
        given = environment.get(name, "")
        if given or (name in environment and default is None):
            return given
        if default is None:
            broken = True
            complaints.add(node, f"${{{name}}} is not set in the environment: set it, or write ${{{name}:-default}}")
            return ""
        return default

    text = _REFERENCE.sub(value, node.text)
    if broken:  # one complaint is enough: what is left of the value is not judged
        return node._replace(kind=Kind.EMPTY, text="", plain=True, source=node.text)
    return node._replace(text=text, source=node.text)
