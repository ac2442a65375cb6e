"""What a person did, read from what Teams sent; and what Teams gets to read."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from bot.host.activity import invoke_response, read
from bot.host.activity import message as outgoing
from bot.host.body import read_json
from bot.host.incoming import Reference, Reply
from dialogs.model import ChatEvent, Pressed, Typed
from dialogs.verbs import split
from tests.bot.host.host_cases import APP_ID, CARD, activity, message

BOT = {"id": f"28:{APP_ID}"}


def _pressed(verb: str, data: dict[str, Any] | None) -> dict[str, Any]:
    return activity(value={"action": {"type": "Action.Execute", "verb": verb, "data": data}, "trigger": "manual"})


def test_the_inputs_of_a_card_are_told_from_what_the_card_carried() -> None:
    data = {"interview": "i1", "revision": 3, "need": "fix", "technical_impact": "none,new_hosting"}
    act = read(_pressed("answer", data)).act
    assert act == Pressed(
        "answer", {"interview": "i1", "revision": 3}, {"need": "fix", "technical_impact": "none,new_hosting"}
    )


def test_a_button_that_sends_no_inputs_carries_all_its_data() -> None:
    act = read(_pressed("withdraw", {"reference": "DR-0001", "anything": True})).act
    assert isinstance(act, Pressed)
    assert act.data == {"reference": "DR-0001", "anything": True}


def test_a_button_without_data_is_a_button() -> None:
    assert read(_pressed("start", None)).act == Pressed("start", {}, {})


def test_no_input_of_the_rulebook_has_the_name_of_something_carried() -> None:
    taken = {"need", "service_area", "reach", "title", "problem", "outcome", "systems", "supplier", "needed_by"}
    carried, inputs = split("answer", dict.fromkeys(taken, "x"))
    assert (carried, set(inputs)) == ({}, taken)


def test_an_old_client_sends_a_button_as_a_message() -> None:
    incoming = read(message("", value={"verb": "answer", "interview": "i1", "need": "fix"}))
    assert incoming.act == Pressed("answer", {"interview": "i1"}, {"need": "fix"})
    assert not incoming.is_invoke


@pytest.mark.parametrize(
    ("text", "entities", "said"),
    [
        ("  start ", None, "start"),
        ("<at>Front door</at> start", [{"type": "mention", "text": "<at>Front door</at>", "mentioned": BOT}], "start"),
        (
            "<at>Front door</at>&nbsp;go\xa0on",
            [{"type": "mention", "text": "<at>Front door</at>", "mentioned": BOT}],
            "go on",
        ),
        (
            "ask <at>Champion</at>",
            [{"type": "mention", "text": "<at>Champion</at>", "mentioned": {"id": "29:c"}}],
            "ask Champion",
        ),
        ("x", [7, {"type": "mention"}, {"type": "mention", "text": 3, "mentioned": BOT}], "x"),
    ],
)
def test_a_typed_message_is_read_without_the_mention_of_the_bot(
    text: str, entities: list[Any] | None, said: str
) -> None:
    assert read(message(text, entities=entities)).act == Typed(said)


def test_a_message_without_text_is_read_as_saying_nothing() -> None:
    assert read({key: part for key, part in message("").items() if key != "text"}).act == Typed("")


def test_files_are_seen_and_teams_own_html_copy_is_none() -> None:
    files = [{"contentType": "text/html", "content": "<p>x</p>"}, {"contentType": "image/png"}, {"contentType": 1}, 5]
    assert read(message("x", attachments=files)).act == Typed("x", ("image/png",))


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"type": "installationUpdate", "action": "add"}, "installed"),
        ({"type": "installationUpdate", "action": "add-upgrade"}, "other"),
        ({"type": "installationUpdate", "action": "remove"}, "uninstalled"),
        ({"type": "conversationUpdate", "membersAdded": [BOT]}, "installed"),
        ({"type": "conversationUpdate", "membersAdded": [{"id": "29:someone"}]}, "other"),
        ({"type": "conversationUpdate", "membersAdded": [{"id": "28:x"}], "recipient": None}, "installed"),
        ({"type": "conversationUpdate", "membersRemoved": [BOT]}, "uninstalled"),
        ({"type": "conversationUpdate"}, "other"),
        ({"type": "messageUpdate"}, "edited"),
        ({"type": "messageDelete"}, "deleted"),
        ({"type": "messageReaction"}, "reaction"),
        ({"type": "typing"}, "other"),
    ],
)
def test_what_happened_is_told(changes: dict[str, Any], what: str) -> None:
    incoming = read(activity(**({"name": None, "value": None, "id": None} | changes)))
    assert isinstance(incoming.act, ChatEvent)
    assert incoming.act.what == what
    assert incoming.kind == "event"


@pytest.mark.parametrize(
    ("chat", "personal"),
    [
        ({"id": "a:1", "conversationType": "personal"}, True),
        ({"id": "19:1@thread.tacv2", "conversationType": "channel"}, False),
        ({"id": "19:1@thread.v2", "conversationType": "groupChat", "isGroup": True}, False),
        ({"id": "a:1"}, True),
        ({"id": "a:1", "isGroup": True}, False),
        ({"id": "19:1@thread.tacv2"}, False),
        ({"id": "19:one_two@unq.gbl.spaces", "conversationType": "personal"}, False),
        ({"id": "19:one_the-app@unq.gbl.spaces", "conversationType": "personal"}, True),
    ],
)
def test_only_a_personal_chat_counts_as_one(chat: dict[str, Any], *, personal: bool) -> None:
    with_bot = activity(conversation=chat, recipient={"id": "28:the-app"})
    assert read(with_bot).personal_chat is personal


def test_who_where_and_which_are_read() -> None:
    incoming = read(activity(replyToId="1:2", locale="en-GB"))
    assert incoming.person.name == "Requester"
    assert incoming.teams_id == "29:requester"
    assert incoming.reply_to_id == "1:2"
    assert incoming.reference == Reference(
        "https://smba.trafficmanager.net/uk/", "a:requester", f"28:{APP_ID}", "00000000-0000-0000-0000-0000000000a0"
    )


def test_a_nul_is_taken_out_everywhere() -> None:
    body = orjson.dumps(message("a\0b", value={"x\0": ["\0c", {"d": "\0"}]}))
    parsed = read_json(body)
    assert parsed["text"] == "ab"
    assert parsed["value"] == {"x": ["c", {"d": ""}]}


def test_a_message_names_what_it_is_in_its_notification() -> None:
    to = Reference("https://smba.trafficmanager.net/uk/", "a:1", "28:bot", "tenant")
    sent = outgoing(Reply(CARD, "Step 1 of about 6"), to)
    assert sent["summary"] == "Step 1 of about 6"
    assert sent["attachments"][0]["content"] == CARD
    assert "text" not in sent
    assert outgoing(Reply(text="Talk to me"), to)["text"] == "Talk to me"


def test_a_button_is_answered_with_a_card_though_there_is_only_a_text() -> None:
    said = orjson.loads(invoke_response(Reply(text="Talk to me in the personal chat")))
    assert said["type"] == "application/vnd.microsoft.card.adaptive"
    assert said["value"]["fallbackText"] == "Talk to me in the personal chat"
