"""What `evaluate` makes of the labels that it is given."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crawler.cli import run
from tests.crawler.cli.flood import TEXT


def test_labels_may_spell_a_url_as_they_like(tmp_path: Path, db: str, capsys: pytest.CaptureFixture[str]) -> None:
    truth = tmp_path / "truth.jsonl"
    rows = [{"url": f"HTTPS://Outlet{n}.example/flood?utm_source=x#top", "story": 1} for n in range(2)]
    truth.write_bytes(b"\xef\xbb\xbf" + "\r\n".join(map(json.dumps, rows)).encode())

    assert run(["evaluate", str(truth), "--db", db, "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert (figures["labelled"], figures["not_in_store"], figures["pair_f1"]) == (2, 0, 1.0)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (None, "does not exist"),
        (b"", "holds no label"),
        (b"\xff\xfe\x00", "is no text in UTF-8"),
        (b"\x1f\x8b\x08", "cut off or damaged"),
        (b'{"url": "a", "story": 1}\n{"url": "a", "story": 2}', "a is in two stories, '1' and '2'"),
    ],
)
def test_labels_that_cannot_be_used_are_one_line(
    content: bytes | None, complaint: str, tmp_path: Path, db: str, capsys: pytest.CaptureFixture[str]
) -> None:
    truth = tmp_path / "truth.jsonl"
    if content is not None:
        truth.write_bytes(content)
    assert run(["evaluate", str(truth), "--db", db]) == 2

    said = capsys.readouterr().err
    assert complaint in said
    assert said.count("\n") == 1
    assert "Errno" not in said


def test_labels_in_the_form_of_news_copy_bring_their_articles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    other = "A school of the upper town has a new roof, which the council had promised for three years and paid for. "
    texts = {"a 1": TEXT, "b/2": TEXT + "It was over.", "c": other * 4}
    Path("articles.json").write_text(json.dumps({name: {"article": text} for name, text in texts.items()}))
    Path("pairs.json").write_text(json.dumps([["a 1", "b/2"]]))

    assert run(["evaluate", "pairs.json", "--articles", "articles.json", "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert (figures["articles"], figures["stories"], figures["pair_f1"]) == (3, 2, 1.0)
    assert run(["evaluate", "pairs.json", "--articles", "nowhere.json"]) == 2
    assert capsys.readouterr().err == "newsfold: nowhere.json does not exist\n"
    assert run(["evaluate", "articles.json", "--articles", "pairs.json"]) == 2
    assert "an object of articles" in capsys.readouterr().err
    Path("pairs.json").write_text("[[1, 2, 3]]")
    assert run(["evaluate", "pairs.json", "--articles", "articles.json"]) == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["articles.json", "pairs.json"], "no store was made"
