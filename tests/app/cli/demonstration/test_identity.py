import datetime as dt

import pytest
from stdnum.cn import ric, uscc

from app.cli.demonstration.identity import IdentityNumbers, credit_code
from app.cli.demonstration.names import FEMALE, MALE

DAY = dt.date(1984, 2, 29)


def test_numbers_of_one_day_differ_and_tell_the_sex() -> None:
    numbers = IdentityNumbers()
    men = [numbers.next(DAY, MALE) for _ in range(40)]
    women = [numbers.next(DAY, FEMALE) for _ in range(40)]
    assert len({*men, *women}) == 80
    assert {int(number[16]) % 2 for number in men} == {1}
    assert {int(number[16]) % 2 for number in women} == {0}


def test_a_number_is_formally_right_and_of_this_county() -> None:
    number = IdentityNumbers().next(DAY, FEMALE)
    assert ric.validate(number) == number
    assert number.startswith("53282219840229")


def test_numbers_come_from_the_last_hundred_of_a_day() -> None:
    numbers = IdentityNumbers()
    assert all(numbers.next(DAY, MALE)[14] == "9" for _ in range(50))


@pytest.mark.parametrize("body_kind", ["1", "2", "3"])
def test_credit_codes_are_formally_right(body_kind: str) -> None:
    for serial in range(300):
        code = credit_code(body_kind=body_kind, serial=serial)
        assert uscc.validate(code) == code
