"""The drift alarm: columns that were renamed or exchanged since the layout was written.

Belongs here: what a column's cells look like, how alike two headings are. Does not belong here:
deciding; a likely new name is told, never taken.
"""
