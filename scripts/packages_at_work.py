"""Puts the packages to work that are installed where this runs: every call to Graph, and every kind of paper.

Trimmed packages (`scripts/trim_packages.py`) must prove themselves before they serve. First every expression of
the product's source that picks a request builder is evaluated (`lambda client: client.users.by_user_id(…).manager`).
Then the product's own code makes, checks and fills the lists, follows a change, subscribes, looks people up and
installs the app, over the wire, against the stand-in for Graph. Last, the commands make their papers and charts.
Prints what was done, and exits 1 at the first thing that is missing.

    python scripts/packages_at_work.py    # --libraries: each shared library is loaded first; --calls: no papers
"""

from __future__ import annotations

import ast
import asyncio
import subprocess
import sys
import sysconfig
import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import web

import bot
from bot.local.graph import LOCAL_SITE, start
from bot.people.directory import areas, read_directory
from bot.sharepoint.access import GraphAccess
from bot.sharepoint.columns import champions_list, requests_list, systems_list
from bot.sharepoint.examination import examine
from bot.sharepoint.graph import Graph, open_graph
from bot.sharepoint.installing import TeamsApp, chat, find_app, install, installation
from bot.sharepoint.listing import Listing, open_listing
from bot.sharepoint.notifications import keep_subscribed, notification_endpoint
from bot.sharepoint.people import person_of_address, read_person
from bot.sharepoint.probe import probe
from bot.sharepoint.provision import carry_out, check, plan
from governance_rules import load_rulebook

NAME, WORD = "Digital change requests", "a-word"
APP = TeamsApp("00000000-0000-0000-0000-00000000b07f")
STAFF, MANAGER = "00000000-0000-0000-0000-00000000c001", "00000000-0000-0000-0000-00000000c002"

PAPERS = (
    ("rules", "check"),
    ("figures", "--format", "svg", "--out", "figures.svg"),
    ("figures", "--format", "docx", "--out", "figures.docx"),
    ("roadmap", "--format", "svg", "--out", "roadmap.svg"),
    ("roadmap", "--review", "2026-Q4", "--out", "review.docx"),
    ("pack", "--body", "board", "--meeting", "2026-12-09", "--out", "pack.docx"),
    ("pack", "--body", "board", "--meeting", "2026-12-09", "--out", "pack.html"),
)
"""The commands that make something, as an operator types them in a folder whose `.data` is there."""


def builders() -> Iterator[tuple[str, ast.Lambda]]:
    """Place and source of every expression that picks a request builder: the `lambda` that a call of Graph is given."""
    product = Path(bot.__file__).parent
    for path in sorted(product.rglob("*.py")):
        if path.relative_to(product).parts[0] == "local":
            continue
        text = path.read_text(encoding="utf-8")
        if "graph" not in text:
            continue
        for node in ast.walk(ast.parse(text)):
            for given in node.args if isinstance(node, ast.Call) and _is_a_call_of_graph(node) else ():
                if isinstance(given, ast.Lambda):
                    yield f"{path.relative_to(product.parent)}:{given.lineno}", given


def picked(node: ast.expr, name: str, client: Any) -> Any:
    """What an expression gives in which ``name`` is the SDK's client, and everything else is a word, as an id is."""
    if isinstance(node, ast.Name) and node.id == name:
        return client
    if isinstance(node, ast.Attribute):
        of = picked(node.value, name, client)
        return of if of == WORD else getattr(of, node.attr)
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Attribute) and node.func.attr == "at":  # as `Listing.at` does
            return client.sites.by_site_id(WORD).lists.by_list_id(WORD)
        of = picked(node.func, name, client)
        return of if of == WORD else of(*(WORD for _ in node.args))
    return WORD


def _is_a_call_of_graph(node: ast.Call) -> bool:
    """Whether it is `….call("GET", …)`."""
    method = node.args[0] if node.args else None
    named = isinstance(node.func, ast.Attribute) and node.func.attr == "call"
    return named and isinstance(method, ast.Constant) and isinstance(method.value, str)


def pick_every_builder(client: Any) -> int:
    """Pick each of them with the SDK's client. Ends with the place of the first that cannot be, or gives the count."""
    count = 0
    for place, source in builders():
        try:
            built = picked(source.body, source.args.args[0].arg, client)
            assert built != WORD, "it does not begin with the client"
            assert built.url_template, "it is no request builder"
        except Exception as error:
            said = f"{ast.unparse(source)}: {type(error).__name__}: {error}"
            raise SystemExit(f"packages_at_work: {place}: {said}") from error
        count += 1
    return count


LOAD = "import ctypes, os, sys\nfor path in sys.argv[1:]: ctypes.CDLL(path, mode=os.RTLD_LAZY)\nos._exit(0)"
"""In a process of its own, which ends without tidying up: what was loaded so is in no state to be ended."""


def load_every_library() -> int:
    """Let the system load each shared library of the packages: one that was cut wrongly is refused. How many."""
    packages = Path(sysconfig.get_path("purelib"))
    libraries = sorted(str(path) for path in packages.rglob("*.so*") if path.is_file())
    done = subprocess.run([sys.executable, "-c", LOAD, *libraries], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"packages_at_work: a shared library cannot be loaded: {done.stderr[-500:]}")
    return len(libraries)


async def make_every_call(graph: Graph, now: datetime) -> list[str]:
    """Let the product make its calls. Gives a line for each kind of work; raises where one fails."""
    directory = read_directory()
    names = areas(directory)
    rulebook = load_rulebook(None, names, now.date())
    champions = champions_list(names, tuple(directory.owners), rulebook)
    wanted = [requests_list(NAME, rulebook, names), champions, systems_list(names)]
    result = await carry_out(graph, await plan(graph, wanted))
    assert not result.left, result.left
    differing = await check(graph, wanted)
    assert not differing, differing
    listing = await open_listing(graph, NAME)
    facts = await probe(listing, "DR-0000-a-trial", now)
    assert all(fact.holds for fact in facts), facts
    await subscribe(listing, now)
    who = await read_person(graph, STAFF)
    assert who.manager is not None, who
    assert await person_of_address(graph, "manager@example.org")
    catalogue = await find_app(graph, APP)
    assert await install(graph, catalogue, STAFF)
    assert await installation(graph, APP, STAFF)
    assert await chat(graph, APP, STAFF)
    found = [one.what async for one in examine(graph, wanted, STAFF)]
    return ["lists", *(fact.sentence for fact in facts), "subscription", "people", "app", *found]


async def subscribe(listing: Listing, now: datetime) -> None:
    """Let Graph shake hands with a door of ours, renew, and drop the subscription."""
    app = web.Application()
    app.router.add_post("/api/notifications", notification_endpoint(lambda: {"word"}, lambda: None))
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/notifications"
        held = await keep_subscribed(listing, None, url, "word", now)
        assert held is not None
        assert (
            await keep_subscribed(listing, replace(held, ends=now + timedelta(hours=1)), url, "word", now) is not None
        )
        assert await keep_subscribed(listing, held, "", "word", now) is None
    finally:
        await runner.cleanup()


def make_every_paper(folder: Path) -> int:
    """Serve until it is ready, then make papers and charts of what is there, each by its command. How many."""
    program = [sys.executable, "-m", "bot.commands"]
    with subprocess.Popen(
        [*program, "serve", "--local", "--port", "0"], cwd=folder, stdout=subprocess.PIPE, text=True
    ) as served:
        assert served.stdout is not None
        told = next((line for line in served.stdout if "http://127.0.0.1:" in line), "")
        served.terminate()
        served.stdout.read()
    if not told or served.returncode:
        raise SystemExit(
            f"packages_at_work: front-door serve --local ended with {served.returncode} before it was ready"
        )
    for words in PAPERS:
        done = subprocess.run([*program, *words], cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"packages_at_work: front-door {' '.join(words)}: {done.stdout}{done.stderr}")
    return len(PAPERS)


async def _run() -> None:
    with tempfile.TemporaryDirectory() as folder:
        stand_in = await start(0, Path(folder))
        stand_in.keep_person(MANAGER, "manager@example.org", "Line manager")
        stand_in.keep_person(STAFF, "staff@example.org", "Member of staff", "Housing Operations", MANAGER)
        stand_in.apps.publish(APP.external_id)
        graph = open_graph(GraphAccess(stand_in.url, LOCAL_SITE))
        try:
            count = pick_every_builder(graph.connection.client)
            done = await make_every_call(graph, datetime.now(UTC))
        finally:
            await graph.close()
            await stand_in.close()
    assert count, "no call to Graph was found in the product's source"
    print(
        f"packages_at_work: {count} request builders picked, {len(done)} kinds of work done over the wire", flush=True
    )


def main() -> None:
    """Make all the calls, and the papers unless only the calls were asked for."""
    warnings.simplefilter("ignore", DeprecationWarning)
    if "--libraries" in sys.argv[1:]:
        print(f"packages_at_work: {load_every_library()} shared libraries load")
    asyncio.run(_run())
    if "--calls" not in sys.argv[1:]:
        with tempfile.TemporaryDirectory() as folder:
            print(f"packages_at_work: served, and {make_every_paper(Path(folder))} papers and charts made")


if __name__ == "__main__":
    main()
