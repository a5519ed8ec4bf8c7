"""How far Thai letters reach."""

TALLEST = "ปี่ ฟื้ ผู้ กฎ"
"""Marks on marks and feet below the line: what stands out furthest in everyday words."""
