"""Copies of the register: one file that holds all of it, taken while it is used, opened again, and put back."""
