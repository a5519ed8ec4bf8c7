"""Administrator credentials of a kiosk, stored beside its library in case it does not open."""

import json
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kmdesk.store.atomic import write_whole
from kmdesk.store.folder import KIOSK_FILE

if TYPE_CHECKING:
    from kmdesk.people import Account
    from kmdesk.records import Library


def keep_keys(library: "Library", on: bool) -> None:
    """Store the administrators' hashes beside the library; delete them if not ``on``."""
    path = library.root / KIOSK_FILE
    if not on:
        with suppress(OSError):
            path.unlink(missing_ok=True)
        return
    content = json.dumps(_keys(library), ensure_ascii=False)
    with suppress(OSError):  # a library that cannot be written is still a kiosk by its setting
        if path.is_file() and path.read_text("utf-8") == content:
            return
        write_whole(path, content, private=True)


def has_keys(root: Path) -> bool:
    """Return whether an administrator can be verified while the library is closed."""
    known = _read(root)
    return bool(known.get("accounts") or known.get("recovery"))


def check_key(root: Path, name: str, secret: str) -> None:
    """Raise SignInError unless ``secret`` is an administrator's password or the recovery code.

    Wrong attempts are delayed as at the sign-in.
    """
    # Imported only here: these load the hashing library.
    from kmdesk.people import Account
    from kmdesk.people.accounts import is_recovery_code, matches, prove

    known = _read(root)
    hashes = [stored for owner, stored in known.get("accounts", ()) if owner == name.strip()]

    def is_right() -> bool:
        by_password = any(matches(stored, secret) for stored in hashes)
        return by_password or is_recovery_code(str(known.get("recovery") or ""), secret)

    prove(_tried.setdefault(root, Account(name=KIOSK_FILE, failures=0)), is_right)


_tried: "dict[Path, Account]" = {}


def _keys(library: "Library") -> dict[str, Any]:
    from sqlalchemy import select

    from kmdesk.people import Account
    from kmdesk.people.accounts import recovery_hash
    from kmdesk.records import SYSTEM, Duty

    with library.reading(SYSTEM) as reading:
        query = select(Account).where(Account.duty >= int(Duty.ADMINISTRATOR))
        rows = reading.session.scalars(query.where(~Account.disabled).order_by(Account.name))
        accounts = [[row.name, row.password_hash] for row in rows]
    return {"accounts": accounts, "recovery": recovery_hash(library)}


def _read(root: Path) -> dict[str, Any]:
    with suppress(OSError, ValueError):
        said = json.loads((root / KIOSK_FILE).read_text("utf-8"))
        return said if isinstance(said, dict) else {}
    return {}
