"""The cards: each file draws one noun as an Adaptive Card 1.5, as plain JSON."""
