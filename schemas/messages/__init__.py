"""Wording of findings that belong to no rule: one module a theme, each with its `MESSAGES`."""
