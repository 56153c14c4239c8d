"""The command `newsfold`: it parses, calls and shows; what a command does lies in the modules that it calls."""

from __future__ import annotations

import os
import signal
import sqlite3
import sys

import typer

from crawler.cli import crawling, daemon, exploring, keeping, reading, serving
from crawler.cli.options import common
from storage.errors import NewsfoldError

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
reading.register(app)
keeping.register(app)
daemon.register(app)
serving.register(app)
exploring.register(app)


def main() -> None:
    """Run the command line and exit: 0 done, 1 ran and something failed, 2 wrong use or unreadable input."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code; what a user can mend becomes one line on standard error."""
    try:
        result = app(arguments, prog_name="newsfold", standalone_mode=False)
        sys.stdout.flush()
    except typer.TyperException as error:
        return _complain(error.format_message(), error.exit_code)
    except NewsfoldError as error:
        return _complain(str(error), 2)
    except KeyboardInterrupt:
        return _complain("stopped", 130)
    except OSError as error:
        return _unwritten(error)
    except sqlite3.OperationalError as error:
        return _complain(f"the store failed: {error}; see `newsfold doctor`", 2)
    return result if isinstance(result, int) else 0


def _unwritten(error: OSError) -> int:
    """Let what is left of the answer go; a reader that went away (`newsfold export | head`) has the right to."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if isinstance(error, BrokenPipeError):
        return 0
    return _complain(f"{error.filename or 'the answer'} cannot be written: {error.strerror or error}", 1)


def _complain(message: str, code: int) -> int:
    is_help = message.startswith("Usage:")  # no command was named
    sys.stderr.write(f"{message}\n" if is_help else f"newsfold: {' '.join(message.split())}\n")
    return code
