"""What the figures need of a rulebook."""

from __future__ import annotations

from bot.figures.benefits import Worth
from bot.figures.figures import Rules
from dialogs.calendar import calendar_of
from governance_rules import Rulebook
from governance_rules.model import Question
from governance_rules.roles import options_with, question_with


def rules_of(rulebook: Rulebook) -> Rules:
    """The names of all that is counted, the questions of buying and of the benefit, and the council's working days."""
    buying, benefit = question_with(rulebook, "buying"), question_with(rulebook, "benefit")
    return Rules(
        {process.id: process.name for process in rulebook.processes},
        buying.id if buying else "",
        options_with(buying, "in_time"),
        options_with(buying, "late"),
        calendar_of(rulebook),
        benefit=benefit.id if benefit else "",
        worth=_worth(benefit),
        bodies={body.of or body.id: rulebook.named(body.of or body.id) for body in rulebook.bodies},
        checks={check.id: check.name for check in rulebook.checks},
        questions={question.id: question.short or question.ask for question in rulebook.questions},
    )


def _worth(benefit: Question | None) -> Worth:
    """What the answers are worth: of an option the least sum that means it when somebody types one."""
    if benefit is None:
        return Worth()
    known = {option.id: option.from_sum for option in benefit.options if option.from_sum is not None}
    return Worth(known, sums=benefit.kind == "money")
