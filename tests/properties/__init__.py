"""What must hold whatever happens: histories that Hypothesis makes up, against slow references."""

import pytest

pytest.register_assert_rewrite("tests.properties.holding", "tests.properties.history")
