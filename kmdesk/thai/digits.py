"""Thai and Arabic digits."""

import re

_TO_ARABIC = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_TO_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


def to_arabic(text: str) -> str:
    """Write every Thai digit as an Arabic one."""
    return text.translate(_TO_ARABIC)


def to_thai(text: str) -> str:
    """Write every Arabic digit as a Thai one."""
    return text.translate(_TO_THAI)


# Digits that belong to Latin letters stay: COVID-19, A4, an address, a code such as KM-12.
_NUMBER = re.compile(r"[A-Za-z@_/:.-]*[A-Za-z@_][0-9A-Za-z@_/:.-]*|[0-9]+")


def to_thai_words(text: str) -> str:
    """Write Arabic digits as Thai ones, save where they belong to Latin letters."""
    return _NUMBER.sub(lambda match: to_thai(match[0]) if match[0].isdigit() else match[0], text)
