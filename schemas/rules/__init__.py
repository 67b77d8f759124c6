"""Cross-field rules: one module a theme, each with its `RULES`.

Belongs here: comparisons between fields and rows of one record, with wording and examples.
Does not belong here: what one cell alone may hold (that is its field), and what needs several
records, months or agencies.

A rule's `breaks` is True only where a row certainly breaks it: a missing value breaks no rule, for
it has its own finding. Rule ids are those of the standard, section e, with a letter where one
entry needs several rules; ids that begin with X are our own.
"""
