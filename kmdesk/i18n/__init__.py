"""Translation: English message ids in code, Thai from one catalogue per package.

``tr("{count} pages", count=3)`` returns the text in the current language, ``N_("Text")`` only marks
it for the catalogue, and :class:`KmdeskError` carries a message that is translated where it is
shown.

The catalogues resources/i18n/<language>/*.po are read once and kept beside them; a package carries
only what was read. Not gettext: it took 9.5 ms of each start for 2,808 messages, marshal takes 2.6.
"""

import marshal
import os
import tempfile
from pathlib import Path
from typing import NamedTuple

from kmdesk.resources import resource_path

LANGUAGES = ("th", "en")
"""The languages of the program: a new one comes here and as catalogues in resources/i18n/CODE/."""
# As in the binary catalogues of gettext.
_CONTEXT_MARK = "\x04"

_language = "th"
_texts: dict[str, dict[str, str]] = {"en": {}}


class Message(NamedTuple):
    """A message id with its arguments, to be translated later with :func:`tr`."""

    msgid: str
    args: dict[str, object]

    def __str__(self) -> str:
        return wording(self.msgid, "", self.args)


def N_(msgid: str) -> str:
    """Mark ``msgid`` for translation and return it unchanged."""
    return msgid


def language() -> str:
    """Return the current language code, ``"th"`` or ``"en"``."""
    return _language


def set_language(code: str) -> None:
    """Switch the language of all texts translated from now on.

    Raises ValueError for a language without catalogues.
    """
    global _language
    if code not in LANGUAGES:
        raise ValueError(code)
    _language = code


def tr(msgid: str, /, *, ctx: str = "", **args: object) -> str:
    """Translate ``msgid`` to the current language with ``args`` filled in."""
    return wording(msgid, ctx, args)


def in_thai(msgid: str, /, **args: object) -> str:
    """Translate a message to Thai whatever the current language, for official forms."""
    return wording(msgid, "", args, "th")


def wording(msgid: str, ctx: str, args: dict[str, object], code: str = "") -> str:
    """Translate like :func:`tr`, with the arguments in a dict and an optional language code."""
    code = code or _language
    texts = _texts.get(code)
    if texts is None:
        texts = _texts[code] = _load(code)
    text = texts.get(f"{ctx}{_CONTEXT_MARK}{msgid}" if ctx else msgid, msgid)
    return text.format(**args) if args else text


def _load(code: str) -> dict[str, str]:
    folder = resource_path("i18n") / code
    sources = sorted(folder.glob("*.po"))
    # Size and time instead of the contents: reading 350 kB at each start is what the cache saves.
    stamp = repr([(p.name, p.stat().st_mtime_ns, p.stat().st_size) for p in sources])
    cache = folder / ".cache"
    try:
        cached = marshal.loads(cache.read_bytes())
        if cached["stamp"] == stamp:
            texts: dict[str, str] = cached["texts"]
            return texts
    except (OSError, ValueError, EOFError, TypeError, KeyError):
        pass
    texts = parse(sources)
    write_cache(cache, stamp, texts)
    return texts


def parse(sources: list[Path]) -> dict[str, str]:
    """Return message → translation of these catalogues."""
    import polib  # needed only when a catalogue changed: costs a cold start 20 ms

    texts: dict[str, str] = {}
    for source in sources:
        for entry in polib.pofile(str(source), encoding="utf-8"):
            if entry.msgstr and not entry.obsolete:
                key = entry.msgid
                if entry.msgctxt:
                    key = f"{entry.msgctxt}{_CONTEXT_MARK}{key}"
                texts[key] = entry.msgstr
    return texts


def write_cache(cache: Path, stamp: str, texts: dict[str, str]) -> None:
    """Cache the texts for the next start; ``stamp`` identifies their sources (``[]``: none)."""
    try:
        # Renamed into place: another start may read it at this moment.
        handle, name = tempfile.mkstemp(dir=cache.parent, prefix=".cache-")
        with os.fdopen(handle, "wb") as stream:
            stream.write(marshal.dumps({"stamp": stamp, "texts": texts}))
        Path(name).replace(cache)
    except OSError:
        pass  # an installed, read-only catalogue is parsed at each start instead


def ship(sources: Path, target: Path) -> None:
    """Write what a package carries in place of the sources; both are i18n folders.

    Raises OSError where that cannot be written.
    """
    for language_folder in sorted(path for path in sources.iterdir() if path.is_dir()):
        cache = target / language_folder.name / ".cache"
        cache.parent.mkdir(parents=True, exist_ok=True)
        write_cache(cache, repr([]), parse(sorted(language_folder.glob("*.po"))))
        cache.stat()


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
