"""`front-door serve`: the production host; with `--local` the same host on this machine with all it needs."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import click

from bot import memory
from bot.commands.options import data_option, doubts_about, settings_or_stop, settings_to_serve, stop
from bot.host.connection_limit import take_descriptors
from bot.logs import Log, start_logs
from bot.people.directory import DirectoryProblems
from bot.private_files import OTHERS
from bot.register.opening import CannotOpen
from bot.settings import WrongSettings
from bot.wiring import serve
from governance_rules import RulebookProblems

_log = Log("settings")


@click.command()
@click.option(
    "--local", is_flag=True, help="On this machine only: no sign-in, a stand-in for Graph, and a page to try it on."
)
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on (PORT; 3978).")
@data_option
def command(data: Path, port: int | None, *, local: bool) -> None:
    """Run the front door until Ctrl+C or SIGTERM."""
    settings = settings_or_stop({"port": port}) if local else settings_to_serve({"port": port})
    memory.begin()
    memory.share_one_heap()  # before the first thread

    start_logs()
    for sentence in doubts_about(settings, local=local):
        _log.warning(sentence)
    os.umask(OTHERS)  # whatever is made from here on is ours alone
    take_descriptors()
    try:
        sys.exit(asyncio.run(serve(settings, data, local=local)))
    except (RulebookProblems, DirectoryProblems) as problems:
        stop(
            *(str(problem) for problem in problems.problems),
            "Correct this, check with front-door rules check, and start again.",
        )
    except WrongSettings as wrong:
        stop(*wrong.problems)
    except CannotOpen as error:
        stop(str(error))
    except OSError as error:
        stop(f"The front door cannot start: {error.strerror or error}. Check --data and --port.")
