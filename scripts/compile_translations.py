"""Merge app/translations/zh/*.po, one file per feature, into the one catalogue that Flask-Babel reads.

One file per feature: whoever changes a feature finds its words in one place, and nobody waits for anybody.
msgids are English, so English needs no file. `scripts/compile_translations.py ROOT` writes
app/translations/zh/LC_MESSAGES/messages.mo, or says on standard error what is wrong and exits 2.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, PoFileParser

KEYWORDS = DEFAULT_KEYWORDS | {"_l": None, "lazy_gettext": None, "lazy_ngettext": (1, 2), "N2_": (1, 2), "n_": (1, 2)}
SOURCES = [("**.py", "python"), ("templates/**.html", "jinja2")]
STRICT = {"templates/**.html": {"silent": "false"}}  # a template that doesn't parse is an error, not a page without words
PLACEHOLDER = re.compile(r"(?<!%)(?:%%)*%\((\w+)\)")


@dataclass(frozen=True, slots=True)
class Entry:
    """One sentence of a .po file, or of the code when `strings` is empty."""

    where: str  # cases.po:17
    ids: tuple[str, ...]  # the sentence, or its singular and plural
    strings: tuple[str, ...]  # its Chinese, which has one form
    context: str | None = None
    is_fuzzy: bool = False

    @property
    def key(self) -> tuple[str, str | None]:
        return self.ids[0], self.context


class BrokenTranslations(Exception):
    """The .po files can't become one catalogue; the message has one fault a line."""


class _Written(Catalog):
    """Keeps each entry as it was written: Babel's own catalogue keeps the first of two and says nothing."""

    def __init__(self) -> None:
        super().__init__(locale="zh")
        self.messages: list[Message] = []

    def __setitem__(self, id: Any, message: Message) -> None:  # noqa: A002  Babel's own name
        if id:
            self.messages.append(message)


def entries(root: Path) -> list[Entry]:
    """Every entry of every .po file, in the order of files and lines."""
    return [entry for path in sorted(_folder(root).glob("*.po")) for entry in _entries_of(path)]


def faults(written: Iterable[Entry]) -> Iterator[str]:
    """What keeps these from becoming one catalogue: empty, unsure, without its placeholders, or said twice in different words."""
    first: dict[tuple[str, str | None], Entry] = {}
    for entry in written:
        said = f"{entry.where}: “{entry.ids[0]}”"
        if entry.is_fuzzy:
            yield f"{said} is marked fuzzy"
        if not all(entry.strings):
            yield f"{said} has no Chinese"
        elif not _same_placeholders(entry):
            yield f"{said} and its Chinese “{entry.strings[0]}” don't have the same placeholders"
        earlier = first.setdefault(entry.key, entry)
        if earlier.strings[0] != entry.strings[0]:
            yield f"{said} is “{entry.strings[0]}” here and “{earlier.strings[0]}” in {earlier.where}"


def merged(root: Path) -> Catalog:
    """The one catalogue of all features; raises BrokenTranslations."""
    written = entries(root)
    if found := list(faults(written)):
        raise BrokenTranslations("\n".join(found))
    catalog = Catalog(locale="zh", fuzzy=False)
    for entry in written:
        is_plural = len(entry.ids) > 1
        catalog.add(
            entry.ids if is_plural else entry.ids[0], entry.strings if is_plural else entry.strings[0], context=entry.context
        )
    return catalog


def sentences(root: Path) -> list[Entry]:
    """Every sentence that the code and the templates under app/ may show; `where` is file:line."""
    found = []
    for name, line, ids, _, context in extract_from_dir(root / "app", SOURCES, STRICT, keywords=KEYWORDS):
        found.append(Entry(f"app/{name}:{line}", (ids,) if isinstance(ids, str) else tuple(ids), (), context))
    return found


def untranslated(root: Path) -> list[str]:
    """The sentences under app/ that have no Chinese, each with where it stands."""
    known = {entry.key for entry in entries(root) if all(entry.strings)}
    return [f"{sentence.where}: “{sentence.ids[0]}”" for sentence in sentences(root) if sentence.key not in known]


def compile_translations(root: Path) -> Path:
    """Write messages.mo and return its path; nothing is written when there is a fault."""
    catalog = merged(root)
    target = _folder(root) / "LC_MESSAGES" / "messages.mo"
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        write_mo(file, catalog)
    return target


def _folder(root: Path) -> Path:
    return root / "app" / "translations" / "zh"


def _entries_of(path: Path) -> list[Entry]:
    catalog = _Written()
    with path.open(encoding="utf-8") as file:
        _parse(file, catalog, path)
    return [
        Entry(f"{path.name}:{message.lineno}", _texts(message.id), _texts(message.string), message.context, message.fuzzy)
        for message in catalog.messages
    ]


def _parse(file: IO[str], catalog: Catalog, path: Path) -> None:
    try:
        PoFileParser(catalog, ignore_obsolete=True, abort_invalid=True).parse(file)
    except (PoFileError, UnicodeDecodeError) as problem:
        raise BrokenTranslations(f"{path.name} isn't a .po file in UTF-8: {problem}") from problem


def _texts(text: Any) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def _same_placeholders(entry: Entry) -> bool:
    """As many as the plural has: “one case” may leave its number out."""
    return all(set(PLACEHOLDER.findall(text)) == set(PLACEHOLDER.findall(entry.ids[-1])) for text in entry.strings)


if __name__ == "__main__":
    try:
        compile_translations(Path(sys.argv[1]))
    except BrokenTranslations as problem:
        sys.stderr.write(f"{problem}\n")
        sys.exit(2)
