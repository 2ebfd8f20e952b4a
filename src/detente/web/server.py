"""Open the workbench: a socket on this machine, a key, and the server behind both."""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
from collections.abc import Callable
from threading import Thread
from typing import TYPE_CHECKING

from detente.errors import DetenteError, MissingExtraError

if TYPE_CHECKING:
    import uvicorn

    from detente.web.workbench import Workbench

LOOPBACK = "127.0.0.1"
GRACE = 2
"""Seconds that requests under way are given when the workbench ends."""


def serve(
    case: str,
    *,
    port: int = 0,
    read_only: bool = False,
    announce: Callable[[str], object] = lambda address: None,
) -> None:
    """Serve a case to this machine until it is interrupted.

    Parameters
    ----------
    case : str
        A case file, or the name of a packaged case.
    port : int
        Where to listen; 0 for any that is free.
    read_only : bool
        Whether nothing may be written.
    announce : callable
        Told the address, with the key in it, as soon as it can be opened.

    Raises
    ------
    MissingExtraError
        If the server's packages are not installed (the extra ``detente[serve]``).
    CaseError
        If the case cannot be used.
    DetenteError
        If the port is taken.
    """
    check_installed()
    from detente.web import workbench as benches

    workbench = benches.Workbench.open(case, read_only=read_only)
    key = secrets.token_urlsafe(24)
    with contextlib.closing(workbench), listening(port) as listener:
        number = listener.getsockname()[1]
        server = make_server(workbench, key, number)
        _ahead()
        workbench.warming.start()
        announce(f"http://{LOOPBACK}:{number}/?key={key}")
        # uvicorn ends what is under way, then raises the signal again, which is no news here
        with contextlib.suppress(KeyboardInterrupt):
            server.run(sockets=[listener])


def _ahead() -> None:
    """Get the pages ready while a browser starts."""
    from detente.web.pages import read_templates

    Thread(target=read_templates, name="templates", daemon=True).start()


def check_installed() -> None:
    """Refuse to go on without the packages of the extra ``serve``."""
    try:
        import starlette
        import uvicorn  # noqa: F401
    except ImportError as error:
        raise MissingExtraError(
            f"the workbench needs the package '{error.name}'", hint="pip install 'detente[serve]'"
        ) from error
    del starlette


def listening(port: int) -> socket.socket:
    """Return a socket that listens on this machine alone.

    Raises
    ------
    DetenteError
        If something else listens there, or may not be asked to.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if os.name == "posix":  # elsewhere it would let two servers share a port
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((LOOPBACK, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise DetenteError(
            f"port {port} cannot be used: {error.strerror}",
            hint="something else listens there; leave out --port for one that is free",
            code="port-taken",
        ) from error
    return listener


def make_server(workbench: Workbench, key: str, port: int) -> uvicorn.Server:
    """Return the server of a workbench, not yet running."""
    import uvicorn

    from detente.web.app import make_app

    return uvicorn.Server(
        uvicorn.Config(
            make_app(workbench, key, port),
            # faults are answered as diagnostics; only who looks for one wants the traceback
            log_level="warning" if os.environ.get("DETENTE_DEBUG") == "1" else "critical",
            access_log=False,  # addresses can hold the key
            server_header=False,
            timeout_graceful_shutdown=GRACE,
            ws="none",
            lifespan="off",
        )
    )
