"""Regulations of the sample office: a rule, the digests of laws, and two answer cards."""

import tomllib
from pathlib import Path

from kmdesk.records import Unit
from kmdesk.records.sample_days import SampleDays
from kmdesk.regulations.edits import add_card
from kmdesk.regulations.import_law import add_laws, load_digests

_SOURCE = "sample"


def load_sample(unit: Unit, folder: Path) -> None:
    """Load laws, then the cards based on them, from ``instruments.toml``."""
    data = SampleDays.of_today().read(
        tomllib.loads((folder / "instruments.toml").read_text("utf-8"))
    )
    laws = load_digests(unit) | add_laws(unit, data["law"], _SOURCE)
    for card in data["card"]:
        grounds = [(laws[name], anchor) for name, anchor in card.pop("grounds")]
        question, answer = card.pop("question"), card.pop("answer")
        add_card(unit, question, answer, grounds, card, issuer=card["answered_by"])
