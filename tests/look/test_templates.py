"""Every template compiles and keeps the rules of the house: no inline style or handler, no Chinese outside the catalogue."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from flask import Flask
from jinja2 import nodes

from tests.conftest import an_app
from tests.look.conftest import ROOT

TEMPLATES = ROOT / "app/templates"
STATIC = ROOT / "app/static"
ALL = sorted(TEMPLATES.rglob("*.html"))
SHELLS = ("page.html", "desk.html", "field.html", "plain.html", "sheet.html")
OURS = [path for path in ALL if path.parent.name in {"look", "errors"} or path.name in SHELLS]
INLINE = re.compile(r"""\bstyle\s*=\s*["']|\son[a-z]+\s*=\s*["']|javascript:""")
CHINESE = re.compile(r"[\u3400-\u9fff\uff00-\uffef]")
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)


def names(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(TEMPLATES)) for path in paths]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application with the filters and globals of all features."""
    instance = tmp_path_factory.mktemp("instance")
    return an_app(f"sqlite:///{instance}/never.db", instance)


@pytest.mark.parametrize("name", names(ALL))
def test_every_template_compiles(whole: Flask, name: str) -> None:
    assert whole.jinja_env.get_template(name) is not None


@pytest.mark.parametrize("name", names(OURS))
def test_the_shells_and_parts_need_no_feature(gallery: Flask, name: str) -> None:
    assert gallery.jinja_env.get_template(name) is not None


@pytest.mark.parametrize("name", names(ALL))
def test_no_template_needs_what_the_policy_forbids(name: str) -> None:
    found = INLINE.findall(COMMENT.sub("", (TEMPLATES / name).read_text()))
    assert not found


@pytest.mark.parametrize("name", names(ALL))
def test_scripts_in_templates_carry_the_nonce(name: str) -> None:
    text = COMMENT.sub("", (TEMPLATES / name).read_text())
    assert all("nonce" in tag or "src=" in tag for tag in re.findall(r"<script[^>]*>", text))
    assert all("nonce" in tag for tag in re.findall(r"<style[^>]*>", text))


def test_the_rule_about_inline_code_catches_it() -> None:
    assert INLINE.search('<p style="color:red">')
    assert INLINE.search("<a onclick='go()'>")
    assert not INLINE.search('<option value="on">')


def asked_icons(gallery: Flask, path: Path) -> set[str]:
    """The constant names that a template gives to `icon` or as a glyph."""
    tree = gallery.jinja_env.parse(path.read_text())
    asked = set()
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "icon":
            asked |= {constant.value for argument in call.args for constant in _constants(argument)}
        asked |= {word.value.value for word in call.kwargs if word.key == "glyph" and isinstance(word.value, nodes.Const)}
    return {name for name in asked if isinstance(name, str)}


def _constants(node: nodes.Node) -> list[nodes.Const]:
    """Which constants may come out of an expression; the tests inside it don't count."""
    if isinstance(node, nodes.Const):
        return [node]
    if isinstance(node, nodes.CondExpr):
        return [found for part in (node.expr1, node.expr2) if part for found in _constants(part)]
    return []


@pytest.mark.parametrize("name", names(ALL))
def test_every_icon_asked_for_is_drawn(gallery: Flask, name: str) -> None:
    shapes = gallery.jinja_env.get_template("look/icon.html").module.SHAPES  # type: ignore[attr-defined]
    assert asked_icons(gallery, TEMPLATES / name) <= shapes.keys()


def test_every_file_that_a_page_links_to_exists(gallery: Flask) -> None:
    linked = set()
    for path in ALL:
        linked |= set(re.findall(r"static_url\('([^']+)'\)", path.read_text()))
    assert {"page.js", "field.js", "desk.js", "print.css"} <= linked
    assert all((STATIC / name).is_file() for name in linked)


def test_every_sentence_of_the_look_has_its_chinese() -> None:
    with (ROOT / "app/translations/zh/look.po").open("rb") as file:
        catalogue = read_po(file, locale="zh")
    sources = [
        ("core/words.py", "python"),
        ("core/preferences.py", "python"),
        *((f"templates/{path.relative_to(TEMPLATES)}", "jinja2") for path in OURS),
    ]
    asked = [(ids, context) for _, _, ids, _, context in extract_from_dir(str(ROOT / "app"), sources, {})]
    missing = []
    for ids, context in asked:
        entry = catalogue.get(ids if isinstance(ids, str) else ids[0], context)
        if entry is None or not entry.string or not all(entry.string):
            missing.append(ids)
    assert len(asked) > 60
    assert missing == []


def test_styles_name_no_other_host() -> None:
    for sheet in STATIC.glob("*.css"):
        assert not re.search(r"@import|url\(\s*[\"']?(https?:)?//", sheet.read_text()), sheet.name


def test_scripts_hold_no_sentence_of_their_own() -> None:
    for script in STATIC.glob("*.js"):
        assert not CHINESE.search(script.read_text()), script.name
