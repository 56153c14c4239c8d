"""What an export wrote is imported: into an empty store it tells the same, into a newer one it turns nothing back."""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING, Any

from crawler.cli import run

if TYPE_CHECKING:
    from pathlib import Path

TEXT = [
    "The council of Lindmouth voted on Tuesday to close the old bridge until the spring, as divers found four cracks.",
    "Ferries carry lorries round the harbour in the meantime, and the market moves to the square behind the station.",
    "Engineers want to begin with the western pier, which has stood since the flood and carries most of the weight.",
]


def page(published: str, *paragraphs: str) -> str:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in (*TEXT, *paragraphs))
    head = f'<title>Bridge to close</title><meta property="article:published_time" content="{published}">'
    return f"<html lang=en><head>{head}</head><body><article><h1>Bridge to close</h1>{body}</article></body></html>"


def written(path: Path, rows: list[dict[str, Any]]) -> str:
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return str(path)


def exported(db: str, out: Path) -> str:
    assert run(["export", "--what", "articles", "--db", db, "-o", str(out)]) == 0
    return str(out)


def told(db: str) -> list[Any]:
    query = """SELECT articles.url, role, authors, modified_at, revision,
                      json_group_array(json_array(name, kind, evidence, grade))
               FROM articles LEFT JOIN attributions ON article_id = articles.id GROUP BY articles.id ORDER BY 1"""
    with sqlite3.connect(db) as connection:
        return connection.execute(query).fetchall()


def test_an_export_tells_in_another_store_who_credits_whom_and_who_came_first(tmp_path: Path) -> None:
    one, two = str(tmp_path / "one.db"), str(tmp_path / "two.db")
    rows = [
        {"url": "https://harbour.example/a", "outlet": "Harbour Daily", "html": page("2026-11-02T10:00:00Z")},
        {
            "url": "https://copycat.example/a",
            "outlet": "Copycat News",
            "html": page("2026-11-02T08:00:00Z", "Source: Harbour Daily"),
        },
    ]
    assert run(["import", written(tmp_path / "pages.jsonl", rows), "--db", one]) == 0
    assert {(url, role) for url, role, *_ in told(one)} == {
        ("https://harbour.example/a", "origin"),
        ("https://copycat.example/a", "copy"),
    }
    assert run(["import", exported(one, tmp_path / "articles.jsonl"), "--db", two]) == 0
    assert told(two) == told(one)


def test_an_older_export_turns_nothing_back(tmp_path: Path) -> None:
    db, url = str(tmp_path / "news.db"), "https://harbour.example/a"
    old = {"url": url, "title": "Bridge to close", "text": "\n\n".join(TEXT), "authors": ["Desk"]}
    old |= {"modified_at": "2026-11-02T10:00:00Z"}
    assert run(["import", written(tmp_path / "old.jsonl", [old]), "--db", db]) == 0
    export = exported(db, tmp_path / "export.jsonl")
    new = {**old, "text": "\n\n".join([*TEXT, "Source: Reuters"]), "authors": ["Ann Lee"]}
    new["modified_at"] = "2026-11-02T12:00:00Z"
    assert run(["import", written(tmp_path / "new.jsonl", [new]), "--db", db]) == 0
    before = told(db)
    assert (before[0][2:5], "Reuters" in before[0][5]) == (('["Ann Lee"]', "2026-11-02T12:00:00Z", 2), True)

    assert run(["import", export, "--db", db]) == 0
    assert told(db) == before
    again = written(tmp_path / "again.jsonl", [{**new, "attributions": [], "modified_at": old["modified_at"]}])
    assert run(["import", again, "--db", db]) == 0
    assert told(db) == before


def test_what_an_import_knows_more_of_an_unchanged_text_is_filled_in(tmp_path: Path) -> None:
    db = str(tmp_path / "news.db")
    row = {"url": "https://harbour.example/a", "title": "Bridge to close", "text": "\n\n".join(TEXT)}
    assert run(["import", written(tmp_path / "bare.jsonl", [row]), "--db", db]) == 0
    credit = {"name": "Harbour Wire", "kind": "credit", "evidence": "By Harbour Wire", "grade": "syndicated"}
    more = {**row, "authors": ["Ann Lee"], "attributions": [credit]}
    assert run(["import", written(tmp_path / "more.jsonl", [more]), "--db", db]) == 0
    assert told(db)[0][2] == '["Ann Lee"]'
    assert json.loads(told(db)[0][5]) == [list(credit.values())]
