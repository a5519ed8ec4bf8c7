"""Edits, moves and publishing for the kill tests: ``python -m tests.faults.edits LIBRARY``.

Prints one JSON line after each commit: what was accepted must be there for good.
"""

import json
import sys
from pathlib import Path

from kmdesk.records import SYSTEM, Library
from kmdesk.records.model import Place


def main(root: Path, rounds: int = 12) -> int:
    """Retitle, move, publish and trash in turn, each in a unit of its own."""
    library = Library.open(root)
    with library.writing(SYSTEM, "x") as unit:
        place = Place(kind="room", name="ห้อง", label="ห้อง")
        unit.session.add(place)
        record = unit.add(kind="document", title="ตั้งต้น", audience="internal")
        unit.session.flush()
        unit.commit()
        ids = record.id, place.id
    for number in range(rounds):
        with library.writing(SYSTEM, "x") as unit:
            record = unit.record(ids[0])
            unit.retitle(record, f"ครั้งที่ {number}")
            record.place_id = ids[1] if number % 2 else None
            record.audience = "public" if number % 3 == 0 else "internal"
            unit.attach(record, f"ฉบับ {number}".encode(), f"{number}.txt", "text/plain")
            unit.commit()
        print(json.dumps({"record": ids[0], "number": number}), flush=True)
    library.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
