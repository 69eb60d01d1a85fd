"""The journal's page: who, what, when, by which door; filtered and paged; no secrets."""

import datetime as dt
from html import unescape

from flask import Flask

from app.accounts import actions, queries
from app.accounts.models import Grant
from app.accounts.queries import JournalFilter
from app.accounts.queries.journal import PER_PAGE
from app.accounts.rules import Deed, Role
from app.catalogue.actions import CATALOGUE
from app.core import journal
from app.core.db import db, transaction
from app.posts import actions as posts
from app.posts.rules import PostKind
from tests import makers, town

HERE = town.PLACES[town.TOWN]


def test_the_auditor_reads_who_did_what_when_and_by_which_door(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app), transaction():
        person = queries.person_to_change(town.person_id("worker"))
        actions.give_role(person, Role.REVIEWER, HERE, from_on=town.SINCE, stamp=town.a_stamp("security_admin"))
    client, _ = town.signed_in(app, "auditor")
    page = client.get(f"/journal?by={town.person_id('security_admin')}").text
    rows = page.split("<tbody>")[1].split("</tbody>")[0]
    assert rows.count("<tr>") == 1
    for words in ("赵安", "门二", "授予和收回角色", "网页", "审核员", "12:00"):
        assert words in rows, words


def rows_of(app: Flask, query: str, *, language: str = "zh", who: str = "auditor") -> str:
    """The table's body as this person reads it."""
    client, _ = town.signed_in(app, who)
    client.set_cookie("language", language)
    return unescape(client.get(f"/journal?{query}").text).split("<tbody>")[1].split("</tbody>")[0]


def test_codes_and_dates_of_a_line_are_words_in_both_languages(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        number = makers.a_case().number
    for language, words in (
        ("zh", ("办件", number, "服务方式", "代办", "申请渠道", "电话")),
        ("en", ("Case", number, "How the service is done", "proxy", "How it came to us", "by telephone")),
    ):
        rows = rows_of(app, "deed=cases.open", language=language)
        assert [word for word in words if word not in rows] == []
        assert ">mode<" not in rows
    posted = rows_of(app, "deed=posts.manage", language="en")
    for word in ("帕龙一组网格", "门二", "grid worker", "帕龙代办服务队", "Thu 1 Jan"):
        assert word in posted, word
    assert "2026-01-01" not in posted
    assert town.PALONG not in posted


def test_a_line_says_once_whom_it_is_about_and_keeps_what_it_has_no_word_for(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app), transaction():
        person = town.a_person("second")
        posts.put_post(
            town.a_grid(f"{town.PALONG}001"),
            person,
            kind=PostKind.LEADER,
            from_on=town.SINCE,
            to_on=None,
            stamp=town.a_stamp("system_admin"),
        )
        stamp = town.a_stamp("system_admin")
        journal.enter("no.such", subject=CATALOGUE, body={}, stamp=stamp, facts={"odd": "thing", "mode": "unheard of"})
    rows = rows_of(app, f"by={town.person_id('system_admin')}")
    assert rows.count("帕龙一组网格") == 1
    for words in ("odd", "thing", "unheard of", ">事项<", "玉应", "网格长"):
        assert words in rows, words


def test_a_line_leads_to_what_it_speaks_of_and_only_whoever_may_open_that(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        case_id = makers.a_case().id
        with transaction():
            db.session.add(Grant(person_id=town.person_id("reviewer"), role=Role.AUDITOR, place_path=HERE, from_on=town.SINCE))
    case, person = f'href="/cases/{case_id}"', f'href="/people/{town.person_id("worker")}"'
    assert case not in rows_of(app, "deed=cases.open")
    both = rows_of(app, "deed=cases.open", who="reviewer")
    assert case in both
    assert person not in rows_of(app, "deed=posts.manage", who="reviewer")


def test_a_household_is_told_by_its_code_and_nobody_of_it_by_name(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app), transaction():
        for subject in (town.household_id("1"), town.resident_id("1")):
            facts = {"field": "phone", "reason": "call"}
            journal.enter(Deed.SHOW_HIDDEN, subject=subject, body=facts, stamp=town.a_stamp("worker"), facts=facts)
    rows = rows_of(app, "deed=households.show")
    for words in ('农户</span> <span class="name">1<', "居民，所在户", "查看的内容", "电话", "联系本人"):
        assert words in rows, words
    assert "岩温叫" not in rows


def test_entries_are_filtered_by_deed_and_day_in_the_township_s_time(app: Flask) -> None:
    town.build(app)
    late = dt.datetime(2026, 10, 1, 15, 59, tzinfo=dt.UTC)  # one minute to midnight in Xiding
    with town.looking_on(app):
        for minutes in (0, 1):
            with transaction():
                stamp = town.a_stamp("system_admin", at=late + dt.timedelta(minutes=minutes))
                actions.make_link(queries.person_to_change(town.person_id("worker")), stamp=stamp)
        first, second = dt.date(2026, 10, 1), dt.date(2026, 10, 2)
        manage = Deed.MANAGE_PEOPLE.value
        for day in (first, second):
            rows, pages = queries.entries(JournalFilter(deed=manage, from_on=day, to_on=day), page=1)
            assert (len(rows), pages) == (1, 1)
        assert len(queries.entries(JournalFilter(deed=manage, from_on=first), page=1)[0]) == 2
        assert queries.entries(JournalFilter(deed="no.such"), page=1) == ([], 1)


def test_a_long_journal_has_pages_that_hold_every_entry_once(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        for _ in range(PER_PAGE):
            with transaction():
                actions.make_link(queries.person_to_change(town.person_id("worker")), stamp=town.a_stamp("system_admin"))
        _, pages = queries.entries(JournalFilter(), page=1)
        seen = [entry.event_id for page in range(1, pages + 1) for entry in queries.entries(JournalFilter(), page=page)[0]]
        assert pages >= 2
        assert len(seen) == len(set(seen)) > PER_PAGE
    client, _ = town.signed_in(app, "auditor")
    page = client.get("/journal?page=2").text
    assert 'rel="prev"' in page
    assert client.get("/journal?page=nonsense&by=x&from=y").status_code == 200


def test_no_secret_is_in_the_journal(app: Flask) -> None:
    town.build(app)
    with town.looking_on(app):
        with transaction():
            person = queries.person_to_change(town.person_id("worker"))
            secrets = [actions.make_link(person, stamp=town.a_stamp("system_admin"))]
            secrets.append(actions.give_temporary_password(person, stamp=town.a_stamp("system_admin")))
        secrets.append(person.password_hash or "no hash")
        rows, _ = queries.entries(JournalFilter(), page=1)
        text = " ".join(str(row.facts) for row in rows)
    client, _ = town.signed_in(app, "auditor")
    text += unescape(client.get("/journal").text)
    assert not [secret for secret in secrets if secret in text]


def test_only_the_auditor_reads_it(app: Flask) -> None:
    town.build(app)
    for who in ("system_admin", "security_admin", "head", "worker"):
        client, _ = town.signed_in(app, who)
        assert client.get("/journal").status_code == 403
