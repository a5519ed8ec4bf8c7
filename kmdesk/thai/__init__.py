"""The Thai language: digits, Buddhist dates, normal form, words, collation, numbers. No I/O."""
