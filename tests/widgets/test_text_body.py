"""The text of a record: where it stands when it opens."""

from pytestqt.qtbot import QtBot

from kmdesk.widgets.context import Context
from kmdesk.widgets.queries import PassageRow
from kmdesk.widgets.text_body import TextBody


def _rows(count: int) -> tuple[PassageRow, ...]:
    return tuple(
        PassageRow(f"page:{at}", f"หน้า {at}", "บรรทัดของหน้านี้\n" * 30, None, None)
        for at in range(1, count + 1)
    )


def test_it_opens_at_its_very_top_and_goes_to_a_page(qtbot: QtBot, context: Context) -> None:
    body = TextBody(context, None)  # type: ignore[arg-type]
    qtbot.addWidget(body)
    body.resize(500, 300)
    body.show()
    qtbot.waitExposed(body)
    bar = body.text.verticalScrollBar()
    body.show_passages(_rows(3))
    assert bar.maximum() > 0
    assert bar.value() == 0
    body.go_to("page:2")
    assert bar.value() > 0
    body.show_passages(_rows(3))
    assert bar.value() == 0
