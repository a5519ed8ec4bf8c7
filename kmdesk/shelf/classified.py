"""Detect and reject classified papers, which must not be stored on a public machine.

ระเบียบว่าด้วยการรักษาความลับของทางราชการ พ.ศ. ๒๕๔๔ stamps the class alone on a line at the head and
foot of every page.
"""

from kmdesk.i18n import KmdeskError
from kmdesk.intake.letterhead import is_secret


class ClassifiedError(KmdeskError):
    """Raised for a paper that carries a class of secrecy."""


def refuse_classified(first_page: str) -> None:
    """Raise ClassifiedError when the page is stamped ลับ, ลับมาก or ลับที่สุด.

    The message never repeats any content of the paper.
    """
    if is_secret(first_page):
        raise ClassifiedError(
            "Classified papers are not kept on this machine. Please hand it to the registrar"
            " of classified information."
        )
