"""The standardized records: one module each, with its `RECORD`.

Belongs here: fields and their order. Does not belong here: rules that compare fields.
"""
