"""Thai language: digits, Buddhist dates, normal form, words, collation, numbers; no I/O."""
