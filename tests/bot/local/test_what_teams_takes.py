"""What Teams takes of a bot and draws: files, answers of an extension, cards that bring themselves up to date."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.local.cast import Player
from bot.local.chats import Message
from bot.local.consents import CONSENT, SHOWN, consent_of, fault_of, file_of
from bot.local.envelope import CARD, Post, pressed
from bot.local.extension_answers import Undrawable, dialog, found
from bot.local.extension_envelope import payload_of
from bot.local.rooms import Room
from bot.local.shown import alone, as_shown, as_shown_in, refreshed_for, with_card
from dialogs.model import Person

ASKED = {"sizeInBytes": 1, "description": "Minutes", "acceptContext": {}, "declineContext": {}}
FILE = {"uniqueId": "u", "fileType": "docx"}


def consent(content: Any = ASKED, name: Any = "minutes.docx", **changes: Any) -> dict[str, Any]:
    """An activity that asks for consent."""
    said = {**content, **changes} if isinstance(content, dict) else content
    return {"attachments": [{"contentType": CONSENT, "name": name, "content": said}]}


def file(content: Any = FILE, name: Any = "minutes.docx", url: Any = "https://files/1") -> dict[str, Any]:
    """An activity that shows a file."""
    return {"attachments": [{"contentType": SHOWN, "name": name, "content": content, "contentUrl": url}]}


A_FILE, OF_WHAT = "A file has a name and a content.", "A consent card says what it is of."


@pytest.mark.parametrize(
    ("activity", "fault"),
    [
        ({}, ""),
        ({"attachments": None}, ""),
        (consent(), ""),
        (consent(name=""), A_FILE),
        (consent(name=7), A_FILE),
        (consent(content=[]), A_FILE),
        (consent(sizeInBytes=0), OF_WHAT),
        (consent(sizeInBytes="1"), OF_WHAT),
        (consent(description=None), OF_WHAT),
        (consent(acceptContext=None), OF_WHAT),
        (consent(declineContext="x"), OF_WHAT),
        (file(), ""),
        (file(name=""), A_FILE),
        (file(content=None), A_FILE),
        (file(url=None), "A file card says where the file is."),
        (file(content={"uniqueId": "u"}), "A file card says where the file is."),
    ],
)
def test_files_are_drawn_as_teams_draws_them_and_in_personal_chats_alone(activity: dict[str, Any], fault: str) -> None:
    assert fault_of(activity, personal=True) == fault
    elsewhere = "Files of a bot are for personal chats alone." if consent_of(activity) or file_of(activity) else ""
    assert fault_of(activity, personal=False) == elsewhere


CONTENT = {"type": "AdaptiveCard", "version": "1.5"}
PREVIEW = {"contentType": "application/vnd.microsoft.card.thumbnail", "content": {"title": "DR-0001", "text": "x"}}


def card(**changes: Any) -> dict[str, Any]:
    """A card with its preview."""
    return {"contentType": CARD, "content": CONTENT, "preview": PREVIEW, **changes}


def results(*listed: Any, **changes: Any) -> dict[str, Any]:
    """An answer with what was found."""
    return {"composeExtension": {"type": "result", "attachmentLayout": "list", "attachments": [*listed], **changes}}


def preview(**changes: Any) -> dict[str, Any]:
    """A card with another preview."""
    return card(preview={**PREVIEW, **changes})


def test_what_was_found_is_a_list_of_cards_with_previews_or_words() -> None:
    hero = preview(contentType="application/vnd.microsoft.card.hero", content={"title": "DR-0002"})
    older = card(content={**CONTENT, "version": "1.4"})
    first = {"card": CONTENT, "title": "DR-0001", "text": "x"}
    assert found(results(card(), hero, older)) == {
        "cards": [first, {**first, "title": "DR-0002", "text": ""}, {**first, "card": older["content"]}],
        "words": "",
    }
    assert found({"composeExtension": {"type": "message", "text": "None"}}) == {"cards": [], "words": "None"}


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ({}, "no composeExtension"),
        ({"composeExtension": {"type": "message", "text": 7}}, "neither a list"),
        ({"composeExtension": {"text": "words"}}, "neither a list"),
        (results(type="auth"), "neither a list"),
        (results(attachmentLayout="grid"), "neither a list"),
        (results(attachments={}), "neither a list"),
        (results("card"), "A card is an attachment"),
        (results(card(contentType="other")), "A card is an attachment"),
        (results(card(content=None)), "A card is an attachment"),
        (results(card(content={**CONTENT, "version": "1.6"})), "version 1.5"),
        (results(card(content={**CONTENT, "version": "new"})), "version 1.5"),
        (results(card(content={**CONTENT, "type": "HeroCard"})), "version 1.5"),
        (results(card(preview=None)), "has a preview"),
        (results(preview(contentType="other")), "has a preview"),
        (results(preview(content=None)), "has a preview"),
        (results(preview(content={"title": ""})), "has a title"),
        (results(preview(content={"title": "x", "text": 7})), "has a title"),
    ],
)
def test_an_answer_of_which_teams_draws_nothing_says_why(answer: dict[str, Any], why: str) -> None:
    with pytest.raises(Undrawable, match=why):
        found(answer)


def test_a_dialogue_has_a_title_and_a_card_or_words_or_closes() -> None:
    whole = {"type": "continue", "value": {"title": "Start", "card": card()}}
    assert dialog({"task": whole}) == {"title": "Start", "card": CONTENT}
    assert dialog({"task": {"type": "message", "value": "Gone"}}) == {"words": "Gone"}
    assert dialog({}) == dialog({"task": {}}) == {}
    for task, why in (
        ("x", "neither a dialogue"),
        ({"type": "message", "value": {}}, "neither a dialogue"),
        ({"type": "other", "value": "x"}, "neither a dialogue"),
        ({"type": "other", "value": whole["value"]}, "neither a dialogue"),
        ({"type": "continue", "value": "x"}, "neither a dialogue"),
        ({"type": "continue", "value": {"title": 7, "card": card()}}, "has a title"),
        ({"type": "continue", "value": {"title": "Start"}}, "A card is an attachment"),
    ):
        with pytest.raises(Undrawable, match=why):
            dialog({"task": task})


def people(many: int) -> tuple[Player, ...]:
    """So many members of a room."""
    return tuple(Player(Person(f"AAD-{number}", f"Member {number}"), "Members of staff") for number in range(many))


def message(activity: dict[str, Any], *, mine: bool = False) -> Message:
    """A message of the bot, or of somebody (``mine``)."""
    return Message(
        1, "m1", "p", mine, "2026-11-30T09:00:00Z", edited=False, deleted=False, failed=False, activity=activity
    )


def room(many: int) -> Room:
    """A room with so many members."""
    return Room("board", "groupChat", "19:x", "Board", people(many), ())


def refreshing(**refresh: Any) -> Message:
    """A card that brings itself up to date."""
    return message({"attachments": [{"contentType": CARD, "content": {"refresh": {"action": {}, **refresh}}}]})


def test_a_card_brings_itself_up_to_date_for_whom_it_names_and_for_sixty_at_most() -> None:
    few, all_of = room(3), [p.key for p in room(3).members]
    assert refreshed_for(few, refreshing()) == all_of
    assert len(refreshed_for(room(60), refreshing())) == 60
    assert refreshed_for(room(61), refreshing()) == []
    named = [few.members[1].teams_id.upper(), "8:orgid:AAD-2", "somebody else"]
    assert refreshed_for(few, refreshing(userIds=named)) == all_of[1:]
    assert refreshed_for(few, refreshing(userIds=["x"] * 60 + named)) == []
    assert refreshed_for(few, refreshing(userIds=[])) == []
    for none in (message({}), message({"attachments": None}), refreshing(action=None)):
        assert refreshed_for(few, none) == []
    assert refreshed_for(few, message({"attachments": [{"contentType": CARD, "content": "odd"}]})) == []
    assert (
        refreshed_for(few, message({"attachments": [{"contentType": "other", "content": {"refresh": {"action": {}}}}]}))
        == []
    )


def test_a_message_is_shown_as_it_was_sent_and_to_whom_it_names_alone() -> None:
    here = room(2)
    other = {"contentType": "other", "content": {}}
    said = {
        "text": "**x**",
        "summary": "s",
        "attachments": [other, {"contentType": CARD, "content": CONTENT}, {"contentType": CARD}],
    }
    shown = as_shown(message({**said, "suggestedActions": {"actions": [{"title": "a", "value": 7}]}}))
    assert (shown["markdown"], shown["cards"], shown["offer"], shown["file"]) == (True, [CONTENT], None, None)
    assert shown["buttons"] == [{"title": "a", "value": "7"}]
    assert (shown["text"], shown["summary"]) == ("**x**", "s")
    assert not as_shown(message({"text": "x", "textFormat": "plain"}))["markdown"]
    mine = as_shown_in(
        here, message({"text": "<at>Bot</at> hi", "from": {"aadObjectId": "AAD-1", "name": "One"}}, mine=True)
    )
    assert (mine["text"], mine["by"], mine["markdown"]) == ("@Bot hi", {"key": "AAD-1", "name": "One"}, False)
    assert as_shown_in(here, message({"text": "<at>x</at>", "from": {"aadObjectId": "bot"}}))["by"] is None
    assert as_shown_in(here, message({"text": "<at>x</at>"}))["text"] == "<at>x</at>"
    assert as_shown_in(here, message(said), {"own": 1})["cards"] == [{"own": 1}]
    assert as_shown_in(here, message(said))["cards"] == [CONTENT]
    swapped = with_card({**said, "id": "1"}, {"new": 1})
    assert swapped["attachments"] == [{"contentType": CARD, "content": {"new": 1}}, other]
    assert with_card({}, {"new": 1})["attachments"] == [{"contentType": CARD, "content": {"new": 1}}]
    one = here.members[1]
    assert alone(here, message({"recipient": {"id": one.teams_id}})) == one
    assert alone(here, message({})) is alone(here, message({"recipient": {"id": "x"}})) is None
    assert alone(here, message({"recipient": {"id": one.teams_id}}, mine=True)) is None
    assert as_shown(message(consent()))["offer"] == {"name": "minutes.docx", "description": "Minutes", "size": 1}
    assert as_shown(message(file()))["file"] == {"name": "minutes.docx", "url": "https://files/1"}


@pytest.mark.parametrize(
    ("button", "id_", "title", "verb"),
    [
        ({"id": "b", "title": "Send", "verb": "submit"}, "b", "Send", "submit"),
        ({"id": None, "title": None}, "", "", ""),
    ],
)
def test_a_press_says_which_button_it_was(button: dict[str, Any], id_: str, title: str, verb: str) -> None:
    post, player = Post("http://127.0.0.1:1/teams", "bot", "tenant"), people(1)[0]
    sent = pressed(
        post, player, datetime(2026, 11, 30, 9, tzinfo=UTC), activity_id="a", card_message="m", action=button
    )
    action = sent["value"]["action"]
    assert (action["id"], action["title"], action["verb"], action["data"]) == (id_, title, verb, {})
    assert sent["replyToId"] == "m"


def test_a_message_that_is_handed_over_says_who_wrote_it_somebody_or_the_bot() -> None:
    post, (author,) = Post("http://teams/", "bot", "tenant"), people(1)
    shown = [{"contentType": "text/html", "content": "<p>"}, {"contentType": CARD, "content": CONTENT}]
    ours = payload_of(post, room(2), message({"text": "Bins", "attachments": shown}), None, "link")
    theirs = payload_of(post, room(2), message({"attachments": None}, mine=True), author, "link")
    assert (ours["from"]["user"], ours["from"]["application"]["id"]) == (None, "bot")
    assert (theirs["from"]["user"]["id"], theirs["from"]["application"]) == (author.key, None)
    assert [one["body"]["content"] for one in (ours, theirs)] == ["<div><p>Bins</p></div>", "<div><p></p></div>"]
    assert ([json.loads(one["content"]) for one in ours["attachments"]], theirs["attachments"]) == ([CONTENT], [])
    gone = payload_of(post, room(2), replace(message({"text": "Bins"}), deleted=True), None, "link")
    assert gone["body"]["content"] == ""
