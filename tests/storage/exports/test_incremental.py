"""`--since last`: what is new or changed, once; nothing lost when the selection or the store is another."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from dedupe.fold import fold
from storage.errors import InputError
from storage.export import Wanted, export_file
from storage.exports.incremental import note_of
from storage.filters import Filters
from storage.store import Store
from tests.storage.samples import article, save

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = {
    number: " ".join(f"word{number}x{place} of the {place * number} people at gate {place}" for place in range(60))
    for number in range(1, 6)
}


def urls(path: Path) -> list[str]:
    return [json.loads(line)["url"] for line in path.read_text().splitlines()]


def stories(path: Path) -> list[list[str]]:
    return [[member["url"] for member in json.loads(line)["members"]] for line in path.read_text().splitlines()]


def put(store: Store, number: int, address: str, text: str = "") -> None:
    save(store, article(f"http://{address}", title=f"Number {number}", text=text or TEXTS[number]))
    fold(store)


def test_each_export_holds_what_came_since_the_one_before(store: Store, tmp_path: Path) -> None:
    out = tmp_path / "new.jsonl"
    wanted = Wanted("articles")

    def fresh() -> list[str]:
        export_file(store, wanted, out, since_last=True)
        return urls(out)

    put(store, 1, "a.example/1")
    put(store, 2, "a.example/2")
    assert fresh() == ["http://a.example/1", "http://a.example/2"]
    assert fresh() == []
    put(store, 3, "a.example/3")
    save(store, article("http://a.example/1", title="Number 1", text=f"{TEXTS[4]} {TEXTS[5]}"))
    fold(store)
    assert fresh() == ["http://a.example/1", "http://a.example/3"]
    assert fresh() == []


def test_a_story_that_grew_comes_whole(store: Store, tmp_path: Path) -> None:
    out = tmp_path / "new.jsonl"
    put(store, 1, "a.example/1")
    put(store, 2, "a.example/2")
    export_file(store, Wanted(), out, since_last=True)
    put(store, 1, "b.example/1")
    export_file(store, Wanted(), out, since_last=True)
    assert [sorted(members) for members in stories(out)] == [["http://a.example/1", "http://b.example/1"]]


def test_another_selection_begins_anew_and_each_output_remembers_its_own(store: Store, tmp_path: Path) -> None:
    one, two = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    put(store, 1, "a.example/1")
    for out in (one, two, one):
        export_file(store, Wanted("articles"), out, since_last=True)
    assert (urls(one), urls(two)) == ([], ["http://a.example/1"])
    export_file(store, Wanted("articles", filters=Filters(outlet="example.com")), one, since_last=True)
    assert urls(one) == ["http://a.example/1"]


def test_a_store_put_back_begins_anew(tmp_path: Path) -> None:
    out, place = tmp_path / "out.jsonl", tmp_path / "a.db"
    with Store.open(place) as store:
        put(store, 1, "a.example/1")
        put(store, 2, "a.example/2")
        export_file(store, Wanted("articles"), out, since_last=True)
    for file in tmp_path.glob("a.db*"):
        file.unlink()
    with Store.open(place) as store:
        put(store, 3, "a.example/3")
        export_file(store, Wanted("articles"), out, since_last=True)
    assert urls(out) == ["http://a.example/3"]


def test_an_export_that_failed_is_not_remembered(store: Store, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    put(store, 1, "a.example/1")
    with pytest.raises(InputError):
        export_file(store, Wanted("articles", filters=Filters(since="never")), out, since_last=True)
    assert not note_of(out).exists()
    note_of(out).write_text("broken")
    with pytest.raises(InputError, match="delete it to export everything again"):
        export_file(store, Wanted("articles"), out, since_last=True)
