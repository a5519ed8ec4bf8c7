"""Thai text as files store it, mended for reading and searching."""

from array import array


def repair(text: str) -> str:
    return text


def repair_map(text: str) -> tuple[str, "array[int]"]:
    return text, array("I", range(len(text)))
