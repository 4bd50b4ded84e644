"""The README is true: its commands exist, its Python runs, its links lead somewhere, every command is shown."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import typer

from sro_nlp import load_catalogue
from sro_nlp.cli.app import app

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
GROUP = typer.main.get_command(app)
SHOWN = [
    line.split("| ")[-1].strip() for line in README.splitlines() if re.match(r"    (sro-nlp|cat .*\| sro-nlp) ", line)
]


@pytest.mark.parametrize("line", SHOWN)
def test_each_command_line_names_a_command_and_options_that_exist(line):
    _, name, *words = shlex.split(line)
    command = GROUP.commands[name]
    if hasattr(command, "commands") and words and words[0] in command.commands:
        command, words = command.commands[words[0]], words[1:]
    known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    assert {word for word in words if word.startswith("-") and word != "-"} <= known
    for word in words:
        if word.startswith("examples/"):
            assert (ROOT / word).exists()


def test_every_command_is_shown():
    assert set(GROUP.commands) == {shlex.split(line)[1] for line in SHOWN}


@pytest.mark.parametrize(
    "page", [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))], ids=lambda page: page.name
)
def test_every_link_leads_to_a_file(page):
    targets = re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))
    assert targets
    for target in targets:
        assert (page.parent / target).exists(), target


def test_the_profile_in_the_docs_is_valid(tmp_path):
    (profile,) = re.findall(
        r"```toml\n(.*?)```", (ROOT / "docs" / "profiles.md").read_text(encoding="utf-8"), re.DOTALL
    )
    file = tmp_path / "small.toml"
    file.write_text(profile, encoding="utf-8")
    assert load_catalogue(file).ids == ("4.2",)


def test_every_make_target_exists():
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    shown = re.findall(r"^    make (\w+)", README, re.MULTILINE)
    assert {"demo", "test"} <= set(shown) <= set(targets)


def test_its_python_runs(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    exec(compile(code, "README.md", "exec"), {})
    assert "missing" in capsys.readouterr().out
