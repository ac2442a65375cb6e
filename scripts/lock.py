"""Chooses exact versions with hashes for every set of packages that pyproject.toml names (`make lock`).

The files name no address of a package index, hold for every Python from 3.11 to 3.13 and for every system.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = ROOT / ".venv" / "bin" / "uv"
FLAGS = (
    "--universal",
    "--python-version",
    "3.11",
    "--generate-hashes",
    "--no-header",
    "--no-emit-index-url",
    "--quiet",
)

# Each lock and what goes into it. The second takes its versions from the first, so that tests run on what is deployed.
LOCKS = {
    "requirements.txt": ("pyproject.toml", "--extra", "otel"),
    "requirements-dev.txt": ("pyproject.toml", "--extra", "otel", "--group", "dev", "-c", "requirements.txt"),
    "requirements-setup.txt": ("--group", "setup"),
    "requirements-node.txt": ("--group", "node"),
    "requirements-checkers.txt": ("--group", "checkers"),
}


def main() -> int:
    """Write every lock; the exit code is that of the first that could not be made, or 0."""
    upgrade = ("--upgrade",) if "--upgrade" in sys.argv[1:] else ()
    for name, parts in LOCKS.items():
        print(f"lock: {name}", flush=True)
        command = (UV, "pip", "compile", *parts, *FLAGS, *upgrade, "-o", name)
        env = {**os.environ, "UV_SYSTEM_CERTS": "1"}
        code = subprocess.run(command, cwd=ROOT, env=env, check=False).returncode
        if code:
            return code
    print("lock: done. Next: make setup, make test and make sbom.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
