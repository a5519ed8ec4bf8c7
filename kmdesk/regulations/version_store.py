"""Rebuild a law's versions from its first text and all confirmed amendments, and store them."""

from collections.abc import Sequence

from kmdesk.records import Unit
from kmdesk.regulations import queries, queries_versions
from kmdesk.regulations.amendments.operation import Action, Operation, Place
from kmdesk.regulations.amendments.provision_text import ProvisionState
from kmdesk.regulations.answer_cards import flag_cards
from kmdesk.regulations.model import Amendment, Provision, Wording
from kmdesk.regulations.versions import Outcome, Version, build

PROPOSED, CONFIRMED, DROPPED = "proposed", "confirmed", "dropped"


def operation_of(row: Amendment) -> Operation:
    """Convert a row to its operation."""
    items = tuple(row.items.split("\n")) if row.items else ()
    place = Place(row.unit, row.number, row.paragraph, items, row.term, row.chapter)
    return Operation(
        Action(row.action), place, row.text, row.old_words, row.new_words, row.after_term,
        row.clause, row.law, row.doubt,
    )  # fmt: skip


def rebuild(unit: Unit, record_id: int) -> dict[int, str]:
    """Rebuild the law's versions and store the differences; return conflicts by amendment id."""
    base = queries_versions.base_parts(unit.session, record_id)
    detail = queries.instrument(unit.session, record_id)
    text_as_of = detail.text_as_of if detail is not None else None
    rows = [
        row
        for row in queries_versions.amendment_rows(unit.session, record_id)
        if row.state == CONFIRMED
    ]
    early = queries_versions.already_in(rows, text_as_of)
    changes = [
        queries_versions.change_of(row, operation_of(row)) for row in rows if row.id not in early
    ]
    outcome = build(base, changes)
    conflicts = {key: str(code) for key, code in outcome.conflicts.items()} | early
    for row in rows:
        if row.conflict != conflicts.get(row.id, ""):
            row.conflict = conflicts.get(row.id, "")
    changed = _Store(unit, record_id).write(outcome)
    if changed:
        flag_cards(unit, record_id, changed)
    unit.session.flush()
    return conflicts


class _Store:
    """Write an outcome to the rows of a law, changing only what differs."""

    def __init__(self, unit: Unit, record_id: int) -> None:
        self._session, self._record_id = unit.session, record_id
        self._provisions = queries_versions.provision_rows(unit.session, record_id)
        self._wordings = queries_versions.wording_rows(unit.session, record_id)

    def write(self, outcome: Outcome) -> list[str]:
        """Write the outcome; return the anchors of the parts whose wordings changed."""
        changed = self._remove_gone(outcome)
        position = suborder = 0
        path: list[tuple[int, str]] = []
        for part in outcome.parts:
            if part.kind == "heading":
                path = [entry for entry in path if entry[0] < part.level]
                path.append((part.level, part.text.split("\n")[0]))
            row = self._provisions.get(part.anchor)
            added = row is None or row.source_start is None
            if row is None:
                row = self._new(part)
            if added:
                suborder += 1
                names = "\n".join(name for _, name in path)
                self._place(row, position, suborder, names)
            else:
                position, suborder = row.position, 0
            if self._sync(row, outcome.versions[part.anchor]):
                changed.append(part.anchor)
        return changed

    def _remove_gone(self, outcome: Outcome) -> list[str]:
        """Remove parts inserted by amendments no longer confirmed; return their anchors."""
        present = {part.anchor for part in outcome.parts}
        gone = [
            row
            for anchor, row in self._provisions.items()
            if anchor not in present and row.source_start is None and row.role == "body"
        ]
        for row in gone:
            for wording in self._wordings.get(row.id, []):
                self._session.delete(wording)
            self._session.flush()
            self._session.delete(row)
        return [row.anchor for row in gone]

    def _new(self, part: ProvisionState) -> Provision:
        row = Provision(
            record_id=self._record_id,
            position=0,
            suborder=0,
            role="body",
            kind=part.kind,
            anchor=part.anchor[:100],
            unit=part.unit,
            number=part.number,
            through="",
            path="",
            heading=part.text[:300] if part.kind == "heading" else "",
            level=part.level,
            doubt="",
        )
        self._session.add(row)
        self._session.flush()
        return row

    def _place(self, row: Provision, position: int, suborder: int, path: str) -> None:
        if (row.position, row.suborder, row.path) != (position, suborder, path):
            row.position, row.suborder, row.path = position, suborder, path

    def _sync(self, row: Provision, versions: Sequence[Version]) -> bool:
        """Make a part's stored wordings match ``versions``; return whether anything changed."""
        present = self._wordings.get(row.id, [])
        changed = False
        for at, version in enumerate(versions):
            made = ",".join(str(key) for key in version.made)
            wanted = (version.valid_from, version.valid_to, version.text, made)
            if at >= len(present):
                self._session.add(
                    Wording(
                        record_id=self._record_id, provision_id=row.id, valid_from=wanted[0],
                        valid_to=wanted[1], text=wanted[2], made_by=wanted[3], notes="",
                    )
                )  # fmt: skip
                changed = True
                continue
            old = present[at]
            if (old.valid_from, old.valid_to, old.text, old.made_by) != wanted:
                old.valid_from, old.valid_to, old.text, old.made_by = wanted
                changed = True
        for old in present[len(versions) :]:
            self._session.delete(old)
            changed = True
        return changed
