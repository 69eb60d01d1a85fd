"""Chinese first and complete: every sentence that the code may show has its Chinese, said once."""

import ast
import gettext
import re
from pathlib import Path

import pytest

from scripts.compile_translations import (
    KEYWORDS,
    BrokenTranslations,
    Entry,
    compile_translations,
    entries,
    faults,
    sentences,
    untranslated,
)

ROOT = Path(__file__).parent.parent
CHINESE = re.compile(r"[\u3400-\u9fff]")
BRAND = "代办"  # the name is the same in every language
JINJA_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
LONE_PERCENT = re.compile(r"(?<!%)(?:%%)*%(?![%(])")


def write(root: Path, name: str, text: str) -> None:
    path = root / "app" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def entry(msgid: str, msgstr: str) -> str:
    return f'msgid "{msgid}"\nmsgstr "{msgstr}"\n\n'


@pytest.fixture(scope="module")
def shown() -> list[Entry]:
    """Every sentence of the project, searched for once."""
    return sentences(ROOT)


def test_every_sentence_of_the_code_and_the_templates_has_its_chinese() -> None:
    assert untranslated(ROOT) == []


def test_the_chinese_has_no_faults_and_no_entry_is_left_over(shown: list[Entry]) -> None:
    written = entries(ROOT)
    used = {sentence.key for sentence in shown}
    assert list(faults(written)) == []
    assert [f"{one.where}: {one.ids[0]}" for one in written if one.key not in used] == []


def test_sentences_in_the_code_are_english(shown: list[Entry]) -> None:
    assert [f"{one.where}: {one.ids[0]}" for one in shown if CHINESE.search(one.ids[0].replace(BRAND, ""))] == []


def test_templates_hold_no_chinese_of_their_own() -> None:
    """It would be shown to English readers too, and escape whoever revises the words."""
    pages = sorted((ROOT / "app" / "templates").rglob("*.html"))
    texts = ((path, JINJA_COMMENT.sub("", path.read_text(encoding="utf-8"))) for path in pages)
    lines = ((path, line) for path, text in texts for line in text.splitlines())
    assert [f"{path.relative_to(ROOT)}: {line}" for path, line in lines if CHINESE.search(line.replace(BRAND, ""))] == []


def test_a_percent_sign_in_a_template_is_doubled(shown: list[Entry]) -> None:
    """Jinja formats every translated sentence; a lone percent sign breaks the page when it is shown."""
    ours = [one for one in shown if one.where.split(":")[0].endswith(".html")]
    chinese = {one.key: one.strings for one in entries(ROOT)}
    texts = [(one.where, text) for one in ours for text in (*one.ids, *chinese.get(one.key, ()))]
    assert [f"{where}: {text}" for where, text in texts if LONE_PERCENT.search(text)] == []


def test_no_sentence_is_put_together_before_it_is_looked_up() -> None:
    """`_(f"…")` and `_("…" % x)` have no entry: the placeholders belong into the sentence, the values behind it."""
    for path in sorted((ROOT / "app").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS and node.args:
                assert not isinstance(node.args[0], ast.JoinedStr | ast.BinOp), f"{path}:{node.lineno}"


def test_the_files_of_all_features_become_one_catalogue(tmp_path: Path) -> None:
    write(tmp_path, "translations/zh/cases.po", entry("Case %(number)s", "办件 %(number)s") + entry("Save", "保存"))
    plural = 'msgid "one visit"\nmsgid_plural "%(num)s visits"\nmsgstr[0] "%(num)s 次上门"\n\n'
    write(
        tmp_path,
        "translations/zh/visits.po",
        entry("", "Content-Type: text/plain; charset=utf-8") + entry("Save", "保存") + plural,
    )
    with compile_translations(tmp_path).open("rb") as file:
        catalogue = gettext.GNUTranslations(file)
    assert catalogue.gettext("Case %(number)s") == "办件 %(number)s"
    assert catalogue.gettext("Save") == "保存"
    assert {catalogue.ngettext("one visit", "%(num)s visits", n) for n in (1, 2)} == {"%(num)s 次上门"}


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        (entry("Window", "窗口"), entry("Window", "窗"), "b.po:1: “Window” is “窗” here and “窗口” in a.po:1"),
        (entry("Window", "窗口") + entry("Window", "窗"), "", "a.po:4: “Window” is “窗” here and “窗口” in a.po:1"),
        (entry("Window", ""), "", "a.po:1: “Window” has no Chinese"),
        ("#, fuzzy\n" + entry("Window", "窗口"), "", "“Window” is marked fuzzy"),
        (entry("%(n)s windows", "窗口"), "", "don't have the same placeholders"),
        (entry("Windows", "%(n)s 个窗口"), "", "don't have the same placeholders"),
        ("msgid Window\n", "", "a.po isn't a .po file in UTF-8"),
    ],
)
def test_a_fault_is_named_with_its_place_and_nothing_is_written(first: str, second: str, said: str, tmp_path: Path) -> None:
    write(tmp_path, "translations/zh/a.po", first)
    write(tmp_path, "translations/zh/b.po", second)
    with pytest.raises(BrokenTranslations, match=re.escape(said)):
        compile_translations(tmp_path)
    assert not list(tmp_path.rglob("*.mo"))


def test_code_templates_and_plurals_are_searched_for_sentences(tmp_path: Path) -> None:
    write(tmp_path, "cases/views.py", '_("Open")\nN_("Late")\nlazy_gettext("Soon")\nngettext("one", "%(num)s", 2)\n')
    write(tmp_path, "templates/cases/show.html", '<p title="{{ _("Here") }}">{% trans %}There{% endtrans %}</p>')
    write(tmp_path, "translations/zh/cases.po", entry("Open", "打开"))
    missing = {line.split(" ", 1)[1] for line in untranslated(tmp_path)}
    assert missing == {"“Late”", "“Soon”", "“one”", "“Here”", "“There”"}
