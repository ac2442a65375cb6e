"""Lets a real Prometheus read a real front door, and says of each rule whether it could be asked (`make watching`).

Both run on this machine for as long as it takes, with a data folder of their own. Needs Debian's `prometheus`.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from tests.free_ports import free_port

ROOT = Path(__file__).resolve().parent.parent
RULES = ROOT / "infra" / "watching" / "front-door.rules.yml"
SECONDS: Final = 90.0
"""How long all of it may take on a busy machine."""
CONFIG = """\
global: {{scrape_interval: 1s, evaluation_interval: 1s}}
rule_files: [{rules}]
scrape_configs:
  - job_name: front-door
    static_configs: [{{targets: ["127.0.0.1:{port}"]}}]
"""


@contextmanager
def running(*command: str | Path) -> Iterator[None]:
    """Run a program until the block ends."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT) as program:
        try:
            yield
        finally:
            program.terminate()


def asked(prometheus: int, path: str) -> Any:
    """What Prometheus says at this path of its API; None while it does not answer."""
    with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{prometheus}/api/v1/{path}", timeout=5) as answer:
        return json.load(answer)["data"]
    return None


def rules_of(prometheus: int) -> list[dict[str, Any]]:
    """Every rule once all were asked for and nothing is pending any more of the time of the start; empty before."""
    seen = asked(prometheus, "query?query=front_door_build_info")
    told = asked(prometheus, "rules") if seen and seen["result"] else None
    rules = [rule for group in told["groups"] for rule in group["rules"]] if told else []
    known = all(rule["health"] != "unknown" and rule.get("state") != "pending" for rule in rules)
    return rules if known else []


def main() -> int:
    """Start both, wait until every rule was asked for, and tell. Gives 1 where one could not be."""
    program = shutil.which("prometheus")
    if program is None:
        print("watching: prometheus is not here. On Debian: apt-get install prometheus")
        return 1
    host, prometheus = free_port(), free_port()
    print("watching: starting a front door and a Prometheus that reads it", flush=True)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as both:
        config = Path(folder) / "prometheus.yml"
        config.write_text(CONFIG.format(rules=RULES, port=host))
        door = (Path(sys.executable).with_name("front-door"), "serve", "--local", "--port", str(host))
        both.enter_context(running(*door, "--data", Path(folder) / "data"))
        kept = (f"--storage.tsdb.path={folder}/kept", f"--web.listen-address=127.0.0.1:{prometheus}")
        both.enter_context(running(program, f"--config.file={config}", *kept))
        end, rules = time.monotonic() + SECONDS, list[dict[str, Any]]()
        while not rules and time.monotonic() < end:
            time.sleep(0.2)
            rules = rules_of(prometheus)
    for rule in rules:
        state = rule.get("state", "recorded") if rule["health"] == "ok" else f"cannot be asked: {rule['lastError']}"
        print(f"  {rule['name']:40} {state}")
    if not rules:
        print(f"watching: nothing was read within {SECONDS:.0f} seconds")
    return 0 if rules and all(rule["health"] == "ok" for rule in rules) else 1


if __name__ == "__main__":
    raise SystemExit(main())
