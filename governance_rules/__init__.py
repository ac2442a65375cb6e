"""The rules that the governance team owns, and the small engine that reads them.

Pure: answers in, the next question or a decision out. It knows nothing of Teams, HTTP or SQL.
"""

from governance_rules.answers import advice, clean_answers, details_asked, holds, path
from governance_rules.decision import decide
from governance_rules.documents import decision_from_json, decision_to_json, decision_to_store
from governance_rules.files import SHIPPED, fingerprint, load_rulebook
from governance_rules.model import (
    Advice,
    Alert,
    Alternative,
    Answer,
    Answers,
    Axis,
    Band,
    Body,
    BreakdownRow,
    Check,
    Condition,
    Criterion,
    Decision,
    Detail,
    Example,
    HeldBack,
    Lift,
    Matrix,
    Option,
    Path,
    Process,
    Question,
    Reason,
    Rulebook,
    Step,
    Term,
    Threshold,
    Timeframe,
    Topic,
)  # fmt: skip
from governance_rules.problems import AnswerProblem, Problem, RulebookProblems
from governance_rules.suggestion import Suggestion, suggest, suggestion

__all__ = [
    "SHIPPED", "Advice", "Alert", "Alternative", "Answer", "AnswerProblem", "Answers", "Axis", "Band", "Body",
    "BreakdownRow", "Check", "Condition", "Criterion", "Decision", "Detail", "Example", "HeldBack", "Lift",
    "Matrix", "Option", "Path", "Problem", "Process", "Question", "Reason", "Rulebook", "RulebookProblems", "Step",
    "Suggestion", "Term", "Threshold", "Timeframe", "Topic", "advice", "clean_answers", "decide", "decision_from_json",
    "decision_to_json", "decision_to_store", "details_asked", "fingerprint", "holds", "load_rulebook", "path",
    "suggest", "suggestion",
]  # fmt: skip
