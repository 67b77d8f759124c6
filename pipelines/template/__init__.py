"""The standard workbook that a partner without an export of its own fills in, from the catalog.

Belongs here: writing it. Does not belong here: its form and how it is read back; `intake` knows.
"""
