"""What scanning and text layers do to a page: lost marks, torn words, look-alikes, stray lines."""

import random

_MARKS = "ัิีึืฺุู็่้๊๋์"
_ALIKE = {
    "ด": "ค", "ค": "ด", "ถ": "ภ", "บ": "ป", "ป": "บ", "ผ": "ฝ", "พ": "ฟ", "ฎ": "ฏ", "ช": "ซ",
    "ล": "ส", "ข": "ช", "น": "ม", "ต": "ด",
    "๓": "๗", "๕": "๔", "๐": "o", "๑": "l", "0": "O", "1": "l",
}  # fmt: skip
_JUNK = ("| .", "~ ' -", "www", "=", "ๆ .", "_ _")

# marks lost, look-alikes, spaces put in, sara am torn, lines added; each a share
LEVELS = {
    "typed": (0.0, 0.0, 0.0, 0.0, 0.0),
    "light": (0.012, 0.001, 0.002, 0.02, 0.02),
    "heavy": (0.05, 0.006, 0.008, 0.1, 0.06),
}


def with_noise(text: str, level: str, chance: random.Random) -> str:
    """``text`` as it may come out of a scanner of ``level``."""
    marks, alike, spaces, torn, junk = LEVELS[level]
    lines = []
    for line in text.split("\n"):
        if chance.random() < junk:
            lines.append(chance.choice(_JUNK))
        lines.append("".join(_noisy(char, chance, marks, alike, spaces, torn) for char in line))
    return "\n".join(lines)


def _noisy(
    char: str, chance: random.Random, marks: float, alike: float, spaces: float, torn: float
) -> str:
    if char in _MARKS and chance.random() < marks:
        return ""
    if char in _ALIKE and chance.random() < alike:
        return _ALIKE[char]
    if char == "ำ" and chance.random() < torn:
        return chance.choice(("ํา", " า", "า"))
    if char not in _MARKS and char != " " and chance.random() < spaces:
        return char + " "
    return char
