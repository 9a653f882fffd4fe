"""Pictures from a folder: a sub-folder a class; whatever is in the files, a table or a sentence."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from scratchstudio.data import picture_folder, read_pictures
from scratchstudio.data.picture_folder import read_picture
from scratchstudio.errors import DataError


def paint(path: Path, grey: int = 0, size: tuple[int, int] = (20, 20), mode: str = "L") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("L", size, grey).convert(mode).save(path)
    return path


@pytest.fixture
def pets(tmp_path: Path) -> Path:
    """Three dark cats and two bright dogs, in four formats."""
    for name in ("1.png", "2.jpg", "3.gif"):
        paint(tmp_path / "pets" / "cats" / name, 0)
    for name in ("1.BMP", "2.jpeg"):
        paint(tmp_path / "pets" / "dogs" / name, 255)
    return tmp_path / "pets"


def test_sub_folders_are_the_classes(pets: Path) -> None:
    table = read_pictures(pets, 8, 8)
    assert table.name == "pets"
    assert table.column("class").texts() == ["cats"] * 3 + ["dogs"] * 2
    assert table.picture is not None
    assert (table.picture.width, table.picture.height) == (8, 8)
    assert table.column("pixel_3_3").values.tolist() == [0, 0, 0, 1, 1]


def test_progress_is_told(pets: Path) -> None:
    told: list[tuple[int, int]] = []
    read_pictures(pets, 8, 8, lambda done, total: told.append((done, total)))
    assert told == [(n, 5) for n in range(1, 6)]


def test_hidden_files_other_files_and_empty_folders_are_left_aside(pets: Path) -> None:
    (pets / "cats" / "notes.txt").write_text("mine")
    (pets / "cats" / "._1.png").write_bytes(b"\0")
    (pets / "birds").mkdir()
    paint(pets / ".thumbs" / "1.png")
    assert read_pictures(pets, 8, 8).rows == 5


def test_a_picture_is_cut_round_its_middle_and_scaled_by_the_mean(tmp_path: Path) -> None:
    pixels = np.zeros((4, 12), dtype=np.uint8)
    pixels[:2, 4:8] = 200
    Image.fromarray(pixels).save(tmp_path / "wide.png")
    seen = read_picture(tmp_path / "wide.png", 2, 2)
    np.testing.assert_allclose(seen * 255, [[200, 200], [0, 0]])


def test_what_is_transparent_is_white_paper(tmp_path: Path) -> None:
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(tmp_path / "clear.png")
    assert (read_picture(tmp_path / "clear.png", 4, 4) == 1).all()


def test_16_bits_a_pixel_are_scaled_and_not_cut_off(tmp_path: Path) -> None:
    Image.fromarray(np.full((8, 8), 0x8000, dtype=np.uint16)).save(tmp_path / "deep.png")
    np.testing.assert_allclose(read_picture(tmp_path / "deep.png", 4, 4) * 255, 128)


def test_a_photo_that_the_camera_turned_stands_upright(tmp_path: Path) -> None:
    pixels = np.zeros((16, 16), dtype=np.uint8)
    pixels[:, 8:] = 255
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    Image.fromarray(pixels).save(tmp_path / "turned.png", exif=exif)
    seen = read_picture(tmp_path / "turned.png", 2, 2)
    assert seen.round().tolist() == [[0, 0], [1, 1]]


class TestRefused:
    def test_a_folder_without_classes(self, tmp_path: Path) -> None:
        with pytest.raises(DataError, match=r"No PNG, JPEG"):
            read_pictures(tmp_path)
        paint(tmp_path / "loose.png")
        with pytest.raises(DataError, match="in no folder"):
            read_pictures(tmp_path)
        paint(tmp_path / "one" / "1.png")
        with pytest.raises(DataError, match="one folder"):
            read_pictures(tmp_path)

    @pytest.mark.parametrize("side", [1, 33, 10**9])
    def test_a_side_that_would_need_too_many_inputs(self, pets: Path, side: int) -> None:
        with pytest.raises(DataError, match="pixels"):
            read_pictures(pets, side, side)

    def test_a_folder_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(DataError, match="nowhere"):
            read_pictures(tmp_path / "nowhere")

    def test_a_damaged_file_is_named(self, pets: Path) -> None:
        whole = (pets / "cats" / "1.png").read_bytes()
        for content in (b"", b"GIF89a", whole[:40], whole[:-30], b"<svg/>"):
            (pets / "cats" / "1.png").write_bytes(content)
            with pytest.raises(DataError, match=r"cats/1\.png.*take it out"):
                read_pictures(pets)

    def test_a_format_that_is_not_offered_whatever_its_name(self, pets: Path) -> None:
        stream = BytesIO()
        Image.new("L", (8, 8)).save(stream, "TIFF")
        (pets / "cats" / "1.png").write_bytes(stream.getvalue())
        with pytest.raises(DataError, match=r"cats/1\.png"):
            read_pictures(pets)

    @pytest.mark.parametrize("side", [7_100, 9_000, 60_000])
    def test_a_picture_that_grows_when_decoded(self, pets: Path, side: int) -> None:
        head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
        chunk = struct.pack(">I", 13) + b"IHDR" + head
        chunk += struct.pack(">I", zlib.crc32(b"IHDR" + head))
        data = zlib.compress(b"\0" * 1000)
        body = struct.pack(">I", len(data)) + b"IDAT" + data
        body += struct.pack(">I", zlib.crc32(b"IDAT" + data))
        (pets / "cats" / "1.png").write_bytes(b"\x89PNG\r\n\x1a\n" + chunk + body)
        with pytest.raises(DataError, match=r"cats/1\.png.*million pixels"):
            read_pictures(pets)

    def test_too_large_a_file(self, pets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(picture_folder, "MOST_BYTES", 10)
        with pytest.raises(DataError, match="larger than"):
            read_pictures(pets)

    def test_too_many_pictures(self, pets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(picture_folder, "MOST_PICTURES", 4)
        with pytest.raises(DataError, match="5 pictures"):
            read_pictures(pets)


def samples() -> list[bytes]:
    found = []
    for format_ in ("PNG", "JPEG", "GIF", "BMP"):
        stream = BytesIO()
        Image.effect_noise((12, 9), 60).save(stream, format_)
        found.append(stream.getvalue())
    return found


WHOLE = samples()


@given(st.sampled_from(WHOLE), st.lists(st.tuples(st.integers(0, 10**6), st.binary(max_size=4))))
def test_any_bytes_are_a_picture_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, whole: bytes, changes: list[tuple[int, bytes]]
) -> None:
    content = bytearray(whole)
    for place, part in changes:
        at = place % len(content)
        content[at : at + len(part)] = part
    file = tmp_path_factory.getbasetemp() / "any.png"
    file.write_bytes(content)
    try:
        seen = read_picture(file, 5, 4)
    except DataError:
        return
    assert seen.shape == (4, 5)
    assert ((seen >= 0) & (seen <= 1)).all()
