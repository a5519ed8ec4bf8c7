"""Actors for separate processes: only a name is passed, the library determines the duty."""

from kmdesk.people.sign_in import SignInError, find_account, has_accounts
from kmdesk.records import SYSTEM, Actor, Duty, Library


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
