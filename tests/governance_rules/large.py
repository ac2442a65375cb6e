"""A rulebook of any size, for tests and measures: the shipped one with many more questions and checks."""

from __future__ import annotations

import shutil
from pathlib import Path

from governance_rules import SHIPPED


def write_large(folder: Path, questions: int) -> None:
    """Copy the shipped rulebook to a folder and add questions until it has so many; every other one hangs on the one before."""
    shutil.copytree(SHIPPED, folder)
    topics, checks = [], []
    for n in range(questions - 16):
        if n % 4 == 0:
            topics.append(f"\n  - id: more_{n}\n    title: More {n}\n    questions:")
        when = f"{{question: more_{n - 1}_q, is: yes}}" if n % 2 else "{fact: governed}"
        topics.append(
            f"""
      - id: more_{n}_q
        ask: Is this number {n}?
        short: Number {n}
        why: It is asked to measure.
        error: Choose an answer
        strategy: none
        when: {when}
        options:
          - {{id: yes, label: Yes}}
          - {{id: no, label: No}}"""
        )
        checks.append(
            f"""
  - id: check_{n}
    name: Check {n}
    owner: pmo
    when: {{question: more_{n}_q, is: yes}}
    because: The answer was yes.
    do: Do it.
    strategy: none
"""
        )
    path = folder / "questions.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "".join(topics) + "\n", encoding="utf-8")
    path = folder / "checks.yaml"
    head, tail = path.read_text(encoding="utf-8").split("\nalerts:\n")
    path.write_text(head + "".join(checks) + "\nalerts:\n" + tail, encoding="utf-8")
    # The examples do not answer the new questions.
    (folder / "examples.yaml").unlink()
