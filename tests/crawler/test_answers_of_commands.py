"""What the commands that read make of their arguments, and where their answers go."""

from __future__ import annotations

import contextlib
import json
import re
from pathlib import Path

import pytest
import typer

from crawler.cli import app, run
from dedupe.recipe import STANDARD
from storage.steps import STEPS
from storage.store import Store

TEXT = "The lower town of Kessel was flooded on Tuesday night, and pumps worked until the morning of the next day. " * 4

OUTLETS = "outlet0.example, outlet1.example"
MEANT = f"did you mean 'outlet1.example'? outlets: {OUTLETS}"


def _commands(of: typer.Typer, path: str = "") -> list[str]:
    groups = [(group.name, group.typer_instance) for group in of.registered_groups]
    inner = [each for name, group in groups if group for each in _commands(group, f"{path}{name} ")]
    own = [command.name or command.callback.__name__ for command in of.registered_commands if command.callback]
    return [*(f"{path}{name.replace('_', '-')}" for name in own), *inner]


@pytest.fixture
def db(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    lines = tmp_path / "articles.jsonl"
    rows = [{"url": f"https://outlet{n}.example/flood", "title": "Kessel under water", "text": TEXT} for n in range(2)]
    lines.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    place = str(tmp_path / "news.db")
    assert run(["import", str(lines), "--db", place]) == 0
    capsys.readouterr()
    return place


def test_words_of_a_search_need_no_quotes(db: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["stories", "pumps", "kessel", "--db", db, "--json"]) == 0

    assert [story["title"] for story in json.loads(capsys.readouterr().out)] == ["Kessel under water"]


def test_a_story_is_found_by_the_url_of_a_member(db: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["story", "https://outlet1.example/flood?utm_source=x", "--db", db, "--json"]) == 0

    assert len(json.loads(capsys.readouterr().out)["members"]) == 2


@pytest.mark.parametrize(
    ("name", "begins"), [("s.csv", "story_id,"), ("s.MD", "#"), ("s.ndjson", '{"story_id"'), ("stories", '{"story_id"')]
)
def test_a_files_name_says_the_format(name: str, begins: str, tmp_path: Path, db: str) -> None:
    assert run(["export", "-o", str(tmp_path / name), "--db", db]) == 0

    assert (tmp_path / name).read_text(encoding="utf-8").startswith(begins)


@pytest.mark.parametrize("name", ["stories.xlsx", "stories.jsonl.gz"])
def test_an_ending_that_says_no_format_is_refused(
    name: str, tmp_path: Path, db: str, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / name
    assert run(["export", "-o", str(place), "--db", db]) == 2

    said = capsys.readouterr().err
    assert "--format" in said
    assert ".parquet" in said
    assert said.count("\n") == 1
    assert not place.exists()
    assert run(["export", "-o", str(place), "--format", "csv", "--db", db]) == 0
    assert place.read_text(encoding="utf-8").startswith("story_id,")


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


def test_no_command_at_all_is_answered_with_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([]) == 2

    said = capsys.readouterr()
    assert said.out == ""
    assert "\n  fetch " in said.err


def test_what_takes_no_contact_is_no_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "newsfold.toml"
    config.write_text("[[sources]]\nurl = 'https://example.org/rss'\n", encoding="utf-8")

    assert run(["doctor", "--config", str(config), "--db", str(tmp_path / "news.db"), "--json"]) == 0
    (check,) = [each for each in json.loads(capsys.readouterr().out) if each["what"] == "configuration"]
    assert "crawl.contact" in check["found"]


def test_a_folder_that_is_not_there_is_a_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doctor", "--db", str(tmp_path / "nowhere" / "news.db")]) == 1
    assert "there is no folder" in capsys.readouterr().out


@pytest.mark.parametrize("written", ["[crawl\n", "[crawl]\ndelay = 'long'\n", None])
def test_a_configuration_that_cannot_be_read_hinders_no_other_check(
    written: str | None, db: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "newsfold.toml"
    if written is not None:
        config.write_text(written, encoding="utf-8")

    assert run(["doctor", "--config", str(config), "--db", db, "--json"]) == 1
    checks = {each["what"]: each for each in json.loads(capsys.readouterr().out)}
    assert [name for name, each in checks.items() if not each["ok"]] == ["configuration"]
    assert str(config) in checks["configuration"]["found"]
    assert checks["folding"]["found"].startswith("2 articles")


def test_metadata_in_a_file_are_told_of(db: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = tmp_path / "metadata.json"
    assert run(["datasette-metadata", "--db", db, "-o", str(place), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["file"] == str(place)
    assert run(["datasette-metadata", "--db", db, "-o", str(place)]) == 0
    assert capsys.readouterr().err.startswith(f"Metadata of {db} written to {place}. Next: datasette ")


def test_a_pipe_gets_lines_without_padding_and_rules(db: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["stories", "--db", db]) == 0

    head, row = capsys.readouterr().out.splitlines()
    assert head.split("  ")[0] == "story"
    assert row == row.rstrip()
    assert "Kessel under water" in row


def test_a_new_store_begins_with_the_configured_recipe(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines, config, place = tmp_path / "articles.jsonl", tmp_path / "newsfold.toml", str(tmp_path / "other.db")
    lines.write_text(json.dumps({"url": "https://outlet.example/flood", "text": TEXT}), encoding="utf-8")
    config.write_text("[fold]\nrecipe = 'w5-affine32-128-s4'\n", encoding="utf-8")
    common = ["--db", place, "--config", str(config)]

    assert run(["import", str(lines), *common]) == 0
    capsys.readouterr()
    assert run(["stories", "--json", *common]) == 0
    assert json.loads(capsys.readouterr().out)[0]["recipe"] == "w5-affine32-128-s4"
    config.write_text("[fold]\nrecipe = 'w5-affine32-128-s2'\n", encoding="utf-8")
    assert run(["doctor", *common]) == 1
    assert "configured is w5-affine32-128-s2" in capsys.readouterr().out
    assert run(["recluster", *common]) == 0
    assert run(["doctor", *common]) == 0
    config.write_text("", encoding="utf-8")
    capsys.readouterr()
    assert run(["doctor", *common]) == 0
    assert f"`newsfold recluster --recipe {STANDARD.name}` takes that of new stores" in capsys.readouterr().out


def test_without_colours_a_terminal_gets_text_alone(
    db: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    assert run(["stories", "--db", db]) == 0
    assert "\x1b[" in capsys.readouterr().out
    monkeypatch.setenv("NO_COLOR", "1")
    assert run(["stories", "--db", db]) == 0
    assert "\x1b" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("command", "begins", "holds"),
    [
        (["export", "--format", "csv"], "story_id,", "Kessel under water"),
        (["sources", "export"], "<?xml", "<opml"),
        (["datasette-metadata"], "{", '"databases"'),
    ],
)
def test_a_dash_is_standard_output(
    command: list[str], begins: str, holds: str, db: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with contextlib.chdir(Path(db).parent):
        assert run([*command, "-o", "-", "--db", db]) == 0
        assert not Path("-").exists()
    said = capsys.readouterr().out
    assert said.startswith(begins)
    assert holds in said


def test_an_export_of_what_nobody_has_leaves_the_file_as_it_is(
    db: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "kept.jsonl"
    kept.write_text("kept", encoding="utf-8")
    for more in ([], ["--since", "last"]):
        assert run(["export", "--outlet", "OUTLET1.exampel", *more, "-o", str(kept), "--db", db]) == 2
        assert "'OUTLET1.exampel'; did you mean 'outlet1.example'?" in capsys.readouterr().err
        assert kept.read_text(encoding="utf-8") == "kept"
    config = tmp_path / "own.toml"
    config.write_text("[[sources]]\nname = 'Quay'\nurl = 'http://quay.example/'\n", encoding="utf-8")
    followed = ["--config", str(config), "--db", db]
    assert run(["export", "--source", "Quay", "-o", str(kept), *followed]) == 0, "not fetched yet is no mistake"
    assert run(["fetch", "quay", *followed]) == 2
    assert "did you mean 'Quay'?" in capsys.readouterr().err


def test_an_export_of_what_is_new_says_what_became_of_the_file(
    db: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new = tmp_path / "new.jsonl"
    assert run(["export", "--since", "last", "-o", str(new), "--db", db]) == 0
    assert f"stories that are new or changed written to {new}" in capsys.readouterr().err
    assert run(["export", "--since", "last", "-o", str(new), "--db", db]) == 0
    assert re.fullmatch(
        rf"nothing new since \d{{4}}-\d\d-\d\d \d\d:\d\d UTC; {re.escape(str(new))} now holds no stories\n",
        capsys.readouterr().err,
    )


def test_an_article_beside_itself_is_said_to_be_one(db: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["why", "1", "1", "--db", db]) == 2
    said = capsys.readouterr()
    assert (said.out, "one and the same article" in said.err.lower()) == ("", True), said.err


def test_an_export_of_nothing_says_so(db: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["export", "--language", "ja", "--db", db]) == 0
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "No stories fit.\nNo article is in the language 'ja'; languages: en\n")


@pytest.mark.parametrize("command", [["stories"], ["stories", "--json"], ["export"], ["export", "--what", "articles"]])
@pytest.mark.parametrize(
    ("filters", "answer"),
    [
        (["--outlet", "outlet1.exampel"], (2, f"newsfold: No article is of the outlet 'outlet1.exampel'; {MEANT}")),
        (["--language", "ja"], (0, "No article is in the language 'ja'; languages: en")),
        (["--source", "nobody"], (2, "newsfold: No source is called 'nobody'; none is known")),
        (["--outlet", "OUTLET1.example", "--language", "ja"], (0, "No article is in the language 'ja'; languages: en")),
    ],
)
def test_what_no_article_has_is_named_with_what_there_is(
    command: list[str], filters: list[str], answer: tuple[int, str], db: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run([*command, *filters, "--db", db])
    assert (code, "".join(capsys.readouterr().err.splitlines()[-1:])) == answer


def test_of_many_outlets_some_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines, place = tmp_path / "articles.jsonl", str(tmp_path / "news.db")
    rows = [{"url": f"https://outlet{n:02}.example/flood", "text": TEXT} for n in range(12)]
    lines.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert run(["import", str(lines), "--db", place]) == 0
    capsys.readouterr()
    assert run(["furniture", "nope", "--db", place]) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("No line is known to be furniture")
    assert said.err.endswith("outlet06.example, outlet07.example and 4 more\n")


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


def test_a_store_without_a_source_says_so(db: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["status", "--db", db]) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("No source was fetched yet")


def test_a_narrow_terminal_gets_outlets_below_headlines(
    db: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    for name, value in (("COLUMNS", "80"), ("NO_COLOR", "1"), ("TERM", "xterm")):
        monkeypatch.setenv(name, value)
    assert run(["stories", "--db", db]) == 0

    lines = re.sub(r"\x1b\[[0-9;]*m", "", capsys.readouterr().out).splitlines()
    assert max(map(len, lines)) <= 80
    (place,) = [number for number, line in enumerate(lines) if "Kessel under water" in line]
    assert lines[place + 1].strip() == "outlet0.example, outlet1.example"


def test_stories_are_shown_by_when_they_were_run_last(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines, place = tmp_path / "articles.jsonl", str(tmp_path / "news.db")
    other = (
        "A school of the upper town has a new roof, which the council had promised for three years and paid for. " * 4
    )
    told = [("a", TEXT, "2026-03-01T09:00:00Z"), ("b", TEXT, "2026-03-05"), ("c", other, "2026-03-03T10:00:00Z")]
    rows = [{"url": f"https://{name}.example/1", "text": text, "published_at": at} for name, text, at in told]
    lines.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert run(["import", str(lines), "--db", place]) == 0
    capsys.readouterr()

    assert run(["stories", "--db", place]) == 0
    head, first, second = (re.split(r"  +", line.strip()) for line in capsys.readouterr().out.splitlines())
    assert head[1:3] == ["last run (UTC)", "first run (UTC)"]
    assert first[1:3] == ["2026-03-05", "2026-03-01 09:00"]
    assert second[1:3] == ["2026-03-03 10:00", "2026-03-03 10:00"]
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    for name, value in (("COLUMNS", "80"), ("NO_COLOR", "1"), ("TERM", "xterm")):
        monkeypatch.setenv(name, value)
    assert run(["stories", "--db", place]) == 0
    shown = capsys.readouterr().out.splitlines()
    (place_of_last,) = [number for number, line in enumerate(shown) if "2026-03-05" in line]
    assert "2026-03-01 09:00" in shown[place_of_last + 1]


@pytest.mark.parametrize("path", _commands(app))
def test_help_names_no_types_of_python(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*path.split(), "--help"]) == 0
    shown = capsys.readouterr().out
    assert "Options:" in shown
    assert not re.findall(r"<(?:str|int|float|list)\b[^>]*>|\[\[|range>", shown)


@pytest.mark.parametrize("command", [["--help"], ["sources", "--help"]])
def test_the_list_of_commands_says_whole_sentences(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(command) == 0
    _, _, listed = capsys.readouterr().out.partition("Commands:\n")
    assert listed
    assert all(line.endswith(".") and not line.endswith("...") for line in listed.strip().splitlines())


def test_words_of_other_search_engines_are_told_where_nothing_was_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    db, lines = str(tmp_path / "news.db"), tmp_path / "one.jsonl"
    lines.write_text(json.dumps({"url": "https://post.example/1", "title": "A dyke", "text": "It held, or so."}))
    assert run(["import", str(lines), "--db", db]) == 0
    capsys.readouterr()
    assert run(["stories", "dyke or bread", "--db", db]) == 0
    assert capsys.readouterr().err == "No story fits.\nIn a search, OR goes in capital letters.\n"
    assert run(["stories", "dyke or so", "--db", db]) == 0
    assert "In a search" not in capsys.readouterr().err


def test_a_store_of_an_earlier_version_is_renewed_by_who_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "old.db"
    with monkeypatch.context() as earlier:
        earlier.setattr("storage.schema.STEPS", STEPS[:4])
        earlier.setattr("storage.opening.VERSION", 4)
        Store.open(path).close()
    assert run(["stories", "--db", str(path)]) == 0
    assert capsys.readouterr().err.startswith("No story fits.\nThe store holds no article yet")
    Store.open(path, read_only=True).close()


@pytest.mark.parametrize("command", [["stories"], ["furniture"], ["fetch", "http://127.0.0.1:9/a"]])
def test_renewing_a_large_store_is_told_of(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path, before = tmp_path / "old.db", [name for name, _ in STEPS].index("marks")
    with monkeypatch.context() as earlier:
        earlier.setattr("storage.schema.STEPS", STEPS[:before])
        earlier.setattr("storage.opening.VERSION", before)
        with Store.open(path) as store, store.write() as connection:
            rows = [(f"https://outlet.example/{n}", f"The pumps held out {n} nights.") for n in range(20)]
            connection.executemany(
                "INSERT INTO articles (url, title, text, text_hash, first_fetched_at, fetched_at, checked_at) "
                "VALUES (?1, 'Pumps', ?2, ?1, '2026-01-01', '2026-01-01', '2026-01-01')",
                rows,
            )
    monkeypatch.setattr("storage.opening.LARGE", 20)
    run([*command, "--db", str(path)])
    told = [line.removeprefix(f"{path}: ") for line in capsys.readouterr().err.splitlines() if str(path) in line]
    here = f"step {before + 1} of {len(STEPS)}, marks"
    assert told[:2] == ["it is of an earlier newsfold and is brought up to date, after a copy beside it", here]
    assert told[2:12] == [f"{here}: {percent} % of 20 articles" for percent in range(10, 101, 10)]
    later = enumerate([name for name, _ in STEPS[before + 1 :]], before + 2)
    assert told[12:] == [f"step {number} of {len(STEPS)}, {name}" for number, name in later]


@pytest.mark.parametrize(
    "query", ['"', "AND", "NOT a", "title:x", "a*b", "(", "^", "x NEAR y", "a-b", "{", "'; --", "“”"]
)
def test_a_query_of_any_shape_is_words(query: str, db: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["stories", "--db", db, "--", query]) in {0, 2}
    said = capsys.readouterr().err
    assert said.count("\n") <= 2, said
    assert "fts5" not in said


def test_a_word_to_leave_out_that_is_taken_for_an_option_says_where_it_goes(
    db: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["stories", "kessel", "-sandbags", "--db", db]) == 2
    assert "a word to leave out goes in quotes with the others: 'flood -rescue'" in capsys.readouterr().err
    assert run(["stories", "kessel -sandbags", "--db", db]) == 0
    assert run(["story", "-x", "--db", db]) == 2
    assert "leave out" not in capsys.readouterr().err


def test_an_empty_file_is_no_store_to_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "empty.db"
    path.touch()
    assert run(["stories", "--db", str(path)]) == 2
    assert "is empty" in capsys.readouterr().err
    assert path.stat().st_size == 0


@pytest.mark.parametrize(
    "work",
    [
        "export -o out.jsonl: exporting",
        "import articles.jsonl: importing",
        "import more.jsonl: folding",
        "recluster: folding",
    ],
)
def test_long_work_shows_how_far_it_is_on_a_terminal_alone(
    work: str, db: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    command, _, says = work.partition(": ")
    monkeypatch.chdir(tmp_path)
    row = {"url": "https://outlet.example/new", "text": "The ferry sails again at noon, says its captain. " * 9}
    Path("more.jsonl").write_text(json.dumps(row), encoding="utf-8")
    assert run([*command.split(), "--db", db]) == 0
    assert says not in capsys.readouterr().err

    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    assert run([*command.split(), "--db", db]) == 0
    assert says in capsys.readouterr().err


def test_a_command_that_makes_the_store_says_how_to_look_into_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NEWSFOLD_DB", raising=False)
    Path("a.jsonl").write_text(json.dumps({"url": "https://outlet.example/flood", "text": TEXT}), encoding="utf-8")
    assert run(["import", "a.jsonl"]) == 0
    assert capsys.readouterr().err == "Kept in newsfold.db, which is new. Next: newsfold stories\n"
    assert run(["import", "a.jsonl"]) == 0
    assert capsys.readouterr().err == ""
    assert run(["import", "a.jsonl", "--db", "my news.db"]) == 0
    assert capsys.readouterr().err.endswith("Next: newsfold stories --db 'my news.db'\n")


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


def test_help_names_the_store_that_the_demo_keeps(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["demo", "--help"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "default: ./newsfold-demo.db" in said
    assert "./newsfold.db" not in said


def test_help_is_a_command_too(capsys: pytest.CaptureFixture[str]) -> None:
    for words, wanted in ((["help"], "recluster"), (["help", "fetch"], "--max-pages")):
        assert run(words) == 0
        assert wanted in capsys.readouterr().out


def test_what_waits_to_be_folded_is_said_to(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    row, db = {"url": "https://a.example/1", "text": TEXT}, str(tmp_path / "news.db")
    (tmp_path / "a.jsonl").write_text(json.dumps(row))
    with monkeypatch.context() as stopped:
        stopped.setattr("dedupe.fold.fold", stop)
        assert run(["import", str(tmp_path / "a.jsonl"), "--db", db]) == 130
    assert "1 article waits to be folded, which the next import, fetch or run does\n" in capsys.readouterr().err
    assert run(["stories", "--db", db]) == 0
    assert "No story fits.\n1 article waits to be folded" in capsys.readouterr().err
    with monkeypatch.context() as stopped:  # as a second Ctrl-C ends a fetch
        stopped.setattr("crawler.run.fetch", stop)
        assert run(["fetch", "https://a.example/2", "--db", db]) == 130
    assert "goes on with the rest; 1 article waits to be folded" in capsys.readouterr().err
    assert run(["status", "--db", db]) == 0
    assert "1 article waits to be folded" in capsys.readouterr().err
    assert run(["doctor", "--db", db]) == 0
    assert "1 articles, 1 not folded yet; the next `newsfold fetch`" in capsys.readouterr().out
    assert run(["import", str(tmp_path / "a.jsonl"), "--db", db]) == 0
    assert run(["stories", "--db", db]) == 0
    assert "waits" not in capsys.readouterr().err


def test_an_import_that_is_stopped_says_what_became_of_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("crawler.importing.import_paths", stop)
    (tmp_path / "a.jsonl").write_text("{}")
    assert run(["import", str(tmp_path / "a.jsonl"), "--db", str(tmp_path / "news.db")]) == 130
    assert "what was taken in is kept; the same command goes on" in capsys.readouterr().err
