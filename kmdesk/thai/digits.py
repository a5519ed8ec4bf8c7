"""Conversion between Thai and Arabic digits."""

import re

_TO_ARABIC = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_TO_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


def to_arabic(text: str) -> str:
    """Convert all Thai digits to Arabic."""
    return text.translate(_TO_ARABIC)


def to_thai(text: str) -> str:
    """Convert all Arabic digits to Thai."""
    return text.translate(_TO_THAI)


# Digits that are part of Latin words stay: COVID-19, A4, an address, a code such as KM-12.
_NUMBER = re.compile(r"[A-Za-z@_/:.-]*[A-Za-z@_][0-9A-Za-z@_/:.-]*|[0-9]+")


def to_thai_words(text: str) -> str:
    """Convert Arabic digits to Thai, except where they are part of Latin words."""
    return _NUMBER.sub(lambda match: to_thai(match[0]) if match[0].isdigit() else match[0], text)
