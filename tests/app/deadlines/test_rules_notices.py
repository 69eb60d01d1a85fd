import json

import pytest

from app.deadlines.rules import Source, read_notice
from app.deadlines.rules.notices import (
    BrokenNotice,
    MissingColumn,
    MixedYears,
    NoNewYear,
    NotAnnounced,
    TwiceInNotice,
    UnreadableNotice,
    WrongEntry,
)

NEW_YEAR = {"name": "元旦", "date": "2027-01-01", "isOffDay": True}
CSV = "\ufeff日期,名称,是否放假\n2027/01/01,元旦,是\n2027-01-03,元旦,上班\n2026-12-31,元旦,放假\n"


def as_json(*days: object, year: object = 2027) -> str:
    return json.dumps({"year": year, "papers": [], "days": days}, ensure_ascii=False)


def test_a_notice_in_json_gives_its_year_and_days() -> None:
    notice = read_notice(as_json({"name": "元旦", "date": "2027-01-03", "isOffDay": False}, NEW_YEAR))
    assert notice.year == 2027
    assert [(day.on.isoformat(), day.is_workday, day.name, day.source) for day in notice.days] == [
        ("2027-01-01", False, "元旦", Source.NOTICE),
        ("2027-01-03", True, "元旦", Source.NOTICE),
    ]


def test_a_notice_in_csv_may_have_chinese_headings_a_mark_and_the_december_before() -> None:
    notice = read_notice(CSV)
    assert notice.year == 2027
    assert [(day.on.isoformat(), day.is_workday) for day in notice.days] == [
        ("2026-12-31", False),
        ("2027-01-01", False),
        ("2027-01-03", True),
    ]


@pytest.mark.parametrize(
    ("text", "refusal", "facts"),
    [
        (as_json(), NotAnnounced, {}),
        ("", MissingColumn, {"name": "date"}),
        ('{"year": 2027,\n "days": [', BrokenNotice, {"line": 2}),
        ('{"year": 2027}', MissingColumn, {"name": "days"}),
        ("date,name\n2027-01-01,元旦\n", MissingColumn, {"name": "isOffDay"}),
        (as_json(NEW_YEAR, year="soon"), WrongEntry, {"line": 1, "name": "year", "value": "soon"}),
        (as_json(NEW_YEAR, {"date": "2027-02-30"}), WrongEntry, {"line": 2, "name": "isOffDay", "value": None}),
        (as_json(NEW_YEAR, NEW_YEAR | {"date": "2027-02-30"}), WrongEntry, {"line": 2, "name": "date", "value": "2027-02-30"}),
        (as_json(NEW_YEAR | {"date": "1027-01-01"}), WrongEntry, {"line": 1, "name": "date", "value": "1027-01-01"}),
        (as_json(NEW_YEAR | {"name": " "}), WrongEntry, {"line": 1, "name": "name", "value": " "}),
        (as_json("2027-01-01"), WrongEntry, {"line": 1, "name": "isOffDay", "value": None}),
        (CSV + "2027-02-06,春节,也许\n", WrongEntry, {"line": 5, "name": "isOffDay", "value": "也许"}),
        (as_json(NEW_YEAR, NEW_YEAR), TwiceInNotice, {"line": 2, "value": "2027-01-01"}),
        (
            as_json(NEW_YEAR, NEW_YEAR | {"date": "2026-10-01"}),
            MixedYears,
            {"line": 2, "value": "2026-10-01", "year": 2027},
        ),
        (as_json(NEW_YEAR | {"date": "2027-02-06"}), NoNewYear, {"year": 2027}),
    ],
)
def test_a_wrong_notice_is_refused_with_the_line_to_blame(
    text: str, refusal: type[UnreadableNotice], facts: dict[str, object]
) -> None:
    with pytest.raises(refusal) as caught:
        read_notice(text)
    assert type(caught.value) is refusal
    assert caught.value.facts == facts
    assert caught.value.says % caught.value.facts
