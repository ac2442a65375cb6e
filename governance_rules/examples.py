"""Examples that stand in the rulebook: answers and what they must give, run with every load and check."""

from __future__ import annotations

from governance_rules.answers import clean_answers
from governance_rules.decision import decide
from governance_rules.model import Example, Rulebook
from governance_rules.problems import AnswerProblem, Problem


def failed_examples(rulebook: Rulebook) -> list[Problem]:
    """A problem for each example that does not come out as it says."""
    return [p for e in rulebook.examples for p in _failed(rulebook, e)]


def _failed(rulebook: Rulebook, example: Example) -> list[Problem]:
    answers = dict(example.answers)
    for question in rulebook.questions:
        # An example may name any area: areas belong to the directory, which changes without the rules.
        if question.role == "service_area" and question.id in answers and question.options:
            answers[question.id] = question.options[0].id
    try:
        decision = decide(rulebook, clean_answers(rulebook, answers), explain=False)
    except AnswerProblem as problem:
        said = problem.sentence.rstrip(".")
        return [
            Problem(
                example.file,
                example.lines.get(("answers", problem.question or ""), example.line),
                f'The example "{example.name}" cannot be decided: {said}',
                "Mend its answers",
            )
        ]
    problems = []
    scores = {axis.id: axis.role for axis in rulebook.matrix.axes}
    for part, expected in example.expect.items():
        found = getattr(decision, scores.get(part, part))
        if found != expected:
            wrong = f'The example "{example.name}" expects {part} {_said(expected)} and the rules give {_said(found)}'
            problems.append(
                Problem(
                    example.file,
                    example.lines.get(("expect", part), example.line),
                    wrong,
                    "Change the rule back, or the example if the rule is meant",
                )
            )
    return problems


def _said(value: object) -> str:
    if value is None:
        return "none"
    if isinstance(value, tuple):
        return f"[{', '.join(value)}]"
    return str(value)
