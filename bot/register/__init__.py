"""The register: everything that the front door knows, in SQL."""
