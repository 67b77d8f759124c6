"""Publish: protected tables become a funder's workbook, a flat CSV and a manifest.

What belongs here: how a report looks and reads, and the inspection that re-reads it. What does
not: any arithmetic on figures. Every figure is taken as protection left it.
"""
