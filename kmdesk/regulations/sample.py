"""The sample office's rule beside the digests of laws, and two answer cards."""

import tomllib
from pathlib import Path

from kmdesk.records import Unit
from kmdesk.records.sample_days import SampleDays
from kmdesk.regulations.answer_cards import add_card
from kmdesk.regulations.change_law import change_law
from kmdesk.regulations.digest import load_digests
from kmdesk.regulations.import_law import import_law

_SOURCE = "sample"


def load_sample(unit: Unit, folder: Path) -> None:
    """Laws, then the cards that rest on them, from ``instruments.toml``."""
    data = SampleDays.of_today().read(
        tomllib.loads((folder / "instruments.toml").read_text("utf-8"))
    )
    laws = load_digests(unit)
    for law in data["law"]:
        record = import_law(
            unit,
            title=law.pop("title"),
            text=law.pop("text"),
            kind=law.pop("kind"),
            dated=None,
            source_id=law["source_id"],
            source=_SOURCE,
        )
        laws[law.pop("source_id")] = change_law(unit, record.id, law)
        if record.dated is None:
            record.dated = law.get("gazetted_on")
    for card in data["card"]:
        grounds = [(laws[name], anchor) for name, anchor in card.pop("grounds")]
        question, answer = card.pop("question"), card.pop("answer")
        add_card(unit, question, answer, grounds, card, issuer=card["answered_by"])
