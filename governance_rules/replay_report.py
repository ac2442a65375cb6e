"""What ``rules replay`` prints: which requests would move, from what to what and why, and the counts."""

from __future__ import annotations

from collections.abc import Iterator

from governance_rules.model import Rulebook
from governance_rules.replay import Replay
from governance_rules.wording import route_in_words


def report(found: Replay, proposed: Rulebook) -> Iterator[str]:
    """The lines of the report: one for each request that would move, then the counts."""
    names = proposed.names
    for moved in found.moved:
        before, after = route_in_words(proposed, *moved.before), route_in_words(proposed, *moved.after)
        yield f"{moved.reference}: {before} → {after}. {moved.why}"
    if found.moved:
        yield ""
    decided = found.requests - found.undecided.total()
    yield f"{found.requests:,} requests decided again under {proposed.version}."
    yield f"{len(found.moved):,} would take another route, {decided - len(found.moved):,} the same."
    for question, number in found.undecided.most_common():
        yield f"{number:,} cannot be decided: their answer to {question} is missing or no longer an option."
    yield from _rules(found, proposed)
    for (before_, after_), number in sorted(found.other_timeframe.items(), key=lambda row: (-row[1], str(row[0]))):
        one, two = names.get(before_ or "", "none"), names.get(after_ or "", "none")
        yield f"{number:,} would move from the timeframe {one} to {two}."
    yield from _overruled(found, proposed)


def _rules(found: Replay, proposed: Rulebook) -> Iterator[str]:
    rules = [
        *((p.id, "process") for p in proposed.processes),
        *((b.id, "step") for b in proposed.bodies),
        *((c.id, "check") for c in proposed.checks),
        *((a.id, "alert") for a in proposed.alerts),
    ]
    known = {rule for rule, _ in rules}
    rules += [(rule, "gone") for rule in sorted(found.before.keys() - known)]
    yield ""
    yield f"{'rule':<28}{'kind':<9}{'before':>9}{'after':>9}{'gained':>9}{'lost':>9}"
    for rule, kind in rules:
        yield (
            f"{rule:<28}{kind:<9}{found.before[rule]:>9,}{found.after[rule]:>9,}{found.gained[rule]:>9,}{found.lost[rule]:>9,}"
        )
    yield ""


def _overruled(found: Replay, proposed: Rulebook) -> Iterator[str]:
    if not found.reviewed:
        yield "The governance team has decided the process of none of them yet (FinalProcess)."
        return
    number = found.overruled.total()
    share = 100 * number // found.reviewed
    yield (
        f"Of {found.reviewed:,} with a FinalProcess, {number:,} ({share}%) differ from what was computed; "
        f"under these rules {found.overruled_after:,} would."
    )
    names = proposed.names
    for (computed, final), times in found.overruled.most_common():
        yield f"  {names.get(computed, computed)} became {names.get(final, final)}: {times:,}"
