"""Figures for the governance team: whether people meet IT in time, and how long they wait."""

from __future__ import annotations

from bot.figures.chat import chat_figures
from bot.figures.counting import count
from bot.figures.figures import Figures, figures
from bot.figures.tally import Group, Span, Tally, Waiting

__all__ = ["Figures", "Group", "Span", "Tally", "Waiting", "chat_figures", "count", "figures"]
