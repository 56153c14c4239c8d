"""What went wrong, as problem details (RFC 9457) for programs; the pages say the same in HTML."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse

if TYPE_CHECKING:
    from collections.abc import Mapping

PROBLEM = "application/problem+json"


def problem(status: int, detail: str, *, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """Say in JSON what went wrong; the type is `about:blank`, whose title is the status's own phrase."""
    fields = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    return JSONResponse(fields, status, dict(headers or {}), media_type=PROBLEM)
