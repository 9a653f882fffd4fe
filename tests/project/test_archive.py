"""The shell of a project file, and archives made to do harm."""

from __future__ import annotations

import io
import stat
import warnings
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scratchstudio.errors import ProjectFileError
from scratchstudio.project.archive import MIMETYPE, RATIO_FREE, pack, unpack

NAMES = st.from_regex(r"\A[a-z0-9_]{1,8}(/[a-z0-9_.]{0,3}[a-z]){0,2}\Z").filter(
    lambda name: "/." not in name and name != "mimetype"
)


def crafted(
    *members: tuple[str | zipfile.ZipInfo, bytes], mimetype: bytes = MIMETYPE, **options: int
) -> bytes:
    buffer = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # zipfile warns of repeated names, which are meant here
        with zipfile.ZipFile(buffer, "w", **options) as archive:
            archive.writestr("mimetype", mimetype, compress_type=zipfile.ZIP_STORED)
            for name, data in members:
                archive.writestr(name, data)
    return buffer.getvalue()


@given(st.dictionaries(NAMES, st.binary(max_size=200), max_size=6))
def test_members_come_back_and_pack_to_the_same_bytes(members: dict[str, bytes]) -> None:
    packed = pack(members)
    assert unpack(packed) == members
    assert pack(unpack(packed)) == packed


def test_the_mimetype_stands_first_and_readable() -> None:
    packed = pack({"graph.json": b"{}"})
    assert packed[30:38] == b"mimetype"
    assert packed[38 : 38 + len(MIMETYPE)] == MIMETYPE


def test_what_shrinks_suspiciously_well_is_stored_so_that_it_can_be_read_again() -> None:
    members = {"data/values.npy": bytes(3 * RATIO_FREE)}
    assert unpack(pack(members)) == members


@pytest.mark.parametrize(
    "name",
    [
        "../outside",
        "/etc/passwd",
        "C:/windows",
        "C:evil",
        "a\\b",
        "a/../../b",
        "a//b",
        "folder/",
        ".hidden",
        "a\nb",
        "name with spaces",
        "x" * 300,
    ],
)
def test_a_hostile_name_is_refused(name: str) -> None:
    with pytest.raises(ProjectFileError, match="name that is not allowed"):
        unpack(crafted((name, b"")))


def test_a_link_is_refused() -> None:
    link = zipfile.ZipInfo("graph.json")
    link.create_system = 3
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with pytest.raises(ProjectFileError, match="not allowed"):
        unpack(crafted((link, b"/etc/passwd")))


@pytest.mark.parametrize("second", ["graph.json", "GRAPH.json"])
def test_a_repeated_name_is_refused(second: str) -> None:
    with pytest.raises(ProjectFileError, match="twice"):
        unpack(crafted(("graph.json", b"1"), (second, b"2")))


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = crafted(("graph.json", bytes(300 * 2**20)), compression=zipfile.ZIP_DEFLATED)
    assert len(bomb) < 2**20
    with pytest.raises(ProjectFileError, match="far more than it is"):
        unpack(bomb)


def test_a_bomb_that_lies_about_its_size_is_refused() -> None:
    bomb = crafted(("graph.json", bytes(10 * 2**20)), compression=zipfile.ZIP_DEFLATED)
    lying = bomb.replace((10 * 2**20).to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    with pytest.raises(ProjectFileError):
        unpack(lying)


def test_more_members_than_any_project_has_are_refused() -> None:
    with pytest.raises(ProjectFileError, match="more parts"):
        unpack(crafted(*((f"m{n}", b"") for n in range(300))))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_unusual_compression_is_refused(method: int) -> None:
    with pytest.raises(ProjectFileError, match="damaged"):
        unpack(crafted(("graph.json", b"{}"), compression=method))


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "not a ScratchStudio project"),
        (b"PK\x03\x04", "end of the project file is missing"),
        (crafted(("graph.json", b"{}"), mimetype=b"application/epub+zip"), "not a ScratchStudio"),
        (pack({"graph.json": b"{}" * 100})[:-40], "end of the project file is missing"),
    ],
)
def test_what_is_no_project_is_told_in_a_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(ProjectFileError, match=sentence):
        unpack(data)


def test_an_optional_member_that_is_damaged_is_left_out() -> None:
    packed = bytearray(pack({"graph.json": b"{}", "ui.json": b"[1, 2, 3]"}))
    place = packed.index(b"ui.json") + len("ui.json") + 2
    packed[place] ^= 0xFF
    assert unpack(bytes(packed), optional=frozenset({"ui.json"})) == {"graph.json": b"{}"}
    with pytest.raises(ProjectFileError):
        unpack(bytes(packed))
