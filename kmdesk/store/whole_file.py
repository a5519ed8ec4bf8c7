"""Files that are there whole or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kmdesk.i18n import N_, KmdeskError
from kmdesk.store.trouble import reason_of


@contextmanager
def whole_file(out: Path, error: type[KmdeskError]) -> Iterator[Path]:
    """Give a path to write to, which takes the place of ``out`` at the end.

    Raises ``error`` when the file cannot be written; what stood at ``out`` stands as it was.
    """
    partial = out.with_name(f".{out.name}.part")
    try:
        yield partial
        partial.replace(out)
    except OSError as reason:
        raise error(
            N_(
                "The file {name} could not be written ({reason}). Close it in other programs or"
                " choose another name."
            ),
            name=out.name,
            reason=reason_of(reason),
        ) from reason
    finally:
        with suppress(OSError):  # the stick may be gone by now
            partial.unlink(missing_ok=True)
