"""Proposals: what a layout for an unknown file may be, each guess with its confidence and reason.

Belongs here: matching headings and cells to the standard, and writing the proposal down. Does not
belong here: accepting it; a person does that, and a layout with open guesses cannot be loaded.
"""
