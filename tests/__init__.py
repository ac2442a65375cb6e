"""The tests. As a package they put the root on the path, so that the folder `tests/bot` does not hide `bot`."""
