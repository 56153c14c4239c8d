"""What the terminal says beside the text: lines that an outlet always runs, and where a member is found now."""

from __future__ import annotations

import json
import re
from pathlib import Path
from random import Random

import pytest

from crawler.cli import run
from crawler.cli.story_shown import credits_of, show_history
from storage.records import Attribution, AttributionKind, Change, StoryChange
from storage.store import Store
from storage.stories import get_story

NOTICE = "Sign up for the morning letter of the Post and never miss what the harbour talks about."
HEAD = "The pumps of the lower town of Kessel ran from midnight until the morning of the second day of the flood. "


def words(seed: int, count: int) -> str:
    draw = Random(seed)
    return " ".join(
        f"{draw.choice(['dam', 'ferry', 'council', 'harvest', 'engine'])}{draw.randrange(900)}" for _ in range(count)
    )


def take(place: Path, rows: list[dict[str, str]]) -> str:
    lines, db = place / "articles.jsonl", str(place / "news.db")
    lines.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert run(["import", str(lines), "--db", db]) == 0
    return db


def report(number: int, *more: str) -> dict[str, str]:
    text = "\n\n".join([*(words(number * 10 + part, 30) for part in range(4)), *more])
    return {"url": f"https://post.example/{number}", "outlet": "Post", "title": f"Report {number}", "text": text}


def test_lines_that_an_outlet_always_runs_are_told_from_news(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    db = take(tmp_path, [report(number, NOTICE) for number in (1, 2, 3)] + [report(4)])
    take(tmp_path, [report(4, NOTICE, "The mayor came too.")])
    one, other = "https://post.example/1", "https://post.example/4"
    capsys.readouterr()

    assert run(["diff", other, "--db", db]) == 0
    shown = [line.strip() for line in capsys.readouterr().out.splitlines() if line.strip()]
    assert shown[0] == "Report 4 (Post; article 4, story 4)"
    (said,) = [place for place, line in enumerate(shown) if line == "(the outlet always runs this:)"]
    assert f"{{+{NOTICE}+}}" in shown[said + 1]
    assert "The mayor came too." in shown[said + 2]
    assert run(["diff", other, "--db", db, "--json"]) == 0
    first, second = json.loads(capsys.readouterr().out)["revisions"]
    assert (first["furniture"], second["furniture"]) == ([], [NOTICE])
    assert NOTICE in second["text"]

    assert run(["why", one, other, "--db", db]) == 0
    assert "Not compared: 1 line that the outlets always run" in capsys.readouterr().out
    assert run(["why", one, other, "--db", db, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["furniture_a"] == told["furniture_b"] == [NOTICE]


def test_a_short_text_that_repeats_itself_is_no_more_than_wholly_alike(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = (
        "The ferry sailed at dawn on day {} and the harbour master waved from the pier as every morning of the winter."
    )
    text = "\n\n".join(said.format(day) for day in range(6))
    db = take(tmp_path, [{"url": f"https://{name}.example/1", "text": text} for name in ("wire", "post")])
    capsys.readouterr()
    assert run(["story", "1", "--db", db, "--json"]) == 0
    assert [each["similarity"] for each in json.loads(capsys.readouterr().out)["members"]] == [1.0, 1.0]


def test_a_member_that_the_first_one_has_lost_says_where_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    body = HEAD + words(1, 160)
    rows = [
        {"url": "https://wire.example/1", "title": "Flood", "published_at": "2026-01-01T08:00:00Z", "text": body},
        {"url": "https://post.example/1", "title": "Flood", "published_at": "2026-01-01T09:00:00Z", "text": body},
        {"url": "https://echo.example/1", "title": "Flood", "published_at": "2026-01-01T10:00:00Z", "text": body[:400]},
    ]
    db = take(tmp_path, rows)
    capsys.readouterr()
    assert run(["story", "1", "--db", db]) == 0
    members, _, changes = capsys.readouterr().out.partition("created:")
    assert "of it is in" not in members
    assert changes.lstrip().startswith("https://wire.example/1: no earlier story carries this copy")
    assert "joined: https://post.example/1: 100% of it is in https://wire.example/1" in changes
    assert "joined: https://echo.example/1: 98% of it is in https://wire.example/1" in changes

    take(tmp_path, [{**rows[0], "text": f"{words(2, 25)} {body[300:]}"}])
    capsys.readouterr()
    assert run(["story", "1", "--db", db]) == 0
    shown = capsys.readouterr().out.split("created:")[0]
    assert "98% of it is in revision 1 of 1, 12% in its newest" in shown


def test_who_a_split_and_a_merger_are_about_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    db = take(tmp_path, [report(1)])
    moment = "2026-03-01T09:00:05Z"
    changes = [
        StoryChange(1, Change.SPLIT, 1, 7, "it no longer hangs together", moment),
        StoryChange(9, Change.MERGED, None, 1, "the same copy", moment),
    ]
    capsys.readouterr()
    with Store.open(Path(db), read_only=True) as store:
        show_history(store, get_story(store, 1), changes)
    assert capsys.readouterr().out.splitlines() == [
        "2026-03-01 09:00 UTC  split: https://post.example/1: story 7: it no longer hangs together",
        "2026-03-01 09:00 UTC  merged: story 9: the same copy",
    ]


def test_credits_stand_together_and_quotes_end_with_whole_words() -> None:
    line = "With reports by AFP and Reuters, of which nothing is cut o"
    shown = credits_of(
        [
            Attribution("AFP", AttributionKind.CREDIT, line, None, "contribution"),
            Attribution("Reuters", AttributionKind.CREDIT, line, None, "contribution"),
            Attribution("TASS", AttributionKind.QUOTE, "wever, TASS said that two were hit near Dama", None, "mention"),
            Attribution("dpa", AttributionKind.QUOTE, "So dpa reports.", None, "mention"),
        ]
    )
    assert shown == [
        f"AFP, Reuters (credit: “{line}”)",
        "TASS (quote: “… TASS said that two were hit near …”)",
        "dpa (quote: “So dpa reports.”)",
    ]


def test_run_by_counts_outlets_and_not_articles(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = "The ferry sailed at dawn on day {} and the harbour master waved from the pier as every morning of the {}."
    text = " ".join(said.format(day, "winter" * day) for day in range(1, 9))
    urls = ("https://wire.example/1", "https://post.example/1", "https://post.example/2")
    db = take(tmp_path, [{"url": url, "title": "The ferry sails", "text": text} for url in urls])
    capsys.readouterr()
    assert run(["stories", "--db", db]) == 0
    (row,) = (line for line in capsys.readouterr().out.splitlines() if "ferry" in line)
    assert re.search(r" 2 +The ferry sails", row), row


def test_story_says_the_numbers_that_why_and_diff_take(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    db = take(tmp_path, [report(2), {**report(2), "url": "https://echo.example/2"}, report(1)])
    capsys.readouterr()
    assert run(["story", "https://echo.example/2", "--db", db]) == 0
    numbers = re.findall(r"^\d  (\S+)  \(article (\d+)\)$", capsys.readouterr().out, re.MULTILINE)
    assert {url for url, _ in numbers} == {"https://post.example/2", "https://echo.example/2"}
    for url, number in numbers:
        assert run(["diff", number, "--db", db, "--json"]) == 0
        by_number = capsys.readouterr().out
        assert run(["diff", url, "--db", db, "--json"]) == 0
        assert capsys.readouterr().out == by_number
    (one, first), (_, second) = numbers
    assert run(["why", first, second, "--db", db]) == 0
    told = capsys.readouterr().out.splitlines()[1:3]
    assert [re.findall(r"article (\d+), story \d+\)$", line) for line in told] == [[first], [second]]
    capsys.readouterr()
    assert run(["why", one, first, "--db", db]) == 2
    said = " ".join(capsys.readouterr().err.split())
    assert f"{one} and {first} are one and the same article: name another one" in said
    assert run(["why", one, "Report 2", "--db", db]) == 2
    assert (
        "'Report 2' is neither an article's URL nor its number: `newsfold story` shows both" in capsys.readouterr().err
    )


def test_a_mash_up_names_each_of_its_stories_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    flood, harvest = (HEAD + words(seed, 120) for seed in (1, 2))
    rows = [
        {"url": "https://wire.example/1", "title": "Flood", "published_at": "2026-01-01T08:00:00Z", "text": flood},
        {"url": "https://post.example/1", "title": "Water", "published_at": "2026-01-01T09:00:00Z", "text": flood},
        {"url": "https://wire.example/2", "title": "Harvest", "published_at": "2026-01-01T10:00:00Z", "text": harvest},
        {
            "url": "https://digest.example/1",
            "title": "The week",
            "published_at": "2026-01-05T10:00:00Z",
            "text": f"{flood[110:]}\n\n{harvest[110:]}",
        },
    ]
    db = take(tmp_path, rows)
    capsys.readouterr()
    assert run(["story", "https://digest.example/1", "--db", db]) == 0
    shown = [re.split(r"  +", line.strip()) for line in capsys.readouterr().out.splitlines()]
    place = shown.index(["story", "holds", "outlet", "made of parts of"])
    assert [row[2:] for row in shown[place + 1 : place + 3]] == [
        ["wire.example and 1 more article", "Flood"],
        ["wire.example", "Harvest"],
    ]
    assert all(re.fullmatch(r"\d\d% of this text", row[1]) for row in shown[place + 1 : place + 3])


def test_a_list_that_is_cut_says_that_stories_without_a_date_stand_last(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dated = [{**report(number), "published_at": f"2026-01-0{number}"} for number in (1, 2, 3)]
    db = take(tmp_path, dated)
    capsys.readouterr()
    assert run(["stories", "--limit", "2", "--db", db]) == 0
    assert capsys.readouterr().err == "The newest 2; --limit shows more.\n"
    take(tmp_path, [{**report(4), "outlet": "Mail"}])
    capsys.readouterr()
    assert run(["stories", "--limit", "2", "--db", db]) == 0
    assert capsys.readouterr().err == "The newest 2; --limit shows more, those without a date last.\n"
    assert run(["stories", "--limit", "2", "--outlet", "Post", "--db", db]) == 0
    assert capsys.readouterr().err == "The newest 2; --limit shows more.\n"
