"""Saved pages to articles: in killable processes, on all cores, in the order given; no store is touched."""

from __future__ import annotations

import asyncio
import json
import os
import zlib
from collections import deque
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from crawler.parsing.inflation import InflatesTooFarError, TooManyMembersError, gunzip
from crawler.processes import errands
from crawler.processes.pool import ParsePool
from storage.errors import InputError, NewsfoldError
from storage.records import Article

NOWHERE = "file.invalid"  # the host of what has no address (RFC 6761)
_AHEAD = 64  # pages under way at once: enough to keep every process busy, few enough to hold in memory
_LARGEST = 64 * 1024 * 1024  # bytes of a file that is still read as a page


@dataclass(frozen=True, slots=True)
class PageFile:
    """A saved page: where it lies, which address it had (None: as it says itself), what its manifest calls it."""

    path: Path
    url: str | None = None
    id: object = None


@dataclass(frozen=True, slots=True)
class Extracted:
    """What one saved page gave: its article, or the error in words; `named` unless no address of it is known.

    The article of a page without an address has a made-up one, and that one's host as outlet.
    """

    page: PageFile
    article: Article | None
    error: str = ""
    named: bool = True


async def extract_files(pages: Iterable[PageFile]) -> AsyncIterator[Extracted]:
    """Read each page in a killable process, several at a time, and yield what it gave, in the order of `pages`."""
    pool = ParsePool()
    await pool.start()
    waiting: deque[asyncio.Task[Extracted]] = deque()
    try:
        for page in pages:
            waiting.append(asyncio.create_task(_extract(pool, page)))
            if len(waiting) >= _AHEAD:
                yield await waiting.popleft()
        while waiting:
            yield await waiting.popleft()
    finally:
        for task in waiting:
            task.cancel()
        await pool.close()


async def _extract(pool: ParsePool, page: PageFile) -> Extracted:
    try:
        article = await pool.read(str(page.path), errands.saved, _bytes_of(page.path), page.url, _unnamed(page.path))
        return Extracted(page, article, named=article.url != _unnamed(page.path))
    except NewsfoldError as error:
        return Extracted(page, None, str(error).replace(_unnamed(page.path), str(page.path)))


def _unnamed(path: Path) -> str:
    """An address for a page that declares none: its file's name at a host that cannot exist."""
    return f"http://{NOWHERE}/{quote(os.fsencode(path.name))}"


def _bytes_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > _LARGEST:
            raise InputError(f"{path}: larger than {_LARGEST // 2**20} MiB, too large for a page")
        body = path.read_bytes()
        return gunzip(body, _LARGEST) if body.startswith(b"\x1f\x8b") else body
    except zlib.error as error:
        raise InputError(f"{path}: not a page packed with gzip ({error})") from None
    except InflatesTooFarError:
        raise InputError(f"{path}: unpacked larger than {_LARGEST // 2**20} MiB, too large for a page") from None
    except TooManyMembersError as error:
        raise InputError(f"{path}: not one page packed with gzip ({error})") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from None
    except ValueError:
        raise InputError(f"{str(path)!r} is no file's name") from None


def read_manifest(path: Path) -> Iterator[PageFile | InputError]:
    """The pages that a manifest lists (`{"id", "path", "url"}` a line), or for a wrong line the error that names it.

    Paths are relative to the manifest's folder, else to the working directory. Raises InputError where the manifest
    cannot be read.
    """
    try:
        with path.open(encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _manifest_line(line, f"{path}, line {number}", path.parent)
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise InputError(f"{path}: is not UTF-8 text") from None


def _manifest_line(line: str, place: str, folder: Path) -> PageFile | InputError:
    try:
        row = json.loads(line)
        named, url = Path(row["path"]), row.get("url") or None
        beside = folder / named
        if url is None or isinstance(url, str):
            # Not `Path.exists`, which raises where a name is too long for a file: reading it says so, of this page.
            here = os.path.exists(named) and not os.path.exists(beside)  # noqa: PTH110
            return PageFile(named if here else beside, url, row.get("id"))
    except (ValueError, KeyError, TypeError, AttributeError):
        pass
    return InputError(f'{place}: not of the form {{"id": …, "path": …, "url": …}}')
