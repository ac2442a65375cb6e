"""What is advised where an id does not fit: another one that does, and never itself."""

from __future__ import annotations

import pytest

from governance_rules.problems import near_miss


@pytest.mark.parametrize(
    ("word", "known", "advice"),
    [
        ("hosing", ["housing", "parks"], "Did you mean housing?"),
        ("housing", ["housing", "parks"], "Use one of parks"),
        ("new_system", ["new_system", "new_systems"], "Did you mean new_systems?"),
        ("zzz", [""], "Take it out"),
        ("zzz", ["zzz"], "Take it out"),
        ("zzz", [f"a{n}" for n in range(8)], "Use one of a0, a1, a2, a3, a4, a5, a6, a7"),
        ("zzz", [f"a{n}" for n in range(9)], "Use one of a0, a1, a2, a3, a4, a5, a6, a7 and 1 other"),
    ],
)
def test_what_does_not_fit_here_is_answered_with_what_does(word: str, known: list[str], advice: str) -> None:
    assert near_miss(word, known) == advice
