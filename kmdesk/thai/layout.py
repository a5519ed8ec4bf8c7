"""Repair of text typed with the wrong keyboard layout (Thai Kedmanee against US English)."""

_LATIN = (
    "`1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./"
    '~!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:"ZXCVBNM<>?'
)
_THAI = (
    "_ๅ/-ภถ\u0e38\u0e36คตจขชๆไ\u0e33พะ\u0e31\u0e35รนยบลฃฟหกดเ\u0e49\u0e48าสวงผปแอ\u0e34\u0e37ทมใฝ"
    '%+๑๒๓๔\u0e39฿๕๖๗๘๙๐"ฎฑธ\u0e4d\u0e4aณฯญฐ,ฅฤฆฏโฌ\u0e47\u0e4bษศซ.()ฉฮ\u0e3a\u0e4c?ฒฬฦ'
)
_TO_THAI = str.maketrans(_LATIN, _THAI)
_TO_LATIN = str.maketrans(_THAI, _LATIN)


def from_latin_keys(text: str) -> str:
    """Return the Thai text meant by keys pressed with the English layout."""
    return text.translate(_TO_THAI)


def from_thai_keys(text: str) -> str:
    """Return the English text meant by keys pressed with the Thai layout."""
    return text.translate(_TO_LATIN)
