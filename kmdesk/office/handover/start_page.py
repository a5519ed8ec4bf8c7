"""Start page of a handover pack, for a browser without the program or the internet."""

from html import escape
from urllib.parse import quote

from kmdesk.i18n import tr
from kmdesk.office.handover.contents import Contents
from kmdesk.office.handover.guide import contents_name, guide
from kmdesk.records.display import screen_date
from kmdesk.records.portable.format import INDEX
from kmdesk.records.portable.html import whole_page


def start_page(contents: Contents) -> str:
    """Return HTML with the counts, the links and the instructions."""
    facts = [
        tr("As of {date}", date=screen_date(contents.made_on.isoformat())),
        tr("Made by {name}", name=contents.made_by) if contents.made_by else "",
        tr("{count} items in all", count=f"{contents.count:,}"),
    ]
    parts = [f"<p>{escape(' · '.join(filter(None, facts)))}</p>"]
    if contents.internal:
        warning = tr(
            "This pack holds {count} items for internal use and personal data. Keep it as an"
            " official paper of the office and hand it only to those whose duty it is.",
            count=f"{contents.internal:,}",
        )
        parts.append(f'<p class="dead">{escape(warning)}</p>')
    ways = ((contents_name(), tr("Contents to print (PDF)")), (INDEX, tr("List of all items")))
    links = "".join(
        f'<li><a href="{quote(file)}">{escape(words)}</a> ({escape(file)})</li>'
        for file, words in ways
    )
    parts.append(f"<h2>{escape(tr('Begin here'))}</h2><ul>{links}</ul>")
    rows = "".join(
        f"<tr><td>{escape(part.room)}</td><td>{escape(part.label)}</td>"
        f"<td>{len(part.entries):,}</td></tr>"
        for part in contents.parts
    )
    parts.append(f"<h2>{escape(tr('What is in it'))}</h2><table>{rows}</table>")
    for heading, paragraphs in guide():
        items = "".join(f"<li>{escape(text)}</li>" for text in paragraphs)
        parts.append(f"<h2>{escape(heading)}</h2><ol>{items}</ol>")
    return whole_page(contents.office or tr("Knowledge corner"), "".join(parts))
