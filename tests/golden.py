"""Golden pages: a folder a case in `tests/pages/`, with the page, its facts in `case.json`, and `expected.json`.

Record a new one, then read `expected.json` as a reader of the page would, before it is committed:

    python tests/golden.py NAME KIND URL FILE [CONTENT_TYPE]

KIND is article, refused, listing, feed, sitemap or kind. The pages are written for the purpose, never copied.
"""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parent
PAGES = ROOT / "pages"
sys.path.insert(0, str(ROOT.parent))

from crawler.discover import kind_of  # noqa: E402  (the project's root must be on the path first)
from crawler.extract import extract  # noqa: E402
from crawler.finding.feed import read_feed  # noqa: E402
from crawler.finding.sitemap import read_sitemap  # noqa: E402
from crawler.listing import read_listing  # noqa: E402
from storage.errors import NewsfoldError  # noqa: E402


def read_article(body: bytes, url: str, content_type: str) -> dict[str, Any]:
    article = asdict(extract(body, url, content_type=content_type))
    article["text"] = article["text"].split("\n\n")
    return article


def read_refusal(body: bytes, url: str, content_type: str) -> dict[str, Any]:
    try:
        article = extract(body, url, content_type=content_type)
    except NewsfoldError as error:
        return {"error": type(error).__name__, "message": str(error)}
    return {"error": None, "message": f"read as an article: {article.title}"}


READERS: dict[str, Callable[[bytes, str, str], Any]] = {
    "article": read_article,
    "refused": read_refusal,
    "listing": lambda body, url, content_type: asdict(read_listing(body, url, content_type=content_type)),
    "feed": lambda body, url, content_type: asdict(read_feed(body, url, content_type=content_type)),
    "sitemap": lambda body, url, _: asdict(read_sitemap(body, url)),
    "kind": lambda body, url, content_type: kind_of(url, body, content_type),
}


def read_case(folder: Path) -> Any:
    """Read a case's page as its kind says, to what JSON can hold."""
    case = json.loads((folder / "case.json").read_text(encoding="utf-8"))
    body = (folder / case["file"]).read_bytes()
    found = READERS[case["kind"]](body, case["url"], case.get("content_type", ""))
    return json.loads(json.dumps(found, ensure_ascii=False))


def record(name: str, kind: str, url: str, file: Path, content_type: str = "") -> None:
    """Write a case's folder from a page on disk."""
    folder = PAGES / name
    folder.mkdir(parents=True, exist_ok=True)
    if file.resolve() != (folder / file.name).resolve():
        shutil.copyfile(file, folder / file.name)
    case = {"kind": kind, "url": url, "file": file.name, "content_type": content_type}
    write(folder / "case.json", case)
    write(folder / "expected.json", read_case(folder))


def write(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) not in (5, 6) or sys.argv[2] not in READERS:
        sys.exit(__doc__)
    record(sys.argv[1], sys.argv[2], sys.argv[3], Path(sys.argv[4]), *sys.argv[5:])
