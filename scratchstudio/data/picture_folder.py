"""`read_pictures`: a folder with a sub-folder of pictures for each class, as a table.

Pillow decodes; files are taken for hostile: only four formats, limits on the file and on its size
once decoded, which is looked up before anything is decoded, and nothing that breaks off early.
"""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFile, ImageOps

from scratchstudio.data.picture import check_sides
from scratchstudio.data.pictures import picture_table
from scratchstudio.data.table import MOST_CATEGORIES, Column, Table, counted, quoted
from scratchstudio.errors import DataError

SIDES = (8, 12, 16, 28)
"""The sides in pixels that are offered."""
USUAL_SIDE = 12
PICTURE_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".bmp"})
MOST_PICTURES = 5_000
MOST_BYTES = 25 * 2**20
"""Of one file."""
MOST_DECODED = 50_000_000
"""Pixels of one picture as it is in the file: more than any camera of a telephone takes."""

_FORMATS = ("PNG", "JPEG", "GIF", "BMP")
_DAMAGED = (
    OSError,
    SyntaxError,  # Pillow's for a broken PNG
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    EOFError,
    OverflowError,
    MemoryError,
    struct.error,
    zlib.error,
)

# Pillow's own guards, of which nobody else in this process wants less.
Image.MAX_IMAGE_PIXELS = MOST_DECODED
ImageFile.LOAD_TRUNCATED_IMAGES = False

Progress = Callable[[int, int], None]
"""Is told how many pictures have been read, and how many there are."""


@dataclass(frozen=True)
class _Found:
    """The picture files of one class."""

    name: str
    files: tuple[Path, ...]


def read_pictures(
    folder: Path | str,
    width: int = USUAL_SIDE,
    height: int = USUAL_SIDE,
    progress: Progress | None = None,
    least_classes: int = 2,
) -> Table:
    """The pictures in the sub-folders of `folder`, the column “class” with the sub-folders' names.

    PNG, JPEG, GIF and BMP are read, other files and hidden ones left aside. Each picture is turned
    grey, cut to the proportions that are asked for round its middle, and scaled; pixels are from 0,
    black, to 1. Raises DataError, naming the file, when something can't be read or is too large.
    """
    check_sides(width, height)
    folder = Path(folder)
    found = _classes(folder, least_classes)
    total = sum(len(each.files) for each in found)
    pixels = np.empty((total, height, width))
    codes = np.repeat(np.arange(len(found)), [len(each.files) for each in found])
    files = [file for each in found for file in each.files]
    for at, file in enumerate(files):
        pixels[at] = read_picture(file, width, height)
        if progress is not None:
            progress(at + 1, total)
    answer = Column("class", codes.astype(np.float64), tuple(each.name for each in found))
    return picture_table(folder.name or "pictures", pixels, answer)


def read_picture(file: Path, width: int, height: int) -> NDArray[np.float64]:
    """One picture, shape (height, width), from 0, black, to 1. Raises DataError like the folder."""
    place = quoted(f"{file.parent.name}/{file.name}")
    try:
        if file.stat().st_size > MOST_BYTES:
            raise DataError(
                f"{place} is larger than {MOST_BYTES // 2**20} MB. Save it smaller, or take it out."
            )
        with open(file, "rb") as stream, Image.open(stream, formats=_FORMATS) as image:
            if image.width * image.height > MOST_DECODED:
                raise DataError(_too_many_pixels(place))
            grey = ImageOps.fit(_grey(image), (width, height), Image.Resampling.BOX)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise DataError(_too_many_pixels(place)) from error
    except _DAMAGED as error:
        raise DataError(
            f"{place} can't be read as a picture: it is damaged, or no PNG, JPEG, GIF or BMP. "
            "Save it anew, or take it out of the folder."
        ) from error
    return np.asarray(grey, dtype=np.float64) / 255


def _too_many_pixels(place: str) -> str:
    return (
        f"{place} has more than {MOST_DECODED // 10**6} million pixels. Save it smaller, or take "
        "it out."
    )


def _grey(image: Image.Image) -> Image.Image:
    """The first frame as a camera held it, grey, with white where it is transparent."""
    if image.format == "JPEG":
        image.draft("L", (256, 256))  # decodes a large photo at a fraction of its size
    upright = ImageOps.exif_transpose(image)
    if upright.mode.startswith("I"):  # 16 bits a pixel
        return Image.fromarray((np.asarray(upright, dtype=np.int64) >> 8).astype(np.uint8))
    if upright.has_transparency_data:
        paper = Image.new("RGBA", upright.size, "white")
        return Image.alpha_composite(paper, upright.convert("RGBA")).convert("L")
    return upright.convert("L")


def _classes(folder: Path, least: int) -> list[_Found]:
    """The sub-folders that hold pictures. Raises DataError where there are too few or too many."""
    try:
        found = [
            _Found(name, _pictures(folder / name))
            for name in _sorted(e.name for e in os.scandir(folder) if e.is_dir())
        ]
        with os.scandir(folder) as entries:
            loose = any(_is_picture(entry) for entry in entries)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise DataError(f"{quoted(folder.name)} cannot be read: {reason}.") from error
    found = [each for each in found if each.files]
    if len(found) < least:
        seen = (
            "All its pictures are in one folder." * bool(found)
            or "There are pictures, but in no folder." * loose
            or "No PNG, JPEG, GIF or BMP was found in it."
        )
        raise DataError(
            f"{quoted(folder.name)} needs a folder for each class inside, with the pictures of "
            f"that class, such as “cats” and “dogs”. {seen}"
        )
    if len(found) > MOST_CATEGORIES:
        raise DataError(
            f"{quoted(folder.name)} has {len(found):,} folders of pictures; at most "
            f"{MOST_CATEGORIES} can be classes."
        )
    total = sum(len(each.files) for each in found)
    if total > MOST_PICTURES:
        raise DataError(
            f"{quoted(folder.name)} has {counted(total, 'picture')}; at most {MOST_PICTURES:,} can "
            "be read. Take some out of each class."
        )
    return found


def _pictures(folder: Path) -> tuple[Path, ...]:
    return tuple(
        folder / name for name in _sorted(e.name for e in os.scandir(folder) if _is_picture(e))
    )


def _is_picture(entry: os.DirEntry[str]) -> bool:
    return Path(entry.name).suffix.lower() in PICTURE_SUFFIXES and entry.is_file()


def _sorted(names: Iterable[str]) -> list[str]:
    return sorted(name for name in names if not name.startswith("."))
