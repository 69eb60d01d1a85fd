"""Enumerations that are shown to people."""

import pytest

from app.core.named import Named


class Colour(Named):
    RED = "red", "red"
    BLUE = "blue", "blue"


def test_a_value_is_read_as_its_member() -> None:
    assert Colour.of("red") is Colour.RED


@pytest.mark.parametrize("value", ["Red", "", "green"])
def test_any_other_text_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match=f"{value!r} is not a valid Colour|has no label"):
        Colour.of(value)


def test_a_member_is_its_value_in_tables_and_texts() -> None:
    assert f"{Colour.BLUE}" == "blue"
    assert {"blue": 1}[Colour.BLUE] == 1
