"""Where it happens: channels and group chats, files, edits, reactions, and the installation."""

from __future__ import annotations

import pytest

from dialogs import channel_reply
from dialogs.model import ChatEvent, PostPrivately, SubmitRequest, Typed
from tests.dialogs.journeys import ANSWERS, DETAILS, office_with_a_request
from tests.dialogs.walker import Walker, buttons, inputs, verbs, words


@pytest.mark.parametrize(
    ("kind", "said"),
    [("image/png", "pictures"), ("audio/ogg", "recordings"), ("video/mp4", "recordings"), ("application/pdf", "files")],
)
def test_a_file_gets_a_kind_answer_and_the_question_stays(kind: str, said: str) -> None:
    walker = Walker()
    walker.type("start")
    walker.act(Typed("", (kind,)))
    assert f"we cannot {'play' if said == 'recordings' else 'read'} {said}" in words(walker.card)
    assert [i["id"] for i in inputs(walker.card)] == ["need"]


def test_words_that_come_with_a_file_are_still_heard() -> None:
    walker = Walker()
    walker.type("start")
    walker.act(Typed("Explore an idea", ("image/png",)))
    assert "we cannot read files" in words(walker.card)
    assert [i["id"] for i in inputs(walker.card)] == ["service_area"]


@pytest.mark.parametrize("what", ["edited", "deleted", "reaction", "uninstalled", "other"])
def test_edits_deletions_and_reactions_are_met_with_silence(what: str) -> None:
    walker = Walker()
    walker.act(ChatEvent(what))  # type: ignore[arg-type]  # words that no type allows too
    assert walker.last is not None
    assert walker.last.card is None
    assert walker.last.text == ""


def test_installing_posts_a_card_with_start() -> None:
    walker = Walker()
    assert "start" in verbs(walker.install())


@pytest.mark.parametrize(
    "said",
    [
        "start",
        "my requests",
        "show DR-0001",
        "help",
        "withdraw DR-0001",
        "submit",
        "nonsense",
        "we want to renew a contract",
    ],
)
def test_in_a_channel_one_line_without_detail_is_posted_and_the_card_goes_to_the_person(said: str) -> None:
    walker = Walker(office=office_with_a_request(), personal_chat=False)
    walker.type(said)
    assert walker.last is not None
    assert walker.last.card is None
    assert walker.last.text == channel_reply()
    assert "DR-0001" not in walker.last.text + walker.last.summary
    assert any(isinstance(e, PostPrivately) for e in walker.last.effects)


def test_a_press_in_a_channel_shows_no_detail_there_and_sends_nothing() -> None:
    walker = Walker(personal_chat=True)
    walker.send("start")
    walker.fill(ANSWERS["explore"], DETAILS)
    data = next(b for b in buttons(walker.card) if b["verb"] == "submit")["data"]
    walker.personal_chat = False
    walker.send("submit", data)
    assert walker.last is not None
    assert DETAILS["title"] not in str(walker.last.card)
    assert not any(isinstance(e, SubmitRequest) for e in walker.last.effects)
    assert any(isinstance(e, PostPrivately) for e in walker.last.effects)
