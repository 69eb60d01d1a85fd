"""The catalogue's pages."""

import json
import re
from io import BytesIO

import pytest
from flask import Flask

from app.catalogue import actions
from app.core.db import transaction
from tests import town
from tests.app.catalogue.test_rules import ITEM, ITEMS


@pytest.fixture(autouse=True)
def catalogue(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app), transaction():
        actions.import_items(ITEMS.read_bytes(), from_on=town.SINCE, stamp=town.a_stamp())


def test_everybody_who_is_signed_in_finds_items_by_word_class_and_mark(app: Flask) -> None:
    client, _ = town.signed_in(app, "auditor")
    assert "城乡居民基本养老保险参保登记" in client.get("/catalogue").text
    narrowed = client.get("/catalogue?chip=home").text
    assert narrowed.count('<th scope="row">') == 3
    assert client.get("/catalogue?q=没有这样的事").status_code == 200
    assert app.test_client().get("/catalogue").status_code == 302, "strangers sign in first"


def test_an_item_s_page_says_who_what_how_long_where_and_how_at_home(app: Flask) -> None:
    client, _ = town.signed_in(app, "worker")
    page = client.get("/catalogue/XD-A04").text
    assert page.count('<input type="checkbox">') > 1
    assert "10 工作日" in page
    assert "20 工作日" in page
    assert client.get("/catalogue/XD-Z99").status_code == 404


def test_each_variant_has_its_own_page_of_papers(app: Flask) -> None:
    client, _ = town.signed_in(app, "worker")
    assert "用电地址权属证明或村民委员会证明" in client.get("/catalogue/XD-E13").text
    business = client.get("/catalogue/XD-E13?variant=XD-E13-2").text
    assert "经营场所使用证明" in business
    assert "用电地址权属证明或村民委员会证明" not in business
    assert client.get("/catalogue/XD-E13?variant=XD-E13-9").status_code == 409


def test_a_list_is_checked_and_then_imported(app: Flask) -> None:
    client, headers = town.signed_in(app, "system_admin")
    document = {
        "classes": [{"code": "A", "name": "社会保障"}],
        "counter_departments": ["社会事务办公室"],
        "items": [{**ITEM, "code": "XD-A77"}],
    }

    def send(**more: str) -> int:
        page = client.get("/catalogue/import").text
        fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))
        file = (BytesIO(json.dumps(document).encode()), "items.json")
        return client.post(
            "/catalogue/import", data={**fields, "from_on": "2026-09-01", "file": file, **more}, headers=headers
        ).status_code

    assert send(check="1") == 200
    assert client.get("/catalogue/XD-A77").status_code == 404, "a check changes nothing"
    assert send() == 303
    assert client.get("/catalogue/XD-A77").status_code == 200
    assert send(from_on="bald") == 400
    assert client.post("/catalogue/import", headers=headers).status_code == 400
