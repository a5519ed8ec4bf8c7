"""Account administration, and the recovery code for when nobody can sign in."""

import secrets
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from kmdesk.i18n import N_
from kmdesk.people.model import Account
from kmdesk.people.sign_in import SignInError, check_password, find_account, hash_password, matches
from kmdesk.records import SYSTEM, Actor, Duty, Library
from kmdesk.records.actor import require
from kmdesk.records.model import OfficeValue

_RECOVERY = "recovery_hash"
# Without letters and digits that are easily confused on paper.
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_GROUPS, _GROUP = 5, 4


@dataclass(frozen=True, slots=True)
class SignIn:
    """A row on the page of sign-ins."""

    name: str
    duty: Duty
    disabled: bool


def sign_ins(library: Library, actor: Actor) -> list[SignIn]:
    """Return all sign-ins by name; raises NotAllowed below the administrator."""
    require(actor, Duty.ADMINISTRATOR)
    with library.reading(actor) as reading:
        rows = reading.session.scalars(select(Account).order_by(Account.name))
        return [SignIn(row.name, Duty(row.duty), row.disabled) for row in rows]


def open_sign_ins(library: Library) -> list[str]:
    """Return the names of the accounts that are not disabled."""
    with library.reading(SYSTEM) as reading:
        found = select(Account.name).where(Account.disabled.is_(False)).order_by(Account.name)
        return list(reading.session.scalars(found))


def set_duty(library: Library, actor: Actor, name: str, duty: Duty) -> None:
    """Change the duty of a sign-in.

    Raises SignInError when that would leave the office without an administrator.
    """
    require(actor, Duty.ADMINISTRATOR)
    with library.writing(actor, N_("Change the duty of a sign-in")) as unit:
        account = _account(unit.session, name)
        if duty < Duty.ADMINISTRATOR:
            _refuse_the_last(unit.session, account)
        account.duty = int(duty)
        unit.commit()


def set_disabled(library: Library, actor: Actor, name: str, disabled: bool) -> None:
    """Disable or enable a sign-in; its name stays in the history.

    Raises SignInError when it is the last administrator.
    """
    require(actor, Duty.ADMINISTRATOR)
    label = N_("Disable a sign-in") if disabled else N_("Enable a sign-in")
    with library.writing(actor, label) as unit:
        account = _account(unit.session, name)
        if disabled:
            _refuse_the_last(unit.session, account)
        account.disabled = disabled
        unit.commit()


def new_recovery_code(library: Library, actor: Actor) -> str:
    """Generate a recovery code to print and lock away; it replaces the previous one."""
    require(actor, Duty.ADMINISTRATOR)
    code = "-".join(
        "".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS)
    )
    with library.writing(actor, N_("New recovery code")) as unit:
        unit.set_value(_RECOVERY, hash_password(_plain(code)))
        unit.commit()
    return code


def has_recovery_code(library: Library) -> bool:
    """Return whether a recovery code was ever generated."""
    return bool(recovery_hash(library))


def recovery_hash(library: Library) -> str:
    """Return the hash of the recovery code, ``""`` if there is none."""
    return library.value(_RECOVERY) or ""


def is_recovery_code(stored: str, code: str) -> bool:
    """Return whether ``code``, as somebody types it, matches the hash ``stored``."""
    return bool(stored) and matches(stored, _plain(code))


def recover(library: Library, code: str, name: str, password: str) -> str:
    """Set the password of the administrator ``name`` with the code; return a new code.

    Raises SignInError for a wrong code, a short password or a name that is not an administrator. A
    hundred random bits need no delay against guessing beyond Argon2.
    """
    check_password(password)
    with library.writing(SYSTEM, N_("Sign-in recovered with the printed code")) as unit:
        stored = unit.session.get(OfficeValue, _RECOVERY)
        if stored is None or not is_recovery_code(stored.value, code):
            raise SignInError("The recovery code is wrong. Type it as it is printed.")
        account = find_account(unit.session, name.strip())
        if account is None or account.duty < Duty.ADMINISTRATOR:
            raise SignInError(
                "There is no administrator named {name}. The recovery sheet names one.", name=name
            )
        account.password_hash = hash_password(password)
        account.failures, account.locked_until, account.disabled = 0, None, False
        unit.commit()
    return new_recovery_code(library, SYSTEM)


def _plain(code: str) -> str:
    return "".join(letter for letter in code.upper() if letter in _ALPHABET)


def _account(session: Session, name: str) -> Account:
    account = find_account(session, name)
    if account is None:
        raise SignInError("There is no sign-in named {name}.", name=name)
    return account


def _refuse_the_last(session: Session, account: Account) -> None:
    administrators = session.scalars(
        select(Account.id).where(
            Account.duty >= int(Duty.ADMINISTRATOR), Account.disabled.is_(False)
        )
    ).all()
    if list(administrators) == [account.id]:
        raise SignInError(
            "{name} is the last administrator. Make somebody else administrator first.",
            name=account.name,
        )
