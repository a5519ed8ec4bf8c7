"""A worker for tests: does what it is asked, good or bad."""

import os
import sys
import time

import msgspec

from kmdesk.i18n import KmdeskError
from kmdesk.workers import serve
from kmdesk.workers.serve import Call, Result


class Count(msgspec.Struct, frozen=True):
    to: int


def answer(call: Call) -> Result:
    match call.request.do:
        case "count":
            to = call.args(Count).to
            for number in range(to):
                call.report(number)
            return to, b"\x00" * to
        case "who":
            actor = call.request.actor
            return ([actor.name, *actor.audiences] if actor else []), b""
        case "refuse":
            raise KmdeskError("{name} is empty; get a new copy of it.", name="a.pdf", pages=3)
        case "starve":
            raise MemoryError
        case "shout":
            call.out.write(b"this is no frame, and far longer than the eight bytes of two lengths")
            call.out.flush()
        case "die":
            os._exit(7)
        case "hang":
            time.sleep(600)
    return None, b""


if __name__ == "__main__":
    source, out = serve.take_pipes()
    print("a library prints", file=sys.stdout)
    serve.serve(
        serve.listening(source), out, answer, lambda _call: KmdeskError("too hungry", name="b")
    )
