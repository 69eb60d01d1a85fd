import pytest

from app.cli.demonstration.chance import chance, share_at, shares


def test_the_same_words_draw_the_same_lots() -> None:
    assert chance("land", 3).random() == chance("land", 3).random()
    assert chance("land", 3).random() != chance("land", 4).random()


@pytest.mark.parametrize("total", [95, 100, 5104])
def test_shares_add_up_and_nobody_goes_short(total: int) -> None:
    dealt = shares(total, [1.0, 2.5, 0.01, 7.0], least=2)
    assert sum(dealt) == total
    assert min(dealt) >= 2
    assert dealt[3] > dealt[1] > dealt[0]


def test_a_share_holds_from_its_age_on() -> None:
    steps = ((0, 0.1), (60, 0.5))
    assert [share_at(age, steps) for age in (0, 59, 60, 95)] == [0.1, 0.1, 0.5, 0.5]
