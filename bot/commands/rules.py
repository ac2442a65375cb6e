"""`front-door rules`: check the rulebook, decide by it, draw it, and replay the past under another one."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from bot.commands.lazily import Later, LazyGroup
from bot.commands.options import Day, data_option, settings_or_stop, stop
from bot.commands.sentences import told_of_sentences
from bot.people.directory import Directory, DirectoryProblems, areas, read_directory
from bot.settings import Settings
from governance_rules import (
    SHIPPED,
    AnswerProblem,
    Rulebook,
    RulebookProblems,
    clean_answers,
    decide,
    decision_to_json,
    load_rulebook,
    suggestion,
)
from governance_rules.check import check_rulebook
from governance_rules.diagram import diagram as draw
from governance_rules.diagram import routes_page
from governance_rules.schema import schema_text

FOLDER = click.Path(path_type=Path)


def rulebook_option(command: Any) -> Any:
    """`--rulebook DIR`: the folder of rule files."""
    return click.option(
        "--rulebook", type=FOLDER, help="Folder of rule files (default: RULEBOOK, else the shipped rulebook)."
    )(command)


def day_option(command: Any) -> Any:
    """`--day`: the day on which figures count."""
    return click.option(
        "--day",
        type=Day(),
        help="The day whose figures count, such as 2026-04-01 (default: today).",
    )(command)


REPLAY = Later(
    "bot.commands.replay",
    "Decide every past request again under the rulebook in DIR, and tell which would move and why.",
)
"""On its own because it reads the register: the other commands here need no database."""


@click.group(
    name="rules", cls=LazyGroup, later={"replay": REPLAY}, short_help="Check, decide, draw and replay the rulebook."
)
def command() -> None:
    """Work with the rulebook: the questions, routes, checks and weights that the governance team owns."""


@command.command()
@click.argument("folder", metavar="[DIR]", type=FOLDER, required=False)
@day_option
@data_option
def check(folder: Path | None, day: date | None, data: Path) -> None:
    """Tell every problem of the rulebook in DIR at once, each at its line, with what to do.

    Without DIR the rulebook in use is checked. Ends with 1 if there is a problem; a hint is no problem.
    """
    del data
    settings = settings_or_stop()
    chosen = folder or settings.rulebook or SHIPPED
    directory = directory_or_stop(settings)
    owners, members = frozenset(directory.owners), frozenset(directory.bodies)
    findings = check_rulebook(chosen, areas(directory), day_of(day), owners, members)
    worse, told = told_of_sentences(findings, chosen, settings)
    problems = (*findings.problems, *worse)
    for problem in problems:
        click.echo(str(problem))
    wrong = sum(not p.hint for p in problems)
    walked = findings.walked
    if walked is None:
        click.echo("The ways through are walked when these problems are mended.", err=True)
    elif walked.every:
        click.echo(f"Walked every way through ({walked.ways:,} that differ in something).", err=True)
    else:
        click.echo(f"There are too many ways through to walk each one, so {walked.ways:,} were sampled.", err=True)
    for line in told:
        click.echo(line, err=True)
    click.echo(f"{wrong} problem{'s' * (wrong != 1)}, {len(problems) - wrong} hints in {chosen}", err=True)
    if not findings.sound:
        sys.exit(1)


@command.command(name="decide")
@click.option(
    "--answers",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="One JSON object of answers a line (- for standard input).",
)
@rulebook_option
@day_option
@data_option
def decide_(answers: Path, rulebook: Path | None, day: date | None, data: Path) -> None:
    """Print one decision a line for each line of answers, as JSON.

    An answer that cannot be taken gives {"error": ..., "question": ...} on its line, and the command ends with 1.
    """
    del data
    try:
        lines = sys.stdin.buffer.read() if str(answers) == "-" else answers.read_bytes()
    except OSError as error:
        stop(f"{answers} cannot be read ({error.strerror}). Give a file with one JSON object of answers a line.")
    settings = settings_or_stop()
    rules = rulebook_or_stop(settings, rulebook, day_of(day))
    failed = False
    for decided in decide_lines(rules, lines.splitlines()):
        failed = failed or "error" in decided
        line = json.dumps(decided, ensure_ascii=False, separators=(",", ":"))
        # A lone surrogate from the input cannot be UTF-8; its JSON escape can.
        sys.stdout.buffer.write(line.encode("utf-8", "backslashreplace") + b"\n")
    sys.stdout.buffer.flush()
    if failed:
        sys.exit(1)


@command.command()
@click.option(
    "--sentences",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help='One JSON object a line with what was typed under "said" (- for standard input).',
)
@click.option("--explain", is_flag=True, help="Print the words that said so too.")
@rulebook_option
@day_option
@data_option
def suggest(sentences: Path, rulebook: Path | None, day: date | None, data: Path, *, explain: bool) -> None:
    """Print what each typed sentence suggests, as one JSON object of answers a line, in order.

    A line that is no JSON object with "said" suggests nothing, and the command ends with 1.
    """
    del data
    try:
        lines = sys.stdin.buffer.read() if str(sentences) == "-" else sentences.read_bytes()
    except OSError as error:
        stop(f"{sentences} cannot be read ({error.strerror}). Give a file with one JSON object a line.")
    rules = rulebook_or_stop(settings_or_stop(), rulebook, day_of(day))
    failed = False
    for line in lines.splitlines():
        try:
            raw = json.loads(line)
        except (ValueError, RecursionError):
            raw = None
        said = raw.get("said") if isinstance(raw, dict) else None
        failed = failed or not isinstance(said, str)
        meant = suggestion(rules, said if isinstance(said, str) else "")
        answers = dict(meant.answers)
        told = {"answers": answers, "because": dict(meant.because)} if explain else answers
        click.echo(json.dumps(told, ensure_ascii=False))
    if failed:
        sys.exit(1)


@command.command()
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a page with the diagram and tables there instead.",
)
@rulebook_option
@day_option
@data_option
def diagram(out: Path | None, rulebook: Path | None, day: date | None, data: Path) -> None:
    """Draw the routes as a Mermaid diagram, or with --out as a page of documentation."""
    del data
    rules = rulebook_or_stop(settings_or_stop(), rulebook, day_of(day))
    if out is None:
        click.echo(draw(rules), nl=False)
        return
    try:
        out.write_text(routes_page(rules), encoding="utf-8")
    except OSError as error:
        stop(f"{out} cannot be written ({error.strerror}). Name a file in a folder that you can write to.")
    click.echo(f"Wrote {out}.")


@command.command()
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write it there instead of printing it.")
def schema(out: Path | None) -> None:
    """Write the JSON Schema of the rule files, with which editors complete and underline."""
    if out is None:
        click.echo(schema_text(), nl=False)
        return
    try:
        out.write_text(schema_text(), encoding="utf-8")
    except OSError as error:
        stop(f"{out} cannot be written ({error.strerror}). Name a file in a folder that you can write to.")
    click.echo(f"Wrote {out}.")


def decide_lines(rulebook: Rulebook, lines: Iterable[bytes]) -> Iterable[dict[str, Any]]:
    """A decision or an error for each line."""
    for line in lines:
        try:
            raw = json.loads(line)
        except (ValueError, RecursionError):
            raw = None
        if not isinstance(raw, dict):
            yield {"error": 'This line is not a JSON object. Write answers such as {"need": "fix"}.', "question": None}
            continue
        try:
            yield decision_to_json(decide(rulebook, clean_answers(rulebook, raw)))
        except AnswerProblem as problem:
            yield {"error": problem.sentence, "question": problem.question}


def areas_or_stop(settings: Settings) -> Mapping[str, str]:
    """The service areas (id to name) of the directory file, or its problems and the end."""
    return areas(directory_or_stop(settings))


def directory_or_stop(settings: Settings) -> Directory:
    """The directory file, or its problems and the end."""
    try:
        return read_directory(settings.directory)
    except DirectoryProblems as problems:
        stop(*problems.lines)
    except OSError as error:
        stop(f"{settings.directory} cannot be read ({error.strerror}). Name the directory file in DIRECTORY.")


def rulebook_or_stop(settings: Settings, folder: Path | None, day: date) -> Rulebook:
    """The rulebook, or every problem with it and the end."""
    try:
        return load_rulebook(folder or settings.rulebook, areas_or_stop(settings), day)
    except RulebookProblems as problems:
        stop(*(str(p) for p in problems.problems))


def day_of(given: date | None) -> date:
    """The day that was given, or today."""
    return given or datetime.now(ZoneInfo("Europe/London")).date()
