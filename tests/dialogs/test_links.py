"""Links in what people type: those that a colleague would call one are found, and nothing that only looks like one."""

from __future__ import annotations

import re
from ipaddress import ip_address
from time import process_time
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dialogs.cards.documents import ROOM, document_lines, named_links
from dialogs.documents import PASTED, documents_of
from dialogs.understanding.links import LONGEST, MOST_LINKS, links_in, only_introduces, without_links, words_of_link

SHARED = "https://contoso.sharepoint.com/:w:/s/Housing/EQx7Zb3kLm9aQw2T?e=abc12"

FOUND: dict[str, list[str]] = {
    "https://example.org/quote.pdf": ["https://example.org/quote.pdf"],
    "here is the quote https://example.org/quote.pdf": ["https://example.org/quote.pdf"],
    "See https://example.org/quote.pdf.": ["https://example.org/quote.pdf"],
    "(see https://example.org/quote.pdf)": ["https://example.org/quote.pdf"],
    "Is it https://example.org/quote.pdf?": ["https://example.org/quote.pdf"],
    "https://example.org/quote.pdf, and https://example.org/map": [
        "https://example.org/quote.pdf",
        "https://example.org/map",
    ],
    "https://example.org/a,https://example.org/b": ["https://example.org/a", "https://example.org/b"],
    "https://example.org/a https://example.org/a": ["https://example.org/a"],
    "Quote:https://example.org/a": ["https://example.org/a"],
    "“https://example.org/a”": ["https://example.org/a"],
    "'https://example.org/a'": ["https://example.org/a"],
    "<https://example.org/a>": ["https://example.org/a"],
    "**https://example.org/a**": ["https://example.org/a"],
    "`https://example.org/a`": ["https://example.org/a"],
    "HTTPS://Example.ORG/Quote": ["https://example.org/Quote"],
    "http://intranet.example.org/a": ["http://intranet.example.org/a"],
    "https://example.org": ["https://example.org"],
    "https://example.org:65535/a": ["https://example.org:65535/a"],
    "https://example.org:1": ["https://example.org:1"],
    f"https://{'a.' * 125}org": [f"https://{'a.' * 125}org"],
    "https://example.org:8443/a": ["https://example.org:8443/a"],
    "https://example.org/wiki/Map_(process)": ["https://example.org/wiki/Map_%28process%29"],
    "https://example.org/?a=1&b=%20c#part": ["https://example.org/?a=1&b=%20c#part"],
    "https://example.org/100%": ["https://example.org/100%25"],
    "https://example.org/caf\u00e9": ["https://example.org/caf%C3%A9"],
    "[The quote](https://example.org/a)": ["https://example.org/a"],
    "[one](https://example.org/a)[two](https://example.org/b)": ["https://example.org/a", "https://example.org/b"],
    "[https://good.example.org](https://evil.example/a)": ["https://good.example.org", "https://evil.example/a"],
    '<a href="https://evil.example/a">https://good.example.org</a>': [
        "https://evil.example/a",
        "https://good.example.org",
    ],
    "https://example.org/a\nhttps://example.org/b": ["https://example.org/a", "https://example.org/b"],
    SHARED: [SHARED],
    "https://xn--pple-43d.com/a": ["https://xn--pple-43d.com/a"],
    "https://\u0430pple.com/a": ["https://xn--pple-43d.com/a"],
    "https://m\u00fcnchen.example/a": ["https://xn--mnchen-3ya.example/a"],
    "https://example.org/{{DATE()}}": ["https://example.org/%7B%7BDATE%28%29%7D%7D"],
    "https://example.org/a|b^c": ["https://example.org/a%7Cb%5Ec"],
    "https://example.org/a;b": ["https://example.org/a%3Bb"],
}

HOSTILE = [
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "javascript://example.org/%0aalert(1)", "data:text/html,<script>",
    "vbscript:msgbox", "file:///etc/passwd", "file://server/share/quote.docx", r"\\server\share\quote.docx",
    "ms-word:ofe|u|https://example.org/a.docx", "ms-excel:ofv|u|https://example.org/a.xlsx", "mailto:a@example.org",
    "ftp://example.org/a", "tel:+441632960123", "about:blank", "blob+https://example.org/a", "x-https://example.org",
    "https:example.org", "https:/example.org", "https:///example.org", "https://", "https://?a", "https://#a",
    r"https:\\example.org", r"https://good.example.org\@evil.example", r"https://good.example.org\.evil.example/",
    "https://good.example.org@evil.example", "https://user:pw@example.org/", "https://@example.org/",
    "https://good.example.org%40evil.example/", "https://good.example.org&@evil.example/",
    "http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0x7f000001/", "http://0x7f.1/", "http://0177.1/",
    "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://127.0.0.1.:80/", "http://1.2.3.4.5/",
    "http://\uff11\uff12\uff17.0.0.1/", "http://localhost/", "http://intranet/", "https://example/",
    "https://.example.org/", "https://example..org/", "https://-a.example.org/", "https://a-.example.org/",
    "https://a_b.example.org/", "https://exa mple", "https://exam%70le.org/", "https://example.org./a",
    "https://example.org:0/", "https://example.org:65536/", "https://example.org:80a/", "https://example.org:/",
    "https://example.org:443:443/", "https://fa\u00df.example/", "https://ex\u200dample.org/",
    "https://example.org/a\u202ecod.exe", "https://example.org/\u0000a", "https://example.org/%00", "https://example.org/%0d%0aa",
    "https://example.org/a\u2066b", "https://example\uff0eorg/", "https://example\u3002org/", "https://\uff45xample.org/",
    "https://example.o\u0301rg/", f"https://example.org/{'a' * LONGEST}", f"https://{'a' * 64}.example.org/",
    f"https://{'a.' * 130}org/", "https://https://example.org/", "https://example.org@", "https://xn--a.xn--/",
    "https://example.org/\ud800", "https://exa\u00admple.org/", f"https://{'a.' * 125}info",
]  # fmt: skip


@pytest.mark.parametrize(("words", "links"), FOUND.items())
def test_what_people_call_a_link_is_found_without_the_marks_of_the_sentence(words: str, links: list[str]) -> None:
    assert list(links_in(words)) == links


@pytest.mark.parametrize("words", HOSTILE)
def test_what_only_looks_like_a_link_stays_words(words: str) -> None:
    assert links_in(words) == ()
    assert links_in(f"see {words} please") == ()
    assert without_links(words) == words
    assert document_lines({"problem": words, PASTED: words}) == []


def test_there_are_sixty_hostile_shapes() -> None:
    assert len(set(HOSTILE)) >= 60


def _is_of_the_allowed_shape(link: str) -> bool:
    read = urlsplit(link)
    host = read.hostname or ""
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        named = re.fullmatch(r"(?:[a-z0-9-]+\.)+[a-z][a-z0-9-]*", host) is not None
    else:
        named = False
    plain = re.fullmatch(r"[A-Za-z0-9\-._~:/?#@!$&+,=%]+", link) is not None
    alone = read.username is None and read.password is None and "@" not in read.netloc
    return named and plain and alone and read.scheme in {"https", "http"} and len(link) <= LONGEST


_MARKS = st.sampled_from(
    [
        "https://", "http://", "HTTPS://", "javascript:", "example.org", "@", "\\", "/", ":", "[", "](", ")", "(", "<",
        ">", "\u202e", "\u200b", "%", "%40", "127.0.0.1", "xn--", ".", ",", "\u0430", "\u00df", "\uff0e", "{{", "${",
        "<at>", " ", "\n", "?", "#", "_", "*", "&lt;", ";", "443", "e\u0301", "\ud83d", "'", '"',
    ]
)  # fmt: skip
_TYPED = st.one_of(st.text(max_size=80), st.lists(st.one_of(_MARKS, st.text(max_size=3)), max_size=14).map("".join))


@given(_TYPED)
@example("https://a.org/\\[](https://evil.example)")
@example("https://example.org/[x](javascript:alert(1))")
def test_whatever_is_typed_a_shown_link_is_of_the_allowed_shape_and_says_first_where_it_leads(words: str) -> None:
    links = links_in(words)
    assert all(map(_is_of_the_allowed_shape, links))
    for line, link in zip(document_lines({"problem": words}), links, strict=True):
        shown = re.fullmatch(r"\[([^\[\]()<>*_`\\!#]+)\]\(([^()\s<>\[\]\\]+)\)", line)
        assert shown is not None, line
        assert shown[2] == link
        host = urlsplit(link).netloc
        assert shown[1] == host or shown[1].startswith((f"{host}/", f"{host}, "))


@given(_TYPED)
def test_a_link_that_was_found_is_found_again_in_itself(words: str) -> None:
    for link in links_in(words):
        assert links_in(link) == (link,)
        assert links_in(f"see ({link}).") == (link,)


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ("https://contoso.sharepoint.com/a/Quote%20for%20us.pdf?web=1", "contoso.sharepoint.com/Quote for us.pdf"),
        ("https://contoso.sharepoint.com/sites/a/Quote_2026_final.pdf", "contoso.sharepoint.com/Quote 2026 final.pdf"),
        (SHARED, "contoso.sharepoint.com"),
        ("https://example.org/", "example.org"),
        ("https://example.org:8443/a/", "example.org:8443/a"),
        ("https://example.org/caf%C3%A9", "example.org/caf\u00e9"),
        ("https://example.org/%E2%80%AEgpj.exe", "example.org/gpj.exe"),
        ("https://example.org/%D7%90%D7%91", "example.org"),
        ("https://example.org/a%2F%2Fgood.example%5D%28", "example.org/a good.example"),
        ("https://example.org/?next=https://good.example", "example.org"),
        (f"https://example.org/{'a' * 60}", f"example.org/{'a' * 60}"),
        (f"https://example.org/{'a' * 61}", f"example.org/{'a' * 59}\u2026"),
        (f"https://example.org/{'word-' * 40}", f"example.org/{('word-' * 40)[:59].rstrip('-')}\u2026"),
    ],
)  # fmt: skip
def test_a_link_is_called_by_its_host_and_then_by_the_name_of_the_document(link: str, words: str) -> None:
    assert words_of_link(link) == words


def test_links_that_would_be_called_alike_are_told_apart_when_they_are_read_aloud() -> None:
    names = [
        name for name, _ in named_links(["https://example.org/?a", "https://example.org/?b", "https://example.org/c"])
    ]
    assert names == ["example.org", "example.org, link 2", "example.org/c"]


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("no https://example.org/a", "no"),
        ("see (https://example.org/a) please", "see   please"),
        ("[The quote](https://example.org/a)", "[The quote]"),
        ("nothing here", "nothing here"),
        (" nothing at ftp://a (  ) ", " nothing at ftp://a (  ) "),
        ("https://example.org/a and https://example.org/b", "and"),
    ],
)
def test_words_can_be_read_without_the_links_in_them(words: str, left: str) -> None:
    assert without_links(words) == left


@pytest.mark.parametrize("words", ["", "here is the quote", "Here's our process map:", "[The quote]", "the link:"])
def test_some_words_only_introduce_a_link(words: str) -> None:
    assert only_introduces(words)


@pytest.mark.parametrize("words", ["no", "1", "housing", "just my team", "quotes are in and one is signed"])
def test_words_that_can_be_an_answer_introduce_nothing(words: str) -> None:
    assert not only_introduces(words)


def test_a_request_has_twenty_links_at_most_those_in_its_texts_before_those_that_were_pasted() -> None:
    many = " ".join(f"https://example.org/{n}" for n in range(15))
    details = {PASTED: "\n".join(f"https://example.org/p{n}" for n in range(15)), "problem": many, "title": "a"}
    found = documents_of(details)
    assert len(found) == MOST_LINKS
    assert found[0] == "https://example.org/0"
    assert found[4:6] == ("https://example.org/4", "https://example.org/p0"), "those in texts are in the texts as well"
    assert found[-1] == "https://example.org/p14"


def test_what_a_database_holds_is_read_as_strictly_as_what_is_typed() -> None:
    assert documents_of({PASTED: "javascript:alert(1)\nhttps://good@evil.example\nhttps://example.org/a"}) == (
        "https://example.org/a",
    )


def test_links_have_their_room_on_a_card_and_the_rest_is_counted() -> None:
    details = {PASTED: "\n".join(f"https://example.org/{n}/{'a' * 1900}" for n in range(10))}
    lines = document_lines(details)
    assert sum(map(len, lines[:-1])) <= ROOM
    assert len(lines) > 2, "the two longest have room"
    assert lines[-1].startswith(f"{10 - len(lines) + 1} more links.")


@pytest.mark.parametrize(
    "words", ["https://a" * 3000, "https://a.b)" * 2400, "(" * 28_000, "://" * 9000, f"https://{'a' * 28_000}"]
)
def test_a_hostile_text_takes_no_time(words: str) -> None:
    begun = process_time()
    links_in(words)
    without_links(words)
    assert process_time() - begun < 1
