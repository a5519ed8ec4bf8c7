"""What comes from a record is shown as it is: Qt guesses from a text whether to obey its tags."""

import ast

import pytest

from tests.architecture.source import Source, sources

# Where the two kinds of label are defined.
_LABELS = {"kmdesk/widgets/labels.py", "kmdesk/widgets/thai_label.py"}
# HTML of our own making; names in it are escaped, and a test of each looks.
_RICH = {
    "kmdesk/corner/results.py",
    "kmdesk/regulations/ui/amend_page.py",
    "kmdesk/regulations/ui/bylaws_view.py",
    "kmdesk/regulations/ui/compare_view.py",
}
_TIPS = {"kmdesk/widgets/citation_links.py", "kmdesk/regulations/ui/timeline.py"}
_NEVER = {"QInputDialog", "QErrorMessage", "QProgressDialog", "QWhatsThis"}


def _calls(source: Source) -> dict[str, list[ast.Call]]:
    found: dict[str, list[ast.Call]] = {}
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            found.setdefault(name, []).append(node)
            owner = getattr(getattr(node.func, "value", None), "id", "")
            found.setdefault(owner, []).append(node)
    return found


def _is_fixed(node: ast.expr) -> bool:
    """Words of our own, without a name in them, or escaped ones."""
    if isinstance(node, ast.Constant):
        return True
    if isinstance(node, ast.IfExp):
        return _is_fixed(node.body) and _is_fixed(node.orelse)
    if not isinstance(node, ast.Call):
        return False
    name = getattr(node.func, "id", getattr(node.func, "attr", ""))
    if name in {"plain_tip", "key_tip"}:
        return True
    # tr(tip) of a marked constant is our own text, too; arguments may be names
    return name == "tr" and not node.keywords


def _wrong(source: Source) -> list[str]:
    calls, wrong = _calls(source), []
    if source.name not in _LABELS:
        wrong += [f"{source.at(c)}: QLabel, not PlainLabel" for c in calls.get("QLabel", ())]
    if source.name not in _RICH | _LABELS:
        wrong += [f"{source.at(c)}: RichLabel" for c in calls.get("RichLabel", ())]
    if source.name != "kmdesk/widgets/dialogs.py":
        wrong += [f"{source.at(c)}: use show_message" for c in calls.get("QMessageBox", ())]
    if source.name not in _TIPS:
        wrong += [f"{source.at(c)}: use show_words" for c in calls.get("showText", ())]
    wrong += [f"{source.at(c)}: {name}" for name in _NEVER for c in calls.get(name, ())]
    wrong += [
        f"{source.at(call)}: a tip with a name wants plain_tip"
        for call in calls.get("setToolTip", ())
        if not _is_fixed(call.args[-1])
    ]
    return wrong


def test_every_label_and_tip_is_plain_or_ours() -> None:
    wrong = [line for source in sources() for line in _wrong(source)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "line",
    ["QLabel(title, self)", "a.setToolTip(name)", "a.setToolTip(tr('x {name}', name=n))",
     "QMessageBox(self)", "QToolTip.showText(p, text)", "RichLabel(self, title)",
     "a.setToolTip(f'{name}')", "QInputDialog.getText(self, a, b)"],
)  # fmt: skip
def test_the_rule_sees(line: str, tmp_path) -> None:
    path = tmp_path / "a.py"
    path.write_text(line, "utf-8")

    class Elsewhere(Source):
        name = "kmdesk/a.py"

    assert _wrong(Elsewhere(path))
