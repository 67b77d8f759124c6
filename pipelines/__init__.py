"""How it is done: intake, validate, deidentify, tally, consolidate, protect, publish."""
