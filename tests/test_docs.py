"""The documents are under test: what exists is in them, and what is in them exists."""

import dataclasses
import importlib
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from app.config import Settings
from app.factory import create_app
from scripts.compile_translations import entries
from tests.conftest import ROOT

FLASKS_OWN = {"run", "shell", "routes", "db"}
PAGES = sorted({*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("instance/*.md")})
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")
SECTION = re.compile(r"^### `([^`]+)`$(.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`]+)`")
# of this or that machine, or of a registry: a clone elsewhere couldn't use them
MACHINES = re.compile(
    r"/(wor[k]|far[m]|roo[t])/|/home/\w+/|\"resolved\": \"htt[p]|--(extra-)?index-ur[l]"
    r"|(pypi|npmj[s]|npmmirro[r]|pythonhoste[d])\.(org|com)"
)


def commands(group: click.Group, *, path: str = "") -> Iterator[tuple[str, click.Command]]:
    """Each command with its words, groups opened."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, path=f"{path}{name} ")
        else:
            yield f"{path}{name}", command


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> dict[str, click.Command]:
    folder = tmp_path_factory.mktemp("instance")
    app = create_app(Settings(instance=str(folder), secret_key="for these tests only"))
    return {name: command for name, command in commands(app.cli) if name.split()[0] not in FLASKS_OWN}


@pytest.fixture(scope="module")
def sections() -> dict[str, str]:
    found = SECTION.findall((ROOT / "docs" / "commands.md").read_text(encoding="utf-8"))
    assert len(dict(found)) == len(found), "a command is explained twice"
    return dict(found)


def rows(name: str) -> list[list[str]]:
    """The cells of every table row of a page, headings and rulers left out."""
    lines = (ROOT / "docs" / name).read_text(encoding="utf-8").splitlines()
    tables = [line for number, line in enumerate(lines) if line.startswith("|") and not _is_head(lines, number)]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in tables]


def _is_head(lines: list[str], number: int) -> bool:
    following = lines[number + 1] if number + 1 < len(lines) else ""
    return lines[number].startswith("|--") or following.startswith("|--")


def test_every_command_has_its_section_and_no_section_is_left_over(
    ours: dict[str, click.Command], sections: dict[str, str]
) -> None:
    assert sorted(sections) == sorted(ours)


def test_every_section_names_all_options_and_arguments_and_no_other(
    ours: dict[str, click.Command], sections: dict[str, str]
) -> None:
    for name, command in ours.items():
        options = {option for parameter in command.params for option in parameter.opts if option.startswith("--")}
        said = set(re.findall(r"(?<![\w-])--[a-z][\w-]*", sections.get(name, "")))
        assert said - {"--help"} == options, name
        for argument in (parameter for parameter in command.params if isinstance(parameter, click.Argument)):
            assert re.search(rf"\b{(argument.name or '').upper()}\b", sections.get(name, "")), f"{name} {argument.name}"


def test_every_command_says_what_it_does(ours: dict[str, click.Command]) -> None:
    assert [name for name, command in ours.items() if not command.help] == []


def test_every_setting_is_explained_with_its_default_and_no_other_is() -> None:
    explained = {CODE.findall(key)[0]: default for key, default, *_ in rows("settings.md")}
    fields = {field.name: field.default for field in dataclasses.fields(Settings)}
    assert sorted(explained) == sorted(fields)
    for name, default in fields.items():
        shown = str(default).lower() if isinstance(default, bool) else str(default)
        assert not shown or shown.replace(f"{ROOT}/", "") in explained[name], name


def test_every_word_of_the_glossary_that_has_code_is_found_there() -> None:
    for word, _, code, *_ in rows("glossary.md"):
        for name in CODE.findall(code):
            module, _, attribute = name.rpartition(".")
            assert hasattr(importlib.import_module(module), attribute), f"{word}: {name}"


def test_screens_and_glossary_use_the_same_chinese_word() -> None:
    words = {word.lower(): set(re.split(r"[、（）]", chinese)) for word, chinese, *_ in rows("glossary.md")}
    said = [(words.get(entry.ids[0].lower()), entry) for entry in entries(ROOT)]
    strange = [entry for allowed, entry in said if allowed is not None and entry.strings[0] not in allowed]
    assert [f"{entry.where}: {entry.ids[0]} is {entry.strings[0]}" for entry in strange] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    links = [link for link in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in link]
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_page_of_the_documents_can_be_found_from_their_first_page() -> None:
    for folder in {page.parent for page in PAGES if page.is_relative_to(ROOT / "docs")}:
        index = (folder / "README.md").read_text(encoding="utf-8")
        assert [page.name for page in folder.glob("*.md") if page.name != "README.md" and page.name not in index] == []


def test_no_tracked_file_names_a_machine_or_a_registry() -> None:
    if not (shutil.which("git") and (ROOT / ".git").exists()):
        pytest.skip("git can't say here which files are tracked")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    found = []
    for name in filter(None, listed):
        text = (ROOT / name).read_bytes().decode("utf-8", "replace") if (ROOT / name).is_file() else ""
        found += [f"{name}: {match[0]}" for match in MACHINES.finditer(text)]
    assert found == []
