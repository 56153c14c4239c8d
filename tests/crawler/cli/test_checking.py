"""Checking sources: what each would give now, and what is to be mended where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.cli import run
from tests.crawler.cli.dams import CRAWL, DAMS, answer, feed
from tests.web import Web, article_page

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_check_says_what_each_source_would_give_now(web: Web, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place.write_text(f'{CRAWL}[[sources]]\nname = "good"\nurl = "{feed(web)}"\n')
    assert run(["sources", "check"]) == 0
    with place.open("a") as config:
        config.write(f'[[sources]]\nname = "stale"\nurl = "{web.url("/gone")}"\nkind = "listing"\n')
    capsys.readouterr()

    assert run(["sources", "check", "--json"]) == 1

    told = {each["source"]: (each["kind"], each["gives"], each["outcome"]) for each in answer(capsys)}
    assert told == {"good": ("feed", len(DAMS), "ok"), "stale": ("listing", 0, "gone")}
    assert run(["sources", "check", "god"]) == 2
    assert "did you mean 'good'" in capsys.readouterr().err


def test_a_declared_page_of_one_teaser_is_said_to_be_mended_in_the_configuration(
    web: Web, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    few = '<h2><a href="/2026/11/10/how-the-dam-was-built">How the dam was built in a summer</a></h2>'
    page = article_page("The dam above Kessel holds").replace("</body>", f"{few}</body>")
    url = web.put("/tags/dam", page)
    way = f"{url} --kind listing"
    words = "read as an article, and links to an article, as a listing does: "
    declared = f'{words}kind = "listing" in its [[sources]] table of newsfold.toml makes it one'
    assert run(["fetch", url]) == 0
    assert f"{url}: {words}`newsfold add {way}` makes it one" in " ".join(capsys.readouterr().err.split())
    assert run(["add", url, "--name", "Dam", "--dry-run"]) == 0
    assert "--kind listing reads it as a listing" in capsys.readouterr().err
    for name in ("Dam", url):
        place.write_text(f'{CRAWL}[[sources]]\nname = "{name}"\nurl = "{url}"\n')
        for command in (["fetch"], ["sources", "check"]):
            assert run([*command, "--db", f"{len(name)}.db"]) == 0  # a new one: nothing is unchanged
            assert f"{name}: {declared}" in " ".join(capsys.readouterr().err.split())
    assert run(["sources", "check", "--json"]) == 0
    assert answer(capsys)[0]["advice"] == declared
    place.write_text(f'{CRAWL}[[sources]]\nname = "Dam"\nurl = "{url}"\nkind = "article"\n')
    assert run(["sources", "check"]) == 0
    assert "read as" not in capsys.readouterr().err, "what is declared is meant"


def test_check_says_that_a_one_off_fetch_is_one(web: Web, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = feed(web)
    run(["fetch", url])
    for declared in ("", f'[[sources]]\nname = "good"\nurl = "{web.url("/other")}"\n'):
        place.write_text(CRAWL + declared)
        capsys.readouterr()
        assert run(["sources", "check", url]) == 2
        said = capsys.readouterr().err
        assert f"'{url}' is a one-off fetch" in said
        assert f"`newsfold fetch {url}` asks it again" in said
