"""The library that holds JSON against its schema, as the tests import it."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

_GRAMMAR = "rfc3987_syntax"


def jsonschema_without_addresses() -> Any:
    """`jsonschema` without its grammar of addresses.

    The grammar takes a second to make, and only a check of formats reads it, which no test asks for. The product's
    own environment has no such grammar.
    """
    before = sys.modules.get(_GRAMMAR)
    sys.modules[_GRAMMAR] = None  # type: ignore[assignment]  # the import system's own word for: not there
    try:
        return import_module("jsonschema")
    finally:
        del sys.modules[_GRAMMAR]
        if before is not None:
            sys.modules[_GRAMMAR] = before
