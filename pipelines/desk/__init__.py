"""The partner's own desk: rows are stripped and counted here, and only totals leave it.

Here belong the composition of the restricted stages with the desk's own vault and ledger, and the
workbook of totals. No network is used, and nothing here knows another agency.
"""
