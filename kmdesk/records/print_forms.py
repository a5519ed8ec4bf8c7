"""Official forms and registers, each declared once by its kind.

The print menu of a tab and ``export --form`` are filled from these entries: a new form is an entry
at its kind and a function that writes it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from kmdesk.i18n import KmdeskError
from kmdesk.records.fields import FieldSpec, defaults
from kmdesk.records.unit import Duty

if TYPE_CHECKING:
    from kmdesk.records.library import Library
    from kmdesk.records.unit import Actor, Reading

WriteForm = Callable[["Library", "Actor", int, Mapping[str, Any], Path], object]
"""(library, actor, record id, what was asked, file to write)."""


@dataclass(frozen=True, slots=True)
class PrintForm:
    """A form: its ``name`` in commands, its ``label`` (message id) in menus, and how it is written.

    ``write`` loads ReportLab, and so imports what it needs when it is called.
    """

    name: str
    label: str
    write: WriteForm
    of_record: bool = True
    """Printed of one record of the kind; else of the whole library, as registers are."""
    asks: tuple[FieldSpec, ...] = ()
    """What is asked before printing, in the window; options of the same names in commands."""
    duty: Duty = Duty.CLERK
    """The lowest duty whose menu offers it."""


def asked(name: str, label: str, editor: Any = "text", **more: Any) -> FieldSpec:
    """Return a field that is asked before printing."""
    return FieldSpec(label, editor, where="other", name=name, **more)


class HasForms(Protocol):
    """What is needed of a kind here; the kinds themselves are declared with their forms."""

    @property
    def code(self) -> str:
        """Code of the kind."""
        ...

    @property
    def forms(self) -> Sequence[PrintForm]:
        """Its forms."""
        ...


def forms_of(kinds: Iterable[HasForms]) -> dict[str, tuple[str, PrintForm]]:
    """Return name → (kind's code, form) of all kinds."""
    return {form.name: (kind.code, form) for kind in kinds for form in kind.forms}


def form_named(
    reading: "Reading", kinds: Iterable[HasForms], name: str, record_id: int
) -> PrintForm:
    """Return the form ``name``, to be printed of the record.

    Raises KmdeskError for an unknown form, and for a record that is missing or of another kind.
    """
    known = forms_of(kinds)
    if name not in known:
        names = ", ".join(sorted(known))
        raise KmdeskError("There is no form {name}. There are: {names}.", name=name, names=names)
    code, form = known[name]
    if not form.of_record:
        return form
    if not record_id:
        raise KmdeskError("Name the item whose form is to be printed.")
    if reading.record(record_id).kind != code:
        raise KmdeskError("This form is not made for that kind of item. Choose another form.")
    return form


def filled(form: PrintForm, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the form is printed with: what was given, else what it begins with."""
    given = {key: value for key, value in values.items() if value not in (None, "")}
    return {spec.name: "" for spec in form.asks} | defaults(form.asks) | given
