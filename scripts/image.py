"""Builds the image of the Dockerfile, looks into it, and runs it as it is meant to run (`make image`).

Needs root and Debian's packages buildah, debootstrap and runc. The base that the Dockerfile names comes from a
registry; where that cannot be reached, a base made of Debian's own packages stands in for it, and all else is the same.

    python -m scripts.image                    # on the stand-in for the base
    python -m scripts.image --base REFERENCE   # on that base; "named" is the one of the Dockerfile
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import aiohttp

from benchmarks.faults.town import Town, town
from benchmarks.served import Host, served
from scripts.setup import index_settings

ROOT = Path(__file__).resolve().parent.parent
TAG, STAND_IN = "localhost/front-door:trial", "localhost/front-door-base:trial"
TOOLS = {"buildah": "buildah", "debootstrap": "debootstrap", "runc": "runc"}
"""Programs, and the package of Debian that has each."""
SUITE = "bookworm"
"""The Debian of the stand-in; its Python is 3.11, which the product runs on too."""
INCLUDED = "python3,python3-venv,ca-certificates,tzdata,netbase"
USELESS = ("usr/share/doc", "usr/share/man", "usr/share/info", "usr/share/locale", "usr/share/lintian")
"""What Debian's slim images are without too."""
SPENT = ("var/cache/apt", "var/lib/apt/lists", "var/log", "debootstrap")
MOST = 350.0
"""Megabytes (10⁶ bytes, unpacked, as buildah and Docker list it) that the image may have."""
MEMORY = 512 * 2**20
"""Bytes that it may use, as compose.yaml gives it."""
UID = 10001
COMPILERS = ("gcc", "cc", "c++", "g++", "clang", "make", "ld", "as", "rustc", "cargo")
SCRATCH = "/" + "tmp"
"""Where the container may write beside its data."""
CLOSED, OPEN = ("/app/x", "/opt/x", "/etc/x"), ("/data/x", f"{SCRATCH}/x")
"""Files that nobody can make in the container, and files that can be made."""
PAPERS: tuple[tuple[str, ...], ...] = (
    ("figures", "--format", "svg", "--out", f"{SCRATCH}/figures.svg"),
    ("pack", "--body", "board", "--meeting", "2026-12-09", "--out", f"{SCRATCH}/pack.docx"),
)


class Wrong(Exception):
    """The image is not as docs/container.md says, or cannot be built here. The sentence says what to do."""


def say(line: str) -> None:
    """Tell the person at the keyboard."""
    print(f"image: {line}", flush=True)


def run(*command: str | Path, env: Mapping[str, str] | None = None) -> str:
    """What a command prints. Raises `Wrong` with its last words when it fails."""
    done = subprocess.run([*map(str, command)], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        said = f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
        raise Wrong(f"{' '.join(map(str, command))} ended with {done.returncode}:\n{said}")
    return done.stdout


def stand_in() -> str:
    """The reference of a base made of Debian's packages; made at the first time, and kept."""
    if run("buildah", "images", "--quiet", "--filter", f"reference={STAND_IN}").strip():
        return STAND_IN
    say(f"making a base of Debian's packages ({SUITE})")
    with tempfile.TemporaryDirectory(prefix="front-door-base-") as name:
        root = Path(name) / "root"
        run("debootstrap", "--variant=minbase", f"--include={INCLUDED}", SUITE, root)
        for place in (*USELESS, *SPENT):
            shutil.rmtree(root / place, ignore_errors=True)
        for place in ("var/cache/apt/archives/partial", "var/lib/apt/lists/partial", "var/log"):
            (root / place).mkdir(parents=True, exist_ok=True)
        packed = Path(name) / "root.tar"
        run("tar", "--create", "--file", packed, "--directory", root, "--one-file-system", ".")
        container = run("buildah", "from", "scratch").strip()
        run("buildah", "add", "--quiet", container, packed, "/")
        run(
            "buildah", "config", "--env", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", container
        )
        run("buildah", "commit", "--quiet", "--rm", container, STAND_IN)
    return STAND_IN


def build(base: str, tag: str) -> str:
    """Build the image and give its id. ``base``: a reference, or "named" for the one of the Dockerfile."""
    with tempfile.TemporaryDirectory(prefix="front-door-build-") as name:
        pip, authority = Path(name) / "pip.conf", Path(name) / "ca"
        settings = index_settings()
        lines = ["[global]", "cert = /run/secrets/ca"]
        lines += [f"index-url = {settings[key]}" for key in ("UV_DEFAULT_INDEX",) if key in settings]
        pip.write_text("\n".join([*lines, ""]))
        shutil.copyfile(os.environ.get("SSL_CERT_FILE", "/etc/ssl/certs/ca-certificates.crt"), authority)
        command = ["buildah", "bud", "--isolation", "chroot", "--format", "docker", "--layers", "--tag", tag]
        command += ["--secret", f"id=pip,src={pip}", "--secret", f"id=ca,src={authority}"]
        command += ["--timestamp", run("git", "log", "-1", "--format=%ct").strip()]
        command += ["--build-arg", f"REVISION={run('git', 'rev-parse', 'HEAD').strip()}"]
        command += [] if base == "named" else ["--build-arg", f"BASE={base}"]
        told = run(*command, "--file", "Dockerfile", ".")
        for line in told.splitlines():
            if line.startswith(("trim_packages:", "packages_at_work:")):
                say(line)
    return run("buildah", "images", "--quiet", "--no-trunc", tag).strip()


@contextmanager
def unpacked(image: str) -> Iterator[Path]:
    """The image's files, until the block ends."""
    container = run("buildah", "from", "--pull-never", image).strip()
    try:
        yield Path(run("buildah", "mount", container).strip())
    finally:
        run("buildah", "rm", container)


def megabytes(folder: Path) -> float:
    """What a folder holds, in 10⁶ bytes: files once, however many names they have."""
    seen, total = set(), 0
    for path in folder.rglob("*"):
        found = path.lstat()
        if path.is_file() and not path.is_symlink() and found.st_ino not in seen:
            seen.add(found.st_ino)
            total += found.st_size
    return total / 1e6


def look(image: str, root: Path, base: str) -> Mapping[str, Any]:
    """Hold the image against what docs/container.md says of it, and give its configuration. Raises `Wrong`."""
    config: Mapping[str, Any] = json.loads(run("buildah", "inspect", "--type", "image", image))["Docker"]["config"]
    wanted = {"User": f"{UID}:{UID}", "Volumes": {"/data": {}}, "StopSignal": "SIGTERM", "WorkingDir": "/app"}
    if wrong := {name: config.get(name) for name, value in wanted.items() if config.get(name) != value}:
        raise Wrong(f"the image's configuration is {wrong}, not {wanted}")
    if not (config.get("Healthcheck") or {}).get("Test"):
        raise Wrong("the image has no health check")
    programs = {path.name for folder in ("usr/bin", "usr/local/bin", "bin") for path in (root / folder).glob("*")}
    if found := sorted(programs & set(COMPILERS)):
        raise Wrong(f"the last stage holds {', '.join(found)}: nothing there may compile")
    ours = megabytes(root / "opt/front-door")
    whole = int(json.loads(run("buildah", "images", "--json", image))[0]["size"].split()[0])
    say(f"{whole} MB unpacked (at most {MOST:.0f}), {ours:.0f} MB of it ours, on {base}")
    if whole > MOST:
        raise Wrong(f"the image has {whole} MB, more than {MOST:.0f}")
    return config


@dataclass(frozen=True, slots=True)
class Container:
    """How the image is run: by runc, with a root that nobody can write, no capability, and a limit on memory."""

    root: Path
    config: Mapping[str, Any]
    folder: Path

    def command(self, name: str, words: Sequence[str], env: Mapping[str, str], data: Path) -> list[str]:
        """The command that runs these words in a container of that name; its network is this machine's."""
        bundle = self.folder / name
        bundle.mkdir()
        given = {**dict(one.split("=", 1) for one in self.config["Env"]), **env}
        sets = ("bounding", "effective", "inheritable", "permitted", "ambient")
        mounts: list[dict[str, Any]] = [
            {"destination": "/proc", "type": "proc", "source": "proc"},
            {"destination": "/dev", "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "mode=755"]},
            {"destination": SCRATCH, "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "nodev", "mode=1777"]},
            {"destination": "/data", "type": "bind", "source": str(data), "options": ["bind", "rw"]},
        ]
        spec = {
            "ociVersion": "1.0.2",
            "process": {
                "user": {"uid": UID, "gid": UID},
                "args": [*words],
                "env": [f"{key}={value}" for key, value in given.items()],
                "cwd": self.config["WorkingDir"],
                "capabilities": {one: [] for one in sets},
                "noNewPrivileges": True,
            },
            "root": {"path": str(self.root), "readonly": True},
            "mounts": mounts,
            "linux": {
                "namespaces": [{"type": kind} for kind in ("mount", "pid", "ipc", "uts")],
                "resources": {"memory": {"limit": MEMORY}},
            },
        }
        (bundle / "config.json").write_text(json.dumps(spec))
        return ["runc", "run", "--bundle", str(bundle), f"front-door-{os.getpid()}-{name}"]


async def serve_one_request(container: Container, data: Path) -> None:
    """Start the image (in local mode), send a request through it, ask its health check, and stop it."""
    began = time.monotonic()

    def command(host: Host) -> list[str]:
        words = served("front-door", replace(host, data=Path("/data")))
        return container.command("serve", words, {**host.env, "PORT": str(host.port)}, data)

    async with town() as here:
        host = here.hosts[0]
        host.command = command
        await host.start()
        say(f"ready {time.monotonic() - began:.1f} s after it was started")
        await _a_request(here)
        check = container.config["Healthcheck"]["Test"][1:]
        inside = ["runc", "exec", f"front-door-{os.getpid()}-serve"]
        run(*inside, *check)
        said = run(*inside, "/bin/sh", "-c", f"touch {' '.join(CLOSED)} 2>&1; touch {' '.join(OPEN)} && id -u")
        if said.count("Read-only file system") != len(CLOSED) or not said.rstrip().endswith(str(UID)):
            raise Wrong(f"a file could be written where none may be, or not where it must be: {said}")
        began = time.monotonic()
        await host.stop()
        assert host.process is not None
        if host.process.returncode:
            raise Wrong(
                f"after SIGTERM it ended with {host.process.returncode}: {(host.data / 'log').read_text()[-1000:]}"
            )
        say("a request is in the list, and the health check is well")
        say(f"it ended {time.monotonic() - began:.1f} s after SIGTERM")


async def _a_request(here: Town) -> None:
    await here.send(1, 1)
    if not await here.until(lambda: here.lost() == 0, 30):
        raise Wrong("a request that was acknowledged is not in the list after 30 s")


def make_papers(container: Container, data: Path) -> None:
    """Let the image make papers and charts of what the request left, and refuse to serve without settings."""
    for number, words in enumerate(PAPERS):
        run(*container.command(f"paper-{number}", ["front-door", *words], {}, data))
    bare = subprocess.run(
        container.command("bare", [*container.config["Entrypoint"], *container.config["Cmd"]], {}, data),
        capture_output=True,
        text=True,
        check=False,
    )
    if bare.returncode != 1 or "MicrosoftAppId is missing" not in bare.stderr:
        raise Wrong(f"without settings it did not end with what is missing: {bare.returncode} {bare.stderr[-500:]}")
    say(f"{len(PAPERS)} papers and charts made in it; without settings it names what is missing")


def main() -> int:
    """Build, look and run; 1 with a sentence where something is wrong."""
    reader = argparse.ArgumentParser(prog="python -m scripts.image", description=__doc__)
    reader.add_argument("--base", default="", help='a reference; "named" for the Dockerfile\'s; left out: a stand-in')
    given = reader.parse_args()
    missing = sorted({package for program, package in TOOLS.items() if not shutil.which(program)})
    if missing or os.geteuid() != 0:
        say(f"it takes root and Debian's packages: apt-get install {' '.join(missing or TOOLS.values())}")
        return 1
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    try:
        base, began = given.base or stand_in(), time.monotonic()
        image = build(base, TAG)
        say(f"built {re.sub('^sha256:', '', image)[:12]} in {time.monotonic() - began:.0f} s")
        with unpacked(TAG) as root, tempfile.TemporaryDirectory(prefix="front-door-image-") as name:
            config = look(TAG, root, base)
            data = Path(name) / "data"
            data.mkdir()
            os.chown(data, UID, UID)
            container = Container(root, config, Path(name))
            asyncio.run(serve_one_request(container, data))
            make_papers(container, data)
    except (Wrong, aiohttp.ClientError, OSError) as problem:
        say(str(problem))
        return 1
    say("all is well.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
