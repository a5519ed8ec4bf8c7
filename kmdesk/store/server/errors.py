"""User-facing messages for errors of PostgreSQL and its connection."""

from kmdesk.store.errors import ServerLost, StoreError

_BUSY = {"55P03", "57014"}  # the lock could not be acquired in time
_REFUSED = {"28P01", "28000", "3D000", "53300"}
_READ_ONLY = {"42501", "25006"}
INTEGRITY = "23"
"""Class of SQLSTATEs that services expect and handle themselves."""


def worded(error: BaseException, *, lost: bool = False) -> StoreError | None:
    """Return what a raw server error means and what to do about it; None if unknown."""
    cause = getattr(error, "orig", None) or error
    state = getattr(cause, "sqlstate", None)
    reason = " ".join(str(cause).split())[:160]
    if state in _BUSY or (state or "")[:2] == "40":
        return StoreError(
            "Another PC is just saving something large. Nothing was changed; try again in a moment."
        )
    if state in _READ_ONLY:
        return ServerLost(
            "The server does not let this PC read or save that ({reason}). Nothing was changed; the"
            " technician should check what this PC's role on the server may do.",
            reason=reason,
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
    if state[:2] == INTEGRITY:
        return None
    return StoreError(
        "The server refused this ({reason}; {code}). Nothing was changed. Try once more; if it"
        " stays so, tell the technician.",
        reason=reason,
        code=state,
    )
