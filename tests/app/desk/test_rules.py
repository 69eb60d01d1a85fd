"""Whose delay it is."""

import pytest

from app.desk.rules import is_above


@pytest.mark.parametrize(
    ("to", "above"),
    [
        ("勐海县医疗保障局", True),
        ("州人社局", True),
        ("云南省政务服务平台", True),
        ("社会事务办公室", False),
        ("乡便民服务中心窗口", False),
        ("", False),
    ],
)
def test_what_went_above_the_township_is_late_there_and_not_here(to: str, *, above: bool) -> None:
    assert is_above(to) is above
