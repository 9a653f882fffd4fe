"""`.npz`: weights and biases in drawing order as NumPy arrays, without pickle.

Read it with `numpy.load(path, allow_pickle=False)`; what is in it is listed in `content.Content`.
Texts are arrays of fixed-width unicode.
"""

from __future__ import annotations

import io
import zipfile

import numpy as np

from scratchstudio.errors import ExportError
from scratchstudio.export.content import Content, content_of, model_from
from scratchstudio.export.exporter import Exporter, Reading
from scratchstudio.export.model import Floats, Model


def write(model: Model) -> bytes:
    """The model as the bytes of an .npz file."""
    content = content_of(model)
    texts = {name: np.array(list(values), dtype=np.str_) for name, values in content.texts.items()}
    stream = io.BytesIO()
    np.savez(stream, allow_pickle=False, **content.arrays, **texts)
    return stream.getvalue()


def read(data: bytes) -> Content:
    """What an .npz file holds. Raises ExportError for one that is damaged."""
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as file:
            members = {name: file[name] for name in file.files}
    except (zipfile.BadZipFile, ValueError, EOFError, KeyError, OSError) as error:
        raise ExportError(f"The .npz file can't be read back: {error}.") from error
    texts = {name: array.tolist() for name, array in members.items() if array.dtype.kind == "U"}
    arrays = {name: array for name, array in members.items() if array.dtype.kind != "U"}
    return Content(arrays, texts)


def read_back(data: bytes, rows: Floats, model: Model) -> list[Reading]:
    """The answers of a network that is built anew from the file's arrays."""
    return [Reading(model_from(read(data)).predict(rows), "NumPy")]


NPZ = Exporter(
    "npz",
    "NumPy arrays",
    ".npz",
    "Weights, biases and wiring in full precision, for Python with NumPy.",
    write,
    read_back,
)
