"""The command `newsfold`: it parses, calls and shows; what a command does lies in the modules that it calls."""

from __future__ import annotations

import logging
import os
import re
import signal
import sqlite3
import sys
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from typer.core import TyperArgument

from crawler.cli import adding, crawling, daemon, exploring, keeping, reading, removing, serving, sources, taking
from crawler.cli.options import StoppedError, called, common, plain_help
from crawler.cli.output import a_line_each
from storage.errors import NewsfoldError

if TYPE_CHECKING:
    from types import FrameType

_WORDS = (
    (r"Input should be a valid integer.*", "expected a whole number"),
    (r"Input should be a valid number.*", "expected a number"),
    (r"Input should be greater than or equal to (\S+)", r"expected \1 or more"),
    (r"Input should be less than or equal to (\S+)", r"expected \1 or less"),
    (r"Value error, ", ""),
)
_NO_COMMAND = re.compile(r"No such command '(\w+)'\.")
_CARRIED = re.compile("[\udc80-\udcff]")  # bytes of names: https://peps.python.org/pep-0383
_STOPPED = 130  # the exit code of a shell's command that Ctrl-C ended

app = typer.Typer(
    name="newsfold",
    help="Folds the news: each story once, with everyone who ran it.",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,  # plain help: rich would double what `newsfold --help` costs
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.callback()(common)
crawling.register(app)
adding.register(app)
sources.register(app)
reading.register(app)
taking.register(app)
keeping.register(app)
removing.register(app)
daemon.register(app)
serving.register(app)
exploring.register(app)
plain_help(app)


def main() -> None:
    """Run the command line and exit: 0 done, 1 ran and something failed, 2 wrong use or unreadable input."""
    _hear_of_the_end()
    _open_closed_streams()
    if isinstance(sys.stdout, TextIOWrapper):
        # what a terminal has no signs for is shown as `?`, and so are names of files that are no text
        sys.stdout.reconfigure(errors="replace")
    try:
        code = run(sys.argv[1:])
    except KeyboardInterrupt:  # another one, while the first was being told of
        code = _STOPPED
    except Exception as error:
        if os.environ.get("NEWSFOLD_TRACEBACK"):
            raise
        told = f"this is a defect of newsfold: {type(error).__name__}: {error}"
        code = _complain(f"{told}; with NEWSFOLD_TRACEBACK=1 it shows where, for a report", 1)
    _let_go(stopped=code == _STOPPED)
    sys.exit(code)


def _let_go(*, stopped: bool) -> None:
    """From here on Ctrl-C and SIGTERM end the process at once: nothing is left to be put in order, or to be told.

    Python still waits for threads, in which the next Ctrl-C would be a traceback; and of tasks that were broken off it
    says that nobody awaits them.
    """
    for each in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(each) is not signal.SIG_IGN:
            signal.signal(each, signal.SIG_DFL)
    if stopped:
        logging.disable()


def _open_closed_streams() -> None:
    """Give an empty stream for one that came closed (`>&-`): Python has None there, and files take its number."""
    for name, flags, mode in (("stdin", os.O_RDONLY, "r"), ("stdout", os.O_WRONLY, "w"), ("stderr", os.O_WRONLY, "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, flags), mode, encoding="utf-8"))


def _hear_of_the_end() -> None:
    """Take SIGTERM as Ctrl-C, with whoever hears that at the time, such as a running loop of asyncio.

    What a script starts in the background ignores Ctrl-C, and then nobody would hear it: there it is held back instead.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
        signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, _interrupt)


def _interrupt(_: int, frame: FrameType | None) -> None:
    hears = signal.getsignal(signal.SIGINT)
    if callable(hears):
        hears(signal.SIGINT, frame)


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code; what a user can mend becomes one line on standard error."""
    if arguments[:1] == ["help"]:
        arguments = [*arguments[1:], "--help"]
    try:
        result = app(arguments, prog_name="newsfold", standalone_mode=False)
        sys.stdout.flush()
    except OSError as error:
        return _unwritten(error)
    except UnicodeEncodeError:
        if not (names := _names_beyond_utf8(arguments)):
            raise
        return _complain(f"{names} cannot be used: the name is not text in this locale; take another", 2)
    except SystemExit as error:
        if not isinstance(error.__context__, BrokenPipeError):
            raise
        return _unwritten(error.__context__)  # typer makes a failure of it
    except (typer.TyperException, NewsfoldError, StoppedError, KeyboardInterrupt, sqlite3.OperationalError) as error:
        return _complain(*_told(error))
    if result == _STOPPED:  # what typer makes of KeyboardInterrupt
        return _complain("stopped", _STOPPED)
    return result if isinstance(result, int) else 0


def _names_beyond_utf8(arguments: list[str]) -> str:
    """What was named on the way to this command that is not text by the locale: bytes that Python carries along."""
    places = (os.environ.get("NEWSFOLD_DB"), os.environ.get("NEWSFOLD_CONFIG"), str(Path.cwd()))
    found = [os.fsencode(each) for each in (*arguments, *places) if each and _CARRIED.search(each)]
    return ", ".join(each.decode(errors="backslashreplace") for each in dict.fromkeys(found))


def _told(error: BaseException) -> tuple[str, int]:
    """What to say of an error, and the exit code that goes with it."""
    if isinstance(error, typer.TyperException):
        beside = f"{_place_of_options(error)}{_word_left_out(error)}{_usage(error)}"
        return f"{_in_words(error.format_message())}{beside}", error.exit_code
    if isinstance(error, StoppedError):
        return str(error), _STOPPED
    if isinstance(error, KeyboardInterrupt):
        return "stopped", _STOPPED
    if isinstance(error, sqlite3.OperationalError):
        return f"the store failed: {error}; see `newsfold doctor`", 2
    return str(error), 2


def _in_words(said: str) -> str:
    """What a value of an option should have been; typer passes on what its validator says."""
    from difflib import get_close_matches

    unknown = _NO_COMMAND.match(said)
    if unknown and get_close_matches(unknown[1].lower(), ["search"], cutoff=0.8):  # which no command is called
        return f"{unknown[0]} To search the stories: newsfold stories QUERY"
    for theirs, ours in _WORDS:
        said = re.sub(theirs, ours, said)
    return said


def _place_of_options(error: typer.TyperException) -> str:
    context = getattr(error, "ctx", None)
    is_before = context is not None and context.parent is None and hasattr(error, "option_name")
    return " before a command: options come after it" if is_before else ""


def _word_left_out(error: typer.TyperException) -> str:
    """Where the word goes that a search shall leave out, and the shell hands on as an option."""
    context, option = getattr(error, "ctx", None), str(getattr(error, "option_name", ""))
    is_search = context is not None and context.command.name == "stories" and not option.startswith("--")
    return "; a word to leave out goes in quotes with the others: 'flood -rescue'" if option and is_search else ""


def _usage(error: typer.TyperException) -> str:
    """How a command goes that lacks an argument."""
    context = getattr(error, "ctx", None)
    if context is None or not hasattr(error, "param_type"):
        return ""
    names = [called(each) for each in context.command.params if isinstance(each, TyperArgument)]
    return f" It goes: {context.command_path} {' '.join(names)} (with --help it says what each is)"


def _unwritten(error: OSError) -> int:
    """Let what is left of the answer go; a reader that went away (`newsfold export | head`) has the right to."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if isinstance(error, BrokenPipeError):
        return 0
    return _complain(f"{error.filename or 'the answer'} cannot be written: {error.strerror or error}", 1)


def _complain(message: str, code: int) -> int:
    is_help = message.startswith("Usage:")  # no command was named
    told = [message] if is_help else [f"newsfold: {each}" for each in a_line_each(" ".join(message.split()))]
    sys.stderr.write("".join(f"{each}\n" for each in told))
    return code
