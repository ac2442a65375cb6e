"""Leaves out of installed packages what the front door can never reach, and says so where it was.

**msgraph-sdk** is 16,700 generated modules; a call of ours touches some dozens. What is kept follows from two
sources alone, with no list to keep by hand. From the product's source: every name that stands behind a dot in it. From
the SDK's: which module each property of a request builder imports when it is asked for. A builder that no name of the
product leads to cannot be asked for, so it goes; a new call brings its own builders back. The models stay away as a
whole, because bodies are plain JSON both ways (`bot.sharepoint.graph`), but for those that it imports by name.

**fontTools** puts fonts into PDF and PostScript, and `.afm` describes theirs. Our charts are SVG and PNG.

**Of everything**: the packages' own tests, C sources and type stubs, and what builds or tests other software.

    python scripts/trim_packages.py --packages SITE --product SITE            # delete what is not reached
    python scripts/trim_packages.py --packages SITE --product . --into FOLDER # copy the SDK's kept part

It needs nothing but Python. `python scripts/packages_at_work.py` then makes every call and every paper.
"""

from __future__ import annotations

import argparse
import ast
import csv
import io
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PACKAGE = "msgraph"
PRODUCT = ("bot",)
STAND_INS = ("bot", "local")
"""Not run in production, and it speaks for Graph rather than to it."""
BUILDER = "_request_builder"
FONTS, FONT_TABLE = "fontTools", "fontTools.agl"
"""The package, and the module of it that matplotlib imports to draw at all (`matplotlib.dviread`)."""
UNUSED = (
    "matplotlib/mpl-data/fonts/ttf/STIX",
    "matplotlib/mpl-data/sample_data/",
    "numpy/distutils/",
    "numpy/f2py/",
    "sqlalchemy/testing/",
)
"""Where what nothing of ours uses begins: what builds or tests other software, fonts of formulas, examples."""
NOT_CODE = frozenset({".a", ".afm", ".c", ".cpp", ".h", ".hpp", ".pyi", ".pyx", ".pxd", ".pxi"})
LEFT_OUT = '''"""Left out: nothing in the front door's source led here when it was packed (scripts/trim_packages.py)."""

raise ImportError(
    f"{__name__} was left out of this installation, because nothing in the front door led to it when it was packed. "
    "Run scripts/trim_packages.py on whole packages again, or install them whole."
)
'''
"""What stands in the place of the models, so that whoever needs one reads what is wrong."""


class CannotTrim(Exception):
    """The SDK or the product is not as this script knows it. Its sentence says what, where and what to do."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What the product's source says: names behind a dot, and modules of the SDK that it imports by name."""

    names: frozenset[str]
    modules: frozenset[str]


def spoken(product: Path) -> Spoken:
    """Read the product's source below ``product``. Raises `CannotTrim` where there is none."""
    names: set[str] = set()
    modules: set[str] = set()
    sources = [
        path
        for top in PRODUCT
        for path in sorted((product / top).rglob("*.py"))
        if path.relative_to(product).parts[: len(STAND_INS)] != STAND_INS
    ]
    if not sources:
        raise CannotTrim(f"{product} holds no {PRODUCT[0]}/: give --product the folder that the product is in")
    for path in sources:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
            if isinstance(node, ast.Attribute):
                names.add(node.attr)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                modules |= {node.value} if node.value.startswith(f"{PACKAGE}.") else set()
            elif isinstance(node, ast.Import):
                modules |= {alias.name for alias in node.names if alias.name.split(".")[0] == PACKAGE}
            elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == PACKAGE and not node.level:
                modules.add(str(node.module))
    if not modules:
        raise CannotTrim(f"{product}: nothing there imports {PACKAGE}, so nothing of it would be kept")
    return Spoken(frozenset(names), frozenset(modules))


def reached(sdk: Path, said: Spoken) -> set[Path]:
    """The modules of the SDK that the product can reach, relative to ``sdk``, the folder that holds `msgraph/`.

    Raises `CannotTrim` when one that it imports by name is not there.
    """
    if not (sdk / PACKAGE / "generated" / "models").is_dir():
        raise CannotTrim(
            f"{sdk} holds no whole {PACKAGE}-sdk: give --packages a site-packages folder, and trim it once"
        )
    todo = [_file(sdk, name, "the product") for name in sorted(said.modules | {PACKAGE})]
    kept: set[Path] = set()
    while todo:
        path = todo.pop()
        if path in kept:
            continue
        kept.add(path)
        todo += _asked_for(sdk, path, said.names)
        todo += _inits(sdk, path)
    return {path.relative_to(sdk) for path in kept}


def _asked_for(sdk: Path, path: Path, names: frozenset[str]) -> Iterator[Path]:
    """What a module imports when it is loaded, and when a property of it is asked for that has a name of ours."""
    lazy = path.stem.endswith(BUILDER) or path.stem == "base_graph_service_client"
    for node in ast.parse(path.read_text(encoding="utf-8"), str(path)).body:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            yield from _imported(sdk, path, node)
        elif isinstance(node, ast.ClassDef):
            for part in node.body:
                if not isinstance(part, (ast.FunctionDef, ast.AsyncFunctionDef)) or (lazy and part.name not in names):
                    continue
                for inner in ast.walk(part):
                    if isinstance(inner, (ast.Import, ast.ImportFrom)):
                        # Requests with models (`get`, `post`, …) are never made: `bot.sharepoint.sdk` makes its own.
                        yield from (
                            found for found in _imported(sdk, path, inner) if not lazy or found.stem.endswith(BUILDER)
                        )


def _imported(packages: Path, path: Path, node: ast.AST, package: str = PACKAGE) -> Iterator[Path]:
    """The modules of a package that an import in one of its modules loads; nothing for what is no import."""
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom) and node.level:
        parts = path.relative_to(packages).parts[: -node.level]
        names = [".".join([*parts, *([node.module] if node.module else [])])]
    else:
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
    yield from (_file(packages, name, str(path)) for name in names if name.split(".")[0] == package)


def fonts_kept(packages: Path) -> set[Path]:
    """What of fontTools is loaded with the table, relative to ``packages``; nothing where it is not installed."""
    todo, kept = [_file(packages, name, "matplotlib") for name in (FONTS, FONT_TABLE)], set[Path]()
    while todo:
        path = todo.pop()
        if path in kept:
            continue
        kept.add(path)
        todo += _inits(packages, path)
        for node in ast.parse(path.read_text(encoding="utf-8"), str(path)).body:
            todo += _imported(packages, path, node, FONTS)
    return {path.relative_to(packages) for path in kept}


def _inits(packages: Path, path: Path) -> list[Path]:
    """What is loaded with a module because of the folders that it is in."""
    return [
        init for folder in path.parents if packages in folder.parents and (init := folder / "__init__.py").is_file()
    ]


def _file(packages: Path, name: str, who: str) -> Path:
    where = packages.joinpath(*name.split("."))
    for path in (where.with_suffix(".py"), where / "__init__.py"):
        if path.is_file():
            return path
    raise CannotTrim(f"{who} imports {name}, which is not in {packages}: install the versions of requirements.txt")


def copy(sdk: Path, kept: set[Path], into: Path) -> None:
    """Copy what is kept into another folder, with the note in the place of the models."""
    for path in kept:
        (into / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(sdk / path, into / path)
    _leave_note(into)


def trim(packages: Path, kept: set[Path]) -> None:
    """Delete everything else of the SDK and of fontTools, and what is no code, and take it out of each `RECORD`."""
    kept = kept | fonts_kept(packages)
    for path in sorted(packages.rglob("*"), reverse=True):
        place = path.relative_to(packages)
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif place in kept or path.name == "py.typed":
            continue
        elif (
            place.parts[0] in {PACKAGE, FONTS}
            or path.suffix in NOT_CODE
            or "tests" in place.parts[1:-1]
            or place.as_posix().startswith(UNUSED)
        ):
            path.unlink()
    _leave_note(packages)
    for record in packages.glob("*.dist-info/RECORD"):
        lines = io.StringIO()
        with record.open(encoding="utf-8", newline="") as noted:
            there = (row for row in csv.reader(noted) if (packages / row[0]).exists())
            csv.writer(lines, lineterminator="\n").writerows(there)
        record.write_text(lines.getvalue(), encoding="utf-8")


def _leave_note(sdk: Path) -> None:
    note = sdk / PACKAGE / "generated" / "models" / "__init__.py"
    if not note.parent.exists():
        note.parent.mkdir(parents=True)
        note.write_text(LEFT_OUT, encoding="utf-8")


def _size(folder: Path) -> tuple[int, float]:
    """Files and megabytes (10⁶ bytes) below a folder."""
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    return len(sizes), sum(sizes) / 1e6


def main() -> int:
    """Trim or copy, and say what it came to."""
    reader = argparse.ArgumentParser(prog="trim_packages.py", description=__doc__)
    reader.add_argument("--packages", type=Path, required=True, help="the site-packages folder that msgraph is in")
    reader.add_argument("--product", type=Path, required=True, help="the folder that bot/ is in")
    reader.add_argument("--into", type=Path, help="copy what is kept of the SDK there, and leave everything as it is")
    given = reader.parse_args()
    packages = given.packages.resolve()
    try:
        kept = reached(packages, spoken(given.product.resolve()))
    except CannotTrim as problem:
        print(f"trim_packages: {problem}", file=sys.stderr)
        return 1
    before, sdk_before = _size(packages), _size(packages / PACKAGE)
    if given.into:
        copy(packages, kept, given.into)
    else:
        trim(packages, kept)
    after, sdk_after = _size(given.into or packages), _size((given.into or packages) / PACKAGE)
    for name, (files, size), (left, rest) in (("msgraph-sdk", sdk_before, sdk_after), ("all packages", before, after)):
        print(f"trim_packages: {name}: {files} files and {size:.1f} MB before, {left} files and {rest:.1f} MB after")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
