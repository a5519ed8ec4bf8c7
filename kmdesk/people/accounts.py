"""Accounts: signing in, their administration, the recovery code, and acting by name.

Passwords are hashed with Argon2id; failed attempts cause growing delays, never a permanent
lock-out.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NoReturn
from weakref import WeakKeyDictionary

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kmdesk import clock
from kmdesk.i18n import N_, KmdeskError
from kmdesk.people import Account
from kmdesk.records import SYSTEM, Actor, Duty, Library
from kmdesk.records.model import OfficeValue
from kmdesk.records.unit import require
from kmdesk.store.errors import ServerLost

MIN_PASSWORD = 6
# A few slips cost nothing; after that guessing is slow, yet nobody is shut out for good.
FREE_FAILURES = 3
LONGEST_DELAY_S = 300

_hasher = PasswordHasher()


class SignInError(KmdeskError):
    """The sign-in was refused."""


def has_accounts(library: Library) -> bool:
    """Return whether the library has any account yet."""
    with library.reading(SYSTEM) as reading:
        return bool(reading.session.scalar(select(func.count()).select_from(Account)))


def add_account(library: Library, actor: Actor, name: str, password: str, duty: Duty) -> int:
    """Create an account and return its id.

    Raises SignInError for a taken name or a short password, and NotAllowed unless an administrator
    adds it (at first start: the system itself).
    """
    name = name.strip()
    require(actor, Duty.ADMINISTRATOR)
    if not name:
        raise SignInError("Type a name for the sign-in.")
    if name.casefold() == SYSTEM.name:  # the history could not tell them apart
        raise SignInError("The name {name} is taken. Choose another one.", name=name)
    check_password(password)
    with library.writing(actor, N_("Add sign-in")) as unit:
        if find_account(unit.session, name) is not None:
            raise SignInError("The name {name} is taken. Choose another one.", name=name)
        account = Account(name=name, duty=int(duty), password_hash=_hasher.hash(password))
        unit.session.add(account)
        unit.commit()
        return account.id


def sign_in(library: Library, name: str, password: str) -> Actor:
    """Return the actor with this name and password.

    Raises SignInError; after three failures each further attempt must wait, up to five minutes,
    whatever is typed.
    """
    try:
        # in a unit, as failures must outlast a restart of the program
        with library.writing(SYSTEM, N_("Sign in")) as unit:
            account = find_account(unit.session, name.strip())
            if account is None or account.disabled:
                _refuse_stranger(library, name.strip(), password)
            _refuse_while_waiting(account)
            if not matches(account.password_hash, password):
                _count_failure(account)
                unit.commit()
                raise SignInError("Name or password is wrong. Check the keyboard language, too.")
            if account.failures or _hasher.check_needs_rehash(account.password_hash):
                account.failures, account.locked_until = 0, None
                # the recommended parameters grow with the years: only a sign-in has the password to
                # follow
                if _hasher.check_needs_rehash(account.password_hash):
                    account.password_hash = _hasher.hash(password)
                unit.commit()
            return Actor(account.name, Duty(account.duty))
    except ServerLost:
        return _sign_in_alone(library, name, password)


def _sign_in_alone(library: Library, name: str, password: str) -> Actor:
    """Sign in without the office's server, against this PC's mirror; failures are counted here."""
    with library.reading(SYSTEM) as reading:
        account = find_account(reading.session, name.strip())
    if account is None or account.disabled:
        _refuse_stranger(library, name.strip(), password)
    # The mirror is read-only, so failures are counted in this process.
    tries = _tried_alone.setdefault(account.name, Account(name=account.name, failures=0))
    for known in (account, tries):
        _refuse_while_waiting(known)
    if not matches(account.password_hash, password):
        _count_failure(tries)
        raise SignInError("Name or password is wrong. Check the keyboard language, too.")
    del _tried_alone[account.name]
    return Actor(account.name, Duty(account.duty))


_tried_alone: dict[str, Account] = {}


def change_password(library: Library, actor: Actor, name: str, password: str) -> None:
    """Set a new password: one's own, or anybody's as administrator."""
    require(actor, Duty.CLERK if actor.name == name else Duty.ADMINISTRATOR)
    check_password(password)
    with library.writing(actor, N_("Change password")) as unit:
        account = _named_account(unit.session, name)
        account.password_hash = _hasher.hash(password)
        account.failures, account.locked_until = 0, None
        unit.commit()


def check_password(password: str) -> None:
    """Raise SignInError for a password that is too short."""
    if len(password) < MIN_PASSWORD:
        raise SignInError(
            "The password is too short. Use at least {count} characters.", count=MIN_PASSWORD
        )


def find_account(session: Session, name: str) -> Account | None:
    """Return the account with this name, or None."""
    return session.scalar(select(Account).where(Account.name == name))


def hash_password(password: str) -> str:
    """Return the Argon2id hash, which includes its parameters and salt."""
    return _hasher.hash(password)


def matches(stored: str, password: str) -> bool:
    """Return whether ``password`` matches the hash ``stored``."""
    try:
        return _hasher.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


def prove(tries: Account, is_right: Callable[[], bool]) -> None:
    """Raise SignInError unless ``is_right()``; failures are counted in ``tries`` and delay it."""
    _refuse_while_waiting(tries)
    if not is_right():
        _count_failure(tries)
        raise SignInError("Name or password is wrong. Check the keyboard language, too.")
    tries.failures, tries.locked_until = 0, None


def _refuse_stranger(library: Library, name: str, password: str) -> NoReturn:
    """Delay an unknown name as long as a known one, or names could be guessed."""
    known = _strangers.setdefault(library, {})
    tries = known.pop(name, None) or Account(name=name, failures=0)
    while len(known) >= _MOST_STRANGERS:
        del known[next(iter(known))]
    known[name] = tries
    _refuse_while_waiting(tries)
    # as long as a real check takes: the time must not tell which names exist
    _hasher.hash(password)
    _count_failure(tries)
    raise SignInError("Name or password is wrong. Check the keyboard language, too.")


_strangers: WeakKeyDictionary[Library, dict[str, Account]] = WeakKeyDictionary()
_MOST_STRANGERS = 1000  # bounded, or made-up names would fill the memory


def _refuse_while_waiting(account: Account) -> None:
    if account.locked_until is None:
        return
    left = datetime.fromisoformat(account.locked_until) - clock.now()
    seconds = int(left.total_seconds()) + 1
    # A clock set back must not lock anybody out for longer than the longest delay.
    if 0 < seconds <= LONGEST_DELAY_S:
        raise SignInError(
            "Too many wrong tries. Wait {count} seconds, then try again.", count=seconds
        )


def _count_failure(account: Account) -> None:
    account.failures += 1
    extra = account.failures - FREE_FAILURES
    if extra >= 0:
        delay = min(LONGEST_DELAY_S, 5 * 2**extra)
        until = clock.now() + timedelta(seconds=delay)
        account.locked_until = until.isoformat(timespec="seconds")


def acting(library: Library, name: str) -> Actor:
    """Return the actor who signs in as ``name``, with the current duty of the sign-in.

    Raises SignInError for an unknown or a disabled sign-in. While the library has no sign-ins, any
    name acts as administrator, since there is no duty to look up.
    """
    name = name.strip()
    with library.reading(SYSTEM) as reading:
        account = find_account(reading.session, name)
        known = None if account is None else (Duty(account.duty), account.disabled)
    if known is None:
        if not has_accounts(library):
            return Actor(name, Duty.ADMINISTRATOR)
        if not name:
            raise SignInError("Nobody is signed in, so nothing was done. Sign in, then try again.")
        raise SignInError(
            "Nobody signs in as {name} in this library, so nothing was done. Check the name.",
            name=name,
        )
    duty, is_shut_out = known
    if is_shut_out:
        raise SignInError(
            "The sign-in {name} is shut out, so nothing was done. Ask the administrator.",
            name=name,
        )
    return Actor(name, duty)


def technician(library: Library, user: str) -> Actor:
    """Return the actor for the operating-system user ``user``, who may do everything.

    A user with a sign-in of the same name acts as that sign-in: one name in the history is one
    person with one duty.
    """
    with library.reading(SYSTEM) as reading:
        has_sign_in = find_account(reading.session, user) is not None
    return acting(library, user) if has_sign_in else Actor(user, Duty.ADMINISTRATOR)


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
        account = _named_account(unit.session, name)
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
        account = _named_account(unit.session, name)
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
        # whoever holds the printed code comes in, even if the account was shut out
        account.failures, account.locked_until, account.disabled = 0, None, False
        unit.commit()
    return new_recovery_code(library, SYSTEM)


def _plain(code: str) -> str:
    return "".join(letter for letter in code.upper() if letter in _ALPHABET)


def _named_account(session: Session, name: str) -> Account:
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
