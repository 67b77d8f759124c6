"""Finding the tables of an opened file by a partner's layout.

Belongs here: headings, regions of a sheet, what each row is, totals compared, columns turned into
fields. Does not belong here: opening files, what a cell means, who may be named in it.
"""
