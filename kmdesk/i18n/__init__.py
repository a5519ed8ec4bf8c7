"""Translation: English message ids in code, Thai from one catalogue per package.

``tr("{count} pages", count=3)`` returns the text in the current language, ``N_("Text")`` only marks
it for the catalogue, and :class:`KmdeskError` carries a message that is translated where it is
shown.
"""

from kmdesk.i18n.catalogue import N_, KmdeskError, Message, in_thai, language, set_language, tr

__all__ = ["KmdeskError", "Message", "N_", "in_thai", "language", "set_language", "tr"]
