"""Migrations of the register, run by Alembic."""
