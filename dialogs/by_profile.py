"""The service area that somebody's department suggests: shown with its question, and no answer until they say so."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from dialogs.model import Interview, People, Profile
from governance_rules import Rulebook
from governance_rules.roles import question_with

BY_PROFILE: Final = "by_profile"
"""Key of an interview's memory: by question, what the profile suggests; empty once the person said no to it."""


def with_profile(rulebook: Rulebook, people: People, profile: Profile | None, interview: Interview) -> Interview:
    """The interview with what the profile suggests as it is today, for as long as the question has no answer."""
    before = interview.memory.get(BY_PROFILE)
    if profile is None and before is None:
        return interview
    suggested: dict[str, str] | None = None
    question = question_with(rulebook, "service_area")
    if question is not None and question.id not in interview.answers:
        suggested = before if before == {} else area_by_profile(rulebook, people, profile) or None
    if suggested == before:
        return interview
    memory = {key: value for key, value in interview.memory.items() if key != BY_PROFILE}
    return replace(interview, memory={**memory, BY_PROFILE: suggested} if suggested else memory)


def area_by_profile(rulebook: Rulebook, people: People, profile: Profile | None) -> dict[str, str]:
    """What somebody's department suggests, by question; empty where it suggests nothing."""
    question = question_with(rulebook, "service_area")
    area = people.area_of_department(profile.department) if profile is not None else None
    return {question.id: area} if question is not None and area else {}
