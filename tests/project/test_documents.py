"""Every command that a document shows is run as it stands there, or says why it is not."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.setting_sources import names
from bot.settings import Settings
from scripts.env_example import example_of, settings_of
from tests.forked import front_door, program
from tests.project.tracked import ROOT, python_files, texts

SECONDS = 120
FENCE = re.compile(r"^```(\w*)\s*$")
NOT_RUN = re.compile(r"^<!-- not run: (\S.{9,}) -->$")
LOOKS_LIKE_A_COMMAND = re.compile(r"^\s*(\$ |make |\.venv/bin/|front-door |pip |npm |python3? |az )")

FROM_NOTHING = "README.md"
"""The document whose commands start as a newcomer's do, imports and all."""

# What a deployment of the examples has in its environment; the stand-in's address and site are added when it runs.
SETTINGS = {
    "MicrosoftAppId": "11111111-2222-3333-4444-555555555555",
    "MicrosoftAppPassword": "a password for nothing",
    "MicrosoftAppTenantId": "22222222-3333-4444-5555-666666666666",
    "PUBLIC_URL": "https://frontdoor.example.gov.uk",
}

SITE = "council.sharepoint.com:/sites/digital"
"""As the examples have it: a package for Teams names its host."""


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block of a document: where, in which language, its text, and why it is not run (empty: it is)."""

    document: str
    line: int
    language: str
    text: str
    not_run: str


def blocks_of(document: str) -> Iterator[Block]:
    """The fenced blocks of a document, in order."""
    lines = texts()[document].splitlines()
    began: int | None = None
    for number, line in enumerate(lines):
        if began is None and FENCE.match(line):
            began = number
        elif began is not None and line.rstrip() == "```":
            above = next((text for text in reversed(lines[:began]) if text.strip()), "")
            fence, reason = FENCE.match(lines[began]), NOT_RUN.match(above)
            assert fence is not None
            text = "\n".join(lines[began + 1 : number])
            yield Block(document, began + 1, fence[1], text, reason[1] if reason else "")
            began = None
    assert began is None, f"{document}: the block of line {(began or 0) + 1} has no end"


def documents() -> list[str]:
    """Every document that tells people what to type."""
    return sorted(name for name in texts() if name.endswith(".md"))


def runnable(document: str) -> Iterator[Block]:
    """The blocks of a document that are run."""
    return (block for block in blocks_of(document) if block.language == "sh" and not block.not_run)


@pytest.fixture(scope="module")
def stand_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The settings that lead to a running stand-in of Graph."""
    folder = tmp_path_factory.mktemp("graph")
    command = [sys.executable, "-m", "bot.local.graph", "--port", "0", "--data", str(folder)]
    command += ["--app", SETTINGS["MicrosoftAppId"], "--site", SITE, "--lag", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        said = dict(running.stdout.readline().strip().split("=", 1) for _ in range(2))
        yield said
        running.terminate()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, stand_in: dict[str, str]) -> Path:
    """A data folder as a front door leaves it that has served and was stopped."""
    folder = tmp_path_factory.mktemp("served")
    data, said = folder / ".data", folder / "said"
    os.mkfifo(said)
    words = ["serve", "--local", "--port", "0", "--data", str(data)]
    running = front_door(words, {**os.environ, **stand_in}, ROOT, said)
    with said.open() as lines:
        told = next((line for line in lines if "http://127.0.0.1:" in line), "")
        running.send_signal(signal.SIGTERM)
        lines.read()
    running.process.join(SECONDS)
    assert told, "the front door ended before it was ready"
    assert running.returncode == 0
    return data


@pytest.fixture(scope="module")
def quick(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The environment of the project, in which `front-door` starts with its imports done: 0.1 s instead of 2."""
    environment = tmp_path_factory.mktemp("quick") / ".venv"
    (environment / "bin").mkdir(parents=True)
    for folder in (".", "bin"):
        for path in (ROOT / ".venv" / folder).iterdir():
            if path.name not in {"bin", "front-door"}:
                (environment / folder / path.name).symlink_to(path)
    with program(environment / "bin"):
        yield environment


@pytest.fixture
def workplace(tmp_path: Path, served: Path) -> Path:
    """The project as a newcomer's folder: what is written there stays out of the real one."""
    shutil.copytree(served, tmp_path / ".data")
    tops = {name.split("/")[0] for name in texts()}
    for name in (*sorted(tops), "node_modules"):
        if (ROOT / name).exists():
            (tmp_path / name).symlink_to(ROOT / name)
    return tmp_path


@pytest.mark.parametrize("document", [name for name in documents() if any(runnable(name))])
def test_every_command_of_a_document_works(
    document: str, workplace: Path, stand_in: dict[str, str], quick: Path
) -> None:
    (workplace / ".venv").symlink_to(ROOT / ".venv" if document == FROM_NOTHING else quick)
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
    env = {**kept, **SETTINGS, **stand_in, "HOME": str(workplace)}
    for block in runnable(document):
        done = subprocess.run(
            ["/bin/bash", "-euo", "pipefail", "-c", block.text],
            cwd=workplace,
            env=env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        assert done.returncode == 0, f"{document}:{block.line}\n{block.text}\n{done.stdout}{done.stderr}"


@pytest.mark.parametrize("document", documents())
def test_every_command_stands_in_a_block_that_is_run(document: str) -> None:
    unseen = [
        f"{document}:{block.line}"
        for block in blocks_of(document)
        if block.language not in {"sh", "dockerfile", "ini"} and LOOKS_LIKE_A_COMMAND.search(block.text)
    ]
    assert unseen == [], "mark the block as sh, and say above it why it is not run where it cannot be"


@pytest.mark.parametrize("document", documents())
def test_every_link_to_a_file_leads_somewhere(document: str) -> None:
    prose = re.sub(r"```.*?```", "", texts()[document], flags=re.DOTALL)
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", prose)
    local = [link for link in links if "://" not in link and not link.startswith("mailto:")]
    missing = [link for link in local if not (ROOT / document).parent.joinpath(link).exists()]
    assert missing == []


def test_every_setting_stands_in_the_page_about_deploying_and_in_the_example_and_no_other_does() -> None:
    page = texts()["docs/deploy.md"]
    told = [name for name, _, _ in settings_of(page)]
    assert sorted(told) == sorted([*names(), "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"])
    assert texts()[".env.example"] == example_of(page), "make it anew: python -m scripts.env_example"


def test_every_setting_is_read_by_something_beside_the_file_that_declares_it() -> None:
    declaring = texts()["bot/settings.py"].partition("    def needed_to_serve")[0]
    derived = "\n".join(part for part in declaring.split("@property")[1:])
    read = {name for code in python_files("bot").values() for name in re.findall(r"\bsettings\.(\w+)", code)}
    read |= set(re.findall(r"\bself\.(\w+)", derived))
    assert [name for name in Settings.model_fields if name not in read] == []
