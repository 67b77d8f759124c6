"""Validate: cells become typed columns, typed columns are judged, faults become findings.

Belongs here: parsing of cells, pandera, cross-field rules, placing rows in their month.
Does not belong here: opening files, stripping, counting.
"""
