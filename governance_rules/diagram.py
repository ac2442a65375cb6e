"""``rules diagram``: the routes as a Mermaid flow chart that fits a page, drawn from the rulebook itself."""

from __future__ import annotations

import re

from governance_rules.model import Process, Rulebook
from governance_rules.wording import in_words

_LAYOUT = '    %%{init: {"flowchart": {"wrappingWidth": 230, "nodeSpacing": 25, "rankSpacing": 28, "padding": 10}}}%%'
"""Boxes of 230 pixels set close together: five processes then fit an upright page."""
_UNSAFE = re.compile(r'["<>\[\]{}|`#;\\]')


def diagram(rulebook: Rulebook) -> str:
    """The routes as Mermaid: one question after another down the page, each leading to its process and steps."""
    lines = [
        "flowchart TD",
        _LAYOUT,
        '    start(["A request is described"])',
    ]
    before, answer = "start", ""
    for number, process in enumerate(rulebook.processes, 1):
        box = f"process{number}"
        if process.when.kind == "always":
            lines.append(f'    {before} -->{answer} {box}["{_process(rulebook, process)}"]')
            break
        lines.append(f'    {before} -->{answer} ask{number}{{{{"{_safe(in_words(rulebook, process.when))}?"}}}}')
        lines.append(f'    ask{number} -->|yes| {box}["{_process(rulebook, process)}"]')
        before, answer = f"ask{number}", "|no|"
    lines.append("    classDef process fill:#f3f2f1,stroke:#0b0c0c,color:#0b0c0c,text-align:left")
    lines.append(f"    class {','.join(f'process{n}' for n in range(1, len(rulebook.processes) + 1))} process")
    return "\n".join(lines) + "\n"


def routes_page(rulebook: Rulebook) -> str:
    """The page ``docs/routes.md``: the diagram, and what each process and step is for."""
    lines = [
        "# Where a request ends up",
        "",
        f"Drawn from the rulebook ({rulebook.title}) by `front-door rules diagram --out docs/routes.md`.",
        "Do not edit it by hand.",
        "",
        "```mermaid",
        diagram(rulebook).rstrip("\n"),
        "```",
        "",
        "## Processes",
        "",
        "| process | when | what it means |",
        "|---|---|---|",
        *(f"| {p.name} | {in_words(rulebook, p.when)} | {p.summary} |" for p in rulebook.processes),
        "",
        "## Who is on a route",
        "",
        "| step | what it is for | about how long |",
        "|---|---|---|",
        *(f"| {b.name} | {b.purpose} | {b.about} |" for b in rulebook.bodies),
        "",
        "## Checks beside the route",
        "",
        "| check | owner | why |",
        "|---|---|---|",
        *(f"| {c.name} | {rulebook.owners[c.owner]} | {c.because} |" for c in rulebook.checks),
        "",
    ]
    return "\n".join(lines)


def _process(rulebook: Rulebook, process: Process) -> str:
    """The box of a process: its name, and its steps or what it means."""
    lines = [f"<b>{_safe(process.name)}</b>"]
    number = 0
    for step in process.steps:
        number += not step.together
        line = f"{number}. {_safe(rulebook.names[step.id])}"
        if step.when.kind != "always":
            when = _safe(in_words(rulebook, step.when))
            line += f" <i>if {when[:1].lower()}{when[1:]}</i>"
        if step.together:
            line += " <i>at the same time</i>"
        lines.append(line)
    if not process.steps:
        lines.append(_safe(process.summary))
    return "<br/>".join(lines)


def _safe(text: str) -> str:
    """A text that Mermaid takes as a label and never as its own signs."""
    return _UNSAFE.sub(" ", text)
