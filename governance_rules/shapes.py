"""The shape of every record in the rule files: its keys, what they hold, and how long a text may be.

The reader, ``rules check`` and the JSON Schema for editors are all made from these, so that they cannot disagree. The
limits of length come from the cards (a card of Teams holds 28 KB) and the columns (a choice of SharePoint 255
characters).
"""

from __future__ import annotations

from collections.abc import Mapping

from governance_rules.detail_kinds import LONGEST
from governance_rules.measures import QUESTION_KINDS
from governance_rules.roles import Where, names_of
from governance_rules.shape import ID, NAME, Field, Shape, text_field
from governance_rules.word_shapes import ANSWER_WORDS, CLUES, HELD_BACK, SENTENCE, TERM, WORD_GROUP


def _role(where: Where) -> Field:
    return Field("id", "What it is to the product, whatever its id.", required=False, choices=names_of(where))


_BECAUSE = text_field("Why it applies, as one full sentence in plain words, without ids.", 400)
_SERVED = Field("served", "The strategy priority that it serves, such as Priority 5, or none.")
_WHEN = Field("condition", "The condition. Left out, it always holds.", required=False)
_WHEN_NEEDED = Field("condition", "The condition.")
_DO = text_field("What to do, in plain words.", 800)
_WORDS = Field("words", "What people type that suggests it.", required=False, limit=60)
_IDS_OF_PROCESSES = Field("ids", "Ids of processes.")

BANK_HOLIDAYS = ("england", "wales", "scotland", "northern_ireland", "none")
"""Whose bank holidays a rulebook may count."""
HEAD = Shape("rulebook", {
    "name": NAME,
    "version": text_field("The version, such as 2026.1. Change it with every change of a rule.", 40),
    "source": text_field("What the rules come from.", 200, required=False),
    "reference_prefix": text_field("What references start with: two to six capitals. Left out: DR.", 6, required=False),
    "bank_holidays": Field(
        "id", "Whose bank holidays are no working days. Left out: england.", required=False, choices=BANK_HOLIDAYS
    ),
    "closed_on": Field("dates", "Further days on which nobody works, in order.", required=False),
})  # fmt: skip
PRIORITY = Shape("priority", {
    "id": Field("priority", "Priority and a number, such as Priority 5."),
    "text": text_field("What the priority says, in one sentence.", 200),
})  # fmt: skip
TIMEFRAME = Shape("timeframe", {"id": ID, "name": NAME, "about": text_field("What it means.", 200)})
OWNER = Shape("owner", {"id": ID, "name": NAME})
FIGURE_ROW = Shape("row of a figure", {
    "from": Field("date", "The first day on which the row counts, such as 2026-01-01."),
    "pounds": Field("number", "Whole pounds."),
})  # fmt: skip
FIGURE = Shape("figure", {
    "id": ID,
    "name": NAME,
    "source": text_field("The law or rule that sets it.", 200),
    "rows": Field("records", "The figure from each date on, oldest first.", shape=FIGURE_ROW),
})  # fmt: skip
OPTION = Shape("option", {
    "id": ID,
    "label": text_field("What staff read.", 120),
    "hint": text_field("A short help below the label.", 200, required=False),
    "alone": Field("yes_no", "yes when it may not be chosen with another (none, not sure).", required=False),
    "words": _WORDS,
    "role": _role("option"),
    "like": Field("id", "Another option, when no rule tells the two apart on purpose.", required=False),
})  # fmt: skip
QUESTION = Shape("question", {
    "id": ID,
    "ask": text_field("The question, ending in a question mark.", 150),
    "short": text_field("The question in a few words, for lists.", 60),
    "hint": text_field("A short help below the question.", 300, required=False),
    "why": text_field("Why we ask it.", 300),
    "error": text_field("What is said when it is left unanswered.", 120),
    "strategy": _SERVED,
    "role": _role("question"),
    "kind": Field(
        "id", f"choice (left out), {' or '.join(QUESTION_KINDS[1:])}.", required=False, choices=QUESTION_KINDS
    ),
    "several": Field("yes_no", "yes when more than one option may be chosen.", required=False),
    "when": _WHEN,
    "options": Field("records", "The options, in order.", required=False, shape=OPTION),
    "options_from": Field(
        "id", "service_areas, when the options come from the directory.", required=False, choices=("service_areas",)
    ),
})  # fmt: skip
TOPIC = Shape("topic", {
    "id": ID,
    "title": text_field("The heading of the card.", 60),
    "intro": text_field("A sentence below the heading.", 300, required=False),
    "questions": Field("records", "The questions of this card, in order.", shape=QUESTION),
})  # fmt: skip
FACT = Shape("fact", {"id": ID, "about": text_field("What it means, in plain words.", 200), "when": _WHEN_NEEDED})
POINTS_ROW = Shape("row of points", {
    "points": Field("number", "How many: a whole number from 1 to 100."),
    "when": _WHEN_NEEDED,
})  # fmt: skip
POINTS = Shape("points", {
    "id": ID,
    "about": text_field("What the points measure, in plain words.", 200),
    "rows": Field("records", "Points, each row with its condition. Those that hold are added up.", shape=POINTS_ROW),
})  # fmt: skip
BODY = Shape("body", {
    "id": ID,
    "name": NAME,
    "purpose": text_field("What it is for.", 300),
    "contact": text_field("How to reach it.", 200),
    "meets": text_field("When it meets.", 200),
    "next_dates": Field("dates", "The next dates, in order."),
    "cancelled": Field("dates", "Dates of next_dates on which it does not meet after all.", required=False),
    "items_at_most": Field("number", "How many requests one meeting takes: 1 to 50, otherwise 20.", required=False),
    "papers_days": Field("number", "How many days before it members get the papers: 1 to 28, or 7.", required=False),
    "place": text_field("Where it meets, for its papers.", 200, required=False),
    "starts": text_field("When its meetings begin, such as 2pm or 10:30am.", 10, required=False),
    "minutes_an_item": Field("number", "Minutes for each request: 1 to 120, otherwise 10.", required=False),
    "bring": text_field("What to bring.", 300),
    "about": text_field("About how long this step takes.", 120),
    "working_days": Field("number", "How many working days it takes, where it needs no meeting.", required=False),
    "sooner": text_field(
        "What can be asked for when its next meeting is too late. Only what is so.", 200, required=False
    ),
    "afterwards": text_field("What happens after it.", 300),
    "because": _BECAUSE,
    "strategy": _SERVED,
})  # fmt: skip
STEP = Shape("step", {
    "body": Field("id", "The id of a body in bodies.yaml."),
    "id": Field("id", "An id of its own, when a request meets the body a second time.", required=False),
    "name": text_field("What staff read then, such as Board: final say.", 100, required=False),
    "together": Field("yes_no", "yes when it works at the same time as the step above it.", required=False),
    "when": _WHEN,
    "because": Field("text", "Why it is on this route, if the body's because does not fit.", required=False, limit=400),
    "strategy": Field("served", "The priority, if it is another than the body's.", required=False),
})  # fmt: skip
PROCESS = Shape("process", {
    "id": ID,
    "name": NAME,
    "when": _WHEN,
    "because": _BECAUSE,
    "strategy": _SERVED,
    "summary": text_field("What it means for the person, in one or two sentences.", 300),
    "next": text_field("What happens next.", 400),
    "phone": text_field("The number to ring, where nothing is sent.", 40, required=False),
    "link": text_field("A page to open, where nothing is sent. It starts with https.", 200, required=False),
    "role": _role("process"),
    "delivered_by": Field("id", "The owner in rulebook.yaml who delivers what was approved.", required=False),
    "takes_request": Field("yes_no", "no when it ends with advice and nothing is sent.", required=False),
    "steps": Field("records", "Whom the request meets, in order.", shape=STEP),
})  # fmt: skip
ADVICE = Shape("advice", {"when": _WHEN_NEEDED, "do": text_field("The sentence to add.", 300)})
CHECK = Shape("check", {
    "id": ID,
    "name": NAME,
    "owner": Field("id", "An owner in rulebook.yaml or a body in bodies.yaml."),
    "role": _role("check"),
    "when": _WHEN,
    "because": _BECAUSE,
    "do": _DO,
    "advice": Field("records", "Sentences added when a condition holds.", required=False, shape=ADVICE),
    "strategy": _SERVED,
})  # fmt: skip
ALERT = Shape("alert", {
    "id": ID,
    "name": NAME,
    "when": _WHEN_NEEDED,
    "because": _BECAUSE,
    "do": _DO,
    "strategy": _SERVED,
    "tell": Field("ids", "Who is told at once: owners or bodies."),
})  # fmt: skip
DETAIL = Shape("detail", {
    "id": ID,
    "label": text_field("The question, as staff read it.", 150),
    "short": text_field("A few words for lists.", 60),
    "role": _role("detail"),
    "kind": Field("id", "line, paragraphs or date.", choices=tuple(LONGEST)),
    "required": Field("yes_no", "yes when it must be filled in."),
    "max_length": Field("number", "The most characters."),
    "when": _WHEN,
    "hint": text_field("A short help below the label.", 300, required=False),
    "error": text_field("What is said when it is missing or wrong.", 150),
})  # fmt: skip
CRITERION = Shape("criterion", {
    "question": Field("id", "The id of a question."),
    "weight": Field("number", "How much it counts: a whole number from 1 to 10."),
    "points": Field("points", "0 to 3 points for each option (of several: for those that stand alone)."),
    "points_by_number": Field("numbers", "For a choice of several: points for 1, 2, 3 or more.", required=False),
    "not_known": Field("ids", "Options that say that the answer is not known yet.", required=False),
})  # fmt: skip
AXIS = Shape("axis", {
    "id": ID,
    "role": Field(
        "id", "value or achievability, where the id says neither.", required=False, choices=("value", "achievability")
    ),
    "name": NAME,
    "because": text_field("Why the score is what it is; {score} and {band} are filled in.", 400),
    "strategy": _SERVED,
    "criteria": Field("records", "The questions that give points.", shape=CRITERION),
})  # fmt: skip
BAND = Shape("band", {"id": ID, "name": NAME, "from": Field("number", "The lowest score of this band, 0 to 100.")})
CELL = Shape("cell", {"timeframe": Field("id", "A timeframe.")}, others=Field("id", "An axis, with one of its bands."))
LIFT = Shape("lift", {
    "when": _WHEN_NEEDED,
    "timeframe": Field("id", "A timeframe."),
    "because": _BECAUSE,
    "strategy": _SERVED,
})  # fmt: skip
MATRIX = Shape("matrix", {
    "applies_to": _IDS_OF_PROCESSES,
    "because": text_field("Why the timeframe; {timeframe} and each axis as {value_band} are filled in.", 400),
    "strategy": _SERVED,
    "axes": Field("records", "Two: value and achievability, under names of your own if you like.", shape=AXIS),
    "bands": Field("records", "From the highest down.", shape=BAND),
    "cells": Field("records", "One for each pair of bands.", shape=CELL),
    "decided_by": Field("id", "The body that decides when the work happens.", required=False),
    "lifts": Field("records", "What lifts any cell to a timeframe.", required=False, shape=LIFT),
})  # fmt: skip
EFFORT = Shape("effort", {
    "option": Field("id", "An option of the question."),
    "days": Field("number", "Days of work that a request with this answer takes."),
})  # fmt: skip
WITHIN = Shape("time to do it in", {
    "timeframe": Field("id", "A timeframe."),
    "quarters": Field("number", "Within how many quarters its work is to be done, the present one counted."),
})  # fmt: skip
QUARTER = Shape("quarter", {
    "from": Field("date", "The first day of the quarter, such as 2027-01-01."),
    "days": Field("number", "Days of work that there are in it, of everyone together."),
})  # fmt: skip
CAPACITY = Shape("capacity", {
    "question": Field("id", "The question that says how much work a request is, such as delivery_effort."),
    "effort": Field("records", "Days by option. An option that is left out says nothing.", shape=EFFORT),
    "timeframes": Field("records", "Quarters by timeframe. One that is left out is not planned.", shape=WITHIN),
    "quarters": Field("records", "Days by quarter, the earliest first.", shape=QUARTER),
})  # fmt: skip
EXAMPLE = Shape("example", {
    "name": text_field("What the example shows.", 150),
    "answers": Field("answers", "Answers by question id."),
    "expect": Field("expect", "What they must give: process, steps, checks, alerts, timeframe, value, achievability."),
})  # fmt: skip

SECTIONS: Mapping[str, Field] = {
    "rulebook": Field("record", "Name and version of the rulebook.", shape=HEAD),
    "strategy": Field("records", "The priorities of the strategy.", shape=PRIORITY),
    "timeframes": Field("records", "When work could happen.", shape=TIMEFRAME),
    "owners": Field("records", "Who may own a check.", shape=OWNER),
    "figures": Field("records", "Figures with the dates from which they count.", required=False, shape=FIGURE),
    "topics": Field("records", "The questions, by card.", shape=TOPIC),
    "answer_words": Field("records", "How people type their answers.", required=False, shape=ANSWER_WORDS),
    "facts": Field("records", "Named conditions.", required=False, shape=FACT),
    "points": Field("records", "Named points, added up.", required=False, shape=POINTS),
    "bodies": Field("records", "Whom a request can meet.", shape=BODY),
    "processes": Field("records", "Where a request ends up.", shape=PROCESS),
    "checks_apply_to": Field("ids", "The processes with which checks come.", required=False),
    "checks": Field("records", "Duties beside the route.", required=False, shape=CHECK),
    "alerts": Field("records", "What people hear of at once.", required=False, shape=ALERT),
    "matrix": Field("record", "The prioritisation matrix.", shape=MATRIX),
    "capacity": Field("record", "How much work there is room for.", required=False, shape=CAPACITY),
    "details": Field("records", "The details of a request.", shape=DETAIL),
    "terms": Field("records", "What people ask about.", required=False, shape=TERM),
    "held_back": Field("records", "What a typed sentence must not suggest.", required=False, shape=HELD_BACK),
    "word_groups": Field("records", "Words that clues name together.", required=False, shape=WORD_GROUP),
    "clues": Field("records", "What a typed sentence suggests.", required=False, shape=CLUES),
    "sentences": Field("records", "Sentences and what they mean.", required=False, shape=SENTENCE),
    "examples": Field("records", "Answers and what they must give.", required=False, shape=EXAMPLE),
}
"""The keys at the top of the rule files. Each stands in one file only; which file is the editor's choice."""
