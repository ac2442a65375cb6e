"""What happens around a request and after it: others with the same need, news, questions, and starting again."""

from __future__ import annotations

from tests.bot.story.house import LIST, House, Someone, inputs_of, until, verbs_of, words_of
from tests.bot.story.walking import DETAILS, PROJECT, partner_of, submitted, type_through, walk

OTHER = "00000000-0000-0000-0000-00000000d009"
GOVERNANCE = "00000000-0000-0000-0000-00000000a001"
PROCUREMENT = "00000000-0000-0000-0000-00000000f001"
NEARLY = {**DETAILS, "title": "Booking of repairs for tenants", "problem": "A problem of the second person."}


def edit(house: House, status: str, note: str = "") -> None:
    """The governance team changes the item in SharePoint."""
    house.graph.edit(LIST, house.rows()[0]["id"], {"Status": status, "DecisionNote": note}, "governance")


async def news(person: Someone, words: str) -> str:
    """Wait for a message with these words; everything that it says."""
    found = await until(lambda: [m for m in person.inbox if words in m.words], f"never heard: {words}")
    return str(found[-1].words)


async def test_a_similar_request_is_shown_while_it_is_written_and_before_it_is_sent_without_a_word_too_many(
    house: House,
) -> None:
    await submitted(house)
    typist, presser = house.someone(OTHER, "Member of staff (Place)"), house.someone(OTHER[:-1] + "8", "Someone else")
    await type_through(typist, PROJECT, NEARLY)
    shown = [m for m in typist.inbox if DETAILS["title"] in words_of(m.card)]
    assert "problem" in inputs_of(shown[0].card), "the card after the title is the first that shows it"
    await walk(presser, PROJECT, NEARLY)
    for person in (typist, presser):
        said = words_of(person.card)
        assert {"join", "submit"} <= verbs_of(person.card)
        assert "DR-0001" in said
        assert DETAILS["title"] in said
        assert DETAILS["problem"] not in said
        assert "Member of staff (Housing)" not in said


async def test_who_joins_a_request_hears_its_status_and_nothing_that_others_wrote(house: House) -> None:
    first = await submitted(house)
    await until(house.rows, "no item")
    second = house.someone(OTHER, "Member of staff (Place)")
    await walk(second, PROJECT, NEARLY)
    await second.press("join")
    assert "You are now part of DR-0001" in words_of(second.card)
    assert "submit" in verbs_of(second.card), "their own draft is still there"
    await news(first, "has joined DR-0001")
    edit(house, "Approved", "Only for the requester.")
    await news(first, "Only for the requester.")
    heard = await news(second, "DR-0001 is now: Approved")
    assert "Only for the requester." not in heard
    assert DETAILS["problem"] not in heard
    await second.press("my_requests")
    assert DETAILS["title"] in words_of(second.card)


async def test_a_declined_request_is_started_again_with_its_answers_and_sent_anew(
    house: House,
) -> None:
    person = await submitted(house)
    await until(house.rows, "no item")
    edit(house, "Declined", "Please show what it saves.")
    said = await news(person, "DR-0001 is now: Declined")
    assert "You can change it and start again" in said
    message = next(m for m in person.inbox if "Declined" in m.words)
    await person.press("start_again", on=message.card)
    assert "We copied your answers from DR-0001" in words_of(person.card)
    await walk_on(person)
    assert DETAILS["title"] in words_of(person.card)
    await person.press("submit")
    assert "Request sent: DR-0002" in words_of(person.card)
    rows = await until(lambda: len(house.rows()) == 2 and house.rows(), "no second item")
    assert {row["Title"] for row in rows} == {DETAILS["title"]}


async def walk_on(person: Someone) -> None:
    """Press continue until the answers can be checked."""
    for _ in range(3):
        if "submit" not in verbs_of(person.card):
            await person.press("answer", {name: box.get("value", "") for name, box in inputs_of(person.card).items()})


async def test_information_that_was_missing_returns_to_the_list_and_the_partner_is_told(house: House) -> None:
    person, partner = await submitted(house), house.someone(partner_of("housing"), "IT business partner (Housing)")
    await until(house.rows, "no item")
    edit(house, "More information needed", "How many tenants is it for?")
    assert "How many tenants is it for?" in await news(person, "DR-0001 is now: More information needed")
    message = next(m for m in person.inbox if "information" in inputs_of(m.card))
    await person.press("answer", {"information": "About 16,000 tenants."}, on=message.card)
    assert "Your words are now part of DR-0001" in words_of(person.card)
    await until(lambda: "About 16,000 tenants." in house.rows()[0]["Problem"], "not in the list")
    await until(lambda: house.rows()[0]["Status"] == "Submitted", "not back in the list")
    assert DETAILS["problem"] in house.rows()[0]["Problem"]
    await news(partner, "The requester added information to DR-0001")


async def test_when_buying_has_started_it_is_said_kindly_and_the_right_people_hear_at_once(house: House) -> None:
    person = house.someone()
    answers = {**PROJECT, "procurement": "signed"}
    await walk(person, answers, DETAILS)
    await person.type("change route")
    said = words_of(person.card)
    assert "Please talk to us today" in said
    assert "We can still help." in said
    assert "Tell IT now" in said
    await person.type("submit")
    confirmed = words_of(person.card)
    assert "Request sent: DR-0001" in confirmed
    assert "We can still help." in confirmed
    for aad_id in (partner_of("housing"), PROCUREMENT, GOVERNANCE):
        heard = await news(house.someone(aad_id), "DR-0001")
        assert "Buying has already started" in heard


async def test_the_confirmation_says_what_happens_next_about_when_and_whether_the_list_has_it(house: House) -> None:
    person = await submitted(house)
    said = words_of(person.card)
    for part in (
        "Request sent: DR-0001",
        "What happens next",
        "Now\n",
        "\nBy ",
        "not yet on the list",
    ):
        assert part in said
    assert said.index("What happens next") < said.index("not yet on the list") < said.index("Who has it")
    await until(house.rows, "no item")
    await person.type("show DR-0001")
    assert "it is on the list" in words_of(person.card)


async def test_each_message_arrives_under_its_own_heading_while_a_question_is_open(house: House) -> None:
    person = await submitted(house)
    partner = house.someone(partner_of("housing"), "IT business partner (Housing)")
    champion = house.someone("00000000-0000-0000-0000-00000000c001", "Housing champion")
    await until(house.rows, "no item")
    await partner.type("ask DR-0001 Which supplier?")
    await news(person, "A question for you about DR-0001")
    await champion.type("can help DR-0001")
    said = await news(person, "can help you with DR-0001")
    assert "Someone can help you with DR-0001" in said
    assert "A question for you" not in said
    house.graph.edit(LIST, house.rows()[0]["id"], {"DecisionNote": "On the agenda."}, "governance")
    said = await news(person, "On the agenda.")
    assert "There is a new note on DR-0001" in said
    assert "A question for you" not in said


async def test_help_offers_a_partner_no_word_that_is_refused_to_them(house: House) -> None:
    partner = house.someone(partner_of("housing"), "IT business partner (Housing)")
    said = (await partner.type("help")).words
    assert "pick up DR-0001" in said
    assert "figures" not in said
    officer = house.someone(GOVERNANCE, "Governance officer")
    assert "figures" in (await officer.type("help")).words
    assert "Figures for the governance team" in (await officer.type("figures")).words


async def test_what_is_not_known_yet_is_told_beside_the_scores_and_the_list_holds_the_score(house: House) -> None:
    person = house.someone()
    await walk(person, {**PROJECT, "yearly_benefit": "not_known"}, DETAILS)
    await person.type("change route")
    assert "Value: 43 out of 100 now, up to 73 once you know yearly benefit" in words_of(person.card)
    await person.type("submit")
    await until(house.rows, "no item")
    assert house.rows()[0]["ValueScore"] == 43
    partner = house.someone(partner_of("housing"), "IT business partner (Housing)")
    assert "up to 73 once you know yearly benefit" in await news(partner, "DR-0001")
