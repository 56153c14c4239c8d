"""The door of the command: `newsfold`, and `python -m crawler`, which is the same."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; who stops it while it is still being imported gets a line, too, and no traceback."""
    try:
        from crawler.cli import main as run_command
    except KeyboardInterrupt:
        sys.stderr.write("newsfold: stopped\n")
        sys.exit(130)
    run_command()


if __name__ == "__main__":
    main()
