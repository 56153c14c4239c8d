"""Templates: fetched text is always escaped, addresses become links only where they are safe."""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from crawler.web import wording
from crawler.web.asking import query_of
from crawler.web.marking import paragraphs
from storage.version import version

if TYPE_CHECKING:
    from typing import Any

FOLDER = Path(__file__).parent


def page(template: str, *, answer_with: int = 200, **shown: Any) -> HTMLResponse:
    """Fill in a template."""
    return HTMLResponse(_environment().get_template(template).render(**shown), answer_with)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        finalize=_shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    for name in (
        "brief",
        "by_evidence",
        "count",
        "day",
        "link",
        "listing",
        "name_of",
        "short_day",
        "span",
        "when",
        "clock",
    ):
        made.filters[name] = getattr(wording, name)
    made.filters["paragraphs"] = paragraphs
    made.globals |= {"static": _static, "version": version(), "query_of": query_of}
    return made


def _shown(value: Any) -> Any:
    """What is written into a page: overrides of the direction of writing, which turn whole lines around, are shown."""
    if isinstance(value, str) and not value.isascii() and ("\u202d" in value or "\u202e" in value):
        return type(value)(value.replace("\u202d", "\ufffd").replace("\u202e", "\ufffd"))
    return value


@lru_cache(maxsize=16)
def _static(name: str) -> str:
    """The address of a file of ours, which changes when the file does."""
    content = (FOLDER / "static" / name).read_bytes()
    return f"/static/{name}?v={blake2b(content, digest_size=6).hexdigest()}"
