"""From a message of a chat to a draft: what the dialogue shows, and what pressing its button does."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from dialogs.cards.from_message import BOX, OPENED
from dialogs.drafts import MOST_DRAFTS
from dialogs.extension import ChatMessage, Dialog, DialogEnd, DialogSubmitted, MessageChosen
from dialogs.model import PENDING_CONFIRMATION, Interview, Lookups, PostPrivately, Profile, SaveDraft, System
from dialogs.wording import asking, say
from dialogs.wording import from_message as w
from tests.dialogs.from_message_cards import BOT, dialogue_of
from tests.dialogs.journeys import ANSWERS, DETAILS
from tests.dialogs.understood_cards import SAID
from tests.dialogs.walker import PEOPLE, Office, Walker, elements, inputs, words

NOTHING = "Are you in tomorrow?"


class Sender(Walker):
    """Somebody who presses the button of a dialogue."""

    begun: bool = False

    def look_up(self, wanted: Any, act: Any) -> Lookups:
        """As the register does it: whether there is an interview with the id of the dialogue."""
        return replace(super().look_up(wanted, act), begun=self.begun or wanted.begun_as in self.drafts)

    def submit(self, said: object = SAID, dialog: object = "d1", bot: str = BOT, **more: object) -> Any:
        """Press it; gives what the dialogue says then."""
        self.act(DialogSubmitted({OPENED: dialog, BOX: said, **more}, bot))
        assert self.last is not None
        assert self.last.card is None
        return self.last.answer


def box_of(card: dict[str, Any]) -> dict[str, Any]:
    (box,) = inputs(card)
    return box


def posted(walker: Walker) -> list[PostPrivately]:
    return [effect for effect in walker.effects if isinstance(effect, PostPrivately)]


def typed(said: str) -> tuple[Interview, dict[str, Any]]:
    """The draft and the card of somebody who typed this first."""
    walker = Walker(Office(people=replace(PEOPLE, departments={"housing operations": "housing"})))
    walker.profile = Profile("Housing Operations")
    walker.type(said)
    assert walker.current is not None
    return walker.current, walker.card


def test_the_words_stand_in_a_box_and_what_was_understood_below_it_and_nothing_is_kept() -> None:
    walker = Walker()
    card = dialogue_of(walker, ChatMessage(SAID))
    assert box_of(card)["value"] == SAID
    assert box_of(card)["isMultiline"] is True
    assert say(asking.UNDERSTOOD_TITLE) in words(card)
    assert "Renew or extend a contract or licence" in words(card)
    assert say(w.NOTHING_KEPT) in words(card)
    assert (walker.effects, walker.current) == ((), None)
    (press,) = card["actions"]
    assert (press["type"], press["title"], press["data"]) == ("Action.Submit", "Start the request", {OPENED: "i1"})


def test_the_dialogue_names_each_answer_that_the_same_words_suggest_when_they_are_typed() -> None:
    draft, chat = typed(SAID)
    suggested = draft.memory["suggested"]
    assert len(suggested) >= 3
    said = words(dialogue_of(Walker(), ChatMessage(SAID)))
    for question in Office().rulebook.questions:
        if question.id in suggested:
            assert f"{question.short or question.ask}: " in said
            assert question.short in words(chat) or question.ask in words(chat)


def test_words_that_tell_nothing_can_be_sent_all_the_same() -> None:
    card = dialogue_of(Walker(), ChatMessage(NOTHING))
    assert box_of(card)["value"] == NOTHING
    assert say(w.NOT_UNDERSTOOD) in words(card)
    assert say(asking.UNDERSTOOD_TITLE) not in words(card)


def test_a_message_without_words_says_why_and_leaves_the_box_to_the_person() -> None:
    card = dialogue_of(Walker(), ChatMessage("", "deleted"))
    assert say(w.DELETED) in words(card)
    assert "value" not in box_of(card)
    assert say(w.NOT_UNDERSTOOD) not in words(card)


@pytest.mark.parametrize("words_of_it", ["A long word here. " * 400, "x" * 9000, "é😀" * 4000])
def test_what_of_a_long_message_is_not_in_the_box_is_said(words_of_it: str) -> None:
    card = dialogue_of(Walker(), ChatMessage(words_of_it))
    held = box_of(card)
    assert len(held["value"]) <= held["maxLength"] == 4000
    assert words_of_it.startswith(held["value"])
    assert say(w.CUT) in words(card)
    assert len(json.dumps(card)) < 25_000


def test_a_message_that_fits_is_not_called_cut_unless_not_all_of_it_was_read() -> None:
    assert say(w.CUT) not in words(dialogue_of(Walker(), ChatMessage("word " * 799)))
    assert say(w.CUT) in words(dialogue_of(Walker(), ChatMessage("word", cut=True)))


def test_pressing_makes_the_draft_and_the_card_of_somebody_who_typed_it_first() -> None:
    sender = Sender(Office(people=replace(PEOPLE, departments={"housing operations": "housing"})))
    sender.profile = Profile("Housing Operations")
    answer = sender.submit()
    wanted, chat = typed(SAID)
    assert sender.current is not None
    assert sender.current.id == "d1"
    assert replace(sender.current, id=wanted.id) == wanted
    (post,) = posted(sender)
    assert json.dumps(post.card).replace('"d1"', f'"{wanted.id}"') == json.dumps(chat)
    assert isinstance(answer, Dialog)
    assert say(w.GOING_ON) in words(answer.card)
    assert SAID not in json.dumps(answer.card)


def test_the_end_links_to_the_chat_of_the_bot_and_without_its_name_says_it_in_words() -> None:
    end = Sender().submit()
    (press,) = end.card["actions"]
    assert press["url"] == f"https://teams.microsoft.com/l/chat/0/0?users={BOT}"
    for bot in ("", "29:x", "28:", "28:a&message=x", "28:a\n", "javascript:28:a"):
        assert Sender().submit(bot=bot) == DialogEnd(say(w.GOING_ON))


def test_what_the_person_took_out_of_the_box_is_nowhere() -> None:
    sender = Sender()
    sender.act(MessageChosen(ChatMessage("We need a new system for repairs. Secret canary.")))
    sender.submit("We need a new system for repairs.")
    assert "canary" not in repr((sender.current, sender.effects))


def test_systems_that_the_words_name_are_shown_as_they_are_to_who_types() -> None:
    office = Office(systems=(System("r1", "Parkit permits"),))
    sender = Sender(office)
    sender.submit("we want to renew the contract for Parkit permits")
    assert sender.wanted.systems_like
    assert "We have a parkit permits system." in words(posted(sender)[0].card)


@pytest.mark.parametrize("said", ["", "   ", None, 1, ["x"], {"a": 1}, True])
def test_an_empty_box_or_odd_words_start_a_request_without_words(said: object) -> None:
    sender = Sender()
    sender.submit(said)
    assert sender.current is not None
    assert (sender.current.id, sender.current.details, sender.current.memory) == ("d1", {}, {})
    assert len(posted(sender)) == 1


@pytest.mark.parametrize("said", ["help", "my requests", "cancel", "yes", "what is a DPIA?", "withdraw DR-0001", "3"])
def test_words_that_would_be_a_command_in_the_chat_are_only_words_here(said: str) -> None:
    sender = Sender()
    sender.submit(said)
    assert sender.current is not None
    assert sender.current.details["title"].rstrip("?") == said.rstrip("?")


def test_words_beyond_the_box_are_cut() -> None:
    sender = Sender()
    sender.submit("word " * 5000)
    assert sender.current is not None
    assert len(sender.current.details["problem"]) <= 4000


def test_a_draft_in_hand_stays_as_it_is_among_the_drafts() -> None:
    sender = Sender()
    sender.send("start")
    sender.press("answer", {"need": "idea"})
    before = sender.current
    assert before is not None
    sender.submit()
    assert sender.current is not None
    assert sender.current.id == "d1"
    assert [effect.interview.id for effect in sender.effects if isinstance(effect, SaveDraft)] == ["d1"]
    assert say(asking.OTHER_DRAFT) in words(posted(sender)[0].card)
    sender.type("drafts")
    assert "Carry on with draft 2" in words(sender.card)
    assert sender.drafts[before.id] == before


def test_a_yes_in_the_chat_means_what_was_understood_and_no_question_of_before() -> None:
    sender = Sender()
    sender.send("start")
    sender.fill(ANSWERS["explore"], DETAILS)
    sender.press("submit")
    sender.type("withdraw DR-0001")
    sender.submit(dialog="a b")
    assert PENDING_CONFIRMATION in sender.preferences, "nothing was begun"
    sender.submit()
    sender.card = posted(sender)[0].card
    sender.type("yes")
    assert sender.office.requests["DR-0001"].status == "Submitted"
    assert sender.current is not None
    assert (sender.current.id, bool(sender.current.answers)) == ("d1", True)


def test_the_same_dialogue_sent_again_begins_nothing_and_says_the_same() -> None:
    sender = Sender()
    first = sender.submit()
    draft = sender.current
    for said in (SAID, "other words that need a new system"):
        assert sender.submit(said) == first
        assert sender.effects == ()
    assert sender.current == draft


def test_two_dialogues_of_one_message_that_are_both_sent_make_two_drafts() -> None:
    sender = Sender()
    ids = [dialogue_of(sender, ChatMessage(SAID))["actions"][0]["data"][OPENED] for _ in range(2)]
    for dialog in ids:
        sender.submit(dialog=dialog)
    assert [d.id for d in sender.drafts.values()] == ids


@pytest.mark.parametrize(
    "dialog",
    [
        None,
        "",
        1,
        True,
        [],
        {},
        "x" * 33,
        "a b",
        "a\n",
        "é",
        "a'--",
        "../a",
        "a\u200b",
        "a;b",
        " d1",
        "d1 ",
        "-",
        "a_b",
    ],
)
def test_an_id_that_cannot_be_one_begins_nothing_and_says_what_is_always_said(dialog: object) -> None:
    sender = Sender()
    assert sender.submit(dialog=dialog) == Sender().submit()
    assert (sender.effects, sender.current) == ((), None)


def test_the_id_of_somebody_elses_interview_begins_nothing_and_says_what_is_always_said() -> None:
    sender = Sender()
    sender.begun = True
    assert sender.submit(dialog="i7") == Sender().submit()
    assert (sender.effects, sender.current) == ((), None)


def test_other_data_of_the_button_is_nobodys() -> None:
    sender = Sender()
    sender.submit(interview="i9", aadObjectId="x", reference="DR-0001", answers={"need": "fix"}, title="x")
    wanted = Sender()
    wanted.submit()
    assert sender.current == wanted.current


def test_who_has_as_many_drafts_as_are_kept_is_told_so_and_nothing_is_begun() -> None:
    sender = Sender()
    sender.submit()
    assert sender.current is not None
    many = {f"n{n}": replace(sender.current, id=f"n{n}") for n in range(MOST_DRAFTS)}
    sender.drafts, sender.current = many, None
    assert sender.submit(dialog="d2") == DialogEnd(say(w.MANY_DRAFTS))
    assert sender.effects == ()


def test_an_open_dialogue_is_no_trace_of_who_has_it() -> None:
    walker = Walker()
    dialogue_of(walker, ChatMessage(SAID))
    assert walker.wanted == type(walker.wanted)()
    assert walker.drafts == {}


def test_every_dialogue_has_an_id_of_its_own() -> None:
    walker = Walker()
    ids = {e["data"][OPENED] for _ in range(3) for e in _presses(dialogue_of(walker, ChatMessage(SAID)))}
    assert len(ids) == 3


def _presses(card: dict[str, Any]) -> list[dict[str, Any]]:
    return [e for e in elements(card) if e["type"] == "Action.Submit"]
