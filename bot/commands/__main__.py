"""`python -m bot.commands`: the console command where only the interpreter is known, as in a child process."""

from __future__ import annotations

from bot.commands import main

if __name__ == "__main__":
    main(prog_name="front-door")
