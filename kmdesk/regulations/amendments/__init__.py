"""Amending laws: their clauses parsed as operations and applied to the law they amend."""
