"""A process that a hostile DOCX file owns: each lie is asked for by the name of the file."""

import os
from pathlib import Path

from kmdesk.committees.docx_process import Imported
from kmdesk.committees.knowledge import LONGEST_TEXT
from kmdesk.workers.serve import Call, Result, listening, serve, take_pipes


def _answer(call: Call) -> Result:
    match call.args(Path).name:
        case "another picture":
            return Imported("a", [("0" * 64, 4)], 0), b"\x89PNG"
        case "too long":
            return Imported("a" * (LONGEST_TEXT + 1), [], 0), b""
        case "no text":
            return {"text": 1, "pictures": {}}, b""
        case _:
            os._exit(1)


if __name__ == "__main__":
    source, out = take_pipes()
    serve(listening(source), out, _answer, lambda _call: None)  # type: ignore[arg-type]
