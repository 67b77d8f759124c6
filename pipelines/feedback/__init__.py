"""Feedback: what a partner gets back about a file, as workbook, web page, terminal text and JSON.

Belongs here: one document made from the findings of a file, and how it looks in each form. Does
not belong here: finding anything, and any word about one problem; those stand in the catalog.

Every form shows the same document, so no two can disagree, and none holds a value of a cell.
"""
