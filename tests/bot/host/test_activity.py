"""What a person did, read from what Teams sent; and what Teams gets to read."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from botbuilder.schema import Activity, Attachment

from bot.host.activity import from_sdk, invoke_response, read, sdk_activity, verb_of
from bot.host.activity import message as outgoing
from bot.host.body import Malformed, read_json
from bot.host.incoming import Reference, Reply
from dialogs.model import ChatEvent, Pressed, Typed
from dialogs.verbs import split
from tests.bot.host.host_cases import APP_ID, CARD, activity, message

BOT = {"id": f"28:{APP_ID}"}
QUOTED = {"type": "quotedReply", "quotedReply": {"messageId": "1772050244572", "preview": "What is this about?"}}
CARD_TYPE = "application/vnd.microsoft.card.adaptive"


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
        ("<at>Front door</at> start", [{"type": "mention", "mentioned": {**BOT, "name": "Front door"}}], "start"),
        (
            "ask <at>Champion</at>",
            [{"type": "mention", "text": None, "mentioned": {"id": "29:c", "name": "Champion"}}],
            "ask Champion",
        ),
        (
            "start",
            [{"type": "mention", "mentioned": {**BOT, "name": 7}}, {"type": "mention", "mentioned": BOT}],
            "start",
        ),
        ("x", [7, {"type": "mention"}, {"type": "mention", "text": 3, "mentioned": BOT}], "x"),
        ('<quoted messageId="1772050244572"/> yes', [QUOTED], "yes"),
        ('<quoted messageId="17"/> <quoted messageId="18" /> option 2', [QUOTED, QUOTED], "option 2"),
        ('<quoted messageId="17"/>', [QUOTED], ""),
        ('<quoted messageId="17"/> yes', [{"type": "clientInfo"}], '<quoted messageId="17"/> yes'),
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


def test_a_bot_that_is_taken_out_of_one_channel_has_not_left_its_team() -> None:
    chat = {"id": "19:general@thread.tacv2", "conversationType": "channel"}
    of_team = {"team": {"id": "19:general@thread.tacv2"}, "channel": {"id": "19:private@thread.tacv2"}}
    removed = {"type": "conversationUpdate", "membersRemoved": [BOT], "conversation": chat, "name": None, "value": None}

    def left(event: str) -> tuple[str, str, object]:
        incoming = read(activity(**removed, channelData={**of_team, "eventType": event}))
        return incoming.conversation, incoming.team, incoming.act

    assert left("channelMemberRemoved") == ("19:private@thread.tacv2", "", ChatEvent("uninstalled"))
    assert left("teamMemberRemoved") == ("19:general@thread.tacv2", "19:general@thread.tacv2", ChatEvent("uninstalled"))


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


@pytest.mark.parametrize(
    ("entity", "said"),
    [
        ({"type": "clientInfo", "text": "start", "mentioned": BOT}, "start it"),
        ({"type": "mention", "text": "", "mentioned": BOT}, "start it"),
        ({"type": "mention", "text": "start", "mentioned": "28:x"}, "start it"),
        ({"type": "mention", "text": "start", "mentioned": BOT}, "it"),
    ],
)
def test_only_a_mention_of_the_bot_is_taken_out_of_a_text(entity: dict[str, Any], said: str) -> None:
    assert read(message("start it", entities=[entity])).act == Typed(said)


def test_a_bot_that_is_not_named_is_told_from_others_by_its_kind_of_id() -> None:
    def happened(member: object, recipient: object) -> str:
        act = read(activity(type="conversationUpdate", membersAdded=[member], recipient=recipient)).act
        assert isinstance(act, ChatEvent)
        return act.what

    assert [happened(one, None) for one in ({"id": None}, {}, {"id": "29:x"}, 7)] == ["other"] * 4
    assert [happened({"id": "28:other"}, to) for to in (BOT, None)] == ["other", "installed"]
    assert not read(activity(conversation={"id": "19:one_@unq.gbl.spaces"}, recipient=None)).personal_chat


def test_a_person_is_known_by_either_of_their_ids() -> None:
    guest = read(message("hi", **{"from": {"id": "29:x"}}))
    assert (guest.teams_id, guest.person.aad_id) == ("29:x", "")
    assert read(message("hi", **{"from": {"aadObjectId": "a"}})).person.aad_id == "a"
    assert read(activity(type="typing", **{"from": {}}, id=None)).kind == "event"
    with pytest.raises(Malformed, match=r"from\.id"):
        read(message("hi", **{"from": {"name": "Somebody"}}))


def test_the_tenant_of_the_chat_comes_before_that_of_the_channel() -> None:
    named = {"tenant": {"id": "of the channel"}}
    assert (
        read(activity(conversation={"id": "a:1", "tenantId": "of the chat"}, channelData=named)).tenant == "of the chat"
    )
    assert read(activity(conversation={"id": "a:1"}, channelData=named)).tenant == "of the channel"


@pytest.mark.parametrize(
    ("changes", "kind", "form"),
    [
        ({"name": "composeExtension/query", "value": {"commandId": "findRequests"}}, "invoke", "extension"),
        ({"name": "composeExtension/query", "value": None, "type": "message", "text": "x"}, "message", "card"),
        ({"name": "fileConsent/invoke", "value": {"action": "decline"}}, "message", "card"),
        ({"name": "fileConsent/invoke", "type": "typing"}, "event", "card"),
        ({}, "invoke", "card"),
    ],
)
def test_how_it_is_answered_follows_from_what_came(changes: dict[str, Any], kind: str, form: str) -> None:
    incoming = read(activity(**changes))
    assert (incoming.kind, incoming.form) == (kind, form)


def test_an_old_client_never_brings_a_card_up_to_date_and_shows_it_in_its_own_chat() -> None:
    assert read(message("", value={"verb": "refresh", "reference": "DR-0001"})).act == Pressed(
        "show", {"reference": "DR-0001"}, {}
    )
    for value in ({"verb": ""}, {"verb": 7}, "start", {}):
        assert read(message("typed", value=value)).act == Typed("typed")


def test_what_code_of_the_sdk_sends_is_read_card_and_words() -> None:
    other, card = Attachment(content_type="image/png", content={}), Attachment(content_type=CARD_TYPE, content=CARD)
    odd = Attachment(content_type=CARD_TYPE, content="x")
    assert from_sdk(Activity(attachments=[other, odd, card], summary="A card", text="Words")) == Reply(
        CARD, "A card", "Words"
    )
    assert from_sdk(Activity()) == Reply(None, "", "")


def test_code_of_the_sdk_sees_what_came_and_nothing_in_place_of_what_did_not() -> None:
    whole = activity(locale="en-GB", replyToId="1:2")
    seen = sdk_activity(whole, read(whole))
    assert (seen.id, seen.locale, seen.reply_to_id) == ("f:1", "en-GB", "1:2")
    bare = activity(type="typing", id=None, **{"from": {"id": "29:x"}})
    seen = sdk_activity(bare, read(bare))
    assert (seen.id, seen.locale, seen.reply_to_id, seen.from_property.aad_object_id) == (None,) * 4
    pressed = sdk_activity(whole, read(whole))
    assert verb_of(pressed) == "start"
    for value in (None, "x", {"verb": ""}):
        assert verb_of(Activity(type="message", value=value)) == ""


def test_a_message_holds_its_card_and_its_file_and_says_in_its_notification_what_it_can() -> None:
    to, file = Reference("https://smba.trafficmanager.net/uk/", "a:1", "28:bot", "tenant"), {"contentType": "x"}
    assert outgoing(Reply(text="Words", attachment=file), to) | {"from": 0, "conversation": 0} == {
        "type": "message", "from": 0, "conversation": 0, "summary": "Words", "text": "Words", "attachments": [file],
    }  # fmt: skip
    assert [a["contentType"] for a in outgoing(Reply(CARD, attachment=file), to)["attachments"]] == [CARD_TYPE, "x"]
    assert "attachments" not in outgoing(Reply(text="Words"), to)


@pytest.mark.parametrize(
    ("answer", "words"),
    [(Reply(text="Words"), "Words"), (Reply({"fallbackText": "Card"}, "Sum"), "Card"), (Reply(summary="Sum"), "Sum")],
)
def test_a_dialogue_or_a_search_is_answered_with_the_words_that_there_are(answer: Reply, words: str) -> None:
    assert orjson.loads(invoke_response(answer, "dialog")) == {"task": {"type": "message", "value": words}}
    assert orjson.loads(invoke_response(Reply(body=b"{}"), "dialog")) == {}


def test_a_card_that_was_written_already_is_not_written_again() -> None:
    said = orjson.loads(invoke_response(Reply(CARD, card_json=b'{"written":1}')))
    assert said["value"] == {"written": 1}
    assert orjson.loads(invoke_response(Reply(summary="Sum")))["value"]["speak"] == "Sum"
