"""The rulebook page written down a second time, straight from its tables, to compare the engine with."""

from __future__ import annotations

from typing import Any

GOVERNED = ("improve_process", "change_system", "new_system", "renew")
WIDE = ("several_services", "whole_council", "public")
BODIES = ("it_business_partner", "board", "ict_improvement_group", "technical_review_board")
OPTIONS = {
    "need": ["fix", "standard_item", "improve_process", "change_system", "new_system", "renew", "idea"],
    "service_area": [
        "children_and_learning", "adult_social_care", "housing", "place", "customer_and_communities",
        "corporate_services",
    ],
    "corporate_tool": ["yes", "partly", "no", "not_sure"],
    "reach": ["my_team", "my_service", "several_services", "whole_council", "public"],
    "data": ["none", "staff", "residents", "special_category", "not_sure"],
    "technical_impact": ["new_integration", "new_hosting", "sign_in_or_security", "data_migration", "none", "not_sure"],
    "ai": ["no", "feature", "decides", "not_sure"],
    "procurement": ["nothing_to_buy", "not_started", "talking_to_suppliers", "quotes_or_tender", "signed"],
    "whole_life_cost": ["one_quote", "three_quotes", "tender", "above_threshold", "not_sure"],
    "deadline": ["law", "contract_end", "service_plan", "none"],
    "strategy_fit": [
        "people_and_skills", "organisation_and_process", "design_plan_implement", "technology_and_architecture", "none",
    ],
    "yearly_benefit": ["under_10k", "10k_to_50k", "over_50k", "not_known"],
    "delivery_effort": ["days", "weeks", "months", "not_sure"],
    "replaces_legacy": ["yes", "no", "not_sure"],
    "sponsor": ["named", "informal", "none"],
    "user_research": ["done", "planned", "none"],
}  # fmt: skip
SEVERAL = ("technical_impact", "strategy_fit")
Given = dict[str, Any]


def fits(a: Given) -> bool:
    """Fact fits_corporate_tool."""
    return (
        a.get("need") == "improve_process"
        and a.get("corporate_tool") == "yes"
        and a.get("reach") in ("my_team", "my_service")
        and a.get("data") in ("none", "staff")
        and list(a.get("technical_impact") or ()) == ["none"]
        and a.get("ai") == "no"
    )


def governed(a: Given) -> bool:
    """Fact governed."""
    return a.get("need") in GOVERNED and not fits(a)


def uses_ai(a: Given) -> bool:
    """Fact uses_ai."""
    return a.get("ai") in ("feature", "decides", "not_sure")


def technical(a: Given) -> bool:
    """Fact technical."""
    return (
        any(i != "none" for i in a.get("technical_impact") or ())
        or uses_ai(a)
        or (a.get("need") == "new_system" and a.get("corporate_tool") != "yes")
        or a.get("data") == "special_category"
    )


def project_sized(a: Given) -> bool:
    """Fact project_sized."""
    return governed(a) and (
        (a.get("need") == "new_system" and a.get("corporate_tool") != "yes")
        or a.get("whole_life_cost") in ("tender", "above_threshold")
        or (a.get("delivery_effort") == "months" and a.get("reach") in WIDE)
    )


def asked_when(question: str, a: Given) -> bool:
    """The column "asked when"."""
    match question:
        case "need":
            return True
        case "service_area" | "reach" | "data" | "technical_impact" | "ai":
            return a.get("need") not in ("fix", "standard_item")
        case "corporate_tool":
            return a.get("need") in ("improve_process", "new_system", "idea")
        case "whole_life_cost":
            return governed(a) and a.get("procurement") != "nothing_to_buy"
        case _:
            return governed(a)


def on_path(raw: Given) -> tuple[Given, str | None]:
    """The answers that count, and the first question that is asked and has none."""
    a: Given = {}
    for question in OPTIONS:
        if asked_when(question, a):
            if not raw.get(question):
                return a, question
            a[question] = raw[question]
    return a, None


def route(a: Given) -> tuple[str, list[str]]:
    """Process and steps."""
    board = project_sized(a) or uses_ai(a) or a.get("reach") in ("whole_council", "public")
    feedback = a.get("reach") in WIDE
    if a["need"] in ("fix", "standard_item"):
        return "service_desk", []
    if fits(a):
        return "self_service", []
    if a["need"] == "idea":
        about_people = a.get("data") in ("residents", "special_category", "not_sure")
        careful = a.get("ai") == "decides" or (uses_ai(a) and about_people)
        boards = [*(["board"] if careful else []), *(["technical_review_board"] if technical(a) else [])]
        return "explore", ["it_business_partner", *boards]
    on = (True, board, feedback, technical(a))
    return "project" if project_sized(a) else "change_request", [
        b for b, there in zip(BODIES, on, strict=True) if there
    ]


def checks(a: Given, process: str) -> list[str]:
    """The table of checks."""
    if process not in ("explore", "project", "change_request"):
        return []
    impact = set(a.get("technical_impact") or ())
    bought = a.get("procurement") not in (None, "nothing_to_buy")
    table = {
        "dpia": a.get("data") in ("residents", "special_category", "not_sure") or a.get("ai") == "decides",
        "ai_policy": uses_ai(a),
        "cyber": bool(impact & {"new_hosting", "sign_in_or_security", "not_sure"}),
        "data_team": a.get("data") != "none" or bool(impact & {"new_integration", "data_migration"}) or bought,
        "accessibility": a.get("reach") in WIDE,
        "equality": a.get("reach") in ("whole_council", "public"),
        "procurement": bought,
        "automation_first": a["need"] in ("new_system", "renew"),
        "sponsor": project_sized(a) and a.get("sponsor") != "named",
        "user_research": governed(a) and a.get("user_research") == "none",
        "benefits": project_sized(a),
        "legacy": a.get("replaces_legacy") == "yes",
    }
    return [c for c, applies in table.items() if applies]


def scores(a: Given) -> tuple[int, int, str]:
    """Value, achievability and timeframe."""
    fit = [t for t in a["strategy_fit"] if t != "none"]
    value = (
        3 * min(3, len(fit))
        + 3 * {"not_known": 0, "under_10k": 1, "10k_to_50k": 2, "over_50k": 3}[a["yearly_benefit"]]
        + 2 * {"my_team": 0, "my_service": 1, "several_services": 2, "whole_council": 3, "public": 3}[a["reach"]]
        + 2 * {"none": 0, "service_plan": 1, "contract_end": 2, "law": 3}[a["deadline"]]
    )
    impact = list(a["technical_impact"])
    points = 3 if impact == ["none"] else 0 if impact == ["not_sure"] else {1: 2, 2: 1}.get(len(impact), 0)
    achievability = (
        4 * {"not_sure": 0, "months": 1, "weeks": 2, "days": 3}[a["delivery_effort"]]
        + 3 * {"none": 0, "informal": 1, "named": 3}[a["sponsor"]]
        + 2 * {"none": 0, "planned": 2, "done": 3}[a["user_research"]]
        + points
    )
    one, two = 100 * value // 30, 100 * achievability // 30
    high, medium = 60, 35
    rows = {"high": ("now", "now", "next"), "medium": ("next", "next", "later"), "low": ("next", "later", "later")}
    row = rows["high" if one >= high else "medium" if one >= medium else "low"]
    cell = row[0 if two >= high else 1 if two >= medium else 2]
    return one, two, "now" if a["deadline"] == "law" else cell


def changes(a: Given) -> list[Given]:
    """What would change it, by trying every other option of every single choice that was asked."""
    now = route(a)
    found = []
    for question, options in OPTIONS.items():
        if question in SEVERAL or question not in a:
            continue
        for option in options:
            other, missing = on_path({**a, question: option})
            if option != a[question] and missing is None and route(other) != now:
                process, steps = route(other)
                found.append({"question": question, "answer": option, "process": process, "steps": steps})
    return found


def decided(raw: Given) -> Given:
    """The decision as the page defines it, but for reasons, breakdown and version; or the first missing question."""
    a, missing = on_path(raw)
    if missing:
        return {"question": missing}
    process, steps = route(a)
    value, achievability, timeframe = scores(a) if process in ("project", "change_request") else (None, None, None)
    return {
        "process": process,
        "steps": steps,
        "checks": checks(a, process),
        "alerts": ["late_engagement"] if a.get("procurement") in ("quotes_or_tender", "signed") else [],
        "timeframe": timeframe,
        "value": value,
        "achievability": achievability,
        "what_would_change": changes(a),
    }
