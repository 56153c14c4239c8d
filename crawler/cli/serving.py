"""The command `serve`: the web page and the JSON API."""

from __future__ import annotations

import contextlib
import errno
import ipaddress
import socket
from typing import TYPE_CHECKING, Annotated

import typer

from crawler.cli.options import AsJson, ConfigPath, Db, session
from crawler.cli.output import note, print_json
from crawler.config import load_config
from storage.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable

    from crawler.config import Config
    from crawler.web.safety import Guard

LEAST_TOKEN = 12  # characters


def serve(
    host: Annotated[str, typer.Option(metavar="<address>", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(metavar="<number>", min=0, max=65535, help="The port; 0 takes a free one.")
    ] = 8000,
    token: Annotated[
        str | None,
        typer.Option(metavar="<token>", envvar="NEWSFOLD_TOKEN", help="Answer only those who bring this token."),
    ] = None,
    without_token: Annotated[
        bool, typer.Option("--without-token", help="Let anyone read who can reach an address beyond this machine.")
    ] = False,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(metavar="<name>", help="A name under which this machine is reached (repeatable)."),
    ] = None,
    db: Db = None,
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> int:
    """Show the stories in a browser.

    The web page and the JSON API, for reading only, on this machine unless told otherwise; ends with Ctrl-C.
    """
    from crawler.web.app import create_app
    from crawler.web.safety import Access

    opened = session(db, config, as_json)
    opened.to_read().close()  # says at once what is wrong with the store
    _refuse_carelessness(host, token, without_token=without_token)
    access = Access(tuple(allow_host or ()), any_address=not _is_loopback(host), token=token or None)
    with _listening(host, port) as listener:
        address = _address(host, listener)
        if as_json:
            print_json({"url": address, "token": token is not None})
        else:
            note(f"newsfold serves {opened.store_path} at {address} (Ctrl-C ends it)")
        _run(create_app(opened.store_path, access, _declared_in(opened.config)), listener)
    return 0


def _refuse_carelessness(host: str, token: str | None, *, without_token: bool) -> None:
    if token is not None and len(token) < LEAST_TOKEN:
        raise ConfigError(f"--token: this one could be guessed, take {LEAST_TOKEN} characters or more")
    if _is_loopback(host) or token:
        return
    opens = f"on {host} anyone who can reach this machine could read every article, source and error in the store"
    if not without_token:
        raise ConfigError(f"{opens}: set --token (or NEWSFOLD_TOKEN), or say --without-token if that is meant")
    note(f"newsfold: {opens}; nothing can be changed there")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _listening(host: str, port: int) -> socket.socket:
    """A socket that listens; ConfigError where it cannot."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=128)
    except OSError as error:
        place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        if error.errno == errno.EADDRINUSE:
            taken = f"{place} is taken by another program, perhaps by another newsfold"
            raise ConfigError(f"{taken}: take another --port, or --port 0 for a free one") from error
        why = (error.strerror or str(error)).partition(" (while")[0]  # Python says the address once more
        raise ConfigError(f"{place} cannot be listened on: {why}; choose another --host or --port") from error


def _address(host: str, listener: socket.socket) -> str:
    port = listener.getsockname()[1]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _declared_in(config: Config) -> Callable[[], frozenset[str]]:
    """How to tell the sources that the configuration declares now; those it had at the start where it is broken."""

    def declared() -> frozenset[str]:
        try:
            now = load_config(config.path)
        except ConfigError:
            now = config
        return frozenset(source.name for source in now.sources)

    return declared


def _run(app: Guard, listener: socket.socket) -> None:
    import uvicorn

    settings = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=200,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=3,
        ws="none",
    )
    with contextlib.suppress(KeyboardInterrupt):  # being stopped is how a server ends
        uvicorn.Server(settings).run(sockets=[listener])


def register(app: typer.Typer) -> None:
    """Hang the commands of this module on `app`."""
    app.command()(serve)
