"""Base class of all errors shown to users."""

from kmdesk.i18n.catalogue import Message


class KmdeskError(Exception):
    """An error in one clear sentence: what happened and what to do.

    ``KmdeskError("{name} is empty.", name="a.pdf")``; ``str()`` translates it to the language that
    is set when it is shown.
    """

    def __init__(self, msgid: str, /, **args: object) -> None:
        super().__init__(msgid)
        self.message = Message(msgid, args)

    def __str__(self) -> str:
        return str(self.message)

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.message.msgid, self.message.args))


def _rebuild(kind: type[KmdeskError], msgid: str, args: dict[str, object]) -> KmdeskError:
    error = kind.__new__(kind)
    KmdeskError.__init__(error, msgid, **args)
    return error
