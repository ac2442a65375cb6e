"""The words of a message of a chat, as every client writes them, or why it has none."""

from __future__ import annotations

import time
from typing import Any

import orjson
import pytest

from bot.host.chat_messages import MOST_READ, read_message
from dialogs.extension import ChatMessage

NEED = "We need a new system for booking repairs"
REPLY = (
    '<blockquote itemscope="" itemtype="http://schema.skype.com/Reply" itemid="1"><strong itemprop="mri">Somebody'
    '</strong><span itemprop="time"></span><p itemprop="preview">Not chosen</p></blockquote>'
)


def html(content: object, **more: Any) -> dict[str, Any]:
    return {"body": {"contentType": "html", "content": content}, **more}


def attached(kind: str, content: object = None) -> dict[str, Any]:
    return {"id": "1", "contentType": kind, "content": content}


def forwarded(content: object) -> dict[str, Any]:
    original = {"originalMessageId": "1", "originalMessageContent": content, "originalMessageSender": {"user": {}}}
    return attached("forwardedMessageReference", orjson.dumps(original).decode())


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        (html(f"<div><div>{NEED}</div>\n</div>"), NEED),
        ({"body": {"contentType": "text", "content": "a < b\nand <b>c"}}, "a < b\nand <b>c"),
        ({"body": {"content": "no kind"}}, "no kind"),
        (html('<div><at id="0">Digital champion</at>&nbsp;can you help?</div>'), "Digital champion can you help?"),
        (
            html('<p>See <a href="https://example.org/x" title="x">the page</a> of it</p>'),
            "See the page https://example.org/x of it",
        ),
        (html("<p>One<br>two</p><p>&nbsp;</p><ul><li>three</li></ul>"), "One\ntwo\n- three"),
        (html('<p>Yes <emoji id="smile" alt="🙂" title="Smile"></emoji></p>'), "Yes 🙂"),
        (html('<p>Yes <img itemtype="http://schema.skype.com/Emoji" alt="🙂" src="x"></p>'), "Yes 🙂"),
        (html("<codeblock><code>a = 1<br>b = 2</code></codeblock>"), "a = 1\nb = 2"),
        (html(f"{REPLY}<p>The answer</p>"), "The answer"),
        (html("<blockquote>Their own quote</blockquote><p>and words</p>"), "Their own quote\nand words"),
        (html('<attachment id="1"></attachment>', attachments=[forwarded("\n<p>Handed on</p>\n")]), "Handed on"),
        (html("<p>See this</p>", attachments=[forwarded("<p>Handed on</p>")]), "See this\nHanded on"),
        (html('<attachment id="1"></attachment><p>Mine</p>', attachments=[attached("messageReference", "{}")]), "Mine"),
        (html("<p>Body</p>", subject="A <subject> & more"), "A <subject> & more\nBody"),
        (html("<p>Body</p>", attachments=[attached(
            "application/vnd.microsoft.card.announcement", '{"title":"Heading"}')]), "Heading\nBody"),
        (html("<p>Now</p>", lastModifiedDateTime="2026-11-02T09:31:00Z", lastEditedDateTime="2026-11-02"), "Now"),
        (html("<p>Now</p>", deleted=False, deletedDateTime=None, messageType="message"), "Now"),
        (html("<p>soft\u00adhyphen\u200b and\u00a0blank</p><!-- note --><?pi x?><![if x]>"), "softhyphen and blank"),
        (html("<p>half of a tag <b"), "half of a tag <b"),
        (html(f"<p title='&#{'9' * 5000};'>no &#{'9' * 5000}; letter"), f"no &#{'9' * 5000}; letter"),
        (html(f"<p>no &#x{'9' * 5000}; letter"), "no \ufffd letter"),
        (html("<script>alert(1)</script><style>p{}</style><p>Words</p>"), "Words"),
    ],
)  # fmt: skip
def test_the_words_are_those_that_people_read_in_the_message(payload: dict[str, Any], words: str) -> None:
    assert read_message(payload) == ChatMessage(words)


@pytest.mark.parametrize(
    ("payload", "lacks"),
    [
        (html("<p>Gone</p>", deleted=True), "deleted"),
        (html("<p>Gone</p>", deletedDateTime="2026-11-02T09:31:00Z"), "deleted"),
        (html("<systemEventMessage/>", messageType="systemEventMessage"), "system"),
        (html('<attachment id="1"></attachment>', attachments=[
            attached("application/vnd.microsoft.card.audio", '{"duration":"PT2S"}')]), "recording"),
        (html("", attachments=[attached("audio/mp4")]), "recording"),
        (html("", attachments=[attached("video/mp4")]), "recording"),
        (html('<div><img alt="image" src="https://graph.microsoft.com/x" itemid="1"></div>'), "picture"),
        (html("", attachments=[attached("image/png")]), "picture"),
        (html("", attachments=[attached("application/vnd.microsoft.card.adaptive", "{}")]), "card"),
        (html("", attachments=[attached("reference")]), "file"),
        (html(REPLY), "empty"),
        (html("<p>&nbsp;</p>"), "empty"),
        ({}, "empty"), (None, "empty"), ([], "empty"), ("x", "empty"), (1, "empty"),
        ({"body": None, "attachments": {}}, "empty"), ({"body": {"content": 1}}, "empty"),
        ({"attachments": [None, 1, {"contentType": 1}], "subject": 1, "messageType": ""}, "empty"),
        (html("", attachments=[attached("forwardedMessageReference", "{"), forwarded(1), forwarded(None)]), "empty"),
        (html("", attachments=[attached("forwardedMessageReference", "[" * 5000)]), "empty"),
    ],
)  # fmt: skip
def test_a_message_without_words_says_what_it_is_instead(payload: object, lacks: str) -> None:
    read = read_message(payload)
    assert (read.words, read.lacks, read.cut, read.attached) == ("", lacks, False, False)


def test_a_message_that_is_odd_is_a_system_message_or_nothing() -> None:
    assert read_message({"messageType": ["x"]}).lacks == "system"
    assert read_message({"deleted": "no", **html("<p>Words</p>")}).words == "Words"


@pytest.mark.parametrize("kind", ["image/png", "reference", "application/vnd.microsoft.card.adaptive"])
def test_what_stands_beside_the_words_is_known(kind: str) -> None:
    assert read_message(html("<p>Words</p>", attachments=[attached(kind)])) == ChatMessage("Words", attached=True)
    assert read_message(html('<p>Words</p><img src="x">')) == ChatMessage("Words", attached=True)


def test_a_message_longer_than_teams_takes_is_cut_without_half_a_tag() -> None:
    read = read_message(html('<p class="of a paragraph">word</p>' * 5000))
    assert read.cut
    assert set(read.words.split("\n")) == {"word"}
    assert len(read.words.split("\n")) == MOST_READ // len('<p class="of a paragraph">word</p>')


HOSTILE = (
    "<div>", "<b>", "<p>a", "<", "<!", "<!--", "<!--a>", "<!-->", "<![a>", "<![CDATA[", "<a ", "<a b='", '<a b=">',
    "<?", "<?a>", "</", "</a >", "</>", "&#", "&amp", "<ul><li>", "<blockquote>", "<table><tr><td>", "<script>",
    "<img ", "<img>", "<attachment>", "<at>", "<emoji alt=x>", "<b></i>", "\n", "\u202e", "<p/",
)  # fmt: skip


@pytest.mark.parametrize("part", HOSTILE)
def test_no_markup_takes_long_however_deep_or_broken_it_is(part: str) -> None:
    """On a processor of 2026 the slowest takes a quarter of a second; each had to be far from the 5 s of Teams."""
    for length in (28_000, 250_000):
        began = time.process_time()
        read_message(html(part * (length // len(part))))
        assert time.process_time() - began < 1.5


@pytest.mark.parametrize(("more", "cut"), [(0, False), (1, True)])
def test_a_message_of_just_what_is_read_is_not_cut(more: int, *, cut: bool) -> None:
    read = read_message(html("x" * (MOST_READ + more)))
    assert (len(read.words), read.cut) == (MOST_READ, cut)
    half = read_message(html("x" * (MOST_READ - 2) + "<b" + ">" * more))
    assert half.words == "x" * (MOST_READ - 2) + ("" if more else "<b")


def test_of_many_attachments_fifty_are_read() -> None:
    files = [attached("messageReference")] * 49
    assert read_message(html("", attachments=[*files, attached("image/png")])).lacks == "picture"
    assert read_message(html("", attachments=[*files, *files[:1], attached("image/png")])).lacks == "empty"
