"""What PostgreSQL and the way to it say, in the words of the office."""

from kmdesk.store.errors import ServerLost, StoreError

_BUSY = {"55P03", "57014"}  # the lock was not to be had in time
_REFUSED = {"28P01", "28000", "3D000", "42501", "53300"}


def worded(error: BaseException, *, lost: bool = False) -> StoreError | None:
    """What a raw error of the server means and what to do; None for anything unknown."""
    cause = getattr(error, "orig", None) or error
    state = getattr(cause, "sqlstate", None)
    reason = " ".join(str(cause).split())[:160]
    if state in _BUSY:
        return StoreError(
            "Another PC is just saving something large. Nothing was changed; try again in a moment."
        )
    if state in _REFUSED or "authentication failed" in reason or "does not exist" in reason:
        return ServerLost(
            "The server does not let this PC in ({reason}). The technician should check the"
            " address and the password.",
            reason=reason,
        )
    if state in {"53100", "58030"}:
        return StoreError(
            "The server's disk is full or broken, so nothing more can be kept. What was saved"
            " before is safe; call the technician."
        )
    if lost or state is None or state[:2] in {"08", "57"}:
        return ServerLost(
            "The server cannot be reached, so nothing can be saved now. What you typed stays here;"
            " try again when the line at the top of the window is gone."
        )
    return None
