"""What a command does with the streams and signals it is given: other encodings, Ctrl-C, defects of its own."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from crawler import cli
from storage.upkeep import is_store

ROOT = Path(__file__).parent.parent.parent
TITLE = "奥鲁纳河水坝之争 🚨 “暂歇”"
LINE = json.dumps({"url": "https://outlet.example/1", "title": TITLE, "text": "水坝之争暂歇。" * 40})


def newsfold(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "crawler", *arguments]
    return subprocess.run(command, cwd=ROOT, env=os.environ | environment, capture_output=True, check=False)


@pytest.fixture
def db(tmp_path: Path) -> str:
    lines, place = tmp_path / "articles.jsonl", str(tmp_path / "news.db")
    lines.write_text(LINE, encoding="utf-8")
    assert cli.run(["import", str(lines), "--db", place]) == 0
    return place


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_terminal_without_the_signs_shows_what_it_can(encoding: str, db: str) -> None:
    shown = newsfold("stories", "--db", db, PYTHONIOENCODING=encoding)
    assert (shown.returncode, shown.stderr) == (0, b"")
    assert b"outlet.example" in shown.stdout
    told = newsfold("stories", "--db", db, "--json", PYTHONIOENCODING=encoding)
    assert json.loads(told.stdout)[0]["title"] == TITLE
    assert json.loads(newsfold("export", "--db", db, PYTHONIOENCODING=encoding).stdout)["title"] == TITLE


@pytest.mark.parametrize(
    ("asked", "ctrl_c"),
    [
        (signal.SIGINT, signal.default_int_handler),
        (signal.SIGTERM, signal.default_int_handler),
        (signal.SIGTERM, signal.SIG_IGN),  # as a script starts what it leaves in the background
    ],
)
def test_an_import_that_waits_for_input_stops_when_it_is_asked_to(
    asked: signal.Signals, ctrl_c: signal.Handlers, tmp_path: Path
) -> None:
    place = tmp_path / "news.db"
    before = signal.signal(signal.SIGINT, ctrl_c)  # the process inherits whether it is ignored
    try:
        process = subprocess.Popen(
            [sys.executable, "-m", "crawler", "import", "-", "--db", str(place)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
    finally:
        signal.signal(signal.SIGINT, before)
    assert process.stdin is not None
    assert process.stderr is not None
    guard = threading.Timer(60, process.kill)  # ends the loop, and fails the test, where no store comes to be
    guard.start()
    while process.poll() is None and not place.exists():
        os.sched_yield()
    guard.cancel()
    process.send_signal(asked)

    assert process.wait(60) == 130
    assert process.stderr.read() == b"newsfold: stopped\n"


@pytest.mark.parametrize(
    ("command", "closed", "code", "said"),
    [
        ("stories", ">&-", 0, ""),
        ("stories", "<&- >&-", 0, ""),
        ("story 999", "2>&-", 2, ""),
        ("import -", "<&-", 1, "standard input holds no article: 0 lines taken in\n"),
        ("import -", "<&- >&- 2>&-", 1, ""),
    ],
)
def test_a_closed_stream_is_an_empty_one(db: str, command: str, closed: str, code: int, said: str) -> None:
    line = f'exec "$0" -m crawler {command} --db "$1" {closed}'
    ended = subprocess.run(["sh", "-c", line, sys.executable, db], cwd=ROOT, capture_output=True, check=False)
    assert (ended.returncode, ended.stderr.decode()) == (code, said)
    assert newsfold("story", "1", "--db", db).returncode == 0


# An import as a script leaves it in the background, deaf to Ctrl-C; the second text that is read brings the signal.
IN_THE_BACKGROUND = """
import itertools, os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_IGN)
from crawler import cli
from crawler.reading import language
asked, turn = int(sys.argv.pop()), itertools.count()
language.language_of = lambda *_: os.kill(os.getpid(), asked) if next(turn) == 1 else None
cli.main()
"""


@pytest.mark.parametrize(
    ("asked", "code", "said"),
    [
        (signal.SIGTERM, 130, "newsfold: stopped: what was taken in is kept; the same command goes on with the rest\n"),
        (signal.SIGINT, 0, ""),
    ],
)
def test_an_import_in_the_background_stops_while_it_reads(
    asked: signal.Signals, code: int, said: str, tmp_path: Path
) -> None:
    lines = tmp_path / "articles.jsonl"
    lines.write_text("".join(LINE.replace("/1", f"/{number}") + "\n" for number in range(3)), encoding="utf-8")
    arguments = ["import", "--json", str(lines), "--db", str(tmp_path / "news.db"), str(int(asked))]
    ended = subprocess.run(
        [sys.executable, "-c", IN_THE_BACKGROUND, *arguments],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert (ended.returncode, ended.stderr) == (code, said)


def test_in_the_background_a_loop_is_told_to_end_and_not_torn() -> None:
    handlers = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)}
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, [])
    told = []

    async def work() -> None:
        try:
            os.kill(os.getpid(), signal.SIGTERM)
            told.append("goes on to where it waits")
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            told.append("ends there")
            raise

    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        cli._hear_of_the_end()
        with pytest.raises(KeyboardInterrupt):
            asyncio.run(work())
    finally:
        for each, handler in handlers.items():
            signal.signal(each, handler)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
    assert told == ["goes on to where it waits", "ends there"]


def test_a_defect_is_one_line_and_shows_where_when_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_: list[str]) -> int:
        raise KeyError("cake")

    monkeypatch.setattr(cli, "run", fail)
    before = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        with pytest.raises(SystemExit) as ended:
            cli.main()
        assert ended.value.code == 1
        said = capsys.readouterr().err
        assert said.startswith("newsfold: this is a defect of newsfold: KeyError: 'cake'")
        assert said.count("\n") == 1
        monkeypatch.setenv("NEWSFOLD_TRACEBACK", "1")
        with pytest.raises(KeyError):
            cli.main()
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


# What a fetch leaves that was stopped twice: a task that nobody awaits any more, and a thread that still works.
LEFT = """if True:
    import asyncio, signal, sys, threading
    from crawler import cli

    def stop_again():
        threading.main_thread().join()
        signal.raise_signal(signal.SIGINT)

    def stopped(arguments):
        loop = asyncio.new_event_loop()
        loop.create_task(asyncio.Event().wait())
        loop.run_until_complete(asyncio.sleep(0))
        if "again" in arguments:
            threading.Thread(target=stop_again).start()
        return 130

    cli.run = stopped
    signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever started the tests may ignore it
    cli.main()
"""


@pytest.mark.parametrize(("how", "code"), [("once", 130), ("again", -signal.SIGINT)])
def test_what_a_stopped_command_leaves_is_told_by_no_traceback(how: str, code: int) -> None:
    done = subprocess.run([sys.executable, "-c", LEFT, how], cwd=ROOT, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (code, b"")


def test_who_stops_a_command_while_it_is_imported_gets_one_line() -> None:
    """The interrupt comes with the import of `typer`, from where a signal would come by chance."""
    program = """if True:
        import signal, sys
        class Interrupts:
            def find_spec(self, name, path=None, target=None):
                if name == "typer":
                    signal.raise_signal(signal.SIGINT)
        sys.meta_path.insert(0, Interrupts())
        signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever started the tests may ignore it
        from crawler.__main__ import main
        main()
    """
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"newsfold: stopped\n")


LATIN = os.fsdecode(b"\xfc")
IN_ASCII = {"PYTHONUTF8": "0", "LC_ALL": "C"}


@pytest.mark.parametrize("locale", [{}, IN_ASCII])
@pytest.mark.parametrize("name", [LATIN, "ünï"])
def test_files_of_any_name_are_written(name: str, locale: dict[str, str], db: str, tmp_path: Path) -> None:
    copy, lines = tmp_path / f"{name}.db", tmp_path / f"{name}.jsonl"
    for command in (["backup", str(copy)], ["export", "-o", str(lines)]):
        done = newsfold(*command, "--db", db, **locale)
        assert (done.returncode, done.stderr.count(b"\n")) == (0, 1), done.stderr
    assert is_store(copy)
    assert json.loads(lines.read_text(encoding="utf-8"))["title"] == TITLE
    assert newsfold("stories", "--db", str(copy), **locale).returncode == 0


def test_a_page_of_any_name_is_read(tmp_path: Path) -> None:
    page = tmp_path / f"{LATIN}.html"
    text = "".join(f"<p>{'The pumps at the dam held out for a night, said the mayor. ' * n}</p>" for n in range(2, 6))
    page.write_text(f"<html><head><title>Pumps hold</title></head><body><h1>Pumps hold</h1>{text}</body></html>")
    read = newsfold("extract", str(page))
    assert (read.returncode, json.loads(read.stdout)["title"]) == (0, "Pumps hold"), read.stderr


def test_a_table_is_described_under_its_name_or_not_written(db: str, tmp_path: Path) -> None:
    for name in ("é.csv", "ünï.csv"):
        assert newsfold("export", "-o", str(tmp_path / name), "--db", db, **IN_ASCII).returncode == 0
    described = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    assert [each["path"] for each in described["resources"]] == ["é.csv", "ünï.csv"]

    refused = newsfold("export", "-o", str(tmp_path / f"{LATIN}.csv"), "--db", db)
    assert (refused.returncode, refused.stderr.count(b"\n")) == (2, 1)
    assert b"\\xfc.csv: this name is not UTF-8" in refused.stderr
    assert not (tmp_path / f"{LATIN}.csv").exists()


def test_a_name_that_cannot_be_used_is_no_defect(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def unencodable(_arguments: list[str], **_: object) -> None:
        LATIN.encode()

    monkeypatch.setattr(cli, "app", unencodable)
    assert cli.run(["doctor", "--db", f"{LATIN}.db"]) == 2
    assert capsys.readouterr().err.startswith("newsfold: \\xfc.db cannot be used: ")
    with pytest.raises(UnicodeEncodeError):
        cli.run(["doctor", "--db", "ü.db"])
