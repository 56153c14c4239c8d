"""What help says, and who asks for it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from crawler.cli import app, run

if TYPE_CHECKING:
    import typer


def _commands(of: typer.Typer, path: str = "") -> list[str]:
    groups = [(group.name, group.typer_instance) for group in of.registered_groups]
    inner = [each for name, group in groups if group for each in _commands(group, f"{path}{name} ")]
    own = [command.name or command.callback.__name__ for command in of.registered_commands if command.callback]
    return [*(f"{path}{name.replace('_', '-')}" for name in own), *inner]


def test_no_command_at_all_is_answered_with_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([]) == 2

    said = capsys.readouterr()
    assert said.out == ""
    assert "\n  fetch " in said.err


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


def test_help_names_the_store_that_the_demo_keeps(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["demo", "--help"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "default: ./newsfold-demo.db" in said
    assert "./newsfold.db" not in said


def test_help_is_a_command_too(capsys: pytest.CaptureFixture[str]) -> None:
    for words, wanted in ((["help"], "recluster"), (["help", "fetch"], "--max-pages")):
        assert run(words) == 0
        assert wanted in capsys.readouterr().out
