"""The host: the door in, the Bot Framework, and the way out to Teams."""
