"""Start page and instructions of a handover pack, for use with or without the program."""

from html import escape
from urllib.parse import quote

from kmdesk.i18n import tr
from kmdesk.office.handover.contents import Contents
from kmdesk.records.display import screen_date
from kmdesk.records.portable.exporter import whole_page
from kmdesk.records.portable.format import INDEX


def guide() -> list[tuple[str, list[str]]]:
    """Return (heading, numbered paragraphs)."""
    return [
        (
            tr("Without the program"),
            [
                tr(
                    "Open “{start}” or “index.html” with any browser, or “{contents}” with any PDF"
                    " reader. They work from the stick, without the internet.",
                    start=start_name(),
                    contents=contents_name(),
                ),
                tr(
                    "Each item has a folder of its own inside “records”, named with its running"
                    " number, its number and its title. “summary.html” tells all about it; the"
                    " original files lie in its folder “files”."
                ),
                tr(
                    "Items marked × are no longer in force; what they were replaced by is named"
                    " beside them. The column “Place” says where the paper is."
                ),
                tr(
                    "“manifest-sha256.txt” lists every file with its checksum, so that anyone can"
                    " prove that the pack is complete: sha256sum -c manifest-sha256.txt"
                ),
            ],
        ),
        (
            tr("Into a new kmdesk"),
            [
                tr("Copy the whole folder with all that is in it; change and add nothing."),
                tr(
                    "On a new machine start kmdesk and choose “Take over a library handed over” on"
                    " the first screen, then this folder. Choose a sign-in of your own: sign-ins"
                    " and passwords are never in a pack."
                ),
                tr(
                    "Into a library in use: Office work › Backup › “Bring in a pack…”. What is"
                    " there already stays and is not doubled; one undo takes all of it back."
                ),
                tr(
                    "The program compares every file with its checksum first. A pack that is not"
                    " complete or was changed is refused, and nothing of it is brought in."
                ),
            ],
        ),
        (
            tr("What is not in the pack"),
            [
                tr(
                    "Sign-ins, the history of changes, the trash and backups. Keep a backup as"
                    " well: it alone brings back these, too."
                ),
                tr(
                    "Files with personal data (sign-in sheets, photographs) lie in folders named"
                    " “personal” and are in no list. Give them only to those whose duty it is."
                ),
            ],
        ),
    ]


def start_name() -> str:
    """Return the name of the file to open first."""
    return tr("0-Start here") + ".html"


def contents_name() -> str:
    """Return the file name of the printed contents."""
    return tr("1-Contents of the knowledge library") + ".pdf"


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
