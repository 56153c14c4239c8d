"""Which source or address a user's word names."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.cli import run
from crawler.cli.options import source_called, with_scheme
from storage.records import Source


def test_a_source_of_this_name_goes_before_one_whose_address_reads_so() -> None:
    one, two = Source("one", "https://x.example/feed"), Source("x.example/feed", "https://y.example/")
    assert source_called([one, two], "x.example/feed") is two
    assert source_called([one], "x.example/feed") is one
    assert source_called([one, two], "z.example/feed") is None


@pytest.mark.parametrize("word", ["mailto:a@post.example", "mailto:a@post.example?subject=b/c", "JavaScript:go()"])
def test_what_no_server_answers_is_no_address(
    word: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for command in (["fetch", word], ["add", word]):
        assert run(command) == 2
        said = capsys.readouterr().err
        assert said.count("\n") == 1
        assert word in said
        assert "http://" in said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("word", ["post.example", "post.example:8080", "post.example:8080/a:b", "post.example/a:b"])
def test_an_address_without_scheme_is_one_at_https(word: str) -> None:
    assert with_scheme(word) == f"https://{word}"
