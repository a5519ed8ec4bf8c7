"""Thai language: digits, Buddhist dates, normal form, words, collation, numbers; no I/O."""

TALLEST = "ปี่ ฟื้ ผู้ กฎ"
"""The tallest and deepest everyday words: stacked marks, and descenders below the line."""
