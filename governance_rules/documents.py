"""Decisions as JSON: the keys and their order are those of the rulebook page, so other programs may rely on them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from governance_rules.model import Alternative, BreakdownRow, Decision, Reason


def decision_to_json(decision: Decision) -> dict[str, Any]:
    """A decision as plain JSON, keys in the order of the rulebook page."""
    return {
        "process": decision.process,
        "steps": list(decision.steps),
        "checks": list(decision.checks),
        "alerts": list(decision.alerts),
        "timeframe": decision.timeframe,
        "value": decision.value,
        "achievability": decision.achievability,
        "breakdown": [
            {"axis": b.axis, "criterion": b.criterion, "points": b.points, "weight": b.weight}
            for b in decision.breakdown
        ],
        "reasons": [
            {"for": r.part, "because": r.because, "answers": list(r.answers), "strategy": r.strategy}
            for r in decision.reasons
        ],
        "what_would_change": [
            {"question": w.question, "answer": w.answer, "process": w.process, "steps": list(w.steps)}
            for w in decision.what_would_change
        ],
        "rules_version": decision.rules_version,
    }


def decision_to_store(decision: Decision) -> dict[str, Any]:
    """A decision as it is stored: the keys of the page, and which steps work side by side."""
    return decision_to_json(decision) | {"together": [list(group) for group in decision.together]}


def decision_from_json(document: Mapping[str, Any]) -> Decision:
    """The decision that ``decision_to_store`` wrote down, or an earlier version, which knew no steps side by side."""
    return Decision(
        process=document["process"],
        steps=tuple(document["steps"]),
        checks=tuple(document["checks"]),
        alerts=tuple(document["alerts"]),
        timeframe=document["timeframe"],
        value=document["value"],
        achievability=document["achievability"],
        breakdown=tuple(BreakdownRow(**b) for b in document["breakdown"]),
        reasons=tuple(Reason(r["for"], r["because"], tuple(r["answers"]), r["strategy"]) for r in document["reasons"]),
        what_would_change=tuple(
            Alternative(w["question"], w["answer"], w["process"], tuple(w["steps"]))
            for w in document["what_would_change"]
        ),
        rules_version=document["rules_version"],
        together=tuple(tuple(group) for group in document.get("together", ())),
    )
