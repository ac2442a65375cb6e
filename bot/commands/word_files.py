"""What commands that write papers share: the forms that there are, the council's own template, and progress."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import click

from bot.board.content import Document
from bot.board.page import page_of
from bot.board.word import document_of
from bot.board.word_template import TemplateProblems, opened
from bot.commands.options import stop

FORMS: Final = (".docx", ".html")
_STEPS: Final = 10
"""Lines of progress for one part of the work."""
_FEW: Final = 150
"""Up to so many parts nothing is said while they are read or written: it is done at once."""


def form_of(out: Path, template: Path | None) -> str:
    """In which form the file is to be written; stops where its name says none, or a template does not go with it."""
    form = out.suffix.lower()
    if form not in FORMS:
        stop(f"{out.name} is neither Word nor HTML. Choose a name that ends in {' or '.join(FORMS)}.")
    if template is not None and form != ".docx":
        stop("A template is for Word alone. Leave --template out, or choose a name that ends in .docx.")
    return form


def template_or_stop(path: Path | None) -> bytes | None:
    """The bytes of a template that was looked through, or everything that is wrong with it and the end."""
    if path is None:
        return None
    try:
        content = path.read_bytes()
        opened(content)
    except OSError as error:
        stop(f"{path} cannot be read ({error.strerror}). Check its name.")
    except TemplateProblems as wrong:
        stop(*(f"{path.name}: {problem}" for problem in wrong.problems))
    return content


def made(content: Document, form: str, template: bytes | None) -> bytes:
    """The paper as a file of this form."""
    return page_of(content) if form == ".html" else document_of(content, template, progress("Written"))


def progress(what: str) -> Callable[[int, int], None]:
    """Tell on standard error how far a part of the work is, in ten lines at the most; nothing where it is short."""

    def tell(done: int, of: int) -> None:
        if of > _FEW and done * _STEPS // of != (done - 1) * _STEPS // of:
            click.echo(f"{what}: {done * 100 // of}%", err=True)

    return tell
