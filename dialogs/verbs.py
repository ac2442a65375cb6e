"""Every verb: a row says what does it, who may in which statuses, what it looks up, and what comes with it.

`dialogs/turn.py` reads the row before anything of a verb runs: it asks for the right and the status, and refuses.
Nothing that a verb does asks again. `docs/threat-model.md` shows this table (`dialogs/verbs_page.py` makes it).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal

from dialogs import (
    champions,
    drafts,
    early,
    estate,
    helping,
    interviewing,
    joining,
    keeping_agendas,
    linking,
    measuring,
    meetings,
    navigation,
    planning,
    refreshing,
    requests,
    sponsoring,
    working,
)
from dialogs import statuses as s
from dialogs.context import Command, TurnContext
from dialogs.model import Turn
from dialogs.position import position_of
from dialogs.rendering import open_interview, present
from dialogs.rights import (
    CHECKS,
    DELIVERS,
    GOVERNS,
    HELPS,
    MEASURES,
    MEETS,
    MOVES,
    NOTES,
    REQUESTER,
    SPEAKS,
    SPONSORS,
    TAKES,
    TEAM,
    WHO_IS_ON_IT,
)
from dialogs.understanding import suggesting
from dialogs.verb import Anytime, AsTeam, OnDraft, OnRequest, Verb
from dialogs.wording import benefits as benefit_words
from dialogs.wording import championing, handling, requesting
from dialogs.wording import sponsoring as sponsor_words
from dialogs.wording import working as work_words

_CARD: Final = ("interview", "revision")
_OWN_FORM: Final = ("form", "reference")


def _no(context: TurnContext, command: Command) -> Turn:
    """No to what is suggested; to an "are you sure" it needs nothing, as that is forgotten with every turn."""
    del command
    interview = open_interview(context)
    if interview is None:
        return present(context)
    return suggesting.refuse_suggestion(context, interview, position_of(context.rulebook, interview))


EVERY_VERB: Final = (
    # A draft, from its first question until it is sent.
    Verb("start", Anytime(drafts.start), words=("start",), looks_up=("similar",), carries=("system",),
         loose=("new request", "start a request", "start again", "start over", "restart", "begin")),
    Verb("answer", OnDraft(interviewing.answer), carries=(*_CARD, "only"), looks_up=("similar",), other_drafts=False),
    Verb("back", OnDraft(navigation.back), words=("back",), carries=_CARD,
         loose=("go back", "previous", "undo", "change my answer", "i made a mistake"),
         looks_up=("similar",), other_drafts=False),
    Verb("change", OnDraft(navigation.change), carries=(*_CARD, "question"), looks_up=("similar",),
         other_drafts=False),
    Verb("skip", OnDraft(interviewing.skip), words=("skip",), loose=("skip this", "skip it"), pressed=False,
         looks_up=("similar",)),
    Verb("submit", OnDraft(drafts.submit, stale=drafts.sent_already), words=("submit",),
         loose=("send", "send it", "send my request"), carries=_CARD, looks_up=("lately",), other_drafts=False),
    Verb("cancel", OnDraft(drafts.cancel), words=("cancel",), carries=_CARD,
         loose=("cancel it", "cancel this", "delete it", "forget it", "never mind", "nevermind")),
    Verb("resume", Anytime(drafts.resume), words=("resume",), loose=("carry on",), carries=("interview",),
         looks_up=("similar",)),
    Verb("drafts", Anytime(drafts.list_drafts), words=("drafts",)),
    Verb("continue", Anytime(drafts.go_on), words=("continue",), loose=("next", "ok"), pressed=False,
         looks_up=("similar",)),
    Verb("tell_it", OnDraft(early.tell_it, stale=early.who_in_it), words=("tell it", "tell it now"), carries=_CARD,
         looks_up=("told", "similar"), other_drafts=False),
    Verb("remove_links", OnDraft(linking.remove), words=("remove links",), loose=("remove the links", "clear links"),
         carries=_CARD, looks_up=("similar",), other_drafts=False),
    Verb("leave", OnDraft(drafts.leave), words=("save and leave",), carries=_CARD,
         loose=("leave", "save", "save it", "stop", "quit", "exit", "later", "not now", "bye")),
    Verb("yes", Anytime(drafts.go_on), asked=("yes", "y"), pressed=False, looks_up=("similar",)),
    Verb("no", Anytime(_no), asked=("no", "n"), pressed=False),
    # A request that was sent, for its requester and whoever joins it.
    Verb("my_requests", Anytime(requests.my_requests), words=("my requests",), looks_up=("mine",)),
    Verb("show", OnRequest(requests.show_request), about=("show",), who=WHO_IS_ON_IT, carries=("reference",)),
    Verb("refresh", OnRequest(refreshing.refresh), who=WHO_IS_ON_IT, carries=("reference", "title", "status"),
         refused=refreshing.as_it_was, in_place=True, other_drafts=False),
    Verb("withdraw", OnRequest(requests.withdraw), about=("withdraw",), who=REQUESTER, statuses=s.UNDECIDED,
         closed=requesting.CANNOT_WITHDRAW, carries=("reference", "sure")),
    Verb("add_information", OnRequest(requests.add_information), who=REQUESTER, statuses=s.UNDECIDED,
         closed=requesting.INFORMATION_CLOSED, carries=("reference",), while_held=True),
    Verb("answer", OnRequest(requests.take_information), form="information", telling="add", who=REQUESTER,
         statuses=s.UNDECIDED, closed=requesting.INFORMATION_CLOSED, carries=_OWN_FORM, takes=("information",),
         while_held=True, other_drafts=False),
    Verb("join", OnRequest(joining.join), about=("join", "add me to"), who=frozenset({"shown"}),
         statuses=s.JOINABLE, refused=joining.cannot_join, carries=("reference",),
         looks_up=("similar",)),
    Verb("remove", OnRequest(joining.remove), who=REQUESTER, carries=("reference", "person")),
    Verb("start_again", OnRequest(requests.start_again), about=("start again",), who=REQUESTER,
         statuses=s.RESTARTABLE, closed=requesting.CANNOT_START_AGAIN, carries=("reference",)),
    # Its sponsor: whoever sent it names one, and whoever is named says whether they are.
    Verb("answer", OnDraft(sponsoring.take_manager), form="manager", carries=(*_CARD, "form", "only"),
         takes=("what its card asks",), other_drafts=False),
    Verb("name_sponsor", OnRequest(sponsoring.name_sponsor), who=REQUESTER, statuses=s.CHECKED,
         closed=sponsor_words.CLOSED, carries=("reference", "manager")),
    Verb("answer", OnRequest(sponsoring.take_sponsor), form="sponsor", telling="sponsor", who=REQUESTER,
         statuses=s.CHECKED, closed=sponsor_words.CLOSED, carries=_OWN_FORM, takes=("sponsor",), other_drafts=False,
         refused=sponsoring.not_theirs_to_name),
    Verb("sponsor", OnRequest(sponsoring.answer), replying="sponsor", who=SPONSORS, statuses=s.CHECKED,
         closed=sponsor_words.CLOSED, carries=("reference", "answer"), takes=("answer",), other_drafts=False),
    # A request, for those on its route.
    Verb("pick_up", AsTeam(champions.pick_up), about=("pick up",), who=TAKES, statuses=s.WITH_ITS_AREA,
         closed=championing.CANNOT_PICK_UP, carries=("reference",), other_drafts=False),
    Verb("can_help", AsTeam(champions.can_help), about=("can help", "i can help", "help with"), who=HELPS,
         statuses=s.UNDECIDED, closed=championing.CLOSED, carries=("reference",)),
    Verb("pass_on", AsTeam(champions.pass_on), about=("not my area",), who=MOVES, statuses=s.UNDECIDED,
         closed=championing.CLOSED, carries=("reference",), takes=("area",)),
    Verb("answer", AsTeam(champions.passed_on), form="pass_on", who=MOVES, statuses=s.UNDECIDED,
         closed=championing.CLOSED, carries=_OWN_FORM, takes=("area",), other_drafts=False),
    Verb("add_note", AsTeam(champions.write_note), who=NOTES, statuses=s.UNDECIDED, closed=championing.CLOSED,
         carries=("reference",)),
    Verb("answer", AsTeam(champions.note), form="note", telling="note", who=NOTES, statuses=s.UNDECIDED,
         closed=championing.CLOSED, carries=_OWN_FORM, takes=("note",), other_drafts=False),
    Verb("ask", AsTeam(champions.write_question), who=TAKES, statuses=s.UNDECIDED, closed=championing.CLOSED,
         carries=("reference",)),
    Verb("answer", AsTeam(champions.ask), form="ask", telling="ask", who=TAKES, statuses=s.UNDECIDED,
         closed=championing.CLOSED, carries=_OWN_FORM, takes=("ask",), other_drafts=False),
    Verb("answer", AsTeam(champions.explain), form="decision_note", telling="decision note", who=GOVERNS,
         statuses=s.EXPLAINABLE, closed=handling.NOT_DECIDED, carries=_OWN_FORM, takes=("decision_note",),
         other_drafts=False),
    # Its steps, its checks, and what was approved.
    Verb("outcome", OnRequest(working.outcome), who=SPEAKS, statuses=s.WITH_SOMEBODY,
         closed=work_words.WITH_SOMEBODY_ELSE,
         carries=("reference", "step", "outcome", "note", "timeframe")),
    Verb("step_outcome", OnRequest(working.step_outcome), saying="outcome", who=SPEAKS, statuses=s.WITH_SOMEBODY,
         closed=work_words.WITH_SOMEBODY_ELSE, carries=("reference", "step"),
         takes=("outcome", "note", "timeframe"), other_drafts=False),
    Verb("check", OnRequest(working.check), who=CHECKS, statuses=s.CHECKED, closed=work_words.CHECKS_CLOSED,
         carries=("reference", "check")),
    Verb("check_update", OnRequest(working.check_update), saying="check", who=CHECKS, statuses=s.CHECKED,
         closed=work_words.CHECKS_CLOSED, carries=("reference", "check"), takes=("state", "note"),
         other_drafts=False),
    Verb("deliver", OnRequest(working.deliver), saying="deliver", who=DELIVERS, statuses=s.DELIVERABLE,
         closed=work_words.DELIVERY_CLOSED, carries=("reference", "state"), takes=("state",), other_drafts=False),
    Verb("benefit", OnRequest(measuring.benefit), saying="benefit", who=MEASURES, statuses=s.FINISHED,
         closed=benefit_words.CLOSED, carries=("reference", "after", "ask"), takes=("measured", "note"),
         other_drafts=False),
    # A meeting of a body: its agenda, and one request after the other.
    Verb("pack", Anytime(meetings.pack), words=("pack",), loose=("agenda",), who=MEETS, refused=meetings.not_yours,
         carries=("body",), looks_up=("agenda",)),
    Verb("next_item", Anytime(meetings.next_item), words=("next item",), who=MEETS,
         loose=("start the meeting", "back to the meeting", "go on with the meeting"), refused=meetings.not_yours,
         carries=("body", "day", "after"), looks_up=("meeting",)),
    Verb("item_outcome", Anytime(meetings.item_outcome), who=MEETS, refused=meetings.not_yours, looks_up=("meeting",),
         carries=("body", "day", "reference", "step"), takes=("outcome", "note", "timeframe", "action", "owner"),
         other_drafts=False),
    Verb("hold_news", Anytime(meetings.hold_news), words=("hold news",), who=MEETS,
         loose=("tell people later", "tell people after the meeting"), refused=meetings.not_yours,
         carries=("body", "day"), looks_up=("meeting",)),
    Verb("tell_now", Anytime(meetings.tell_now), words=("tell now",), loose=("tell people now",), who=MEETS,
         refused=meetings.not_yours, carries=("body", "day"), looks_up=("meeting",)),
    Verb("close_meeting", Anytime(meetings.close_meeting), words=("close meeting",), loose=("close the meeting",),
         who=MEETS, refused=meetings.not_yours, carries=("body", "day"), looks_up=("meeting",)),
    Verb("agenda_here", Anytime(keeping_agendas.agenda_here), words=("agenda here",), who=MEETS, pressed=False,
         loose=("keep the agenda here", "show the agenda here"), refused=meetings.not_yours, carries=("body",)),
    Verb("stop_agenda", Anytime(keeping_agendas.stop_agenda), words=("stop agenda",), who=MEETS, pressed=False,
         loose=("stop the agenda", "take the agenda away"), refused=meetings.not_yours, carries=("body",)),
    Verb("my_work", Anytime(working.my_work), words=("my work",), looks_up=("work",),
         loose=("what waits for me", "what do i have to do")),
    # An area, the council, and the person's own choices.
    Verb("my_area", Anytime(champions.my_area), words=("my area",), who=TEAM, refused=champions.not_yours,
         carries=("filter", "export"), looks_up=("area_requests", "work")),
    Verb("system", Anytime(estate.show), loose=("system",), who=TEAM, refused=champions.not_yours, carries=("system",)),
    Verb("figures", Anytime(champions.figures), words=("figures",), who=GOVERNS,
         refused=champions.not_yours, looks_up=("figures",)),
    Verb("roadmap", Anytime(planning.show), words=("roadmap",), carries=("part", "page"), looks_up=("roadmap",),
         loose=("the roadmap", "show the roadmap", "show me the roadmap"), other_drafts=False),
    Verb("preferences", Anytime(champions.preferences), words=("notifications",)),
    Verb("answer", Anytime(champions.prefer), form="preferences", carries=("form",), other_drafts=False,
         takes=("notifications", "quiet_from", "quiet_to")),
    Verb("help", Anytime(helping.give_help), words=("help",), carries=_CARD, looks_up=("mine", "work"), loose=(
        "menu", "help me", "help please", "please help", "can you help", "can you help me", "i need help")),
    Verb("hello", Anytime(helping.hello), pressed=False,
         loose=("hi", "hello", "hey", "good morning", "good afternoon", "thanks", "thank you", "cheers")),
    Verb("why", Anytime(helping.why), words=("why",), pressed=False, loose=(
        "what do you mean", "what does that mean", "what does this mean", "i dont understand", "i don't understand",
        "i do not understand", "explain", "please explain", "huh")),
)  # fmt: skip

_VERBS: Final[Mapping[str, Verb]] = {verb.name: verb for verb in EVERY_VERB if not verb.form}
_FORMS: Final[Mapping[str, Verb]] = {verb.form: verb for verb in EVERY_VERB if verb.form}
_CARRIED: Final = (str, int, float)
ADDED_BY_CLIENTS: Final = frozenset({"msteams", "verb", "type", "id"})
"""Keys that a Teams client or a host adds to a button's data; they are nobody's answer."""
KNOWN_WORDS: Final = tuple(word for verb in EVERY_VERB for word in verb.words)
"""Words that always mean what they say."""


def verb_of(name: str, form: object = None) -> Verb | None:
    """The row of a verb; of ``answer`` that of its form, when the card carries one. None: there is no such row."""
    if form is None or name != "answer":
        return _VERBS.get(name)
    return _FORMS.get(form) if isinstance(form, str) else None


def split(name: str, data: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What came with a button: first what the card carried itself, then what the person filled in.

    Our own buttons carry words, numbers and yes or no: a list or an object there is nobody's button.
    """
    verb = verb_of(name, data.get("form"))
    own = verb.carries if verb else ("form",)
    carried: dict[str, Any] = {}
    inputs: dict[str, Any] = {}
    for key, value in data.items():
        if key not in own:
            inputs[key] = value
        elif isinstance(value, _CARRIED):
            carried[key] = value
    for key in ADDED_BY_CLIENTS & inputs.keys():
        del inputs[key]
    return carried, inputs


def words_of(field: Literal["words", "loose", "asked", "about"]) -> Mapping[str, Verb]:
    """The rows by their typed words of one sort."""
    return {word: verb for verb in EVERY_VERB for word in getattr(verb, field)}
