"""The command line: a thin front door that reads arguments, calls one function, and prints.

Belongs here: arguments, exit codes, tables and progress on a terminal.
Does not belong here: how anything is done.
"""
