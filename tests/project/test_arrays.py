"""Arrays in a project file: what goes in comes out, and a header is not believed."""

from __future__ import annotations

import contextlib
import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from scratchstudio.errors import ProjectFileError
from scratchstudio.project.arrays import from_npy, to_npy

DTYPES = st.sampled_from(["<f4", "<f8", ">f8", "<i4", "<i8", "u1", "?"])
ARRAYS = DTYPES.flatmap(lambda dtype: npst.arrays(dtype, npst.array_shapes(min_dims=0, min_side=0)))


@given(ARRAYS)
def test_an_array_comes_back_bit_for_bit(array: np.ndarray) -> None:
    back = from_npy(to_npy(array), "array")
    assert back.shape == array.shape
    assert back.tobytes() == array.astype(array.dtype.newbyteorder("<")).tobytes()


@given(ARRAYS)
def test_numpy_reads_what_is_written(array: np.ndarray) -> None:
    read = np.load(io.BytesIO(to_npy(array)), allow_pickle=False)
    np.testing.assert_array_equal(read, array)


def test_a_header_that_asks_for_terabytes_is_refused() -> None:
    huge = to_npy(np.zeros(8)).replace(b"(8,), }" + b" " * 12, b"(9999999999999,), }")
    with pytest.raises(ProjectFileError, match="size"):
        from_npy(huge, "weights")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<f8", b"|O8"),
        (b"<f8", b"<c8"),
        (b"(8,)", b"8   "),
        (b"{'descr'", b"{'depth'"),
        (b"False", b"__im "),
        (b"NUMPY\x01", b"NUMPY\x02"),
    ],
)
def test_a_strange_header_is_refused(old: bytes, new: bytes) -> None:
    strange = to_npy(np.zeros(8)).replace(old, new)
    with pytest.raises(ProjectFileError):
        from_npy(strange, "weights")


def test_an_array_of_objects_cannot_be_written() -> None:
    with pytest.raises(TypeError):
        to_npy(np.array([print], dtype=object))


@given(st.integers(0, 10**6), st.integers(0, 255))
def test_any_changed_byte_gives_an_array_or_a_project_file_error(place: int, value: int) -> None:
    data = bytearray(to_npy(np.arange(6.0).reshape(2, 3)))
    data[place % len(data)] = value
    with contextlib.suppress(ProjectFileError):
        from_npy(bytes(data), "weights")
