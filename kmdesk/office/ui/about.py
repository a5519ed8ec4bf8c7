"""About the program: version, parts with their licences, and the self-test."""

import json
import subprocess
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from kmdesk.i18n import language, tr
from kmdesk.office.about import Part, bill_of_materials, licence_texts, parts, version
from kmdesk.office.self_test import VERDICT_WORDS, Verdict
from kmdesk.widgets.context import Context
from kmdesk.widgets.dialogs import error_text, show_error
from kmdesk.widgets.files import ask_target
from kmdesk.widgets.thai_label import ThaiLabel
from kmdesk.workers.child import self_command

_TEST_SECONDS = 120


class AboutDialog(QDialog):
    """Parts left, the licence of the chosen one right; the self-test answers below."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("About the program"))
        self._context = context
        self._parts: list[Part] = []
        self.heading = ThaiLabel(self, tr("kmdesk {version}", version=version()))
        self.heading.setObjectName("recordTitle")
        self.said = ThaiLabel(
            self,
            tr(
                "Free software under the MIT licence. It never uses the network. It stands on the"
                " parts below, each under its own licence."
            ),
        )
        self.list = QListWidget(self)
        self.list.setAccessibleName(tr("Parts of the program"))
        self.text = QPlainTextEdit(self)
        self.text.setReadOnly(True)
        self.text.setAccessibleName(tr("Licence"))
        self.report = ThaiLabel(self)
        self.report.hide()
        self.test, self.bill, self.shut = (QPushButton(self) for _ in range(3))
        self._arrange()
        self.list.currentRowChanged.connect(self._show_licence)
        self.test.clicked.connect(self.run_test)
        self.bill.clicked.connect(self._ask_file)
        self.bill.setVisible(not context.is_kiosk_reader)
        self.shut.clicked.connect(self.accept)
        context.runner.submit_read(parts, done=self._fill)

    def _arrange(self) -> None:
        self.test.setText(tr("Test this machine"))
        self.bill.setText(tr("Save list of parts (SBOM)…"))
        self.shut.setText(tr("Close"))
        self.shut.setDefault(True)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.addWidget(self.list)
        split.addWidget(self.text)
        split.setSizes([330, 560])
        row = QHBoxLayout()
        row.addWidget(self.test)
        row.addWidget(self.bill)
        row.addStretch(1)
        row.addWidget(self.shut)
        column = QVBoxLayout(self)
        for widget in (self.heading, self.said, self.report):
            column.addWidget(widget)
        column.addWidget(split, 1)
        column.addLayout(row)
        self.resize(920, 660)

    def run_test(self) -> None:
        """Run the self-test in a process of its own; its lines are shown when it ends."""
        self.test.setEnabled(False)
        self.report.set_text(tr("Testing…"))
        self.report.show()
        # Whatever breaks on this machine breaks that process, not the window that asks.
        command = self_command(
            ["self-test", "--json", "--language", language()]
            + ["--library", str(self._context.library.root)]
        )
        self._context.runner.submit_read(
            _lines, command, done=self._tested, failed=self._not_tested
        )

    def save_bill(self, path: Path) -> None:
        """Write the list of parts as CycloneDX JSON."""
        self._context.runner.submit_read(_write_bill, path, failed=self._refuse)

    def _fill(self, found: list[Part]) -> None:
        self._parts = found
        for part in found:
            self.list.addItem(f"{part.name} {part.version}")
        self.list.setCurrentRow(0)

    def _show_licence(self, row: int) -> None:
        if 0 <= row < len(self._parts):
            part = self._parts[row]
            texts = licence_texts(part)
            self.text.setPlainText(f"{part.licence}\n\n{texts}".strip())

    def _tested(self, lines: list[str]) -> None:
        self.test.setEnabled(True)
        self.report.set_text("\n".join(lines))

    def _not_tested(self, error: Exception) -> None:
        self.test.setEnabled(True)
        self.report.set_text(error_text(error))

    def _refuse(self, error: Exception) -> None:
        show_error(self, error)

    def _ask_file(self) -> None:
        if not self._context.may_choose_file():
            return
        kinds = "CycloneDX (*.json)"
        name = ask_target(self, self.bill.text(), "parts", "kmdesk-sbom.json", kinds)
        if name:
            self.save_bill(Path(name))


def _lines(command: list[str]) -> list[str]:
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=_TEST_SECONDS,
        check=False,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # no black one
    )
    found = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    if not found:
        # The end of what Python prints says what was wrong.
        return [tr("The self-test did not start ({reason}).", reason=done.stderr[-300:].strip())]
    lines = []
    for one in found:
        verdict = tr(VERDICT_WORDS[Verdict(one["verdict"])])
        lines.append(f"{verdict} · {tr(one['name'])}: {one['said']}")
    return lines


def _write_bill(path: Path) -> None:
    path.write_text(bill_of_materials(), "utf-8")
