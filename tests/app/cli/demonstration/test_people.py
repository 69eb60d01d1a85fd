import re
from collections import Counter

import pytest
from stdnum.cn import ric

from app.cli.demonstration.chance import chance
from app.cli.demonstration.families import HEAD, SPOUSE, family
from app.cli.demonstration.people import Household, Resident
from app.cli.demonstration.township import Township
from app.households.rules import CareMark, IdType


@pytest.fixture(scope="session")
def residents(xiding: Township) -> list[Resident]:
    return [resident for household in xiding.households for resident in household.residents]


def test_about_5100_households_with_about_23000_residents(xiding: Township, residents: list[Resident]) -> None:
    assert len(xiding.households) == 5104
    assert 22_500 <= len(residents) <= 23_700
    assert {len(household.residents) for household in xiding.households} == set(range(1, 9))


def test_household_codes_are_their_own_and_name_village_and_grid(xiding: Township) -> None:
    codes = [household.code for household in (*xiding.households, *xiding.unplaced)]
    assert len(set(codes)) == len(codes)
    for household in xiding.households:
        assert re.fullmatch(r"XD\d{3}-\d{3}-\d{4}", household.code)
        assert household.code[2:9] == f"{household.grid_code[9:12]}-{household.grid_code[12:]}"
        assert household.village_code == household.grid_code[:12]
        assert household.group in household.address


def test_every_grid_is_inhabited_and_the_seat_most(xiding: Township) -> None:
    counts = Counter(household.grid_code for household in xiding.households)
    assert len(counts) == 95
    assert min(counts.values()) >= 18
    assert max(counts.values()) <= 180


def test_the_peoples_have_about_their_shares(residents: list[Resident]) -> None:
    share = {people: count / len(residents) for people, count in Counter(resident.ethnicity for resident in residents).items()}
    assert share["哈尼族"] == pytest.approx(0.55, abs=0.02)
    assert share["布朗族"] == pytest.approx(0.29, abs=0.02)
    assert min(share[people] for people in ("拉祜族", "汉族", "佤族", "傣族")) > 0.015


def test_the_head_comes_first_and_is_grown_up(xiding: Township) -> None:
    for household in xiding.households:
        assert household.head.age(xiding.as_of) >= 18
        assert [resident.relation == HEAD for resident in household.residents] == [True] + [False] * (
            len(household.residents) - 1
        )
        assert sum(resident.relation == SPOUSE for resident in household.residents) <= 1
        assert len({resident.name for resident in household.residents}) == len(household.residents)


def test_spouses_are_of_different_sex_and_children_younger_than_their_parents() -> None:
    for n in range(2000):
        members = family(chance("test", n))
        assert 1 <= len(members) <= 8
        spouses = [member for member in members if member.relation in {HEAD, SPOUSE}]
        assert len({member.sex for member in spouses}) == len(spouses)
        for member in members:
            if member.father is not None:
                assert members[member.father].age >= member.age + 12
                assert members[member.father].sex == "男"


def test_nobody_is_born_after_the_day_of_reference(xiding: Township, residents: list[Resident]) -> None:
    ages = [resident.age(xiding.as_of) for resident in residents]
    assert min(ages) == 0
    assert max(ages) < 100
    assert all(resident.born_on < xiding.as_of for resident in residents)


def test_identity_numbers_are_formally_right_unique_and_fit_the_person(residents: list[Resident]) -> None:
    numbers = [resident.id_number for resident in residents if resident.id_number]
    assert len(set(numbers)) == len(numbers)
    for resident in residents:
        assert (resident.id_type is IdType.RESIDENT_CARD) == (resident.id_number is not None)
        if resident.id_number:
            assert resident.id_number[:14] == f"532822{resident.born_on:%Y%m%d}"
            assert (int(resident.id_number[16]) % 2 == 1) == (resident.sex == "男")
    assert all(ric.is_valid(number) for number in numbers[::20])
    assert 50 < len(residents) - len(numbers) < 500


def test_phones_look_like_mobile_numbers_and_are_nobody_elses(xiding: Township, residents: list[Resident]) -> None:
    phones = [resident.phone for resident in residents if resident.phone]
    phones += [resident.phone for household in xiding.unplaced for resident in household.residents if resident.phone]
    phones += [person.phone for person in xiding.staff.everybody]
    phones += [enterprise.phone for enterprise in xiding.enterprises]
    assert len(set(phones)) == len(phones)
    assert all(re.fullmatch(r"1990000\d{4}|199000[12]\d{4}|199000[89]\d{4}|1990001\d{4}", phone) for phone in phones)
    assert sum(household.phone is None for household in xiding.households) > 50


def test_marks_follow_from_the_household_as_it_is(xiding: Township) -> None:
    for household in xiding.households:
        for resident in household.residents:
            age = resident.age(xiding.as_of)
            assert (CareMark.AGED in resident.marks) == (age >= 80)
            assert (CareMark.NEWBORN in resident.marks) == (age < 1)
            assert CareMark.AWAY not in resident.marks or 18 <= age <= 50
            assert CareMark.VETERAN not in resident.marks or (resident.sex == "男" and age >= 20)
        check_shared_marks(household)


def check_shared_marks(household: Household) -> None:
    at_home = [resident for resident in household.residents if CareMark.AWAY not in resident.marks]
    assert at_home
    assert CareMark.LIVING_ALONE not in household.marks or len(at_home) == 1
    assert CareMark.DESTITUTE not in household.marks or len(household.residents) == 1
    for mark in (CareMark.MINIMUM_LIVING, CareMark.WATCHED, CareMark.DESTITUTE):
        assert len({mark in resident.marks for resident in household.residents}) == 1
    assert len(household.marks & {CareMark.MINIMUM_LIVING, CareMark.WATCHED, CareMark.DESTITUTE}) <= 1


def test_every_mark_occurs(residents: list[Resident]) -> None:
    counts = Counter(mark for resident in residents for mark in resident.marks)
    assert set(counts) == set(CareMark)
    assert min(counts.values()) >= 10


def test_interpreters_are_for_those_who_speak_something_else(residents: list[Resident]) -> None:
    need = [resident for resident in residents if resident.needs_interpreter]
    assert 800 < len(need) < 4000
    assert all(resident.language != "汉语" and resident.ethnicity != "汉族" for resident in need)


def test_unplaced_households_have_neither_point_nor_village(xiding: Township) -> None:
    assert len(xiding.unplaced) == 3
    assert all(not (one.place or one.grid_code or one.village_code) and one.residents for one in xiding.unplaced)


def test_enterprises_are_kept_by_heads_of_households(xiding: Township) -> None:
    heads = {household.code: household for household in xiding.households}
    assert len(xiding.enterprises) == 120
    assert len({enterprise.credit_code for enterprise in xiding.enterprises}) == 120
    for enterprise in xiding.enterprises:
        assert heads[enterprise.household_code].head.name == enterprise.keeper
        assert heads[enterprise.household_code].grid_code == enterprise.grid_code
        assert enterprise.registered_on.year < xiding.year or enterprise.registered_on < xiding.as_of
