"""One word, one meaning: แฟ้ม is the folder in a cupboard, ไฟล์ the file in the machine."""

import re

from tests.architecture.catalogue_source import catalogue
from tests.architecture.source import TREE

_FOLDER_OF_PAPER = re.compile(r"\b[Ff]olders?\b|\b[Ff]ile code\b")  # รหัสแฟ้ม: แบบที่ ๒๕
_FILE = re.compile(r"\b[Ff]iles?\b(?! code)")


def test_a_folder_of_paper_and_a_file_have_a_word_each() -> None:
    strays = []
    for (_context, text), entries in catalogue().items():
        for name, words, _fuzzy in entries:
            if "แฟ้ม" in words and not _FOLDER_OF_PAPER.search(text):
                strays.append(f"{name}: {text!r} → {words!r}")
            if "แฟ้ม" in words and _FILE.search(text):
                strays.append(f"{name}: a file is called ไฟล์: {words!r}")
    assert not strays, "\n".join(strays)


def test_the_guide_says_folder_only_of_paper() -> None:
    strays = [
        f"{page.name}: {line.strip()}"
        for page in sorted((TREE / "resources" / "help").glob("*.md"))
        for line in page.read_text("utf-8").splitlines()
        if "แฟ้ม" in line and "ตู้" not in line
    ]
    assert not strays, "\n".join(strays)
