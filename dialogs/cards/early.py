"""The parts and the card with which IT is told of a need before a request is sent."""

from __future__ import annotations

from collections.abc import Sequence

from dialogs.cards.elements import Element, box, button, buttons, card, fold, free, heading, led, row, text
from dialogs.cards.people import chat_link, people_part
from dialogs.cards.route import area_of, question_of, short_name
from dialogs.context import stamp
from dialogs.early_recipients import Told
from dialogs.model import AreaPeople, Card, Interview, People, Person
from dialogs.question_kinds import answer_words
from dialogs.wording import answering, championing, say, say_moment
from dialogs.wording import deciding as w
from governance_rules import Decision, Rulebook
from governance_rules.roles import question_with


def _chat_button(link: str, title: str) -> list[Element]:
    return [{"type": "Action.OpenUrl", "title": title, "url": link}] if link else []


def talk_to_it(people: People, area: AreaPeople | None, *, draft: bool = True) -> list[Element]:
    """Who in IT to talk to now, with a button that opens the chat; the governance team where nobody is named.

    ``draft``: whether there is something that has not been sent yet.
    """
    partner = area.it_business_partner if area else None
    link = chat_link(partner, say(w.TELL_IT_MESSAGE))
    if partner is None or not link:
        team = people_part([(say(answering.GOVERNANCE), person) for person in people.governance_team])
        return [text(say(w.TELL_IT_NOBODY if draft else w.TALK_ANY_TIME_NOBODY)), *team]
    said = say(w.TELL_IT_TEXT if draft else w.TALK_ANY_TIME, name=partner.name)
    return [free(said), buttons(_chat_button(link, say(w.TALK_TO_IT)))]


def alerts_part(
    rulebook: Rulebook,
    decision: Decision,
    interview: Interview,
    area: AreaPeople | None,
    *,
    hear: Sequence[Person],
    told: Told | None,
    talk: bool = True,
) -> list[Element]:
    """Something that people must hear of at once, such as a tender under way, and whether anybody has heard of it.

    ``hear``: who would be told. ``told``: when this draft told whom; None: nobody knows of it yet. ``talk``:
    whether the chat with IT is offered here.
    """
    lines: list[Element] = []
    for alert in rulebook.alerts:
        if alert.id in decision.alerts:
            reason = decision.reason(alert.id)
            lines.append(text(f"{reason.because if reason else alert.because} {alert.do}"))
    if not lines:
        return []
    partner = area.it_business_partner if area else None
    chat = _chat_button(chat_link(partner, say(w.TELL_IT_MESSAGE)), say(w.TALK_TO_IT)) if talk else []
    if told:
        names = ", ".join(p.name for p in told.to)
        lines.append(free(say(w.TOLD, names=names, when=say_moment(told.at)), 600))
    elif hear:
        lines.append(text(say(w.NOBODY_TOLD), bold=True))
        lines.append(free(say(w.TELL_IT_WHAT, names=", ".join(p.name for p in hear)), 600))
        chat.insert(0, button("tell_it", say(w.TELL_IT), stamp(interview), style="positive"))
    else:
        lines.append(text(say(w.TELL_IT_NOBODY)))
    lines += [buttons(led(chat))] if chat else []
    return [box([heading(say(w.ALERT_HEADING), small=True), *lines], "warning")]


def early_card(rulebook: Rulebook, people: People, asked_by: Person, told: Told) -> tuple[Card, str]:
    """What those who can help read of a need that is no request yet: who asks, what is known, and a way to them."""
    known, answers = area_of(people, told.area), told.answers
    summary = say(championing.EARLY, area=known.name if known else told.area or say(championing.NO_AREA))
    body: list[Element] = [heading(summary)]
    body += [box([text(a.because, bold=True)], "warning") for a in rulebook.alerts if a.id in told.alerts]
    body.append(row(say(championing.ASKED_BY), asked_by.name))
    body += [row(say(label), words) for label, words in _words(told) if words]
    buying = question_with(rulebook, "buying")
    if buying and buying.id in answers:
        body.append(row(say(championing.BUYING), answer_words(buying, answers[buying.id])))
    said = [
        row(short_name(question), answer_words(question, answer))
        for asked, answer in answers.items()
        if (question := question_of(rulebook, asked))
    ]
    body += [
        *fold("answers", say(championing.EARLY_ANSWERS), said),
        text(say(championing.EARLY_DRAFT, when=say_moment(told.at))),
    ]
    link = chat_link(asked_by, say(championing.EARLY_MESSAGE))
    actions = _chat_button(link, say(championing.EARLY_CHAT))
    if not link:
        body.append(text(say(championing.EARLY_NO_CHAT)))
    return card(body, actions, summary), summary


def _words(told: Told) -> list[tuple[str, str]]:
    return [(championing.EARLY_TITLE, told.title), (championing.EARLY_PROBLEM, told.problem)]
