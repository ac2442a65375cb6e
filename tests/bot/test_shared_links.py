"""A link is one to a row of our list by each of its letters, or it is none."""

from __future__ import annotations

import pytest

from bot.shared_links import ListedRow, folder_of, listed_row

SITE = "example.sharepoint.com:/sites/digital"
OURS = "https://example.sharepoint.com/sites/digital/Lists/Requests"
FOLDER = ("sites", "digital", "lists", "requests")


@pytest.mark.parametrize(
    "url",
    [
        f"{OURS}/DispForm.aspx?ID=7",
        f"{OURS}/dispform.aspx?id=7",
        f"{OURS}/EditForm.aspx?ID=7&Source=https%3A%2F%2Fexample.org%2F",
        f"{OURS}/AllItems.aspx?viewid=00000000-0000-0000-0000-000000000001&ID=7",
        f"{OURS}/AllItems.aspx?id=%2Fsites%2Fdigital%2FLists%2FRequests%2F7%5F%2E000&viewid=1",
        f"{OURS}/DispForm.aspx?ID=7&e=AbC&web=1&CT=1700000000000&OR=Teams-HL&CID=1#top",
        f"{OURS}/7_.000",
        "https://EXAMPLE.sharepoint.com/Sites/Digital/lists/REQUESTS/DispForm.aspx?ID=7",
        "https://example.sharepoint.com/sites/digital/Lists/%52equests/DispForm.aspx?ID=7",
        f"{OURS}/DispForm.aspx?ID=7&ID=7",
    ],
)
def test_an_address_of_a_row_of_a_list_on_our_site_is_read(url: str) -> None:
    assert listed_row(url, SITE) == ListedRow(FOLDER, 7)


def test_a_list_of_the_root_site_and_one_with_spaces_are_read_and_known_again() -> None:
    url = "https://example.sharepoint.com/Lists/Digital%20change%20requests/DispForm.aspx?ID=12"
    found = listed_row(url, "example.sharepoint.com")
    assert found == ListedRow(("lists", "digital change requests"), 12)
    assert folder_of("https://example.sharepoint.com/Lists/Digital change requests/12_.000".replace(" ", "%20")) == (
        found.folder
    )


HOSTILE = [
    *("", "x", "7", "DR-0001", "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd"),
    *("//", "https://", "?ID=7"),
    *(url.format(path="/sites/digital/Lists/Requests/DispForm.aspx?ID=7") for url in (
        "http://example.sharepoint.com{path}",
        "HTTPS://example.sharepoint.com:443{path}",
        "https://example.sharepoint.com:8443{path}",
        "https://example.sharepoint.com.{path}",
        "https://example.sharepoint.com.evil.example{path}",
        "https://evil-example.sharepoint.com{path}",
        "https://sub.example.sharepoint.com{path}",
        "https://example.org{path}",
        "https://example.org/example.sharepoint.com{path}",
        "https://example.org?https://example.sharepoint.com{path}",
        "https://example.org#@example.sharepoint.com{path}",
        "https://example.sharepoint.com@example.org{path}",
        "https://user@example.sharepoint.com{path}",
        "https://user:word@example.sharepoint.com{path}",
        "https://example.org\\@example.sharepoint.com{path}",
        "https:\\\\example.sharepoint.com{path}",
        "https:/example.sharepoint.com{path}",
        "https://exam\u200bple.sharepoint.com{path}",
        "https://\u0435xample.sharepoint.com{path}",
        "https://example.sharepoint.com\t{path}",
        " https://example.sharepoint.com{path}",
        "https://example.sharepoint.com{path}\n",
        "https://[::1]{path}",
        "https://[example.sharepoint.com{path}",
        "ftp://example.sharepoint.com{path}",
        "https://169.254.169.254{path}",
        "https://example%2Esharepoint.com{path}",
    )),
    *(f"https://example.sharepoint.com{path}" for path in (
        "/sites/other/Lists/Requests/DispForm.aspx?ID=7",
        "/sites/digital2/Lists/Requests/DispForm.aspx?ID=7",
        "/sites/digital/other/Lists/Requests/DispForm.aspx?ID=7",
        "/sites/digital/Shared/Requests/DispForm.aspx?ID=7",
        "/sites/digital/Lists/DispForm.aspx?ID=7",
        "/sites/digital/Lists/a/Requests/DispForm.aspx?ID=7",
        "/sites/other/../digital/Lists/Requests/DispForm.aspx?ID=7",
        "/sites/other/%2e%2e/digital/Lists/Requests/DispForm.aspx?ID=7",
        "/sites/digital/Lists/Requests/%2e/DispForm.aspx?ID=7",
        "/sites/digital//Lists/Requests/DispForm.aspx?ID=7",
        "/sites/digital/Lists/Requests/DispForm.aspx%00?ID=7",
        "/sites/digital/Lists/Requests/DispForm.aspx%3FID=7",
        "/sites/digital/Lists/%2552equests/DispForm.aspx?ID=7",
        "/sites/digital/Lists/Requests/%FF.aspx?ID=7",
        "/sites/digital/Lists/Requests",
        "/sites/digital/Lists/Requests/",
        "/sites/digital/Lists/Requests/7",
        "/sites/digital/Lists/Requests/0_.000",
        "/sites/digital/Lists/Requests/7_.000.exe",
        "/:l:/s/digital/AbCdEf?e=1",
        "/sites/digital/_layouts/15/listform.aspx?ID=7",
    )),
    *(f"{OURS}/DispForm.aspx{query}" for query in (
        "", "?", "?ID=", "?ID=0", "?ID=-7", "?ID=07", "?ID=7.0", "?ID=7%00", "?ID=\u0667", "?ID=1e3", "?ID=99999999999",
        "?ID=7&ID=8", "?ID=7&id=8", "?I%20D=7", "?ID=7'--", "?x=7", "?ID=%FF", "?" + "&".join(["a=1"] * 60) + "&ID=7",
        "?id=%2Fsites%2Fother%2FLists%2FRequests%2F7_.000", "?id=/sites/digital/Lists/Other/7_.000", "#ID=7",
        "?ID=7;drop", "?ID= 7",
    )),
    f"{OURS}/DispForm.exe?ID=7",
    f"{OURS}/DispForm.aspx/?ID=7",
]  # fmt: skip


def test_there_are_enough_hostile_links() -> None:
    assert len(set(HOSTILE)) >= 60


@pytest.mark.parametrize("url", HOSTILE)
def test_every_other_address_is_none_of_ours(url: str) -> None:
    assert listed_row(url, SITE) is None


@pytest.mark.parametrize("site", ["", ":", ":/sites/digital", "/"])
def test_without_a_site_no_link_is_ours(site: str) -> None:
    assert listed_row(f"{OURS}/DispForm.aspx?ID=7", site) is None
    assert listed_row("https:///sites/digital/Lists/Requests/DispForm.aspx?ID=7", site) is None
