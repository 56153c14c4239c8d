"""What makes no sense, or is not allowed, is refused in words that say what would be."""

from __future__ import annotations

import pytest

from crawler.cli import run


def test_an_article_beside_itself_is_said_to_be_one(db: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["why", "1", "1", "--db", db]) == 2
    said = capsys.readouterr()
    assert (said.out, "one and the same article" in said.err.lower()) == ("", True), said.err


@pytest.mark.parametrize("command", ["stories", "export"])
def test_a_span_that_ends_before_it_begins_is_wrong_use(
    command: str, db: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for since, until in (("2026-03-10", "2026-03-01"), ("2026-03-01T10:00:00Z", "2026-03-01T09:00:00Z")):
        assert run([command, "--since", since, "--until", until, "--db", db]) == 2
        said = capsys.readouterr().err
        assert said == f"newsfold: since {since} is later than until {until}: nothing lies between them\n"
    for since, until in (("2026-03-01T10:00:00Z", "2026-03-01"), ("2026-03-01", "2026-03-01T00:00:00Z")):
        assert run([command, "--since", since, "--until", until, "--db", db]) == 0


def test_a_private_address_is_refused_with_the_way_in(db: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["fetch", "http://127.0.0.1:9/", "--db", db]) == 1
    assert "--allow-address 127.0.0.1 for once" in capsys.readouterr().err
    urls = ["http://127.0.0.1:9/", "http://localhost:9/", "http://127.0.0.1:8/"]
    assert run(["fetch", *urls, "--db", db]) == 1
    said = capsys.readouterr().err
    assert "If you mean to ask it: --allow-address 127.0.0.1 --allow-address localhost for once" in said
    assert run(["add", "http://localhost:9/", "--dry-run"]) == 1
    assert "--allow-address localhost for once" in capsys.readouterr().err
    assert run(["fetch", "http://me:secret@127.0.0.1:9/", "--db", db]) in {1, 2}
    assert "--allow-address" not in capsys.readouterr().err, "that would not help"
