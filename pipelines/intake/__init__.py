"""Intake: open a partner's file safely, find its tables, map headings to standard fields.

Belongs here: the limited child that opens a file (`sandbox`), table finding by layout, the HMIS
preset. Does not belong here: what a cell means; that is for `validate`.
"""
