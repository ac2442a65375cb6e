"""The Teams app package: the template that people edit, icons drawn by code, and what fills, checks and packs them."""
