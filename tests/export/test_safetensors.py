"""Our safetensors and those of the safetensors package are one format."""

from __future__ import annotations

import contextlib
from pathlib import Path

import numpy as np
import pytest
import safetensors.numpy
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from scratchstudio.errors import ExportError
from scratchstudio.export import EXPORTERS, model_of
from scratchstudio.export.safetensors_format import DTYPES, decode, encode, read

names = st.text(st.characters(exclude_categories=["Cs"]), max_size=8).filter(
    lambda name: name != "__metadata__"
)
arrays = st.sampled_from([dtype for dtype in DTYPES.values() if dtype != "|b1"]).flatmap(
    lambda dtype: hnp.arrays(dtype, hnp.array_shapes(min_dims=0, min_side=0, max_side=4))
)
files = st.dictionaries(names, arrays, max_size=4)


def _same(left: np.ndarray, right: np.ndarray) -> bool:
    return (
        left.shape == right.shape
        and left.dtype == right.dtype
        and (left.tobytes() == right.tobytes())
    )


@given(files, st.dictionaries(names, names, max_size=3))
def test_the_package_reads_what_we_write(tensors, metadata) -> None:
    theirs = safetensors.numpy.load(encode(tensors, metadata))
    assert set(theirs) == set(tensors)
    assert all(_same(theirs[name], tensors[name]) for name in tensors)


@given(files)
def test_we_read_what_the_package_writes(tensors) -> None:
    ours, metadata = decode(safetensors.numpy.save(tensors))
    assert set(ours) == set(tensors)
    assert metadata == {}
    assert all(_same(ours[name], tensors[name]) for name in tensors)


def test_a_view_with_gaps_is_written_whole() -> None:
    tensor = np.arange(12.0).reshape(3, 4)[::2, ::-1]
    assert np.array_equal(decode(encode({"a": tensor}, {}))[0]["a"], tensor)


@given(st.data())
def test_damage_is_refused_and_never_raises_anything_else(data) -> None:
    sound = encode({"a": np.arange(6.0), "b": np.zeros((2, 3), dtype=np.int64)}, {"k": "v"})
    at = data.draw(st.integers(0, len(sound) - 1))
    damaged = bytearray(sound)
    damaged[at] ^= 1 << data.draw(st.integers(0, 7))
    with contextlib.suppress(ExportError):
        decode(bytes(damaged[: data.draw(st.integers(0, len(sound)))]))


@pytest.mark.parametrize(
    "header",
    [
        b'{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},"a":{}}',
        b'{"a":{"dtype":"F64","shape":[2],"data_offsets":[0,8]}}',
        b'{"a":{"dtype":"F64","shape":[1],"data_offsets":[4,12]}}',
        b'{"a":{"dtype":"F99","shape":[1],"data_offsets":[0,8]}}',
        b'{"a":{"dtype":"F64","shape":[-1],"data_offsets":[0,8]}}',
        b'{"a":{"dtype":"F64","shape":[true],"data_offsets":[0,8]}}',
        b'{"a":[]}',
        b'{"__metadata__":{"k":1}}',
        b"{" + b"[" * 100_000,
        b'["a"]',
    ],
)
def test_headers_that_lie_are_refused(header: bytes) -> None:
    with pytest.raises(ExportError, match="not sound"):
        decode(len(header).to_bytes(8, "little") + header + bytes(8))


def test_a_flipped_bit_in_a_weight_is_noticed(and_neuron) -> None:
    sound = EXPORTERS["safetensors"].write(model_of(and_neuron))
    for at in range(len(sound) - 60, len(sound)):
        damaged = bytearray(sound)
        damaged[at] ^= 1
        with pytest.raises(ExportError, match="checksum"):
            read(bytes(damaged))


def test_the_file_holds_weights_in_drawing_order_and_names_in_its_metadata(
    and_neuron, tmp_path: Path
) -> None:
    path = tmp_path / "net.safetensors"
    path.write_bytes(EXPORTERS["safetensors"].write(model_of(and_neuron)))
    with safetensors.safe_open(path, framework="numpy") as file:
        assert np.array_equal(file.get_tensor("edge_weight"), and_neuron.edges.weight)
        assert np.array_equal(file.get_tensor("neuron_id"), and_neuron.neurons.id)
        assert file.metadata()["neuron_name"] == '["x1", "x2", "y1"]'
