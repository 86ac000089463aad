"""A Word file as it is written: a zip in which what many files share is compressed once."""

from __future__ import annotations

import struct
import zlib
from typing import Any

from handout.cache.memory import LRUCache

# Midnight, 1980-01-01: the first that a zip can say (APPNOTE.TXT, 4.4.6).
_DATE = 0, 1 << 5 | 1
_VERSION, _DEFLATED, _UNIX_FILE = 20, 8, 0o600 << 16
_SHARED = ("/word/fonts/", "/word/media/")
_deflated: LRUCache[bytes, tuple[int, bytes]] = LRUCache(200)  # 20 KB each, at most


def write_package(document: Any) -> bytes:
    """Return the .docx of a document of python-docx, the same bytes for the same input.

    Its own way packs the faces, two thirds of a file, anew each time.
    """
    package, writer = document.part.package, _package_writer()
    for part in package.parts:
        part.before_marshal()
    zip_file = _ZipFile()
    writer._write_content_types_stream(zip_file, package.parts)
    writer._write_pkg_rels(zip_file, package.rels)
    writer._write_parts(zip_file, package.parts)
    return zip_file.content()


def _package_writer() -> Any:
    from docx.opc.pkgwriter import PackageWriter

    return PackageWriter


class _ZipFile:
    """A zip (APPNOTE.TXT, 4.3) in the place of python-docx's PhysPkgWriter."""

    def __init__(self) -> None:
        self._files = bytearray()
        self._directory = bytearray()
        self._count = 0

    def write(self, uri: Any, content: bytes | str) -> None:
        """Add the part `uri`."""
        content = content.encode() if isinstance(content, str) else content
        checksum, packed = (
            _deflated.get_or_create(content, lambda: _deflate(content))
            if uri.startswith(_SHARED)
            else _deflate(content)
        )
        name = uri.membername.encode()
        facts = struct.pack(
            "<5H3L2H",
            _VERSION,
            0,
            _DEFLATED,
            *_DATE,
            checksum,
            len(packed),
            len(content),
            len(name),
            0,
        )
        place = struct.pack("<3H2L", 0, 0, 0, _UNIX_FILE, len(self._files))
        made_by = struct.pack("<BB", _VERSION, 3)  # 3: its attributes are those of Unix
        self._directory += b"PK\1\2" + made_by + facts + place + name
        self._files += b"PK\3\4" + facts + name + packed
        self._count += 1

    def content(self) -> bytes:
        """Return all of it."""
        size, start = len(self._directory), len(self._files)
        end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, self._count, self._count, size, start, 0)
        return bytes(self._files + self._directory) + end


def _deflate(content: bytes) -> tuple[int, bytes]:
    """Return the checksum of `content`, and what it is packed."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return zlib.crc32(content), packer.compress(content) + packer.flush()
