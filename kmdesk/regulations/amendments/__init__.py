"""Amending laws: their clauses read as operations, applied to the law they amend."""
