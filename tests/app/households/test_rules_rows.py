"""What the cells of a row mean, and that every fault of a row is named beside its column."""

import datetime as dt

import pytest

from app.core.errors import Refusal
from app.households.rules import CareMark, HouseholdRow, IdType, ResidentRow, household_row, resident_row, vocabulary

TODAY = dt.date(2026, 9, 30)
HER_NUMBER = "11010519491231002X"


def codes(faults: dict[str, Refusal]) -> dict[str, str]:
    return {column: refusal.code.removeprefix("households.") for column, refusal in faults.items()}


def test_a_household_needs_a_code_and_a_head_and_nothing_else() -> None:
    assert household_row({"code": "H1", "head": "玉罕"}) == (HouseholdRow("H1", "玉罕"), {})
    row, faults = household_row({"code": "", "head": ""})
    assert (row, codes(faults)) == (None, {"code": "missing", "head": "missing"})


def test_every_fault_of_a_household_is_found() -> None:
    row, faults = household_row({"code": "H" * 33, "head": "玉罕", "phone": "12", "lon": "east", "lat": "21.9"})
    assert row is None
    assert codes(faults) == {"lon": "wrong_number", "phone": "wrong_phone", "code": "too_long"}


def test_half_a_point_is_no_point() -> None:
    assert codes(household_row({"code": "H1", "head": "a", "lon": "100.1"})[1]) == {"lat": "half_point"}
    assert codes(household_row({"code": "H1", "head": "a", "lon": "nan", "lat": "21"})[1]) == {"lon": "wrong_number"}


def test_a_resident_in_the_words_of_a_chinese_office() -> None:
    cells = {
        "household": "H1",
        "name": "玉罕",
        "relation": "妻",
        "sex": "女性",
        "born_on": "1949年12月31日",
        "ethnicity": "哈尼",
        "id_type": "居民身份证",
        "id_number": HER_NUMBER.lower(),
        "phone": "138 0000 1234",
        "language": "哈尼语",
        "needs_interpreter": "是",
        "care": "高龄、独居老人；低保户",
    }
    expected = ResidentRow(
        household="H1",
        name="玉罕",
        relation="配偶",
        sex="女",
        born_on=dt.date(1949, 12, 31),
        ethnicity="哈尼族",
        id_type=IdType.RESIDENT_CARD,
        id_number=HER_NUMBER,
        phone="13800001234",
        language="哈尼语",
        needs_interpreter=True,
        care=frozenset({CareMark.AGED, CareMark.LIVING_ALONE, CareMark.MINIMUM_LIVING}),
    )
    assert resident_row(cells, today=TODAY) == (expected, {})


def test_a_resident_in_english() -> None:
    cells = {"household": "H1", "name": "Yu Han", "relation": "Head", "sex": "F", "needs_interpreter": "no", "care": "aged, away"}
    row, faults = resident_row(cells, today=TODAY)
    assert not faults
    assert row == ResidentRow("H1", "Yu Han", "户主", "女", care=frozenset({CareMark.AGED, CareMark.AWAY}))


def test_sex_and_birthday_come_from_the_number_when_nobody_says_them() -> None:
    row, _ = resident_row({"household": "H1", "name": "a", "id_number": HER_NUMBER}, today=TODAY)
    assert row is not None
    assert (row.sex, row.born_on, row.id_type) == ("女", dt.date(1949, 12, 31), IdType.RESIDENT_CARD)


def test_a_number_that_contradicts_the_cells_beside_it_is_a_fault_of_these() -> None:
    cells = {"household": "H1", "name": "a", "id_number": HER_NUMBER, "sex": "男", "born_on": "1950-01-01"}
    assert codes(resident_row(cells, today=TODAY)[1]) == {"born_on": "birthday_contradicts", "sex": "sex_contradicts"}


@pytest.mark.parametrize(
    ("column", "text", "fault"),
    [
        ("sex", "?", "unknown_word"),
        ("born_on", "昨天", "wrong_date"),
        ("born_on", "1950-13-01", "wrong_date"),
        ("born_on", "195012", "wrong_date"),
        ("born_on", "2026-10-01", "date_ahead"),
        ("ethnicity", "天族", "unknown_word"),
        ("id_type", "驾驶证", "unknown_word"),
        ("id_number", HER_NUMBER.replace("X", "1"), "wrong_check_digit"),
        ("phone", "110", "wrong_phone"),
        ("needs_interpreter", "也许", "unknown_word"),
        ("care", "高龄、好人", "unknown_word"),
        ("relation", "关" * 17, "too_long"),
    ],
)
def test_a_word_that_nobody_knows_is_a_fault_of_its_column(column: str, text: str, fault: str) -> None:
    row, faults = resident_row({"household": "H1", "name": "a", column: text}, today=TODAY)
    assert (row, codes(faults)) == (None, {column: fault})


@pytest.mark.parametrize("text", ["1950-03-21", "1950/3/21", "1950.3.21", "19500321", "1950年3月21日", "1950-03-21T00:00:00"])
def test_dates_are_read_as_offices_write_them(text: str) -> None:
    assert vocabulary.birthday(text, today=TODAY) == dt.date(1950, 3, 21)


def test_all_fifty_six_peoples_are_known_with_and_without_their_ending() -> None:
    peoples = [name for name in vocabulary.PEOPLES if name.endswith("族")]
    assert len(peoples) == 56
    assert all(vocabulary.ethnicity(name) == vocabulary.ethnicity(name.removesuffix("族")) == name for name in peoples)


def test_every_care_mark_can_be_said_in_chinese_and_by_its_code() -> None:
    assert set(vocabulary.CARE_MARKS.values()) == set(CareMark)
    assert all(vocabulary.care_marks(mark.value) == {mark} for mark in CareMark)


def test_the_text_of_a_row_never_shows_its_numbers() -> None:
    """Tracebacks and logs hold such texts."""
    row, _ = resident_row({"household": "H1", "name": "a", "id_number": HER_NUMBER, "phone": "13800001234"}, today=TODAY)
    assert HER_NUMBER not in repr(row)
    assert "13800001234" not in repr(row)
    assert "13800001234" not in repr(household_row({"code": "H1", "head": "a", "phone": "13800001234"})[0])
