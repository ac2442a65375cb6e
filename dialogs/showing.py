"""The present card of an interview, wherever the person is in it."""

from __future__ import annotations

from dialogs.cards.check import check_card, similar_part
from dialogs.cards.decision import advice_card, decision_card
from dialogs.cards.details import detail_card, details_card
from dialogs.cards.elements import Element, box, text
from dialogs.cards.mine import cancel_sure_card, note_card
from dialogs.cards.topic import question_card, topic_card
from dialogs.position import Place, place_of, up_to_date
from dialogs.scene import Aside, Command, Scene, stamp
from dialogs.seams import Card, Effect, Interview, Turn
from dialogs.wording import asking as w
from dialogs.wording import say
from governance_rules import decide

NOTHING = Aside()


def notice(words: str) -> Element:
    """One sentence in a box at the top of a card."""
    return box([text(words)], "accent")


def open_interview(scene: Scene) -> Interview | None:
    """The interview in hand when it is open, brought up to the rules of today."""
    current = scene.desk.current
    return up_to_date(scene.rulebook, current) if current is not None and current.state == "open" else None


def drafts_of(scene: Scene) -> list[Interview]:
    """Every open draft but the one in hand, newest first."""
    current = scene.desk.current
    return [d for d in scene.desk.drafts if d.state == "open" and (current is None or d.id != current.id)]


def rules_changed(scene: Scene, interview: Interview) -> bool:
    """Whether the stored draft was begun under other rules."""
    held = (scene.desk.current, *scene.desk.drafts)
    return any(i is not None and i.id == interview.id and i.rules_version != scene.rulebook.version for i in held)


def show(scene: Scene, interview: Interview, aside: Aside = NOTHING, place: Place | None = None) -> tuple[Card, str]:
    """The card for where this interview is now."""
    here = place or place_of(scene.rulebook, interview)
    if rules_changed(scene, interview):
        aside = Aside((notice(say(w.RULES_CHANGED)), *aside.notices), aside.errors, aside.given)
    rulebook, people = scene.rulebook, scene.people
    if here.kind == "topic" and here.question is not None:
        draw = question_card if scene.typed else topic_card
        return draw(rulebook, interview, here, aside, here.question)
    if here.kind == "details" and here.detail is not None:
        if scene.known.similar:
            aside = Aside((*aside.notices, *similar_part(people, scene.known.similar)), aside.errors, aside.given)
        if scene.typed:
            return detail_card(rulebook, interview, here, aside, here.detail)
        return details_card(rulebook, interview, here, aside)
    if here.kind == "check":
        return check_card(rulebook, people, interview, here, aside, similar=scene.known.similar)
    decision = decide(rulebook, interview.answers)
    if here.kind == "advice":
        return advice_card(rulebook, interview, decision, aside)
    return decision_card(
        rulebook, people, interview, here, decision, aside=aside, today=scene.at.now.date(), typed=scene.typed
    )


def present(scene: Scene, *notices: str, effects: tuple[Effect, ...] = ()) -> Turn:
    """The present card with a sentence or two above it; nothing about the interview changes."""
    interview = open_interview(scene)
    if interview is None:
        card, summary = note_card(
            say(w.NOTHING_OPEN), notices[0] if notices else say(w.NOTHING_OPEN_TEXT), resume=bool(drafts_of(scene))
        )
        return Turn(card, summary, effects)
    card, summary = show(scene, interview, Aside(tuple(notice(words) for words in notices)))
    return Turn(card, summary, effects)


def old_card(scene: Scene, command: Command) -> Turn:
    """An old card was pressed: the present one comes back and nothing changes."""
    del command
    interview = open_interview(scene)
    if scene.typed:
        return present(scene)  # typed words belong to no card
    if interview is not None and interview.memory.get("asked") == "cancel":
        card, summary = cancel_sure_card(stamp(interview), (notice(say(w.OLD_CARD)),))
        return Turn(card, summary)
    return present(scene, say(w.OLD_CARD))
