"""The one-line faults that a slip of the hand could make in a file of the product."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FLOORS = ("bot", "dialogs", "governance_rules")
KINDS = frozenset({"comparison", "and or", "not", "arithmetic", "number", "boolean", "return", "statement"})
"""Goal T1 names the first three; the others are slips of the same hand."""
_TURNED: dict[type[ast.cmpop], tuple[str, str]] = {
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
    ast.Is: ("is", "is not"),
    ast.IsNot: ("is not", "is"),
    ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"),
}
_LOGGERS = {"log", "_log", "LOG", "logger", "logging"}
_SHAPE = {"dataclass", "field"}
"""How a record is made (frozen, slots), not what the service does."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: ``text`` takes the place of what stands from ``start`` to ``end`` in the file's text."""

    file: str
    line: int
    kind: str
    start: int
    end: int
    text: str
    before: str
    after: str

    @property
    def name(self) -> str:
        """The same as long as the line is: what the list of equivalents and a run's notes know it by."""
        return f"{self.file}: {self.before} -> {self.after}"


def faults_of(root: Path) -> list[Fault]:
    """Every fault that this can put into the three floors, in the order of files and lines."""
    files = sorted(path for floor in FLOORS for path in (root / floor).rglob("*.py"))
    return [fault for path in files for fault in faults_in(path.relative_to(root).as_posix(), path.read_text("utf-8"))]


def faults_in(file: str, source: str) -> list[Fault]:
    """Every fault in one file; some few of them no longer read as Python (`reads`)."""
    found = _Reader(source)
    found.visit(ast.parse(source))
    made = []
    for kind, start, end, text in sorted(found.edits, key=lambda e: (e[1], e[2], e[3])):
        changed = source[:start] + text + source[end:]
        line = source.count("\n", 0, start)
        fault = Fault(file, line + 1, kind, start, end, text, _line(source, start), _line(changed, start))
        if fault.before != fault.after:
            made.append(fault)
    return made


def put_into(fault: Fault, source: str) -> str:
    """The file's text with the fault in it."""
    return source[: fault.start] + fault.text + source[fault.end :]


def _line(source: str, at: int) -> str:
    return source[source.rfind("\n", 0, at) + 1 : (source + "\n").index("\n", at)].strip()


def reads(fault: Fault, source: str) -> bool:
    """Whether the file is still Python with this fault in it."""
    try:
        ast.parse(put_into(fault, source))
    except SyntaxError:
        return False
    return True


class _Reader(ast.NodeVisitor):
    """Collects edits; goes into no annotation, docstring, log line or type-checking block."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.edits: list[tuple[str, int, int, str]] = []
        self._lines = [0]
        for line in source.encode().split(b"\n"):
            self._lines.append(self._lines[-1] + len(line) + 1)
        self._bytes = source.encode()

    def _at(self, line: int, column: int) -> int:
        return len(self._bytes[: self._lines[line - 1] + column].decode())

    def _span(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        end = self._at(node.end_lineno or node.lineno, node.end_col_offset or node.col_offset)
        return self._at(node.lineno, node.col_offset), end

    def _edit(self, kind: str, node: ast.expr | ast.stmt, text: str) -> None:
        self.edits.append((kind, *self._span(node), text))

    def _between(self, kind: str, left: ast.expr, right: ast.expr, old: str, new: str) -> None:
        start, end = self._span(left)[1], self._span(right)[0]
        word = re.escape(old).replace(r"\ ", r"\s+")
        place = re.search(rf"(?<![\w=<>!]){word}(?![\w=<>])", self.source[start:end])
        if place:
            self.edits.append((kind, start + place.start(), start + place.end(), new))

    def _text(self, node: ast.expr) -> str:
        start, end = self._span(node)
        return self.source[start:end]

    def visit_Compare(self, node: ast.Compare) -> None:
        """A comparison turned, or its edge moved."""
        left = node.left
        for operator, right in zip(node.ops, node.comparators, strict=True):
            self._between("comparison", left, right, *_TURNED[type(operator)])
            left = right
        self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        """`and` for `or`."""
        words = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        for left, right in zip(node.values, node.values[1:], strict=False):
            self._between("and or", left, right, *words)
        self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        """A `not` lost."""
        if isinstance(node.op, ast.Not):
            self._edit("not", node, self._text(node.operand))
        self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        """Minus for plus, where a number or a span of time shows that it adds up."""
        adds_up = any(isinstance(n, ast.Constant) and isinstance(n.value, int) for n in (node.left, node.right))
        if isinstance(node.op, ast.Sub):
            self._between("arithmetic", node.left, node.right, "-", "+")
        elif isinstance(node.op, ast.Add) and adds_up:
            self._between("arithmetic", node.left, node.right, "+", "-")
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        """A number off by one, a boolean turned."""
        if isinstance(node.value, bool):
            self._edit("boolean", node, str(not node.value))
        elif isinstance(node.value, int):
            self._edit("number", node, str(node.value + 1))
            self._edit("number", node, str(node.value - 1))

    def _condition(self, test: ast.expr) -> None:
        if not isinstance(test, ast.Compare | ast.UnaryOp):  # those are turned where they stand
            self._edit("not", test, f"not ({self._text(test)})")

    def visit_If(self, node: ast.If) -> None:
        """A `not` too many."""
        if isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            return
        self._condition(node.test)
        self.generic_visit(node)

    def visit_IfExp(self, node: ast.IfExp) -> None:
        """The same in an expression."""
        self._condition(node.test)
        self.generic_visit(node)

    def visit_comprehension(self, node: ast.comprehension) -> None:
        """The same in a comprehension."""
        for test in node.ifs:
            self._condition(test)
        self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> None:
        """A statement lost. Docstrings and log lines stay."""
        call = node.value.value if isinstance(node.value, ast.Await) else node.value
        if not isinstance(call, ast.Call) or _logs(call):
            return
        self._edit("statement", node, "pass")
        self.generic_visit(node)

    def visit(self, node: ast.AST) -> None:
        """Some statements are lost alike, whatever they are."""
        if isinstance(node, ast.AugAssign | ast.Delete | ast.Raise | ast.Continue | ast.Break):
            self._edit("statement", node, "pass")
        if isinstance(node, ast.AsyncFunctionDef):
            self.visit_FunctionDef(node)
        else:
            super().visit(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        """A change of something that others see, lost."""
        if all(isinstance(t, ast.Attribute | ast.Subscript) for t in node.targets):
            self._edit("statement", node, "pass")
        if not any(isinstance(t, ast.Name) and t.id == "__all__" for t in node.targets):
            self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        """The value alone: an annotation does nothing."""
        if node.value:
            self.visit(node.value)

    def visit_arg(self, _: ast.arg) -> None:
        """An annotation does nothing."""

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        """Defaults and body; a yes or no that is turned; nothing where something should be."""
        self.visit(node.args)
        answers = ast.unparse(node.returns) if node.returns else ""
        for returned in _returns(node):
            value = returned.value
            if value is None or isinstance(value, ast.Constant | ast.Compare | ast.UnaryOp):
                continue
            if answers == "bool":
                self._edit("return", value, f"not ({self._text(value)})")
            elif answers.endswith("| None"):
                self._edit("return", value, "None")
        for statement in node.body:
            self.visit(statement)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """The body: how the record is made is no behaviour."""
        for statement in node.body:
            self.visit(statement)

    def visit_Call(self, node: ast.Call) -> None:
        """What is handed over; `zip(..., strict=...)` and the shape of a record stay."""
        if _called(node) in _SHAPE or _logs(node):
            return
        self.visit(node.func)
        for value in (*node.args, *(k.value for k in node.keywords if (_called(node), k.arg) != ("zip", "strict"))):
            self.visit(value)


def _returns(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.Return]:
    """What the function itself returns, not the functions in it."""
    waiting: list[ast.AST] = list(node.body)
    while waiting:
        at = waiting.pop()
        if isinstance(at, ast.Return):
            yield at
        if not isinstance(at, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            waiting.extend(ast.iter_child_nodes(at))


def _called(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _logs(call: ast.Call) -> bool:
    """Whether this only writes a line of log."""
    of = call.func.value if isinstance(call.func, ast.Attribute) else None
    return (isinstance(of, ast.Name) and of.id in _LOGGERS) or (isinstance(of, ast.Attribute) and of.attr in _LOGGERS)
