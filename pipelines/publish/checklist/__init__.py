"""The checklist of accessible workbooks as code: each item an id, a sentence and a check.

Belongs here: what the guidance of the UK Analysis Function on statistics in spreadsheets and the
federal guide to accessible Excel files ask for, as far as a program can see it. Does not belong
here: whether figures are right or may be shown, and how a workbook is made.
"""

from pipelines.publish.checklist.items import Item, Kind, Unmet
from pipelines.publish.checklist.run import CHECKLIST, unmet

__all__ = ["CHECKLIST", "Item", "Kind", "Unmet", "unmet"]
