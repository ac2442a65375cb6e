"""Tests of the conversation, by plain calls."""
