"""The shapes of records about words: what people type, and what it means."""

from __future__ import annotations

from governance_rules.clues import STRENGTHS
from governance_rules.shape import ID, NAME, Field, Shape, text_field

OPTION_WORDS = Shape("words of an option", {
    "option": Field("id", "The id of an option, or of a service area."),
    "said": Field("words", "What else people type as this answer, once they are asked.", required=False, limit=60),
    "from_sum": Field("id", "The least that a sum typed as it has: a figure, or whole pounds.", required=False),
})  # fmt: skip
ANSWER_WORDS = Shape("words of answers", {
    "question": Field("id", "The id of a question."),
    "widest": Field("yes_no", "yes when the last of several options that are named counts.", required=False),
    "yearly": Field("yes_no", "yes when its sums are those of one year.", required=False),
    "options": Field("records", "The options with their words.", shape=OPTION_WORDS),
})  # fmt: skip
TERM = Shape("term", {
    "id": ID,
    "name": NAME,
    "words": Field("words", "What people may type.", limit=60),
    "answer": text_field("The answer in plain words.", 1500),
    "source": text_field("Where it comes from.", 200),
})  # fmt: skip
HELD_BACK = Shape("held back", {
    "id": ID,
    "because": text_field("What the person reads, as one full sentence in plain words, without ids.", 300),
    "words": Field("words", "Words that speak of it.", required=False, limit=60),
    "but_not": Field("words", "What holds such a word and means something else.", required=False, limit=60),
    "money": Field("yes_no", "yes when every sum of money speaks of it.", required=False),
    "at_least": Field("number", "The number of things from which it counts. Give of too.", required=False),
    "of": Field("words", "What is counted, each in the singular.", required=False, limit=60),
    "never": Field("answers", "The options that are not suggested then, by question."),
})  # fmt: skip
WORD_GROUP = Shape("word group", {
    "id": ID,
    "words": Field("words", "Words that people use for the same thing.", limit=400),
})  # fmt: skip
_CLUES = "What stands in a sentence that means this option: a {} clue, of {} points."
OPTION_CLUES = Shape("clues of an option", {
    "option": Field("id", "The id of an option, or of a service area."),
    **{key: Field("words", _CLUES.format(key, points), required=False, limit=400) for key, points in STRENGTHS.items()},
})  # fmt: skip
CLUES = Shape("clues", {
    "question": Field("id", "The id of a question."),
    "options": Field("records", "The options with their clues.", shape=OPTION_CLUES),
})  # fmt: skip
SENTENCE = Shape("sentence", {
    "said": text_field("A sentence as somebody typed it, without names.", 400),
    "means": Field("answers", "What it means, by question; a question of which it says nothing is left out."),
})  # fmt: skip
