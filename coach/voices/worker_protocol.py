"""The helper's side of a voice in its own process. Knows neither numpy nor any particular voice.

A request is one line of JSON with an ``id``. The answer is one line of JSON with the same ``id`` and the number of
``bytes`` that follow it: mono 16-bit samples, little-endian. Answers come in the order in which they are ready. The
helper ends when its standard input does.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import sys
import threading
from collections.abc import Callable
from typing import Any, BinaryIO

from coach.support.errors import CoachError

Answer = Callable[[dict[str, Any]], tuple[dict[str, Any], bytes]]
"""Takes a request, gives the head of the answer and its samples."""


def serve(answer: Answer, at_once: int = 1) -> None:
    """Answer requests, so many at once, until the parent is gone; never returns otherwise."""
    replies = _own_stdout()
    # Ctrl-C reaches the whole process group, but the parent still has to say goodbye.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    requests: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(requests,), daemon=True).start()
    writing = threading.Lock()

    def work() -> None:
        while True:
            request = json.loads(requests.get())
            head, sound = _guarded(answer, request)
            line = json.dumps({**head, "id": request["id"], "bytes": len(sound)})
            with writing:
                replies.write(line.encode() + b"\n" + sound)
                replies.flush()

    for _ in range(at_once - 1):
        threading.Thread(target=work, daemon=True).start()
    work()


def _guarded(answer: Answer, request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """An error is an answer too: the parent raises it."""
    try:
        return answer(request)
    except CoachError as error:
        return {"what": error.what, "todo": error.todo}, b""
    except Exception as error:  # noqa: BLE001  # whatever a voice engine raises, the parent shall read it
        return {"what": f"{type(error).__name__}: {error}", "todo": ""}, b""


def _own_stdout() -> BinaryIO:
    """The pipe to the parent. Anything else that is printed goes to stderr from now on."""
    sys.stdout.flush()
    pipe = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return pipe


def _read(requests: queue.SimpleQueue[bytes]) -> None:
    """Runs in its own thread, so that an orphan ends even while its engine hangs."""
    for line in sys.stdin.buffer:
        requests.put(line)
    os._exit(0)
