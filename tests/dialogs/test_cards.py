"""Every card keeps to what a phone, a screen reader and Teams need."""

from __future__ import annotations

import json
import re

from tests.dialogs.card_lint import MOST_BYTES, faults
from tests.dialogs.cards_page import PAGE, changed, page
from tests.dialogs.every_card import every_card
from tests.dialogs.walker import elements


def test_no_card_has_a_fault() -> None:
    found = [f"{name}: {fault}" for name, card in every_card() for fault in faults(card)]
    assert not found, "\n".join(sorted(set(found))[:40])


def test_every_card_is_far_below_the_limit_of_teams() -> None:
    name, largest = max(((n, len(json.dumps(c))) for n, c in every_card()), key=lambda held: held[1])
    assert largest < MOST_BYTES, name


def test_nothing_that_a_person_typed_is_live_on_any_card() -> None:
    for name, card in every_card():
        for element in elements(card):
            if element["type"].startswith("Input."):
                continue
            said = json.dumps({k: v for k, v in element.items() if isinstance(v, str)}, ensure_ascii=False)
            assert not re.search(r"</?at>|\{\{|\$\{", said), f"{name}: {said[:200]}"
            if element["type"] == "TextBlock":
                assert "[link]" not in said, f"{name}: {said[:200]}"
        for key in ("speak", "fallbackText"):
            assert "example.org" not in card[key], name


def test_every_link_in_the_words_of_a_card_says_first_where_it_leads() -> None:
    blocks = [(name, e["text"]) for name, card in every_card() for e in elements(card) if e["type"] == "TextBlock"]
    links = [(name, *link) for name, said in blocks for link in re.findall(r"\[([^\]]*)\]\(([^)]*)\)", said)]
    assert links
    for name, words, url in links:
        assert url.startswith("https://"), name
        assert words.split("/")[0].split(", ")[0] == url.split("/")[2], f"{name}: {words} leads to {url}"


def test_cards_hold_no_braces_left_over_from_a_sentence() -> None:
    for name, card in every_card():
        for element in elements(card):
            if element["type"] in {"TextBlock", "Action.Execute"}:
                said = element.get("text", "") + element.get("title", "")
                assert not re.search(r"\{\w*\}", said), f"{name}: {said[:120]}"


def test_every_card_is_as_it_was_looked_at() -> None:
    told = changed(PAGE.read_text(encoding="utf-8"), page())
    assert not told, "Is this meant? Then: python -m tests.dialogs.cards_page\n" + "\n".join(told[:60])
