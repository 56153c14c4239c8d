"""The application: which address shows what; every answer comes from a read-only connection."""

from __future__ import annotations

import contextlib
from hashlib import blake2b
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from crawler.web import json_api, pages
from crawler.web.problems import problem
from crawler.web.reader import Reader, TooSlowError
from crawler.web.safety import Access, Guard
from crawler.web.showing import FOLDER, page
from storage.errors import InputError, NewsfoldError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

    from starlette.requests import Request

    from storage.store import Store

    Answer = Callable[[Store, Request], Response]


def create_app(store: Path, access: Access | None = None, declared: Callable[[], frozenset[str]] = frozenset) -> Guard:
    """The web page and the JSON API over the store at that path, behind its guard. The store is opened when asked.

    `declared` gives the names of the configuration's sources, as it is when a page asks.
    """
    reader = Reader(store)

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        reader.close()

    routes = [
        Route(path, _endpoint(reader, answer), methods=["GET"])
        for path, answer in [*pages.PAGES.items(), *json_api.ANSWERS.items()]
    ]
    static = Mount("/static", _Lasting(directory=FOLDER / "static"))
    handlers = {
        InputError: _failed(400),
        NotFoundError: _failed(404),
        TooSlowError: _failed(503),
        NewsfoldError: _failed(503),
        HTTPException: _http_failed,
        Exception: _broken,
    }
    # What the handlers take is narrower than their general type says.
    app = Starlette(routes=[*routes, static], exception_handlers=handlers, lifespan=lifespan)  # type: ignore[arg-type]
    app.router.redirect_slashes = False
    app.state.declared = declared
    return Guard(app, access or Access())


class _Lasting(StaticFiles):
    """Our own files: their addresses change when they do, so that browsers may keep them."""

    def file_response(self, *arguments: object, **named: object) -> Response:
        """A file, to be kept for a year."""
        answer = super().file_response(*arguments, **named)  # type: ignore[arg-type]
        answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return answer


def _endpoint(reader: Reader, answer: Answer) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        return _tagged(request, await reader.ask(lambda store: answer(store, request)))

    return endpoint


def _tagged(request: Request, answer: Response) -> Response:
    """The answer with its ETag, or 304 without a body where the asker has it already (RFC 9110, 13.1.2)."""
    if answer.status_code != 200:
        return answer
    tag = f'"{blake2b(bytes(answer.body), digest_size=12).hexdigest()}"'
    held = {each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")}
    if tag in held or "*" in held:
        return Response(status_code=304, headers={"ETag": tag})
    answer.headers["ETag"] = tag
    return answer


def _failed(status: int) -> Callable[[Request, Exception], Response]:
    return lambda request, error: _say(request, status, error.fact if isinstance(error, NewsfoldError) else str(error))


def _http_failed(request: Request, error: HTTPException) -> Response:
    said = {404: "There is nothing at this address.", 405: "newsfold serves for reading only: GET and HEAD."}
    answer = _say(request, error.status_code, said.get(error.status_code, error.detail))
    answer.headers.update(error.headers or {})
    return answer


def _broken(request: Request, _error: Exception) -> Response:
    return _say(request, 500, "Something in newsfold is broken; the terminal that it runs in says what.")


def _say(request: Request, status: int, detail: str) -> Response:
    if request.url.path.startswith("/api/"):
        return problem(status, detail)
    return page("problem.html", answer_with=status, detail=detail, status=status, here="")
