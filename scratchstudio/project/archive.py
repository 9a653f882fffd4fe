"""The outer shell of a project file: a zip of named members, read as if a stranger had made it.

Nothing is ever extracted to disk. Sizes are capped before and while reading; names are those that
this program would write; damage that zip itself detects becomes one ProjectFileError.
"""

from __future__ import annotations

import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Mapping

from scratchstudio.errors import ProjectFileError

MIMETYPE = b"application/x-scratchstudio"
FILE_LIMIT = 256 * 2**20
TOTAL_LIMIT = 512 * 2**20
MEMBER_LIMIT = 256
RATIO_LIMIT = 200
RATIO_FREE = 2**20
"""Small members may be compressed as well as they like; only large ones could fill the memory."""
_DIRECTORY_LIMIT = 2**17
_END_SIZE = 22
_END_MARK = b"PK\x05\x06"
_FIRST_MARK = b"PK\x03\x04"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_SEGMENT = "[A-Za-z0-9_-][A-Za-z0-9_.-]*"
_NAME = re.compile(f"{_SEGMENT}(/{_SEGMENT})*")
_LONGEST_NAME = 200
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    KeyError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)

NOT_A_PROJECT = "This is not a ScratchStudio project."
BACKUP_HINT = "An older version may lie beside it: the same name with “.bak1”."
DAMAGED = f"The project file is damaged. {BACKUP_HINT}"


def pack(members: Mapping[str, bytes]) -> bytes:
    """The members as one zip; equal members give equal bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        _add(archive, "mimetype", MIMETYPE, zipfile.ZIP_STORED)
        for name in sorted(members, key=lambda name: (name != "manifest.json", name)):
            _add(archive, name, members[name], _method(name, members[name]))
    return buffer.getvalue()


def _method(name: str, data: bytes) -> int:
    if name.startswith("arrays/"):  # trained weights hardly shrink
        return zipfile.ZIP_STORED
    too_well = len(data) > RATIO_FREE and len(zlib.compress(data, 1)) * RATIO_LIMIT < 2 * len(data)
    return zipfile.ZIP_STORED if too_well else zipfile.ZIP_DEFLATED


def _add(archive: zipfile.ZipFile, name: str, data: bytes, method: int) -> None:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.create_system = 3
    info.external_attr = (stat.S_IFREG | 0o644) << 16
    archive.writestr(info, data, compress_type=method, compresslevel=3)


def unpack(data: bytes, optional: frozenset[str] = frozenset()) -> dict[str, bytes]:
    """The members by name, without “mimetype”; an `optional` one that is damaged is left out.

    Raises ProjectFileError for anything that is not a sound and modest project archive.
    """
    _check_shell(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            _check_directory(infos)
            members = {}
            for info in infos:
                try:
                    members[info.filename] = _read(archive, info)
                except _DAMAGE:
                    if info.filename not in optional:
                        raise
    except _DAMAGE as error:
        raise ProjectFileError(DAMAGED) from error
    if members.pop("mimetype", None) != MIMETYPE:
        raise ProjectFileError(NOT_A_PROJECT)
    return members


def _check_shell(data: bytes) -> None:
    if not data:
        raise ProjectFileError("The file is empty.")
    if len(data) > FILE_LIMIT:
        raise ProjectFileError(too_large(FILE_LIMIT))
    if not data.startswith(_FIRST_MARK):
        raise ProjectFileError(NOT_A_PROJECT)
    end = data[-_END_SIZE:]
    if len(end) < _END_SIZE or not end.startswith(_END_MARK):
        raise ProjectFileError(f"The end of the project file is missing. {BACKUP_HINT}")
    entries, directory_size = struct.unpack("<HI", end[10:16])
    if entries > MEMBER_LIMIT or directory_size > _DIRECTORY_LIMIT:
        raise ProjectFileError("The project file has more parts than any project has.")


def too_large(limit: int) -> str:
    """The sentence for a file beyond `limit` bytes."""
    return f"The file is larger than {limit // 2**20} MB, which no project is."


def stored_size(data: bytes, folder: str) -> int:
    """How many bytes of a packed archive are taken by the members in `folder`."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return sum(i.compress_size for i in archive.infolist() if i.filename.startswith(folder))


def _check_directory(infos: list[zipfile.ZipInfo]) -> None:
    names = [info.filename for info in infos]
    if not names or names[0] != "mimetype" or infos[0].header_offset != 0:
        raise ProjectFileError(NOT_A_PROJECT)
    if len(names) > MEMBER_LIMIT:
        raise ProjectFileError("The project file has more parts than any project has.")
    if len({name.lower() for name in names}) < len(names):
        raise ProjectFileError("The project file holds a part twice.")
    for info in infos:
        mode = info.external_attr >> 16
        ordinary = stat.S_IFMT(mode) in (0, stat.S_IFREG)
        if not ordinary or len(info.filename) > _LONGEST_NAME or not _NAME.fullmatch(info.filename):
            raise ProjectFileError("The project file holds a part with a name that is not allowed.")
        if info.file_size > RATIO_FREE and info.file_size > RATIO_LIMIT * info.compress_size:
            raise ProjectFileError("The project file would unpack to far more than it is.")
    if sum(info.file_size for info in infos) > TOTAL_LIMIT:
        raise ProjectFileError("The project file would unpack to more than any project holds.")


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ValueError("an unknown way of packing")
    with archive.open(info) as member:
        data = member.read(info.file_size + 1)
    if len(data) != info.file_size:
        raise ValueError("a part has not the size that it states")
    return data
