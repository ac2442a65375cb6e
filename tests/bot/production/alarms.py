"""Would an alert come of what a front door shows? Two readings of its `/metrics` are given to promtool as a story."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from prometheus_client.parser import text_string_to_metric_families

ROOT = Path(__file__).resolve().parents[3]
RULES = ROOT / "infra" / "watching" / "front-door.rules.yml"
PROMTOOL = shutil.which("promtool") or ""
"""Where Debian's `prometheus` has put it; empty: it is not here."""
OF_IT = {"instance": "front-door-1:3978", "job": "front-door"}
WELL, GOES_ON = 10, 120
"""Minutes of the story: all was well, then it goes on as it was seen to go."""
Key = tuple[str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class Reading:
    """What `/metrics` said, and when. An empty text: it did not answer."""

    text: str
    at: float

    def samples(self) -> dict[Key, tuple[float, bool]]:
        """Each series with its value, and whether it only goes up."""
        found: dict[Key, tuple[float, bool]] = {("up", ()): (float(bool(self.text)), False)}
        for family in text_string_to_metric_families(self.text):
            for sample in family.samples:
                rises = family.type in {"counter", "histogram"}
                found[sample.name, tuple(sorted(sample.labels.items()))] = (sample.value, rises)
        return found


def rules() -> list[dict[str, Any]]:
    """Every rule of the file, recording rules and alerts."""
    return [rule for group in yaml.safe_load(RULES.read_text())["groups"] for rule in group["rules"]]


def story(before: Reading, after: Reading, at: float, minutes: int) -> Iterator[dict[str, str]]:
    """What Prometheus would have read: some minutes as before, then each minute what changed goes on as it did.

    A count grows by as much again each minute, the age of what waits by a minute; all else stays as it is after.
    Times are counted from ``at``, which is nought in the story.
    """
    earlier, later = before.samples(), after.samples()
    for key in sorted(earlier.keys() | later.keys()):
        name, labels = key
        (was, rises), (now, _) = earlier.get(key, later.get(key, (0.0, False))), later.get(key, (0.0, False))
        step = max(0.0, now - earlier.get(key, (0.0, rises))[0]) if rises else 0.0
        if name == "front_door_oldest_delivery_seconds" and now > was:
            step = 60.0
        if "time" in name and name.endswith(("timestamp_seconds", "start_time_seconds")):
            was, now = was - at, now - at
        told = ", ".join(f"{label}={json.dumps(word)}" for label, word in (*labels, *OF_IT.items()))
        begins = f"{was:.6f}x{WELL}" if key in earlier else f"_x{WELL}"
        goes_on = f"{now:.6f}+{step:.6f}x{minutes}" if key in later else f"_x{minutes}"
        yield {"series": f"{name}{{{told}}}", "values": f"{begins} {goes_on}"}


def not_as_promised(folder: Path, alert: str, before: Reading, after: Reading, minutes: int = GOES_ON) -> str:
    """Nothing where this alert has come after so many minutes when it goes on so, and had not come before it began.

    Else what promtool says.
    """
    this = next(rule for rule in rules() if rule.get("alert") == alert)
    wanted = [*(rule for rule in rules() if rule.get("record", "nothing") in this["expr"]), this]
    (folder / "rules.yml").write_text(yaml.safe_dump({"groups": [{"name": "one", "rules": wanted}]}))
    firing = f'min(ALERTS{{alertname="{alert}", alertstate="firing"}})'
    asked: list[dict[str, Any]] = [
        {"expr": firing, "eval_time": f"{WELL - 5}m", "exp_samples": []},
        {"expr": firing, "eval_time": f"{WELL + minutes - 5}m", "exp_samples": [{"labels": "{}", "value": 1}]},
    ]
    test = {
        "interval": "1m",
        "input_series": list(story(before, after, before.at, minutes)),
        "promql_expr_test": asked,
    }
    told = {"rule_files": ["rules.yml"], "evaluation_interval": "5m", "tests": [test]}
    (folder / "story.yml").write_text(yaml.safe_dump(told))
    return promtool(folder, "test", "rules", "story.yml")


def promtool(folder: Path, *words: str) -> str:
    """Let Prometheus' own checker work in this folder. Gives what it finds wrong; empty: nothing."""
    done = subprocess.run([PROMTOOL, *words], cwd=folder, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr if done.returncode else ""


def reading(text: str) -> Reading:
    """A reading of this moment."""
    return Reading(text, time.time())
