"""Tally: counts one partner's stripped records into cells, inside the restricted zone.

Here belong the enriched views over the records, the counting of every measure by the breakdowns
and periods that reports need, and the status of every total. Sums over partners belong to
consolidate; nothing here knows more than one partner.
"""
