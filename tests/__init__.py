"""The tests. This file keeps the folder `tests/bot` from hiding the package `bot`: pytest then puts the root on the path."""
