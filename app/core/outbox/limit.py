"""A limit on the whole of a conversation: a timeout guards single reads only, and a server that drips outlives every one."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress


@contextmanager
def within(seconds: float, connection: Callable[[], socket.socket | None]) -> Iterator[None]:
    """Cut the connection when the time is over; raises TimeoutError then, whatever the library makes of the cut.

    The socket is asked for when it is cut: STARTTLS puts another in its place.
    """
    is_over = threading.Event()

    def cut() -> None:
        is_over.set()
        with suppress(OSError):
            if (line := connection()) is not None:
                line.shutdown(socket.SHUT_RDWR)

    watch = threading.Timer(seconds, cut)
    watch.daemon = True
    watch.start()
    try:
        yield
    except Exception:
        if is_over.is_set():
            raise TimeoutError from None
        raise
    finally:
        watch.cancel()
