"""Printed forms: registers, cards, lists, labels, slips, and official papers of the regulation.

Each module draws one form from frozen rows collected by its room; dates are ISO text. Missing
values are printed as dots to be filled in by hand.

``order`` (คำสั่ง, ประกาศ), ``letter`` (หนังสือภายนอก, บันทึกข้อความ) and ``minutes`` share
``official``:

    paper = paper_of(library)                      # office, digits, the office's garuda
    write_memo(out, paper, MemoSheet(owner="…", number="…", dated="2026-01-05", subject="…",
        to="คณะทำงานทุกท่าน", body=(Text("ด้วย…"), Point("๑.", "…"), Text("จึงเรียน…")),
        signature=Signature("ชื่อเต็ม", "ตำแหน่ง")))
"""
