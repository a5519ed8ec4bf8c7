"""The first start: a new library, empty or with the sample office."""

from importlib import import_module
from pathlib import Path

from kmdesk.i18n import N_
from kmdesk.people.sign_in import add_account
from kmdesk.records import SYSTEM, Duty, Library
from kmdesk.resources import resource_path

# Places first: everything else may lie somewhere.
_SAMPLE_ROOMS = ("places", "directory", "regulations", "shelf", "processes", "committees")


def start_empty(root: Path) -> Library:
    """A new library with nothing in it."""
    return Library.create(root)


def start_with_sample(root: Path) -> Library:
    """A new library with the fictional sample office.

    The sample clerk signs in as ``ธุรการ`` with ``ตัวอย่าง``, as the first screen says.
    """
    library = Library.create(root)
    with library.writing(SYSTEM, N_("Sample office")) as unit:
        for room in _SAMPLE_ROOMS:
            load = import_module(f"kmdesk.{room}.sample").load_sample
            load(unit, resource_path("sample") / room)
        unit.set_value("office_name", SAMPLE_OFFICE)
        unit.set_value("sample", "1")
        unit.commit()
    add_account(library, SYSTEM, SAMPLE_CLERK, SAMPLE_PASSWORD, Duty.ADMINISTRATOR)
    return library


SAMPLE_OFFICE = "สำนักงานสหกรณ์จังหวัดตัวอย่าง"
SAMPLE_CLERK = "ธุรการ"
SAMPLE_PASSWORD = "ตัวอย่าง"
