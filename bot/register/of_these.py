"""Questions about the rows of several requests, worked out once: each turn about a request asks seven of them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, Table, bindparam, select


def of_these(table: Table, *order: ColumnElement[Any]) -> Select[Any]:
    """The rows of the requests whose references are given as ``wanted``: by request, then in this order."""
    reference = table.c.reference
    return select(table).where(reference.in_(bindparam("wanted", expanding=True))).order_by(reference, *order)
