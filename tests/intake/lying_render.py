"""A rendering process that a hostile file owns: its pictures are smaller than it says."""

from kmdesk.intake import Draw, Drawn
from kmdesk.workers.serve import Call, Result, listening, serve, take_pipes

_LIES = (Drawn(1000, 1000, 4000), Drawn(2, 1, 4), Drawn(-2, 1, -8), Drawn(0, 0, 0), Drawn(2, 1, 8))


def _answer(call: Call) -> Result:
    return _LIES[call.args(Draw).page], b"\xff" * 8


if __name__ == "__main__":
    source, out = take_pipes()
    serve(listening(source), out, _answer, lambda _call: None)  # type: ignore[arg-type]
