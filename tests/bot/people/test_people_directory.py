"""The directory of people: what the file may say, what is told of its mistakes, and how the list is laid over it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.people.champion_rows import ChampionRow
from bot.people.directory import DirectoryProblems, areas, people_of, read_directory
from bot.people.directory_reading import parse_directory
from dialogs.model import People
from governance_rules.nodes import plain, read_nodes
from tests.bot.people.people_cast import DAY, GOVERNANCE, HOUSING_CHAMPION, PLACE_CHAMPION, SECOND_PLACE_CHAMPION
from tests.rules_reading import load_rulebook

NEWCOMER = "00000000-0000-0000-0000-00000000d001"
NO_ID = "is no object id of Microsoft Entra. Copy it from the person's page there, all 36 characters"
DEPUTY = "name: Deputy champion, upn: deputy@example.org, aad_id: 00000000-0000-0000-0000-00000000c008"
MEMBER = "name: Board member, upn: board@example.org, aad_id: 00000000-0000-0000-0000-00000000d101"
END = "governance_team:"
SMALL = """\
service_areas:
  housing:
    name: Housing
    champions:
      - {name: Housing champion, upn: champion.housing@example.org, aad_id: 00000000-0000-0000-0000-00000000c001}
governance_team:
  - {name: Governance officer, upn: governance@example.org, aad_id: 00000000-0000-0000-0000-00000000a001}
"""


def mistakes(text: str) -> tuple[str, ...]:
    with pytest.raises(DirectoryProblems) as raised:
        parse_directory(text, "people.yaml")
    return raised.value.lines


def test_the_shipped_example_has_the_six_areas_of_the_rulebook_in_order() -> None:
    assert list(areas(read_directory())) == [
        "children_and_learning",
        "adult_social_care",
        "housing",
        "place",
        "customer_and_communities",
        "corporate_services",
    ]


def test_the_shipped_example_names_somebody_for_every_post() -> None:
    directory = read_directory()
    assert all(a.champions and a.it_business_partner for a in directory.areas.values())
    assert len(directory.owners) == 9
    assert all(body.members for body in directory.bodies.values())
    assert directory.bodies.keys() == {"board", "ict_improvement_group", "technical_review_board"}
    assert directory.governance_team[0].person.aad_id == GOVERNANCE


def test_every_mistake_is_told_at_once_at_its_line() -> None:
    text = (
        SMALL.replace("    champions:", "    champion:")
        .replace("a001}", "a0x1}")
        .replace("service_areas:", "service_areas:\n  'Bad id': {name: X}")
    )
    assert mistakes(text) == (
        "people.yaml:2: The id Bad id in service_areas is not usable. Use small letters, digits and _ only",
        "people.yaml:5: There is an unknown key champion in service area housing. Did you mean champions?",
        f"people.yaml:8: The aad_id of a person in governance_team {NO_ID}",
    )


@pytest.mark.parametrize(
    ("before", "after", "line", "told"),
    [
        ("    name: Housing\n", "", 2, "There is no name in service area housing."),
        ("upn: governance@example.org, ", "", 7, "There is no upn in a person in governance_team."),
        ("upn: governance@example.org", "upn: ", 7, "There is no upn in a person in governance_team."),
        ("upn: governance@example.org", "upn: []", 7, "The upn of a person in governance_team is no text."),
        (
            SMALL,
            "nobody",
            1,
            "There are no keys in the file. Write service_areas, governance_team, owners, bodies, departments, each as",
        ),
        ("}\n", f", deputies: [{{{DEPUTY}, from: [], to: 2027-08-02}}]}}\n", 5, "The from of a deputy is no text."),
        ("governance_team", "governance", 6, "Did you mean governance_team?"),
        ("    champions:\n      - {", "    champions: {", 4, "There is no list in the champions of housing."),
        ("a001}", "c001}", 7, "This aad_id stands elsewhere with another upn."),
        ("}\n", ", deputies: [{name: A, upn: a@example.org, aad_id: x}]}\n", 5, "There is no from in a deputy."),
        ("}\n", ", deputies: [A deputy]}\n", 5, "There are no keys in a deputy."),
        ("}\n", f", deputies: [{{{DEPUTY}, from: 2027-08-09, to: 2027-08-02}}]}}\n", 5, "A deputy ends on 2027-08-02"),
        ("}\n", f", deputies: [{{{DEPUTY}, from: soon, to: 2027-08-02}}]}}\n", 5, "soon is no date."),
        ("  housing:", "  housing:\n    name: Housing\n  housing:", 4, "The key housing stands twice"),
        ("governance_team:", "  homes: {name: HOUSING}\ngovernance_team:", 6, "Two service areas are called HOUSING."),
        ("governance_team:", "owners: {procurement: }\ngovernance_team:", 6, "procurement in owners is empty."),
        ("governance_team:", "owners: nobody\ngovernance_team:", 6, "There are no ids in owners."),
        ("governance_team:", "bodies: {board: }\ngovernance_team:", 6, "board in bodies is empty."),
        ("governance_team:", "bodies: board\ngovernance_team:", 6, "There are no ids in bodies."),
        ("governance_team:", "bodies: {Board: {}}\ngovernance_team:", 6, "The id Board in bodies is not usable."),
        ("governance_team:", "bodies: {board: {member: []}}\ngovernance_team:", 6, "Did you mean members?"),
        ("governance_team:", "bodies: {board: []}\ngovernance_team:", 6, "There are no keys in body board."),
        ("governance_team:", "bodies: {board: {members: A}}\ngovernance_team:", 6, "list in the members of board."),
        (
            "governance_team:",
            "bodies: {board: {members: [A]}}\ngovernance_team:",
            6,
            "in a person in the members of board.",
        ),
        (
            "governance_team:",
            f"bodies: {{board: {{members: [{{{MEMBER}}}, {{{MEMBER}}}]}}}}\ngovernance_team:",
            6,
            "The same aad_id stands twice in the members of board.",
        ),
        (
            "governance_team:",
            f"bodies: {{board: {{members: [{{{MEMBER}, deputies: [{{{DEPUTY}}}]}}]}}}}\ngovernance_team:",
            6,
            "There is no from in a deputy.",
        ),
        (
            END,
            "departments: {Homes: houzing}\n" + END,
            6,
            "Homes in departments names houzing, which is no service area.",
        ),
        (END, "departments: {Homes: houzing}\n" + END, 6, "Did you mean housing?"),
        (END, "departments: {Homes: }\n" + END, 6, "Homes in departments is empty."),
        (END, "departments: {Homes: [housing]}\n" + END, 6, "The Homes of departments is no text."),
        (END, "departments: {'': housing}\n" + END, 6, "There is no name of a department."),
        (END, "departments: [housing]\n" + END, 6, "There are no ids in departments."),
        (END, "departments:\n  Homes: housing\n  'homes ': housing\n" + END, 8, "The department homes  stands twice."),
        ("name: Housing\n", "name: [Housing\n", 3, "This is not YAML"),
        ("name: Housing\n", "name: [Housing]\n", 3, "The name of service area housing is no text."),
    ],
)
def test_a_mistake_says_where_and_what(before: str, after: str, line: int, told: str) -> None:
    found = mistakes(SMALL.replace(before, after, 1))
    assert any(m.startswith(f"people.yaml:{line}: ") and told in m for m in found), found


def test_one_person_twice_on_a_list_is_told() -> None:
    doubled = SMALL + SMALL.splitlines()[-1] + "\n"
    assert mistakes(doubled) == ("people.yaml:8: The same aad_id stands twice in governance_team. Keep one",)
    aad_id = "00000000-0000-0000-0000-00000000a001"
    unfolded = f"{SMALL}  - name: Governance officer\n    upn: governance@example.org\n    aad_id: {aad_id}\n"
    assert mistakes(unfolded) == ("people.yaml:10: The same aad_id stands twice in governance_team. Keep one",)


def altered(said: Any) -> Iterator[Any]:
    """What a file says, with one thing in it changed for something of another shape."""
    yield from ("", "words", ["words"], {"words": "words"}, [[]], [{}])
    for key in said if isinstance(said, dict) else range(len(said)) if isinstance(said, list) else ():
        for other in altered(said[key]):
            changed = said.copy()
            changed[key] = other
            yield changed


def test_whatever_stands_in_place_of_anything_is_read_or_told_of() -> None:
    root = read_nodes(
        SMALL.replace("c001}", f"c001, deputies: [{{{DEPUTY}, from: 2027-08-02, to: 2027-08-09}}]}}"), "", []
    )
    assert root is not None
    told = set[str]()
    for said in altered(plain(root)):
        try:
            parse_directory(yaml.safe_dump(said), "people.yaml")
        except DirectoryProblems as problems:
            told |= {problem.wrong for problem in problems.problems}
    assert {"The from of a deputy is no text", "There are no ids in service_areas", "words is no date"} <= told


def test_a_key_without_a_value_is_told_at_its_own_line() -> None:
    unfolded = f"{SMALL}  - name: Second officer\n    upn:\n    aad_id: {NEWCOMER}\n"
    assert mistakes(unfolded) == ("people.yaml:9: There is no upn in a person in governance_team. Add 'upn: …'",)


def test_a_person_on_a_list_and_in_a_post_of_their_own_is_no_mistake() -> None:
    officer = SMALL.splitlines()[-1].strip().removeprefix("- ")
    text = SMALL.replace("name: Housing\n", f"name: Housing\n    it_business_partner: {officer}\n")
    assert parse_directory(f"{text}owners: {{data: {officer}, legal: {officer}}}\n", "people.yaml").owners.keys() == {
        "data",
        "legal",
    }


def test_each_post_of_a_person_has_deputies_of_its_own() -> None:
    champion = SMALL.splitlines()[4].strip().removeprefix("- ").removesuffix("}")
    away = f"{{{DEPUTY}, from: 2027-08-02, to: 2027-08-09}}"
    text = SMALL.replace(
        "governance_team:",
        f"  place:\n    name: Place\n    champions: [{champion}, deputies: [{away}]}}]\ngovernance_team:",
    )
    people = people_of(parse_directory(text, "people.yaml"), (), date(2027, 8, 5))
    assert [c.name for c in people.areas["housing"].champions] == ["Housing champion"]
    assert [c.name for c in people.areas["place"].champions] == ["Deputy champion"]


def test_a_department_suggests_its_area_however_it_is_written_and_another_none() -> None:
    directory = parse_directory(SMALL + "departments:\n  Housing  Operations: housing\n", "people.yaml")
    found = people_of(directory, (), DAY)
    assert [found.area_of_department(d) for d in ("HOUSING operations ", "Housing", "")] == ["housing", None, None]
    assert people_of(directory, (), DAY, load_rulebook(None, areas(directory), DAY)).departments == found.departments


def test_an_empty_file_says_what_to_do() -> None:
    assert mistakes("# nothing\n") == ("people.yaml:1: The file is empty. Copy the example directory and change it",)


def test_a_file_that_is_too_deep_is_told() -> None:
    said = mistakes("service_areas: " + "{a: " * 600 + "x" + "}" * 600)
    assert any("The file is too deep" in line for line in said), said


def test_a_file_that_is_not_there_is_told_by_name(tmp_path: Path) -> None:
    with pytest.raises(DirectoryProblems, match=r"nobody\.yaml:1: The file cannot be read \(FileNotFoundError\)"):
        read_directory(tmp_path / "nobody.yaml")


def test_an_aad_id_in_capitals_is_the_same_person() -> None:
    directory = parse_directory(SMALL.replace("00000000c001", "00000000C001"), "people.yaml")
    assert directory.areas["housing"].champions[0].person.aad_id == HOUSING_CHAMPION


def test_an_area_has_all_of_its_champions() -> None:
    champions = people_of(read_directory(), (), DAY).areas["place"].champions
    assert [c.aad_id for c in champions] == [PLACE_CHAMPION, SECOND_PLACE_CHAMPION]


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2027, 8, 1), "Corporate services champion"),
        (date(2027, 8, 2), "Deputy champion (Corporate services)"),
        (date(2027, 8, 13), "Deputy champion (Corporate services)"),
        (date(2027, 8, 14), "Corporate services champion"),
    ],
)
def test_a_deputy_stands_in_from_the_first_day_to_the_last(day: date, name: str) -> None:
    assert [c.name for c in people_of(read_directory(), (), day).areas["corporate_services"].champions] == [name]


def test_an_active_row_of_the_list_counts_instead_of_the_file() -> None:
    rows = (ChampionRow("New housing champion", NEWCOMER.upper(), " housing ", "Champion", active=True),)
    there = people_of(read_directory(), rows, DAY)
    assert [(c.aad_id, c.name) for c in there.areas["housing"].champions] == [(NEWCOMER, "New housing champion")]
    assert there.areas["housing"].it_business_partner is not None
    assert [c.aad_id for c in there.areas["place"].champions] == [PLACE_CHAMPION, SECOND_PLACE_CHAMPION]


def test_until_a_row_is_active_the_file_counts() -> None:
    rows = (
        ChampionRow("New housing champion", NEWCOMER, "Housing", "Champion", active=False),
        ChampionRow("Without an id", "", "Housing", "Champion", active=True),
    )
    assert people_of(read_directory(), rows, DAY) == people_of(read_directory(), (), DAY)


def test_the_list_names_partners_and_owners_too_but_never_the_governance_team() -> None:
    rows = (
        ChampionRow("New partner", NEWCOMER, "Housing", "IT business partner", active=True),
        ChampionRow("New procurement", NEWCOMER, "", "procurement", active=True),
        ChampionRow("New governance officer", NEWCOMER, "", "Governance team", active=True),
    )
    there = people_of(read_directory(), rows, DAY)
    assert there.partner_of(NEWCOMER) == {"housing"}
    assert there.owners["procurement"].name == "New procurement"
    # Any member of the site may edit the list: who may see everything comes from the file alone.
    assert not there.governs(NEWCOMER)
    assert there.governs(GOVERNANCE)


def test_a_person_in_the_list_keeps_their_deputy_and_address_from_the_file() -> None:
    rows = (
        ChampionRow("Champion", "00000000-0000-0000-0000-00000000c006", "Corporate services", "Champion", active=True),
    )
    away = people_of(read_directory(), rows, date(2027, 8, 5)).areas["corporate_services"].champions
    back = people_of(read_directory(), rows, date(2027, 9, 1)).areas["corporate_services"].champions
    assert [c.name for c in away] == ["Deputy champion (Corporate services)"]
    assert [c.upn for c in back] == ["champion.corporate@example.org"]


def test_a_directory_in_other_yaml_says_the_same() -> None:
    flow = (
        '{service_areas: {"housing": {name: \'Housing\'}}, governance_team: [&officer {name: A, upn: "b", aad_id: c}]}'
    )
    assert any("The aad_id of a person in governance_team" in m for m in mistakes(flow.replace("&officer ", "")))


def with_rules(file: str, *rows: ChampionRow, day: date = DAY) -> People:
    return people_of(parse_directory(file, "people.yaml"), rows, day, load_rulebook(None, areas(read_directory()), DAY))


def row_of(role: str, aad_id: str = NEWCOMER) -> ChampionRow:
    return ChampionRow("Somebody new", aad_id, "", role, active=True)


WITH_BOARD = f"{SMALL}bodies: {{board: {{members: [{{{MEMBER}}}]}}}}\n"


@pytest.mark.parametrize("role", ["board", "Digital, Data and Customer Board", " digital, DATA and customer  board "])
def test_a_row_with_the_id_or_the_name_of_a_body_gives_membership_in_place_of_the_file(role: str) -> None:
    there = with_rules(WITH_BOARD, row_of(role))
    assert [member.aad_id for member in there.bodies["board"]] == [NEWCOMER]
    assert there.bodies_of(NEWCOMER) == {"board"}
    assert "board" not in there.owners
    assert [member.name for member in with_rules(WITH_BOARD).bodies["board"]] == ["Board member"]


def test_a_body_without_members_is_nobodys_and_the_partners_are_those_of_the_areas() -> None:
    assert with_rules(SMALL).bodies == {}
    file = WITH_BOARD.replace("board:", "it_business_partner:")
    assert with_rules(file, row_of("it_business_partner", HOUSING_CHAMPION)).bodies == {}


def test_a_member_has_deputies_like_everybody_else() -> None:
    deputy = f"{DEPUTY}, from: {DAY}, to: {DAY}"
    file = WITH_BOARD.replace("d101}", f"d101, deputies: [{{{deputy}}}]}}")
    assert [member.name for member in with_rules(file).bodies["board"]] == ["Deputy champion"]
    assert [m.name for m in with_rules(file, day=date(2026, 11, 24)).bodies["board"]] == ["Board member"]


def test_what_the_rules_say_of_checks_alerts_and_processes_is_known_with_the_people() -> None:
    there, rules = with_rules(SMALL), load_rulebook(None, areas(read_directory()), DAY)
    delivered = [one for one in rules.processes if one.delivered_by]
    assert delivered
    assert len(delivered) < len(rules.processes)
    assert there.deliverers == {key: one.delivered_by for one in delivered for key in (one.id, one.name)}
    assert there.champion_helps == {"self_service"}
    assert there.check_owners == {check.id: check.owner for check in rules.checks}
    assert there.alert_recipients == {alert.id: alert.tell for alert in rules.alerts}
    without = people_of(parse_directory(SMALL, "people.yaml"), (), DAY)
    assert (without.deliverers, without.champion_helps, without.check_owners) == ({}, frozenset(), {})
