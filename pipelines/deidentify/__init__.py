"""Deidentify: only declared fields pass; the client key becomes a person number.

Belongs here: the allow-list and the keyed hash. Does not belong here: bands and counting.
"""
