"""What runs in the limited child process that opens one file.

Belongs here: opening, checking and copying out of cells, with the standard library and calamine.
Does not belong here: pandas, layouts, fields, findings; nothing here knows what a cell means.
"""
