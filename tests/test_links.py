"""Every page that a template or a view links to exists."""

import re
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import ROOT

LINK = re.compile(r"""url_for\(\s*["']([a-z_]+\.[a-z_]+)["']""")
SOURCES = sorted([*(ROOT / "app").rglob("*.html"), *(ROOT / "app").rglob("*.py")])


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """No question is asked of it: an empty file on SQLite will do."""
    return f"sqlite:///{tmp_path}/none.db"


def test_every_link_in_templates_and_views_leads_to_a_page(app: Flask) -> None:
    known = set(app.view_functions)
    links = {(str(path.relative_to(ROOT)), endpoint) for path in SOURCES for endpoint in LINK.findall(path.read_text())}
    assert {link for link in links if link[1] not in known} == set()
