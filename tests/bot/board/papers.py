"""A small paper with one of everything, and a second reader of what is made of it."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

import docx
from docx.document import Document as WordDocument

from bot.board.charts import bars
from bot.board.content import Block, Bullets, Document, Facts, Link, Paragraph, Section, Strong, Table

MADE = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
AGENDA = Table(
    "Agenda",
    ("Item", "Request", "Minutes"),
    (("1", Link("Online forms", "DR-0001"), "10"), ("2", Link("A new case system", "DR-0002"), "10")),
    (1, 5, 1),
    frozenset({2}),
)


def paper(*blocks: Block, title: str = "Paper for the board") -> Document:
    """A paper of two sections, the first with these blocks."""
    return Document(
        title=title,
        subtitle="9 December 2026",
        facts=(("Body", "Digital Board"), ("Place", "Room 1")),
        opening=(AGENDA,),
        sections=(
            Section("DR-0001 Online forms", blocks, anchor="DR-0001", new_page=True),
            Section("DR-0002 A new case system", (Paragraph("Little."),), anchor="DR-0002"),
        ),
        author="Digital front door",
        made_at=MADE,
    )


def everything() -> tuple[Block, ...]:
    """A block of each kind."""
    return (
        Paragraph(("See ", Link("the other", "DR-0002"), " and ", Strong("decide"), ".")),
        Bullets(("One", "Two")),
        Facts((("Area", "Housing"), ("Sponsor", "None yet"))),
        AGENDA,
        bars("Where requests are", (("Submitted", 3), ("Approved", 5))),
    )


def read(made: bytes) -> WordDocument:
    """What was made, as python-docx reads it again."""
    return docx.Document(io.BytesIO(made))


def part(made: bytes, name: str) -> str:
    """One part of the file as text."""
    with zipfile.ZipFile(io.BytesIO(made)) as packed:
        return packed.read(name).decode()
