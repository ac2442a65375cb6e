"""The decision card, the heart of the talk: the route, why, the checks, the scores and what would change it."""

from __future__ import annotations

from dialogs.cards.dates import end_part, end_words, needed_by
from dialogs.cards.details import ALL, Offered, below_a_route, detail_part
from dialogs.cards.early import alerts_part, talk_to_it
from dialogs.cards.elements import Element, bullets, button, buttons, card, fold, folds, heading, row, text
from dialogs.cards.people import reach_part
from dialogs.cards.route import (
    area_of,
    checks_part,
    next_of,
    question_of,
    reasons_part,
    route_words,
    score_words,
    scores_part,
    steps_part,
    timeframe_part,
)
from dialogs.cards.topic import interview_buttons, problems
from dialogs.context import Feedback, stamp
from dialogs.early_recipients import hear_early, told_of
from dialogs.model import Card, Interview, People
from dialogs.position import Position
from dialogs.schedule import schedule_of
from dialogs.wording import asking as ask
from dialogs.wording import deciding as w
from dialogs.wording import say
from governance_rules import Decision, Rulebook
from governance_rules.roles import answer_with


def change_buttons(rulebook: Rulebook, interview: Interview, place: Position) -> list[Element]:
    """A button for each topic that was asked, which goes back to it."""
    first = {q.topic: q.id for q in reversed(place.path.asked)}
    return [
        button("change", say(ask.CHANGE, what=topic.title), stamp(interview, question=first[topic.id]))
        for topic in rulebook.topics
        if topic.id in first
    ]


def decision_card(
    rulebook: Rulebook,
    people: People,
    interview: Interview,
    place: Position,
    decision: Decision,
    *,
    feedback: Feedback,
    known: Offered,
    typed: bool = False,
) -> tuple[Card, str]:
    """The route of this request before anything is sent, and below it the details that it needs.

    ``typed``: for someone who types the first detail is asked alone, so that their next words go on.
    """
    today = known.today
    area = area_of(people, answer_with(rulebook, interview.answers, "service_area"))
    process = next(p for p in rulebook.processes if p.id == decision.process)
    body: list[Element] = [
        heading(say(w.HEADING, process=process.name)),
        *feedback.notices,
        *problems(feedback.errors),
        *alerts_part(
            rulebook,
            decision,
            interview,
            area,
            hear=hear_early(people, area.id if area else None, decision.alerts),
            told=told_of(interview),
            talk=not feedback.talk,
        ),
        text(process.summary),
    ]
    if following := next_of(people, process, area):
        body.append(row(say(w.NEXT), following, 600))
    body += steps_part(rulebook, decision, area, today)
    body += end_part(rulebook, decision, today, needed_by(rulebook, interview.answers, interview.details))
    if decision.steps and not decision.alerts and not feedback.talk:
        body += talk_to_it(people, area)
    body += timeframe_part(rulebook, decision)
    name, title, why = reasons_part(rulebook, interview.answers, decision)
    version = text(say(w.RULES_VERSION, no_ai=say(ask.NO_AI), version=decision.rules_version), subtle=True)
    body += folds(
        (name, title, [*why, version]),
        checks_part(rulebook, people, interview.answers, decision),
        scores_part(rulebook, interview.answers, decision),
        ("change_answers", say(w.CHANGE_AN_ANSWER), [buttons(change_buttons(rulebook, interview, place))]),
    )
    summary = say(w.SUMMARY, process=process.name)
    names = ", ".join(route_words(rulebook, decision))
    scores = score_words(rulebook, decision, interview.answers)
    end = end_words(rulebook, decision, schedule_of(rulebook, decision, today), today).rstrip(".")
    fallback = ". ".join(part for part in (summary, names, end, *scores) if part)
    carried = stamp(interview)
    if typed and place.detail is not None:
        asked, plainly = detail_part(interview, feedback, place.detail)
        body += [text(say(w.NOTHING_SENT)), *asked]
        fallback = f"{fallback}\n{plainly}"
        carried = stamp(interview, only=place.detail.id)
    elif not typed and (boxes := below_a_route(body, interview, place, feedback, known)):
        body += [text(say(w.NOTHING_SENT)), boxes]
        carried = stamp(interview, only=ALL)
    else:
        body.append(text(say(w.NOTHING_SENT_TYPED if typed else w.NOTHING_SENT_PRESS)))
    answer = button("answer", say(ask.CONTINUE), carried, style="positive")
    return card(body, [answer, *interview_buttons(interview)], summary, fallback), summary


def advice_card(rulebook: Rulebook, interview: Interview, decision: Decision, feedback: Feedback) -> tuple[Card, str]:
    """Where to go instead, when this is no governance matter. Nothing is sent."""
    process = next(p for p in rulebook.processes if p.id == decision.process)
    reason = decision.reason(decision.process)
    body: list[Element] = [heading(say(w.ADVICE_HEADING)), *feedback.notices, heading(process.name, small=True)]
    body += [text(line) for line in (process.summary, process.next) if line]
    body += reach_part(process)
    said = [
        say(w.YOU_SAID, answer=option.label)
        for asked in (reason.answers if reason else ())
        if (question := question_of(rulebook, asked)) and (option := question.option(str(interview.answers.get(asked))))
    ]
    body += fold("why", say(w.WHY), [bullets([*said, *([reason.because] if reason else [])])])
    body.append(text(say(ask.NO_AI), subtle=True))
    actions = [
        button("start", say(ask.START), style="positive"),
        button("back", say(ask.BACK), stamp(interview)),
        button("my_requests", say(ask.MY_REQUESTS)),
        button("help", say(ask.HELP)),
    ]
    summary = say(w.ADVICE_SUMMARY, process=process.name)
    reach = " ".join(part for part in (process.phone, process.link) if part)
    return card(body, actions, summary, f"{summary}. {process.next or process.summary} {reach}".rstrip()), summary
