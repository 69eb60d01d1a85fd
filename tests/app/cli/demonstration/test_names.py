import pytest

from app.cli.demonstration.chance import chance
from app.cli.demonstration.groups import BLANG, DAI, HAN, HANI, LAHU, WA, groups_of
from app.cli.demonstration.names import FEMALE, LANGUAGES, MALE, SURNAMES, Parents, name


@pytest.mark.parametrize(
    ("people", "sex", "beginnings"),
    [
        (DAI, MALE, "岩"),
        (DAI, FEMALE, "玉"),
        (BLANG, MALE, "岩康"),
        (BLANG, FEMALE, "玉依叶"),
        (LAHU, MALE, "扎"),
        (LAHU, FEMALE, "娜"),
        (HAN, MALE, SURNAMES),
    ],
)
def test_a_name_begins_as_is_the_custom(people: str, sex: str, beginnings: str) -> None:
    luck = chance("names")
    names = [name(people, sex, luck=luck) for _ in range(200)]
    assert {full[0] for full in names} <= set(beginnings)
    assert len(set(names)) > 15


@pytest.mark.parametrize("people", LANGUAGES)
@pytest.mark.parametrize("sex", [MALE, FEMALE])
def test_names_have_two_to_four_characters(people: str, sex: str) -> None:
    luck = chance("names")
    assert all(2 <= len(name(people, sex, luck=luck)) <= 4 for _ in range(200))


def test_a_hani_son_takes_up_the_end_of_his_fathers_name() -> None:
    assert name(HANI, MALE, luck=chance("son"), parents=Parents("飘优")).startswith("优")


def test_han_children_have_their_fathers_surname() -> None:
    assert name(HAN, FEMALE, luck=chance("daughter"), parents=Parents("李国强", "李")).startswith("李")


def test_only_han_children_inherit_a_surname() -> None:
    assert name(WA, MALE, luck=chance("son"), parents=Parents("岩块")) != ""
    assert groups_of("532822205201")[0].name == "旧笋大寨"
