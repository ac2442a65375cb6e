"""Where a file may be saved: a OneDrive of SharePoint, and no other way to write an address."""

from __future__ import annotations

import pytest

from bot.host.upload_address import LONGEST, UploadRule

THERE = "https://contoso-my.sharepoint.com/personal/x_example_org"
SOUND = [
    f"{THERE}/_api/v2.0/drives/b!x/items/01ABC/uploadSession?guid='1150D938'&overwrite=True&tempauth=eyJ0.eyJh.b-_c",
    "https://contoso-my.sharepoint.com:443/up",
    "https://CONTOSO-my.SharePoint.com/up",
    "https://a.b.sharepoint.com/",
]
HERE = ["http://127.0.0.1:3978/local/onedrive/up/x?guid=1", "http://localhost:1/up", "http://[::1]:80/up"]
HOSTILE = [
    "http://contoso.sharepoint.com/up",
    "https://contoso.sharepoint.com:8443/up",
    "https://contoso.sharepoint.com:/up",
    "https://user@contoso.sharepoint.com/up",
    "https://user:word@contoso.sharepoint.com/up",
    "https://contoso.sharepoint.com@evil.example/up",
    "https://contoso.sharepoint.com:443@evil.example/up",
    "https://contoso.sharepoint.com.evil.example/up",
    "https://contoso.sharepoint.com./up",
    "https://contoso-sharepoint.com/up",
    "https://contososharepoint.com/up",
    "https://sharepoint.com/up",
    "https://.sharepoint.com/up",
    "https://-.sharepoint.com/up",
    "https://contoso..sharepoint.com/up",
    "https://evil.example/contoso.sharepoint.com/up",
    "https://evil.example?contoso.sharepoint.com/up",
    "https://evil.example#.sharepoint.com/up",
    "https://evil.example\\.sharepoint.com/up",
    "https://evil.example\\@contoso.sharepoint.com/up",
    "https://evil.example%2f.sharepoint.com/up",
    "https://evil.example%00.sharepoint.com/up",
    "https://contoso.\u017fharepoint.com/up",
    "https://contoso.share\u0440oint.com/up",
    "https://contoso\u3002sharepoint\u3002com/up",
    "https://contoso.sharepoint.com\t/up",
    "https://contoso.sharepoint.com/up\r\nAuthorization: x",
    "https://contoso.sharepoint.com/up\n",
    " https://contoso.sharepoint.com/up",
    "https://contoso.sharepoint.com/up#x",
    "https://contoso.sharepoint.com/a/../up",
    "https://contoso.sharepoint.com/%2E%2e/up",
    "https://contoso.sharepoint.com/.",
    "https:/contoso.sharepoint.com/up",
    "//contoso.sharepoint.com/up",
    "contoso.sharepoint.com/up",
    "https://contoso.sharepoint.com",
    "https://169.254.169.254/up",
    "https://[::ffff:169.254.169.254]/up",
    "https://10.0.0.1/up",
    "ftp://contoso.sharepoint.com/up",
    "file:///etc/passwd",
    "javascript://contoso.sharepoint.com/%0aalert(1)",
    "",
    None,
    7,
    ["https://contoso.sharepoint.com/up"],
    f"https://contoso.sharepoint.com/{'a' * LONGEST}",
]


@pytest.mark.parametrize("address", SOUND)
def test_a_onedrive_of_the_council_takes_files(address: str) -> None:
    assert UploadRule().saves(address)
    assert UploadRule().shows(address)


@pytest.mark.parametrize("local", [False, True])
@pytest.mark.parametrize("address", HOSTILE, ids=str)
def test_nothing_goes_anywhere_else(address: object, local: bool) -> None:  # noqa: FBT001 - a parameter of the test
    assert not UploadRule(local=local).saves(address)
    assert not UploadRule(local=local).shows(address)


@pytest.mark.parametrize("address", HERE)
def test_this_machine_takes_files_in_local_mode_alone(address: str) -> None:
    assert UploadRule(local=True).saves(address)
    assert UploadRule(local=True).shows(address)
    assert not UploadRule().saves(address)
    assert not UploadRule().shows(address)


@pytest.mark.parametrize(
    "path", ["127.0.0.1:1@evil.example/", "127.0.0.1.evil.example/", "127.1/", "0.0.0.0/", "127.0.0.1"]
)
def test_in_local_mode_nothing_that_only_looks_like_this_machine_counts(path: str) -> None:
    assert not UploadRule(local=True).saves(f"http://{path}")


def test_a_file_may_lie_in_a_folder_that_people_named_but_nothing_is_sent_to_such_an_address() -> None:
    named = f"{THERE}/Documents/Microsoft Teams Chat Files/Übersicht (1).csv"
    assert UploadRule().shows(named)
    assert not UploadRule().saves(named)
