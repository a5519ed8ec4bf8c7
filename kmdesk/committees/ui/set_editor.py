"""Title, makers and text of a knowledge set, written here or brought in from a DOCX file."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
)

from kmdesk.committees import knowledge
from kmdesk.committees.docx_process import read_apart
from kmdesk.committees.knowledge import is_address, picture_files, picture_hashes
from kmdesk.committees.pictures import DocxText, picture_hash, read_picture
from kmdesk.committees.ui.asking import detail_of, today
from kmdesk.committees.ui.rich_editor import RichEditor
from kmdesk.i18n import N_, tr
from kmdesk.records import Unit
from kmdesk.records.fields import chosen, without
from kmdesk.widgets.acting_tab import ActingTab
from kmdesk.widgets.clashes import Clashes
from kmdesk.widgets.dialogs import ask_form, confirm, error_text
from kmdesk.widgets.draft_keeper import DraftKeeper, place_of
from kmdesk.widgets.drafted_dialog import DraftedDialog
from kmdesk.widgets.fields import Editor, Field, FieldError, form_fields
from kmdesk.widgets.files import ask_file
from kmdesk.widgets.labels import PlainLabel
from kmdesk.widgets.page_pictures import image_of
from kmdesk.widgets.queries import RecordView
from kmdesk.widgets.thai_label import ThaiLabel

if TYPE_CHECKING:
    from kmdesk.records.unit import Reading

_FIELDS = form_fields(without(knowledge.SET.fields, "text"))
_BEGUN = Field("on", N_("Draft begun on"), "date", required=True)
(_TEXT,) = form_fields(chosen(knowledge.SET.fields, "text"))
_PICTURES = "*.png *.jpg *.jpeg *.gif *.bmp *.webp *.tif *.tiff"


class _TextEditor(Editor):
    """The rich text as one more field of the form, for drafts and conflicts."""

    def __init__(self, rich: RichEditor) -> None:
        self.field, self.widget, self._rich = _TEXT, rich, rich
        self.images: dict[str, QImage] = {}

    def value(self) -> Any:
        return self._rich.text()

    def set_value(self, value: Any) -> None:
        self._rich.set_text(str(value or ""), self.images)

    def typed(self) -> Any:
        return self._rich.text()

    def retype(self, typed: Any) -> None:
        self.set_value(typed)

    def on_change(self, slot: Callable[[], object]) -> None:
        self._rich.on_change(slot)


class SetEditor(DraftedDialog):
    """Opens when the pictures are read; stays open until what was written is stored."""

    def __init__(
        self, tab: ActingTab, view: RecordView | None, values: dict[str, Any], group_id: int | None
    ) -> None:
        super().__init__(tab.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._tab, self._context = tab, tab.context
        self._set, self._group = (view.id if view else 0), group_id
        self.fresh: dict[str, bytes] = {}
        self._sources: list[Path] = []
        title = N_("Edit the knowledge set") if view else N_("New knowledge set")
        self.setWindowTitle(tr(title))
        self.editors: dict[str, Editor] = {}
        self._problems: dict[str, ThaiLabel] = {}
        rows = QFormLayout()
        for field in (*_FIELDS, *(() if view else (_BEGUN,))):
            editor = Editor(field, self)
            editor.set_value(values.get(field.name))
            if field.name == "title":
                editor.widget.setFixedHeight(self.fontMetrics().lineSpacing() * 2 + 16)
            label = PlainLabel(tr(field.label) + (" *" if field.required else ""), self)
            label.setBuddy(editor.widget)
            rows.addRow(label, editor.widget)
            rows.addRow("", self._problem(field.name))
            self.editors[field.name] = editor
        self.rich = RichEditor(self)
        self.rich.setAccessibleName(tr("Text"))
        self.rich.too_long.connect(self._say_too_long)
        self.text = _TextEditor(self.rich)
        self.editors["text"] = self.text
        self._clashes = Clashes(self.editors, self._problems, values)
        self.save_button = QPushButton(tr("Save"), self)
        self.save_button.clicked.connect(self.save)
        self.cancel_button = QPushButton(tr("Cancel"), self)
        self.cancel_button.clicked.connect(self.discard)
        # Enter belongs to the title and the text here, not to a button.
        for button in (self.save_button, self.cancel_button):
            button.setAutoDefault(False)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.save_button)
        foot.addWidget(self.cancel_button)
        self._column = QVBoxLayout(self)
        self._column.addLayout(rows)
        self._column.addLayout(self._tools())
        self._column.addWidget(self.rich, 1)
        self._column.addWidget(self._problem("text"))
        self._column.addWidget(self._problem(""))
        self._column.addLayout(foot)
        self.resize(980, 680)
        self._place, self._title = place_of(tab), title
        self._load(str(values.get("text") or ""))

    # Building ------------------------------------------------------------------------

    def _problem(self, name: str) -> ThaiLabel:
        problem = ThaiLabel(self)
        problem.setObjectName("problem")
        problem.hide()
        self._problems[name] = problem
        return problem

    def _tools(self) -> QHBoxLayout:
        row = QHBoxLayout()
        for words, act in (
            (N_("Plain text"), lambda: self.rich.make("text")),
            (N_("Heading"), lambda: self.rich.make("heading", 1)),
            (N_("Smaller heading"), lambda: self.rich.make("heading", 2)),
            (N_("• List"), lambda: self.rich.make("bullet")),
            (N_("1. List"), lambda: self.rich.make("number")),
            (N_("Web link…"), self._ask_link),
            (N_("Picture…"), self._ask_picture),
            (N_("From DOCX…"), self._ask_docx),
        ):
            button = QPushButton(tr(words), self)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _on=False, a=act: a())
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _load(self, text: str) -> None:
        set_id, library = self._set, self._context.library

        def work(reading: "Reading") -> dict[str, QImage]:
            found = picture_files(reading.session, set_id) if set_id else {}
            return {sha: QImage(str(library.files.path(sha))) for sha in found}

        def show(images: dict[str, QImage]) -> None:
            self.text.images.update(images)
            self.text.set_value(text)
            self._clashes.refill("text", text)
            # Only now: begun earlier, the draft would take the text that is filled in here for
            # typing.
            self._keep_drafts()
            self.rich.setFocus()

        self._context.read(work, done=show, failed=self._refuse)

    def _keep_drafts(self) -> None:
        store, actor = self._context.draft_store, self._context.actor.name
        self.draft = DraftKeeper(self, store, actor, self._title, self._place, self.editors)
        self._column.insertWidget(0, self.draft.bar)

    # Links, pictures, files ----------------------------------------------------------

    def _ask_link(self) -> None:
        chosen = self.rich.textCursor().selectedText()
        fields = [
            Field("words", N_("Words of the link"), required=True),
            Field("address", N_("Web or mail address"), required=True, check=_wrong_address),
        ]

        def take(values: dict[str, Any], form: Any) -> None:
            form.accept()
            self.rich.insert_link(values["words"], values["address"])

        first = {"words": chosen, "address": "https://"}
        ask_form(self, N_("Web link"), fields, first, take, button=N_("Put in"))

    def _ask_picture(self) -> None:
        kinds = f"{tr('Pictures')} ({_PICTURES})"
        name = ask_file(self, tr("Choose a picture"), "picture", kinds)
        if name:
            self.add_picture(Path(name))

    def add_picture(self, file: Path) -> None:
        """Read a picture off the UI thread and put it in where the cursor is."""

        def work() -> tuple[bytes, QImage]:
            found = read_picture(file)
            return found.data, image_of(found)

        def show(found: tuple[bytes, QImage]) -> None:
            data, image = found
            name = picture_hash(data)
            self.fresh[name], self.text.images[name] = data, image
            self.rich.insert_picture(name, image, file.stem)

        self._context.runner.submit_read(work, done=show, failed=self._refuse)

    def _ask_docx(self) -> None:
        name = ask_file(self, tr("Choose a DOCX file"), "knowledge set", "DOCX (*.docx)")
        if not name:
            return
        if self.rich.text():
            words = tr("The text here is replaced by that of the file. It can be undone.")
            confirm(self, words, N_("Replace the text"), lambda: self.read_file(Path(name)))
        else:
            self.read_file(Path(name))

    def read_file(self, file: Path) -> None:
        """Bring the text of a DOCX file in; the file itself is kept with the set on saving."""
        self._problems["text"].hide()

        def work() -> tuple[DocxText, dict[str, QImage]]:
            found = read_apart(file)
            return found, {k: QImage.fromData(data) for k, data in found.pictures.items()}

        def show(read: tuple[DocxText, dict[str, QImage]]) -> None:
            found, images = read
            self.fresh |= found.pictures
            self.text.images |= images
            self.text.set_value(found.text)
            self._sources = [file]
            if found.unreadable:
                words = tr("{count} pictures could not be taken over.", count=str(found.unreadable))
                self._say("text", words)

        self._context.runner.submit_read(work, done=show, failed=self._refuse)

    # Saving --------------------------------------------------------------------------

    def save(self) -> None:
        """Check the fields, store, close; a problem is said at its field and nothing is lost."""
        values: dict[str, Any] = {}
        self._clashes.clear()
        self._problems[""].hide()
        for name, editor in self.editors.items():
            self._problems[name].hide()
            try:
                values[name] = editor.value()
            except FieldError as error:
                self._say(name, str(error))
                editor.widget.setFocus()
                return
        self.save_button.setEnabled(False)
        set_id, group_id = self._set, self._group
        typed, opened = self._clashes.touched(values), dict(self._clashes.opened)
        # Only those still in the text: a picture that was put in and deleted again is not stored.
        fresh = {
            name: self.fresh[name] for name in picture_hashes(values["text"]) if name in self.fresh
        }
        sources = tuple(self._sources)

        def work(unit: Unit) -> int:
            saved = set_id
            if not saved:
                # The text in a second step: its pictures belong to a set, which must be
                # there before them.
                first = {**values, "group_id": group_id, "text": ""}
                saved = knowledge.add_set(unit, first, str(first.pop("on"))).id
                knowledge.write_text(unit, saved, {"text": values["text"]}, None, fresh)
            else:
                knowledge.write_text(unit, saved, typed, opened, fresh)
            for source in sources:
                knowledge.keep_source(unit, saved, source)
            return saved

        self._context.write(self._title, work, done=self._saved, failed=self._refuse)

    def _saved(self, set_id: int) -> None:
        self.accept()
        self._tab.open_record(set_id)

    def _refuse(self, error: Exception) -> None:
        self.save_button.setEnabled(True)
        name = str(getattr(error, "field", ""))
        self._say(name if name in self._problems else "", error_text(error))
        self._clashes.show(error)

    def _say(self, name: str, words: str) -> None:
        self._problems[name].set_text(words)
        self._problems[name].show()

    def _say_too_long(self, count: int) -> None:
        words = tr(
            "What was pasted is too long ({count} characters) and was not put in. Attach it as a"
            " file instead.",
            count=f"{count:,}",
        )
        self._say("text", words)


def _wrong_address(address: str) -> str | None:
    return None if is_address(address) else N_("Type an address that begins with https://")


def new_set(tab: ActingTab, view: RecordView | None) -> None:
    """Begin a knowledge set of the group shown."""
    if view is not None:
        SetEditor(tab, None, {"on": today()}, view.id).open()


def edit_set(tab: ActingTab, view: RecordView | None) -> None:
    """Write on the set shown."""
    if view is not None:
        values = {**detail_of(view).values, "title": view.title}
        SetEditor(tab, view, values, None).open()
