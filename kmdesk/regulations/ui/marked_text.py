"""Compared text as HTML for a text browser: what came underlined, what went struck through."""

from collections.abc import Iterable
from html import escape

from kmdesk.i18n import tr
from kmdesk.regulations.structure import readable
from kmdesk.regulations.timeline import Compared, Mark, Segment, side
from kmdesk.widgets.thai_label import breakable

_STYLES = {
    Mark.ADDED: "background-color:#d8f0dc;color:#0d4a1c;text-decoration:underline",
    Mark.STRUCK: "background-color:#fbe3e1;color:#8c1a12;text-decoration:line-through",
}


def text_html(text: str) -> str:
    """Plain text, breakable between Thai words."""
    lines = (escape(breakable(line)) for line in readable(text).split("\n"))
    return "<br>".join(lines)


def segments_html(segments: Iterable[Segment]) -> str:
    """Segments in one text."""
    return "".join(
        text_html(segment.text)
        if segment.mark is Mark.SAME
        else f'<span style="{_STYLES[segment.mark]}">{text_html(segment.text)}</span>'
        for segment in segments
    )


def legend() -> str:
    """What the marks mean."""
    added = segments_html([Segment(Mark.ADDED, tr("words added"))])
    struck = segments_html([Segment(Mark.STRUCK, tr("words struck out"))])
    return f"{added} &nbsp; {struck}"


def inline_html(rows: Iterable[Compared]) -> str:
    """Both states in one text, a paragraph a part."""
    return "".join(f'<p style="margin-top:10px">{segments_html(row.segments)}</p>' for row in rows)


def columns_html(rows: Iterable[Compared], heads: tuple[str, str]) -> str:
    """Both states side by side, a row a part."""
    cells = "".join(
        f"<tr><td>{_cell(row.old, side(row.segments, Mark.ADDED))}</td>"
        f"<td>{_cell(row.new, side(row.segments, Mark.STRUCK))}</td></tr>"
        for row in rows
    )
    top = "".join(f'<th align="left" width="50%">{escape(head)}</th>' for head in heads)
    return (
        '<table width="100%" border="1" cellspacing="0" cellpadding="6"'
        f' style="border-color:#8d979c"><tr>{top}</tr>{cells}</table>'
    )


def _cell(text: str | None, segments: Iterable[Segment]) -> str:
    return f"<i>{tr('Not there on that day')}</i>" if text is None else segments_html(segments)
