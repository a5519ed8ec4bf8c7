"""Vertical extent of Thai letters."""

TALLEST = "ปี่ ฟื้ ผู้ กฎ"
"""The tallest and deepest everyday words: stacked marks, and descenders below the line."""
