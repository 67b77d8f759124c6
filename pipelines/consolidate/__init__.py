"""Consolidate: sums all partners' cells into the figures of every report due in a month.

Here belong the sums over partners, hubs, counties and regions, the rows of every table, ratios, and
the hierarchies that tell a reader how figures add up. It sees cells only, never a record.
"""
