"""The resident's page: no sign-in, no scripts, nobody's name; once; 404 for what opens nothing. On both databases."""

from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.core.db import db
from app.ratings import queries
from app.ratings.models import Invitation, Rating
from app.ratings.rules import Channel, Level
from tests import town
from tests.app.ratings.ground import completed, key, reopened


@pytest.fixture
def link(app: Flask) -> str:
    """The path of the link of a completed case of household 1."""
    town.build(app)
    with town.looking_on(app):
        return f"/r/{key(completed())}"


def send(client: FlaskClient, link: str, *, via: str = "", **said: str) -> tuple[int, str, str]:
    """Open the page and send its form: the status, the page, and where it leads."""
    page = client.get(link + via).text
    form = {"csrf_token": town.csrf_field(page), "event_id": str(uuid4()), **said}
    if via:
        form["via"] = page.split('name="via" value="')[1].split('"')[0]
    answer = client.post(link, data=form)
    return answer.status_code, answer.text, answer.location or ""


def kept(app: Flask) -> list[tuple[Level, Channel, str]]:
    with town.looking_on(app):
        return [(one.level, one.channel, queries.comment_of(one)) for one in db.session.scalars(sa.select(Rating))]


def test_the_page_says_what_was_done_and_names_nobody(app: Flask, link: str) -> None:
    page = app.test_client().get(link).text
    for shown in ("政策咨询登记", town.TEAMS[town.PALONG], "9月30日", "您满意吗"):
        assert shown in page
    for hidden in ("岩温叫", "门二", "玉南相", "138****", f"{town.TOWN}-"):
        assert hidden not in page


def test_five_levels_are_offered_in_order_and_none_is_chosen(app: Flask, link: str) -> None:
    page = app.test_client().get(link).text
    offered = [part.split('"')[0] for part in page.split('type="radio" name="level" value="')[1:]]
    assert offered == [level.value for level in Level]
    assert " checked" not in page.split('<form class="rate"')[1]


def test_a_level_and_a_word_are_kept_and_thanked_for(app: Flask, link: str) -> None:
    client = app.test_client()
    status, _, leads = send(client, link, level="satisfied", comment="来得快")
    assert (status, leads) == (303, f"{link}/thanks")
    assert "谢谢您" in client.get(leads).text
    assert kept(app) == [(Level.SATISFIED, Channel.OWN_PHONE, "来得快")]


@pytest.mark.parametrize(
    ("via", "channel"), [("?via=qr", Channel.QR), ("?via=tablet", Channel.TABLET), ("?via=paper", Channel.OWN_PHONE)]
)
def test_how_somebody_came_stands_in_the_address_but_not_what_only_staff_may_say(
    app: Flask, link: str, via: str, channel: Channel
) -> None:
    send(app.test_client(), link, via=via, level="satisfied")
    assert [one[1] for one in kept(app)] == [channel]


def test_without_a_level_the_page_says_so_and_keeps_the_words(app: Flask, link: str) -> None:
    status, page, _ = send(app.test_client(), link, comment="来得快")
    assert status == 400
    assert "请先从五项里选一项" in page
    assert "来得快" in page
    assert kept(app) == []


def test_too_many_words_are_refused_at_their_field_and_the_level_stays_chosen(app: Flask, link: str) -> None:
    status, page, _ = send(app.test_client(), link, level="satisfied", comment="好" * 501)
    assert status == 400
    assert "最多写 500 个字" in page
    assert 'value="satisfied" checked' in page
    assert kept(app) == []


def test_a_second_rating_is_answered_by_a_clear_page_and_changes_nothing(app: Flask, link: str) -> None:
    first, second = app.test_client(), app.test_client()
    old_page = second.get(link).text
    send(first, link, level="very_dissatisfied")
    form = {"csrf_token": town.csrf_field(old_page), "event_id": str(uuid4()), "level": "very_satisfied"}
    answer = second.post(link, data=form)
    assert answer.status_code == 409
    assert "已经评价过了" in answer.text
    page = second.get(link).text
    assert "已经评价过了" in page
    assert "非常不满意" not in page  # whoever got hold of the link does not learn what was said
    assert [one[0] for one in kept(app)] == [Level.VERY_DISSATISFIED]


def test_a_button_pressed_twice_thanks_twice_and_counts_once(app: Flask, link: str) -> None:
    client = app.test_client()
    form = {"csrf_token": town.csrf_field(client.get(link).text), "event_id": str(uuid4()), "level": "satisfied"}
    answers = [client.post(link, data=form) for _ in range(2)]
    assert [(answer.status_code, answer.location) for answer in answers] == [(303, f"{link}/thanks")] * 2
    assert len(kept(app)) == 1


def test_nobody_is_thanked_who_has_not_rated(app: Flask, link: str) -> None:
    answer = app.test_client().get(f"{link}/thanks")
    assert (answer.status_code, answer.location) == (302, link)


def test_a_link_that_opens_nothing_or_nothing_any_more_is_not_found(app: Flask, link: str) -> None:
    client = app.test_client()
    token = town.csrf_field(client.get(link).text)
    with town.looking_on(app):
        reopened(db.session.scalars(sa.select(Invitation.case_id)).one())
    for path in ("/r/unknown", link, f"{link}/thanks"):
        assert (path, client.get(path).status_code) == (path, 404)
    assert client.post(link, data={"csrf_token": token, "level": "satisfied"}).status_code == 404
    assert kept(app) == []


def test_the_form_needs_its_token(app: Flask, link: str) -> None:
    assert app.test_client().post(link, data={"level": "satisfied"}).status_code == 400
    assert kept(app) == []


@pytest.mark.parametrize("who", ["worker", "leader", "clerk", "reviewer", "neighbour"])
def test_somebody_of_the_staff_who_is_signed_in_can_t_rate_by_the_link(app: Flask, link: str, who: str) -> None:
    client, headers = town.signed_in(app, who)
    answer = client.post(link, data={"level": "very_satisfied"}, headers=headers)
    assert answer.status_code == 403
    assert kept(app) == []


def test_the_page_is_complete_in_english_too(app: Flask, link: str) -> None:
    client = app.test_client()
    client.set_cookie("language", "en")
    page = client.get(link).text
    assert "Were you satisfied?" in page
    assert "very dissatisfied" in page
