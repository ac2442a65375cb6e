"""What a typed sentence must not suggest: whoever speaks of buying, money, contracts, many people or AI is asked."""

from __future__ import annotations

import pytest

from governance_rules import Rulebook, suggestion
from governance_rules.held_back import speaks_of
from tests.governance_rules.rulebooks import Copy

TENDER = "tender for a new phone system closes friday, about £300k over 5 years"
ENDS_AT_THE_DESK = {"fix", "standard_item"}


@pytest.mark.parametrize(
    ("sentence", "about"),
    [
        (TENDER, "buying"),
        ("we are buying laptops for the depot", "buying"),
        ("the supplier's headset is broken", "buying"),
        ("new mouse and keyboard, quotes are in", "buying"),
        ("a new phone, about £300", "cost"),
        ("headsets for 12k", "cost"),
        ("laptop, 1.2m over five years", "cost"),
        ("monitor for 300 pounds a piece", "cost"),
        ("what would phones cost us", "cost"),
        ("fix the print contract", "contracts"),
        ("our phone contract renewal", "contracts"),
        ("laptop for every member of staff", "many_people"),
        ("need 80 new phones for wardens", "many_people"),
        ("headset for 1,200 people", "many_people"),
        ("the AI-powered error message", "artificial_intelligence"),
        ("password for chatgpt", "artificial_intelligence"),
    ],
)
def test_who_speaks_of_that_is_never_suggested_the_service_desk(shipped: Rulebook, sentence: str, about: str) -> None:
    meant = suggestion(shipped, sentence.casefold())
    assert meant.answers.get("need") not in ENDS_AT_THE_DESK
    spoken = [held.id for held in shipped.held_back if speaks_of(held, sentence.casefold())]
    assert about in spoken


def test_what_is_left_out_hides_nothing_that_stands_beside_it(shipped: Rulebook) -> None:
    about = {held.id: speaks_of(held, "buy a purchase card reader for residents") for held in shipped.held_back}
    assert (about["buying"], about["many_people"]) == ("buy", "residents")


@pytest.mark.parametrize(
    ("sentence", "need"),
    [
        ("my laptop wont turn on", "fix"),
        ("the login for residents is broken", "fix"),
        ("new phone for a duty social worker", "standard_item"),
        ("the phone of room 300 is broken", "fix"),
        ("a 4k monitor please", "standard_item"),
        ("a second monitor with a 2m cable", "standard_item"),
        ("keyboard for 2 people", "standard_item"),
        ("error message when I open the planning portal", "fix"),
        ("access to the purchase card site please", "standard_item"),
        ("a tablet for the new health visitor", "standard_item"),
        ("visio licence for the public health analyst", "standard_item"),
    ],
)
def test_who_speaks_of_none_of_it_is_suggested_the_service_desk_as_before(
    shipped: Rulebook, sentence: str, need: str
) -> None:
    meant = suggestion(shipped, sentence)
    assert meant.answers["need"] == need
    assert not meant.held


def test_another_need_that_the_words_name_is_suggested_instead(shipped: Rulebook) -> None:
    assert suggestion(shipped, "renew the contract for our phone system").answers["need"] == "renew"


def test_self_service_is_not_suggested_to_who_speaks_of_money(shipped: Rulebook) -> None:
    plain, costly = "a power app for our team", "a power app for our team, about £40k"
    assert suggestion(shipped, plain).answers["corporate_tool"] == "yes"
    assert "corporate_tool" not in suggestion(shipped, costly).answers
    assert suggestion(shipped, costly).answers["reach"] == "my_team"


def test_every_suggestion_names_the_words_that_made_it(shipped: Rulebook) -> None:
    assert suggestion(shipped, "renew the contract, a tender is out").because == {
        "need": ("renew the contract",),
        "procurement": ("tender is out",),
    }


def test_a_rulebook_without_the_file_holds_nothing_back(copy: Copy) -> None:
    (copy.folder / "plain_words.yaml").unlink()
    assert copy.said() == []
    assert suggestion(copy.load(), "we are buying a new laptop for the depot").answers["need"] == "standard_item"


def test_the_team_may_hold_back_any_option_of_any_question(copy: Copy) -> None:
    copy.change("plain_words.yaml", "held_back:\n", HELD)
    assert copy.said() == []
    meant = suggestion(copy.load(), "every member of staff needs this for the election")
    assert "reach" not in meant.answers
    assert meant.held["reach"].because == "Elections are asked about."


DESK = "{need: [fix, standard_item]}"
MORE = "{id: more, because: %s, never: {need: fix}}"
HELD = """held_back:
  - id: elections
    because: Elections are asked about.
    words: [election]
    never: {reach: [whole_council, public]}

"""


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("never: {need: standard_item}\n\n  - id: art", "never: {ned: fix}\n\n  - id: art", "no question ned. Did"),
        ("never: {need: standard_item}\n\n  - id: art", "never: {need: fixx}\n\n  - id: art", "no option fixx. Did"),
        ("    of: [staff,", "    off: [staff,", "off is not a key of the held back many_people. Did you mean of?"),
        ("    at_least: 50\n", "", "of of many_people means nothing without at_least"),
        ("    at_least: 50\n", "    at_least: 0\n", "means nothing without at_least"),
        ("    money: yes\n", "    money: perhaps\n", "money should be yes or no"),
        ("  - id: cost\n", "  - id: buying\n", "The id buying is taken by line"),
        ("      - businesses\n", "      - '&'\n", "Nobody types & as a word"),
        ("but_not: [purchase card,", "but_not: [credit card,", "credit card holds none of the words of buying"),
        ("      - vendor\n", "      - admin rights\n", "admin rights suggests standard_item and buying holds it back"),
        ("held_back:\n", f"held_back:\n  - {MORE % 'It is so.'}\n", "Nothing can speak of more"),
        ("held_back:\n", f"held_back:\n  - {MORE % 'so, words: [a]'}\n", "not a full sentence"),
    ],
)  # fmt: skip
def test_the_check_tells_every_slip(copy: Copy, old: str, new: str, says: str) -> None:
    copy.change("plain_words.yaml", old, new)
    assert [line for line in copy.said() if says in line], copy.said()
