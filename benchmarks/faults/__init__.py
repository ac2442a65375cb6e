"""`make faults`: kills, hangs and breaks things around a running front door, and counts what was lost or doubled."""
