"""Holds container, Azure templates, pipelines and alert rules against the field's own checkers (`make checkers`).

hadolint, checkov and zizmor come from PyPI by hash into `.venv-checkers`, an environment of their own; promtool comes
with the system's Prometheus (Debian: apt-get install prometheus). Nothing is asked over the network.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from scripts.setup import index_settings

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".venv-checkers"
STAMP = HOME / ".set-up"
LOCK = "requirements-checkers.txt"


@dataclass(frozen=True, slots=True)
class Check:
    """One checker on some files."""

    name: str
    command: tuple[str, ...]
    """Its first word is a program of `.venv-checkers`, else of the system."""
    files: tuple[str, ...] = ()
    """Patterns of the files that are handed to it; without any the command names its own."""


CHECKS = (
    Check("Dockerfile", ("hadolint",), ("Dockerfile*",)),
    Check(
        "Azure templates",
        ("checkov", "--quiet", "--compact", "--framework", "bicep", "--directory", "infra", "--skip-download"),
    ),
    Check(
        "Container and pipelines",
        (
            *("checkov", "--quiet", "--compact", "--skip-download", "--directory", "."),
            *("--framework", "dockerfile", "github_actions", "azure_pipelines"),
            *("--skip-path", ".venv", "--skip-path", ".venv-checkers", "--skip-path", "node_modules"),
        ),
    ),
    Check("GitHub workflows", ("zizmor", "--offline", "--pedantic", ".github")),
    Check("Alert rules", ("promtool", "check", "rules"), ("infra/watching/*.rules.yml",)),
    Check("Tests of alert rules", ("promtool", "test", "rules"), ("infra/watching/tests/*.yml",)),
    Check("Prometheus", ("promtool", "check", "config"), ("infra/watching/prometheus.yml",)),
)


def install() -> None:
    """Install the checkers by hash, unless the same ones are there."""
    wanted = hashlib.sha256((ROOT / LOCK).read_bytes()).hexdigest()
    if STAMP.exists() and STAMP.read_text() == wanted:
        return
    print("checkers: installing hadolint, checkov and zizmor, each checked against its hash", flush=True)
    uv = ROOT / ".venv" / "bin" / "uv"
    env = {**os.environ, **index_settings(), "VIRTUAL_ENV": str(HOME)}
    shutil.rmtree(HOME, ignore_errors=True)
    subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, HOME], env=env, check=True)
    subprocess.run([uv, "pip", "sync", "--quiet", "--require-hashes", LOCK], cwd=ROOT, env=env, check=True)
    STAMP.write_text(wanted)


def run(check: Check) -> bool:
    """Whether this checker finds nothing. What it prints goes to the person."""
    program = HOME / "bin" / check.command[0]
    command = [str(program) if program.exists() else check.command[0], *check.command[1:]]
    files = sorted(str(path.relative_to(ROOT)) for pattern in check.files for path in ROOT.glob(pattern))
    if check.files and not files:
        print(f"checkers: {check.name}: there is no {' or '.join(check.files)}", flush=True)
        return False
    print(f"checkers: {check.name}", flush=True)
    try:
        return subprocess.run([*command, *files], cwd=ROOT, check=False).returncode == 0
    except FileNotFoundError:
        print(f"checkers: {command[0]} is not here. On Debian: apt-get install prometheus", flush=True)
        return False


def main() -> int:
    """Run every checker and give 1 if any finds something."""
    install()
    failed = [check.name for check in CHECKS if not run(check)]
    print(f"checkers: mend {', '.join(failed)}" if failed else "checkers: nothing found.")
    return bool(failed)


if __name__ == "__main__":
    raise SystemExit(main())
