"""What is reported: declarations only.

Belongs here: fields, code lists, rules, measures, reports, wording.
Does not belong here: reading files, counting, writing; nothing here imports `pipelines`.
"""
