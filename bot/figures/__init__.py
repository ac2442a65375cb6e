"""Figures for the governance team: whether people meet IT in time, and how long they wait."""
