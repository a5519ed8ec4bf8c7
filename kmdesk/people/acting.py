"""Who acts in a process of its own: only a name crosses to it, the library knows the duty."""

from kmdesk.people.sign_in import SignInError, find_account, has_accounts
from kmdesk.records import SYSTEM, Actor, Duty, Library


def acting(library: Library, name: str) -> Actor:
    """Whoever signs in as ``name``, with the duty that the sign-in has now.

    Raises SignInError for a name that nobody signs in with and for one that is shut out. Where
    nobody has a sign-in yet, any name may do everything: there is no duty to be told.
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
    """Whoever works on the machine itself as ``user``: no sign-in, and may do everything.

    A user of the machine who has a sign-in of the same name acts as that sign-in: one name in
    the history is one person with one duty.
    """
    with library.reading(SYSTEM) as reading:
        has_sign_in = find_account(reading.session, user) is not None
    return acting(library, user) if has_sign_in else Actor(user, Duty.ADMINISTRATOR)
