"""Tests of the project itself: its floors, files, locks, commands and documents."""
