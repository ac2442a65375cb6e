"""Statements that every turn runs: worked out once for each database, then handed to its driver as they are.

SQLAlchemy looks a statement up in its cache, and makes a context, a result and rows that know much, each time anew:
of the 52 µs of processor time that an answer took to be kept on SQLite, the driver needs 12. What is rarely run goes
the usual way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Delete, Dialect, Insert, Select, Update
from sqlalchemy.engine import result_tuple
from sqlalchemy.exc import DBAPIError

_Convert = Callable[[Any], Any] | None
"""What makes of a value what the driver takes, or the other way round; None: it stays as it is."""


@dataclass(frozen=True, slots=True)
class _Ready:
    """A statement as the driver of one database takes it."""

    sql: str
    named: bool
    """Whether parameters go by name (PostgreSQL), or by their places (SQLite)."""
    parameters: tuple[tuple[str, _Convert], ...]
    """In their order."""
    constants: Mapping[str, object]
    """Parameters that stand in the statement itself."""
    row: Callable[..., Any]
    columns: tuple[_Convert, ...]
    driver: Any
    """The driver's module, which has its errors."""


class Prepared:
    """One statement, for every connection of either database. Its values are given by name, always the same names."""

    def __init__(self, statement: Select[Any] | Insert | Update | Delete) -> None:
        self._statement = statement
        self._ready: dict[str, _Ready] = {}

    def run(self, connection: Connection, values: Mapping[str, object]) -> Any:
        """Run it in the transaction of this connection, which begins if there is none. Gives the driver's cursor.

        Raises `DBAPIError` as SQLAlchemy does; its words hold no values.
        """
        ready = self._ready.get(connection.dialect.name) or self._made_for(connection.dialect, values)
        if ready.constants:
            values = {**ready.constants, **values}
        parameters: Any
        if ready.named:
            parameters = {name: values[name] if to is None else to(values[name]) for name, to in ready.parameters}
        else:
            parameters = [values[name] if to is None else to(values[name]) for name, to in ready.parameters]
        if not connection.in_transaction():
            connection.begin()
        driver: Any = connection.connection.dbapi_connection
        try:
            return driver.execute(ready.sql, parameters)
        except ready.driver.Error as error:
            raise DBAPIError.instance(ready.sql, None, error, ready.driver.Error, hide_parameters=True) from error

    def rows(self, connection: Connection, values: Mapping[str, object]) -> list[Any]:
        """The rows that a query finds, with their columns by name. Raises as `run`."""
        found = self.run(connection, values).fetchall()
        if not found:
            return found  # type: ignore[no-any-return]  # the driver's own empty list
        ready = self._ready[connection.dialect.name]
        columns, row = ready.columns, ready.row
        return [
            row([value if of is None else of(value) for value, of in zip(one, columns, strict=True)]) for one in found
        ]

    def one(self, connection: Connection, values: Mapping[str, object]) -> Any | None:
        """The first row that a query finds, as `rows` gives it; None when there is none. Raises as `run`."""
        return next(iter(self.rows(connection, values)), None)

    def _made_for(self, dialect: Dialect, values: Mapping[str, object]) -> _Ready:
        inserts = isinstance(self._statement, Insert)
        compiled: Any = self._statement.compile(dialect=dialect, column_keys=list(values) if inserts else None)
        if compiled.insert_prefetch or compiled.update_prefetch or compiled.effective_returning:
            raise ValueError("what SQLAlchemy itself adds to a statement is not known here")
        binds = {name: bind for bind, name in compiled.bind_names.items()}
        order = compiled.positiontup if compiled.positional else list(binds)
        columns = list(self._statement.selected_columns) if isinstance(self._statement, Select) else []
        ready = _Ready(
            compiled.string,
            not compiled.positional,
            tuple((name, binds[name].type.dialect_impl(dialect).bind_processor(dialect)) for name in order),
            {name: bind.value for name, bind in binds.items() if not bind.required},
            result_tuple([str(column.key) for column in columns]),
            tuple(column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns),
            dialect.loaded_dbapi,
        )
        self._ready[dialect.name] = ready
        return ready
