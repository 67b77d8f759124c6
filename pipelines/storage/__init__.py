"""What is kept, where, and how it is written so that a reader never sees half of it.

Belongs here: vault, cells, ledger, protection store, releases, and the file moves they share.
Does not belong here: what any of it means.
"""
