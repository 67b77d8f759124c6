"""Tallies that agencies send: judged as hard as rows are, and taken as they are.

Here belong reading a sent tally, comparing all its figures with each other and with the months
sent before, and saying by cell what does not fit. Making a tally belongs to the desk.
"""
