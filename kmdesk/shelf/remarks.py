"""What the program says of a text, apart from the remarks of the clerk.

Earlier versions wrote such sentences into the clerk's own field, from where they were printed in
official registers: there they are told by their wording and left out.
"""

from functools import cache

from kmdesk.i18n import in_thai
from kmdesk.intake.model import HAS_MACROS, NAME_DISAGREES, OCR_STOPPED, OCR_TEXT, TEXT_CUT

_OURS = (OCR_TEXT, OCR_STOPPED, NAME_DISAGREES, TEXT_CUT, HAS_MACROS)


def clerks_own(note: str) -> str:
    """A remark without the sentences that the program once put into it."""
    if not any(sentence in note for sentence in _sentences()):
        return note
    for sentence in _sentences():
        note = note.replace(sentence, "")
    return "\n".join(" ".join(line.split()) for line in note.splitlines() if line.strip())


@cache
def _sentences() -> tuple[str, ...]:
    return (*map(in_thai, _OURS), *_OURS)
