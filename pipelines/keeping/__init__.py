"""Keeping the house: what is destroyed in time, saved elsewhere, mended at a start and examined.

Belongs here: retention and purge, backup and restore, leftovers, the doctor, mail, the heartbeat.
Does not belong here: what any figure means, or when Dagster does something.
"""
