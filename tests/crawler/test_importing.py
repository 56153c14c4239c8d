"""Import: the same road as a crawl; taken up after a kill, and never doubled."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
from collections import defaultdict
from pathlib import Path

import pytest

from crawler.cli import run
from tests.storage.warcs import Record, warc

ROOT = Path(__file__).parent.parent.parent
Row = dict[str, object]
WORDS = (
    "river",
    "dam",
    "ferry",
    "council",
    "harvest",
    "bridge",
    "engineer",
    "flood",
    "border",
    "talks",
    "gauge",
    "pump",
)


def sentences(seed: int, count: int = 14) -> list[str]:
    chosen = random.Random(seed)
    return [f"{' '.join(chosen.choices(WORDS, k=12)).capitalize()} {chosen.randint(2, 900)}." for _ in range(count)]


def articles(stories: int) -> list[Row]:
    """Each story at two outlets, the second cut short."""
    rows: list[Row] = []
    for story in range(stories):
        text = sentences(story)
        for outlet, part in enumerate((text, text[:10])):
            url = f"https://outlet{outlet}.example/{story}"
            rows.append({"url": url, "title": text[0], "text": "\n\n".join(part), "published_at": "2026-01-31"})
    return rows


def written(path: Path, rows: list[Row]) -> str:
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return str(path)


def asked(db: Path, query: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(db) as connection:
        return connection.execute(query).fetchall()


def stories_of(db: Path) -> set[frozenset[str]]:
    members = defaultdict(set)
    for url, story in asked(db, "SELECT url, story_id FROM articles"):
        members[story].add(str(url))
    return {frozenset(urls) for urls in members.values()}


def test_a_second_run_adds_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines, db = written(tmp_path / "articles.jsonl", articles(20)), tmp_path / "news.db"

    assert run(["import", lines, "--db", str(db)]) == 0
    before = asked(db, "SELECT * FROM articles ORDER BY id"), asked(db, "SELECT * FROM stories ORDER BY id")
    capsys.readouterr()
    assert run(["import", lines, "--db", str(db), "--json"]) == 0

    assert json.loads(capsys.readouterr().out)["unchanged"] == 40
    after = asked(db, "SELECT * FROM articles ORDER BY id"), asked(db, "SELECT * FROM stories ORDER BY id")
    assert [row[:10] for row in after[0]] == [row[:10] for row in before[0]]
    assert after[1] == before[1]
    assert stories_of(db) == {frozenset({f"https://outlet{n}.example/{s}" for n in range(2)}) for s in range(20)}


@pytest.mark.parametrize("seen", [1, 200, 500])
def test_killed_in_the_middle_and_run_again_loses_and_doubles_nothing(tmp_path: Path, seen: int) -> None:
    lines, db = written(tmp_path / "articles.jsonl", articles(300)), tmp_path / "news.db"
    command = [sys.executable, "-m", "crawler", "import", lines, "--db", str(db)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    guard = threading.Timer(120, process.kill)  # ends the loop, and fails the test, where nothing comes to be stored
    guard.start()
    while process.poll() is None and stored(db) < seen:
        os.sched_yield()
    guard.cancel()
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert stored(db) >= seen

    assert subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=False).returncode == 0

    assert asked(db, "PRAGMA integrity_check") == [("ok",)]
    assert asked(db, "SELECT count(*), count(DISTINCT url) FROM articles") == [(600, 600)]
    assert asked(db, "SELECT count(*) FROM revisions") == [(600,)]
    assert asked(db, "SELECT count(*) FROM unfolded") == [(0,)]
    assert stories_of(db) == {frozenset({f"https://outlet{n}.example/{s}" for n in range(2)}) for s in range(300)}


def stored(db: Path) -> int:
    try:
        return int(str(asked(db, "SELECT count(*) FROM articles")[0][0]))
    except sqlite3.OperationalError:  # not made yet
        return 0


def test_saved_pages_are_read_and_one_without_an_address_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pages, db = tmp_path / "pages", tmp_path / "news.db"
    pages.mkdir()
    body = "".join(f"<p>{' '.join(sentences(n, 3))}</p>" for n in range(5))
    page = (
        "<html lang='en'><head><title>Pumps hold</title>{}</head><body><article><h1>Pumps hold</h1>{}</article></body>"
    )
    link = "<link rel='canonical' href='https://outlet.example/pumps-hold'>"
    (pages / "named.html").write_text(page.format(link, body), encoding="utf-8")
    (pages / "unnamed.html").write_text(page.format("", body), encoding="utf-8")

    assert run(["import", str(pages), "--db", str(db)]) == 1

    assert (
        "unnamed.html: the page names no address of its own (a comment of what saved it, rel=canonical, og:url, "
        "or url in JSON-LD): give it with --url, or import JSON Lines with url and html\n"
    ) in capsys.readouterr().err
    assert asked(db, "SELECT url, title, language FROM articles") == [
        ("https://outlet.example/pumps-hold", "Pumps hold", "en")
    ]

    given = ["--url", "https://outlet.example/2?utm_source=x", "--db", str(db)]
    assert run(["import", str(pages / "unnamed.html"), *given]) == 0
    assert asked(db, "SELECT url FROM articles ORDER BY id") == [
        ("https://outlet.example/pumps-hold",),
        ("https://outlet.example/2",),
    ]
    lines = written(tmp_path / "articles.jsonl", articles(1))
    capsys.readouterr()
    for wrong in ([str(pages)], [str(pages / "named.html"), str(pages / "unnamed.html")], [lines]):
        assert run(["import", *wrong, *given]) == 2
        assert "--url gives the address of " in capsys.readouterr().err
    assert run(["import", lines, "--url", "outlet", "--db", str(db)]) == 2
    assert asked(db, "SELECT count(*) FROM articles") == [(2,)]


def test_files_of_other_kinds_in_a_folder_are_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, db = tmp_path / "kept", tmp_path / "news.db"
    folder.mkdir()
    written(folder / "articles.jsonl", articles(1))
    for name in ("a.pdf", "b.PDF", "notes.txt", "scan", ".hidden", *(f"x.{number}" for number in range(9))):
        (folder / name).touch()

    assert run(["import", str(folder), "--db", str(db)]) == 0
    (said,) = (line for line in capsys.readouterr().err.splitlines() if "other kinds" in line)
    assert said.startswith("Passed over in folders, as files of other kinds: 2 .pdf, ")
    assert said.endswith(" and 4 more kinds")
    assert run(["import", str(folder), "--db", str(db), "--json"]) == 0
    endings = json.loads(capsys.readouterr().out)["other_files"]
    assert (endings[".pdf"], endings[".txt"], endings[""], sum(endings.values())) == (2, 1, 1, 13)


def test_what_an_export_writes_beside_itself_is_no_article(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, db = tmp_path / "kept", tmp_path / "news.db"
    folder.mkdir()
    written(folder / "articles.jsonl", articles(1))
    written(folder / "a.last.json", articles(2))
    for name in ("datapackage.json", "all.datapackage.json", "articles.jsonl.last.json"):
        (folder / name).write_text('{"name": "newsfold-export"}')

    assert run(["import", str(folder), "--db", str(db), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["other_files"] == {"datapackage.json": 2, ".last.json": 1}
    assert (told["new"], told["refused"]) == (4, 0)


def test_a_folder_with_nothing_but_files_of_other_kinds_holds_no_article(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    for name in ("a.jsonl", "b.pdf"):
        (folder / name).touch()

    assert run(["import", str(folder), "--db", str(tmp_path / "news.db")]) == 1
    said = capsys.readouterr().err
    assert "holds no article" in said
    assert "1 .pdf" in said


def test_html_in_a_line_is_extracted_and_what_the_line_says_goes_first(tmp_path: Path) -> None:
    body = "".join(f"<p>{' '.join(sentences(n, 3))}</p>" for n in range(5))
    html = f"<html><body><nav><a href='/'>Home</a></nav><article><h1>Pumps hold</h1>{body}</article></body></html>"
    row: Row = {
        "url": "https://outlet.example/a?utm_source=x",
        "html": html,
        "date_publish": "2026-01-30 10:00:00+02:00",
    }
    db = tmp_path / "news.db"

    assert run(["import", written(tmp_path / "articles.jsonl", [row]), "--db", str(db)]) == 0

    assert asked(db, "SELECT url, title, published_at, outlet FROM articles") == [
        ("https://outlet.example/a", "Pumps hold", "2026-01-30T08:00:00Z", "outlet.example")
    ]


def archived(
    number: int, *, kind: str = "text/html", status: str = "200 OK", date: str = "2020-01-02T03:04:05Z"
) -> Record:
    text = "".join(f"<p>{' '.join(sentences(number * 10 + n, 3))}</p>" for n in range(5))
    page = f"<html lang='en'><head><title>Pumps {number}</title></head><body><article><h1>Pumps {number}</h1>{text}"
    return Record(f"https://outlet.example/2020/pumps-{number}", page.encode(), status, kind, date)


def test_an_archive_is_taken_with_its_own_dates_and_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place, db = tmp_path / "CC-NEWS.warc.gz", tmp_path / "news.db"
    short = Record("https://outlet.example/about", b"<html><title>About</title><p>Us.</p></html>")
    records = [archived(1), archived(2, status="404 Not Found"), archived(3, kind="image/png"), archived(4), short]
    place.write_bytes(warc(*records))
    command = ["import", str(place), "--db", str(db), "--json"]

    assert run(command) == 0

    told = json.loads(capsys.readouterr().out)
    assert (told["new"], told["refused"]) == (2, 0)
    assert told["passed_over"] == {"HTTP errors and redirects": 1, "no HTML": 1, "not an article": 1}
    assert asked(db, "SELECT url, fetched_at FROM articles ORDER BY url") == [
        (f"https://outlet.example/2020/pumps-{number}", "2020-01-02T03:04:05Z") for number in (1, 4)
    ]
    diary = asked(db, "SELECT url, status, outcome FROM fetches ORDER BY url")
    assert diary[-1] == ("https://outlet.example/about", 200, "not an article")
    before = asked(db, "SELECT * FROM articles"), asked(db, "SELECT * FROM fetches")
    place.write_bytes(warc(*records, archived(5)))
    assert run(command) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["new"], told["unchanged"], told["passed_over"]["read before"]) == (1, 0, 3)
    assert asked(db, "SELECT * FROM fetches")[: len(before[1])] == before[1]


def test_an_address_that_is_none_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place, db = tmp_path / "a.warc", tmp_path / "news.db"
    place.write_bytes(warc(Record("dns:outlet.example"), archived(1), gzip=False))

    assert run(["import", str(place), "--db", str(db)]) == 1

    assert "a.warc@" in capsys.readouterr().err
    assert asked(db, "SELECT count(*) FROM articles") == [(1,)]


def test_rows_that_all_name_one_address_stay_apart(tmp_path: Path) -> None:
    def page(number: int) -> str:
        body = "".join(f"<p>{' '.join(sentences(number * 10 + n, 3))}</p>" for n in range(5))
        link = "<link rel='canonical' href='https://outlet.example/news/latest'>"
        return f"<html><head>{link}</head><body><article><h1>Pumps {number}</h1>{body}</article></body></html>"

    rows: list[Row] = [{"url": f"https://outlet.example/2026/{number}", "html": page(number)} for number in range(3)]
    lines, db = written(tmp_path / "articles.jsonl", rows), tmp_path / "news.db"

    for _ in range(2):
        assert run(["import", lines, "--db", str(db)]) == 0

        assert asked(db, "SELECT title, revision FROM articles ORDER BY title") == [
            (f"Pumps {number}", 1) for number in range(3)
        ]


def test_a_pipe_is_taken_in_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    end, begin = os.pipe()
    os.write(begin, json.dumps({"url": "https://a.example/1", "title": "T", "text": " ".join(WORDS)}).encode())
    os.close(begin)
    try:
        assert run(["import", f"/dev/fd/{end}"]) == 0
    finally:
        os.close(end)
    with sqlite3.connect(tmp_path / "newsfold.db") as connection:
        assert connection.execute("SELECT url FROM articles").fetchall() == [("https://a.example/1",)]
