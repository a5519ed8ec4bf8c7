"""Classified papers do not belong on a public machine: recognise and refuse them.

ระเบียบว่าด้วยการรักษาความลับของทางราชการ พ.ศ. ๒๕๔๔ stamps the class alone on a line at the
head and foot of every page.
"""

import re

from kmdesk.i18n import KmdeskError

_STAMP = re.compile(r"^[\s\-–—.\"'(]*(?:ลับที่สุด|ลับมาก|ลับ)[\s\-–—.\"')]*$")
_HEAD_LINES = 12


class ClassifiedError(KmdeskError):
    """The paper carries a class of secrecy."""


def refuse_classified(first_page: str) -> None:
    """Raise ClassifiedError when the page is stamped ลับ, ลับมาก or ลับที่สุด.

    The message never repeats anything of the paper.
    """
    lines = [line for line in first_page.splitlines() if line.strip()]
    if any(_STAMP.match(line) for line in (*lines[:_HEAD_LINES], *lines[-2:])):
        raise ClassifiedError(
            "Classified papers are not kept on this machine. Please hand it to the registrar"
            " of classified information."
        )
