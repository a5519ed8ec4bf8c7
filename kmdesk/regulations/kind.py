"""Laws and answer cards as record kinds: their passages, fields and printers."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from kmdesk.i18n import N_, tr
from kmdesk.records import Actor, Duty, IndexPassage, Kind, Library
from kmdesk.records.describe import register_rule
from kmdesk.records.kinds import PrintForm, asked
from kmdesk.regulations import queries
from kmdesk.regulations.edits import CardForm, LawForm
from kmdesk.regulations.model import CARD_LIGHTS, CARD_STATUSES, LIGHTS, STATUSES
from kmdesk.regulations.queries import Session
from kmdesk.regulations.view import card_fields, card_note, law_fields, law_note
from kmdesk.thai.numbers import provision_label


def _slips(
    library: Library, actor: Actor, record_id: int, values: Mapping[str, Any], out: Path
) -> None:
    from kmdesk.regulations.print import print_slips

    print_slips(library, actor, record_id, str(values["provisions"]), out)


SLIPS = PrintForm(
    "slips", N_("Citation slips"), _slips, duty=Duty.WALK_UP,
    asks=(
        asked("provisions", N_("Provisions"), required=True, hint=N_("e.g. 11, 33/1")),
    ),
)  # fmt: skip


class RegulationKind(LawForm):
    """Laws, by provision."""

    label = N_("Law or regulation")
    tab = "regulations"
    statuses = STATUSES
    lights = LIGHTS
    cited_by_name = True
    forms = (SLIPS,)

    def passages(self, session: Session, record_id: int) -> Iterator[IndexPassage]:
        """Yield every part with text; the law's own provisions are at ``provision:33/1``."""
        for anchor, unit, number, through, heading, text in queries.texts(session, record_id):
            name = provision_label(unit, number) if number else heading
            if through:
                name = f"{name} ถึง {provision_label(unit, through)}"
            elif number and heading:
                name = f"{name} ({heading})"
            if text:
                yield IndexPassage(anchor, name, text)
        yield from super().passages(session, record_id)

    def status_note(self, session: Session, record_id: int) -> str:
        """Return who checked the status and when, or how old the text is."""
        return law_note(session, record_id)

    def cited_text(self, session: Session, record_id: int) -> Iterator[IndexPassage]:
        """Yield the law's own text: footnotes and stamps only give the origin of its wording."""
        yield from queries.own_texts(session, record_id)

    def passage(self, session: Session, record_id: int, anchor: str) -> IndexPassage | None:
        """Return one part, labelled with its number."""
        row = queries.part_at(session, record_id, anchor)
        return IndexPassage(anchor, row.label, row.text) if row else None

    def facts(self, session: Session, record_id: int) -> list[tuple[str, str]]:
        """Return rank, dates with their sources, Gazette reference, and who checked the status."""
        return law_fields(session, record_id)

    def write_pdf(self, library: Library, actor: Actor, record_id: int, out: Path) -> None:
        """Print the whole law."""
        from kmdesk.regulations.print import write_law  # reportlab only when printing

        write_law(library, actor, record_id, out)


class AnswerCardKind(CardForm):
    """Recurring questions with a short answer and its legal basis."""

    label = N_("Answer card")
    tab = "regulations"
    statuses = CARD_STATUSES
    lights = CARD_LIGHTS
    answers_questions = True

    def passages(self, session: Session, record_id: int) -> Iterator[IndexPassage]:
        """Yield the answer."""
        detail = queries.card(session, record_id)
        if detail is not None:
            yield IndexPassage("answer", tr("Answer"), "\n".join((detail.answer, detail.note)))
        yield from super().passages(session, record_id)

    def facts(self, session: Session, record_id: int) -> list[tuple[str, str]]:
        """Return who answered and checked, and when."""
        return card_fields(session, record_id)

    def standing(self, session: Session, today: date) -> list[tuple[int, str]]:
        """Return cards whose provisions have changed since."""
        found = queries.with_status(session, queries.CARD, "review")
        return [(record_id, N_("A provision under this answer has changed")) for record_id in found]

    def status_note(self, session: Session, record_id: int) -> str:
        """Return who checked the answer and when."""
        return card_note(session, record_id)

    def write_pdf(self, library: Library, actor: Actor, record_id: int, out: Path) -> None:
        """Print the card on half a page."""
        from kmdesk.regulations.print import write_card  # reportlab only when printing

        write_card(library, actor, record_id, out)


register_rule(queries.RULE)

KINDS: list[Kind] = [RegulationKind(), AnswerCardKind()]
