"""Printed forms: registers, lists, labels, sheets of a committee, and official correspondence.

Forms are drawn from frozen rows collected by their room; dates are ISO text. Missing values are
printed as dots to be filled in by hand. ``correspondence`` writes on pages of ``official``:

    paper = paper_of(library)                      # office, digits, the office's garuda
    write_memo(out, paper, MemoSheet(owner="…", number="…", dated="2026-01-05", subject="…",
        to="คณะทำงานทุกท่าน", body=(Text("ด้วย…"), Point("๑.", "…"), Text("จึงเรียน…")),
        signature=Signature("ชื่อเต็ม", "ตำแหน่ง")))
"""
