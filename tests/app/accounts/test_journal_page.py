"""The journal's page: who, what, when, by which door; filtered and paged; no secrets."""

import datetime as dt
from html import unescape

from flask import Flask

from app.accounts import actions, queries
from app.accounts.queries import JournalFilter
from app.accounts.queries.journal import PER_PAGE
from app.accounts.rules import Deed, Role
from app.core.db import transaction
from tests import town

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
