"""JSON as project files hold it."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scratchstudio.errors import ProjectFileError
from scratchstudio.project.strict_json import LARGEST, from_json_bytes, to_json_bytes

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**38), 10**38)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_what_goes_in_comes_out(value: object) -> None:
    assert from_json_bytes(to_json_bytes(value), "part") == value


def test_the_order_of_the_keys_does_not_matter() -> None:
    assert to_json_bytes({"a": 1, "b": 2}) == to_json_bytes({"b": 2, "a": 1})


def test_numbers_that_are_not_finite_are_not_written() -> None:
    with pytest.raises(ValueError, match="JSON"):
        to_json_bytes({"loss": math.nan})


def test_a_text_too_large_to_be_held_as_objects_is_refused() -> None:
    with pytest.raises(ProjectFileError, match="larger"):
        from_json_bytes(bytes(LARGEST + 1), "part")


@pytest.mark.parametrize(
    "text",
    [
        b"NaN",
        b"[Infinity]",
        b"1e999",
        b'{"a": 1, "a": 2}',
        b"[" * 100_000,
        b"9" * 10_000,
        b'"\xff"',
        b"\xff\xfe[\x00]\x00",
        b"{",
        b"",
    ],
)
def test_what_plain_json_readers_let_pass_is_refused(text: bytes) -> None:
    with pytest.raises(ProjectFileError, match="part"):
        from_json_bytes(text, "part")
