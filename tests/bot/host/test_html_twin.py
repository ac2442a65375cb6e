"""The HTML twin of a typed message gives the addresses that Teams hides behind the title of a page."""

from __future__ import annotations

from typing import Any

import pytest

from bot.host.activity import read
from bot.host.html_twin import with_addresses
from dialogs.model import Typed
from tests.bot.host.host_cases import activity, message

QUOTE = "https://council.sharepoint.com/:w:/s/digital/Quote%202026.docx"


def typed(text: str, html: object) -> str:
    twin = [{"contentType": "text/html", "content": html}]
    act = read(activity(type="message", name=None, value=None, text=text, attachments=twin)).act
    assert isinstance(act, Typed)
    return act.text


@pytest.mark.parametrize(
    ("text", "html", "read_as"),
    [
        ("Quote 2026.docx", f'<p><a href="{QUOTE}">Quote 2026.docx</a></p>', f"Quote 2026.docx {QUOTE}"),
        (
            "here is Quote 2026.docx for you",
            f'<p>here is <a href="{QUOTE}" title="x">Quote&nbsp;2026.docx</a> for you</p>',
            f"here is Quote 2026.docx {QUOTE} for you",
        ),
        (QUOTE, f'<p><a href="{QUOTE}">{QUOTE}</a></p>', QUOTE),
        ("https://example.org", '<p><a href="https://example.org/">https://example.org</a></p>', "https://example.org"),
        ("see example.org", '<p>see <a href="https://example.org/">example.org</a></p>', "see https://example.org/"),
        ("start", "<p>start</p>", "start"),
        ("ring me", '<p><a href="tel:0238">ring me</a> <a href="javascript:x()">x</a></p>', "ring me"),
        ("odd", '<a href="https://a b">odd</a><a href>odd</a><a href="">odd', "odd"),
        ("odd", 7, "odd"),
        (
            "The explanation is in the plan",
            f'The explanation is in the <a href="{QUOTE}">plan</a>',
            f"The explanation is in the plan {QUOTE}",
        ),
        (
            "Plan, or Plan?",
            '<a href="https://e.org/1">Plan</a>, or <a href="https://e.org/2">Plan</a>?',
            "Plan https://e.org/1, or Plan https://e.org/2?",
        ),
        (
            "https://e.org/ab, and more",
            '<a href="https://e.org/ab">https://e.org/ab</a>, and <a href="https://e.org/a">more</a>',
            "https://e.org/ab, and more https://e.org/a",
        ),
        ("show DR-0001", 'show <a href="https://e.org/item?ID=1">DR-0001</a>', "show DR-0001"),
        ("HD-00012", '<a href="https://e.org/item?ID=1">HD-00012</a>', "HD-00012"),
    ],
)
def test_an_address_stands_behind_its_words(text: str, html: object, read_as: str) -> None:
    assert typed(text, html) == read_as


def test_of_many_twins_one_is_read() -> None:
    """Each link costs a look through the text: 170 twins of 20 links were a half second of the whole host."""
    twins = [{"contentType": "text/html", "content": f'<a href="https://e.org/{n}">see</a>'} for n in range(3)]
    assert with_addresses("see this", twins) == "see https://e.org/0 this"


@pytest.mark.parametrize(
    "html",
    [
        "<a href='https://e.org/x'>" * 9000,
        "<a <a href=" * 9000,
        '<a href="https://e.org/' + "x" * 60_000 + '">',
        f'<a href="&#{"9" * 5000};">x',
    ],
)
def test_whatever_the_twin_holds_the_text_is_read(html: Any) -> None:
    assert typed("start", html).startswith("start")


@pytest.mark.parametrize(
    ("text", "html", "read_as"),
    [
        ("see, this", 'see, <a href="https://e.org/x"><img alt=""></a>this', "see, this https://e.org/x"),
        ("other words", '<a href="https://e.org/x">behind</a>', "other words https://e.org/x"),
        ("", '<a href="https://e.org/x">behind</a>', "https://e.org/x"),
        ("HTTPS://E.ORG/X.", '<a href="https://e.org/x">https://e.org/x</a>', "HTTPS://E.ORG/X."),
        ("DR-1", '<a href="https://e.org/1">DR-1</a>', "DR-1 https://e.org/1"),
    ],
)
def test_an_address_whose_words_are_not_in_the_text_stands_at_its_end(text: str, html: str, read_as: str) -> None:
    others = [7, {"contentType": "image/png", "content": '<a href="https://e.org/no">x</a>'}]
    assert with_addresses(text, [*others, {"contentType": "text/html", "content": html}]) == read_as


EMOJI = '<img alt="👍" itemtype="http://schema.skype.com/Emoji" src="https://statics.example/like.png">'
PICTURE = '<img alt="picture" src="https://smba.example/views/imgo">'


@pytest.mark.parametrize(
    ("text", "html", "said", "files"),
    [
        ("", f"<p>{EMOJI}</p>", "👍", ()),
        ("yes", f"<p>yes {EMOJI}</p>", "yes", ()),
        ("", '<p><emoji id="like" alt="👍" title="Like"></emoji></p>', "👍", ()),
        ("", f"<p>{EMOJI}{PICTURE}</p>", "👍", ("image/*",)),
        ("", f"<p>{PICTURE}</p>", "", ("image/*", "image/*")),
        ("an emoji", "<p>an emoji</p>", "an emoji", ("image/*", "image/*")),
    ],
)
def test_an_emoji_that_comes_as_a_picture_is_no_file(text: str, html: str, said: str, files: tuple[str, ...]) -> None:
    pictures = [{"contentType": "image/*", "contentUrl": "https://smba.example/views/imgo"}] * 2
    attached = [*pictures, {"contentType": "text/html", "content": html}]
    assert read(message(text, attachments=attached)).act == Typed(said, files)
