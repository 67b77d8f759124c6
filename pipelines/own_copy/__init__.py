"""The agency's own copy: what it contributed, where it stands, and what its files cost it.

It holds an agency's exact totals, small ones included, and of the consortium only what is released;
it goes to that agency and to nobody else.
"""
