"""A council, a department and a university under rulebooks of their own: one request of each, and who is on its way."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.bot.other_rulebooks.renamed import own, renamed
from tests.bot.story.walking import DETAILS, PROJECT

HERE = Path(__file__).parent
ID = "00000000-0000-0000-0000-00000000{}"


@dataclass(frozen=True, slots=True)
class Council:
    """Whose rulebook it is, and a request that meets as much of it as can be. People are ends of their Entra ids."""

    name: str
    reference: str
    area: str
    answers: Mapping[str, str]
    details: Mapping[str, str]
    process: str
    stages: tuple[Mapping[str, str], ...]
    """After the partner: of each stage the bodies, and who speaks for each."""
    checks: Mapping[str, str]
    """Each check, and who owns it; the requester is ``e001``."""
    alert: str
    why: str
    """What those who hear of the alert read."""
    told: tuple[str, ...]
    """Who hears of the alert."""
    partner: str
    champion: str
    delivers: str
    governs: str
    timeframe: str

    def rules_and_directory(self, folder: Path) -> tuple[Path, Path]:
        """Write both, where the front door reads them."""
        rules, directory = folder / "rules", folder / "directory.yaml"
        if self is RENAMED:
            renamed(rules, directory)
        else:
            rules.mkdir()
            shutil.copy(HERE / self.name / "rules.yaml", rules)
            shutil.copy(HERE / self.name / "directory.yaml", directory)
        return rules, directory


RENAMED = Council(
    name="renamed",
    reference="DR-0001",
    area="Housing",
    answers={
        own(question): given if question == "service_area" else ",".join(own(one) for one in given.split(","))
        for question, given in (PROJECT | {"procurement": "signed"}).items()
    },
    details={own(detail): said for detail, said in DETAILS.items()},
    process="Project",
    stages=({"own_board": "d101"}, {"own_ict_improvement_group": "d201", "own_technical_review_board": "d301"}),
    checks={
        "own_dpia": "f002",
        "own_cyber": "f003",
        "own_data_team": "f004",
        "own_accessibility": "f005",
        "own_procurement": "f001",
        "own_automation_first": "b001",
        "own_benefits": "f008",
        "own_legacy": "d301",
    },
    alert="Late engagement",
    why="Buying has already started",
    told=("b001", "f001", "a001"),
    partner="b001",
    champion="c001",
    delivers="f008",
    governs="a001",
    timeframe="Now",
)
SPEND_CONTROL = Council(
    name="spend_control",
    reference="SC-0001",
    area="Digital directorate",
    answers={
        "category": "public_service",
        "directorate": "digital",
        "whole_life": "12500000",
        "committed": "already_signed",
        "novelty": "contentious",
        "algorithm": "algorithm_yes",
    },
    details={"heading": "Benefit calculator", "case": "People do not know what they may claim."},
    process="Central approval",
    stages=({"assurance_board": "d111", "commercial_board": "d112"}, {"joint_review": "a101"}),
    checks={"transparency_record": "f101", "route_to_market": "d112", "business_case": "e001"},
    alert="Retrospective spend",
    why="The contract is signed before approval was given",
    told=("f102", "a101"),
    partner="b101",
    champion="c101",
    delivers="f103",
    governs="a101",
    timeframe="Next year",
)
UNIVERSITY = Council(
    name="university",
    reference="UNI-0001",
    area="College of medicine",
    answers={
        "college": "medicine",
        "effort": "from_forty",
        "divisions": "more_divisions",
        "cost": "12000",
        "touches": "risk,applications,teaching",
        "mandate": "mandate_yes",
        "vendor": "vendor_signed",
    },
    details={"project_name": "Learning records", "why": "Students cannot see them.", "gain": "They can."},
    process="IT project",
    stages=(
        {"security_committee": "d211", "applications_committee": "a201", "teaching_committee": "d212"},
        {"steering_committee": "d213"},
    ),
    checks={"vendor_risk": "f201", "accessible_teaching": "f203"},
    alert="Signed before IT was asked",
    why="A contract is signed before IT was asked",
    told=("b201", "f201"),
    partner="b201",
    champion="c201",
    delivers="f202",
    governs="a201",
    timeframe="This term",
)
COUNCILS = (RENAMED, SPEND_CONTROL, UNIVERSITY)
