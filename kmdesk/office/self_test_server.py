"""Check whether the office server answers and this PC is in sync with it."""

import time
from pathlib import Path

from kmdesk.i18n import tr
from kmdesk.office.check_result import CheckResult, good, note
from kmdesk.store.folder import server_for
from kmdesk.store.server.link import look


def server(library: Path) -> CheckResult:
    """Connect as the program does. Raises StoreError with the cause and the remedy."""
    began = time.perf_counter()
    behind = look(library, server_for(library))
    took = round((time.perf_counter() - began) * 1000)
    if behind is None:
        return note(tr("It answers in {ms} ms; this PC has no copy of its library yet.", ms=took))
    return good(tr("It answers in {ms} ms; {count} rows are new there.", ms=took, count=behind))
