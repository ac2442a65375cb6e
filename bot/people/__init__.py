"""The people: who looks after which area, who is told what and when, working days, digests and reminders."""
