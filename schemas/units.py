"""Units in which a figure is a number of people or requests, even if it hangs on others.

A few exits are a few people; hours, nights and contacts only go with the people they are of.
Protection and the audit share no code, but both read this.
"""

COUNT_UNITS = frozenset({"person", "persons", "people", "clients", "exits", "request", "requests"})
