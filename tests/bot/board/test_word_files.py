"""What commands that write papers share: the form by the file's name, and progress that is told seldom."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.commands.word_files import form_of, progress

TEMPLATE = Path("template.docx")


@pytest.mark.parametrize(
    ("name", "template", "form"),
    [
        ("paper.docx", None, ".docx"), ("paper.DOCX", TEMPLATE, ".docx"), ("paper.html", None, ".html"),
        ("paper.html", TEMPLATE, None), ("paper.pdf", None, None), ("paper", TEMPLATE, None),
    ],
)  # fmt: skip
def test_the_name_of_the_file_says_its_form_and_a_template_is_for_word_alone(
    name: str, template: Path | None, form: str | None
) -> None:
    if form is None:
        with pytest.raises(SystemExit):
            form_of(Path(name), template)
    else:
        assert form_of(Path(name), template) == form


@pytest.mark.parametrize(("of", "lines"), [(1, 0), (150, 0), (151, 10), (1000, 10)])
def test_progress_is_ten_lines_and_nothing_where_it_is_short(
    of: int, lines: int, capsys: pytest.CaptureFixture[str]
) -> None:
    tell = progress("Written")
    for done in range(1, of + 1):
        tell(done, of)
    said = capsys.readouterr().err.splitlines()
    assert len(said) == lines
    assert said[-1:] == (["Written: 100%"] if lines else [])
