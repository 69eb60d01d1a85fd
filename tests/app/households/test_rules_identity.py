"""Identity numbers and phones: what is accepted, what is refused and in which words, and what a mask still shows."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from app.core.errors import Refusal
from app.households.rules import (
    IdNumber,
    IdType,
    check_digit,
    id_number,
    is_like_id_number,
    is_like_phone,
    masked_id,
    masked_phone,
    phone,
)
from app.households.rules.refusals import IdDigitsLost, WrongCheckDigit, WrongIdDate, WrongIdKind, WrongIdNumber, WrongPhone

SOMEBODY = "11010519491231002X"  # the standard's own example, GB 11643-1999


def with_check(body: str) -> str:
    return body + check_digit(body)


def test_the_standards_own_example_is_read() -> None:
    assert id_number(SOMEBODY) == IdNumber(SOMEBODY, IdType.RESIDENT_CARD, dt.date(1949, 12, 31), is_male=False)


@pytest.mark.parametrize(
    "written", ["11010519491231002x", " 110105 19491231 002X ", "１１０１０５１９４９１２３１００２Ｘ", "110105-19491231-002X"]
)
def test_blanks_dashes_small_letters_and_wide_digits_do_not_matter(written: str) -> None:
    known = id_number(written)
    assert known is not None
    assert known.text == SOMEBODY


def test_the_fifteen_digits_of_an_old_card_are_made_eighteen() -> None:
    assert id_number("110105491231002") == IdNumber(SOMEBODY, IdType.OLD_CARD, dt.date(1949, 12, 31), is_male=False)


def test_an_empty_text_is_no_number() -> None:
    assert id_number(" ") is None
    assert id_number("", said=IdType.NONE) is None


@pytest.mark.parametrize(
    ("written", "refusal"),
    [
        ("110105194912310021", WrongCheckDigit),
        ("110105194912310000", IdDigitsLost),
        ("1101051949123100", WrongIdNumber),
        ("一二三", WrongIdNumber),
        (with_check("11010519490231002"), WrongIdDate),
        (with_check("99010519491231002").replace("9", "0", 1), WrongCheckDigit),
        (with_check("00010519491231002"), WrongIdNumber),
    ],
)
def test_what_is_no_identity_number_is_refused_by_its_own_reason(written: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        id_number(written)


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        (with_check("81000019900101001"), IdType.HMT_PERMIT),
        (with_check("91115619900101001"), IdType.FOREIGN_PERMIT),
        ("AUS110000000123", IdType.FOREIGN_PERMIT),
    ],
)
def test_permits_are_known_by_their_numbers(written: str, kind: IdType) -> None:
    known = id_number(written)
    assert known is not None
    assert known.type is kind


def test_a_stated_kind_must_fit_the_number() -> None:
    with pytest.raises(WrongIdKind):
        id_number(SOMEBODY, said=IdType.HMT_PERMIT)
    with pytest.raises(WrongIdNumber):
        id_number("", said=IdType.RESIDENT_CARD)
    assert id_number("110105491231002", said=IdType.RESIDENT_CARD)


def test_no_refusal_repeats_the_number() -> None:
    for written in ("110105194912310021", "110105194912310000", "1101051949123100"):
        with pytest.raises(Refusal) as refused:
            id_number(written)
        assert written[:6] not in str(refused.value)


@given(st.dates(dt.date(1900, 1, 1), dt.date(2025, 12, 31)), st.integers(0, 999))
def test_our_check_digit_agrees_with_an_independent_library(born_on: dt.date, sequence: int) -> None:
    number = with_check(f"532822{born_on:%Y%m%d}{sequence:03}")
    assert ric.calc_check_digit(number[:17] + "0") == number[17]
    assert id_number(number) is not None


def test_a_mask_shows_the_region_and_the_last_four() -> None:
    assert masked_id("532822199001010017") == "532822********0017"
    assert masked_id("AUS110000000123") == "AUS********0123"


def test_a_search_box_knows_a_number_from_a_phone() -> None:
    assert [is_like_id_number(text) for text in (SOMEBODY, "110105491231002", "13800001234", "岩温")] == [
        True,
        True,
        False,
        False,
    ]
    assert [is_like_phone(text) for text in ("13800001234", "0691-5123456", SOMEBODY, "岩温", "")] == [
        True,
        True,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("13800001234", "13800001234"),
        ("+86 138-0000-1234", "13800001234"),
        ("008613800001234", "13800001234"),
        ("１３８ ００００ １２３４", "13800001234"),
        ("0691-5123456", "0691-5123456"),
        ("（0691）512 3456", "0691-5123456"),
        ("+86 691 5123456".replace("691", "0691"), "0691-5123456"),
        ("01087654321", "010-87654321"),
        ("", ""),
    ],
)
def test_phones_are_kept_in_one_form(written: str, kept: str) -> None:
    assert phone(written) == kept


@pytest.mark.parametrize("written", ["12800001234", "1380000123", "138000012345", "5123456", "电话", "13800001234/13900001234"])
def test_what_is_no_phone_is_refused(written: str) -> None:
    with pytest.raises(WrongPhone):
        phone(written)


def test_a_phones_mask_keeps_the_last_four() -> None:
    assert [masked_phone(number) for number in ("13800001234", "0691-5123456", "010-87654321")] == [
        "138****1234",
        "0691-***3456",
        "010-****4321",
    ]
