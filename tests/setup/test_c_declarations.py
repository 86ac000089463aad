"""The typesetter's C declarations are translated once, and mean what cffi reads in them."""

from __future__ import annotations

from pathlib import Path

import cffi
import pytest

from handout.cache import disk
from handout.setup.c_declarations import translate_once

_DECLARATIONS = """
    typedef ... opaque_t;
    typedef struct { int x; double y; opaque_t *next; } point_t;
    typedef enum { FIRST, SECOND = 7 } order_t;
    size_t strlen(const char *text);
"""


def _declared() -> cffi.FFI:
    with translate_once():
        ffi = cffi.FFI()
        ffi.cdef(_DECLARATIONS)
    assert type(cffi.FFI()).__module__ == "cffi.api"  # for everybody else it is as before
    return ffi


def _facts(ffi: cffi.FFI) -> list[object]:
    point = ffi.new("point_t *", {"x": 3, "y": 0.5})
    names = "point_t", "point_t[4]", "order_t", "opaque_t *", "char[9]"
    return [
        *(ffi.sizeof(name) for name in names),
        *(ffi.typeof(name).cname for name in names),
        ffi.offsetof("point_t", "next"),
        ffi.typeof("order_t").relements,
        (point.x, point.y, point.next == ffi.NULL),
        ffi.dlopen(None).strlen(ffi.new("char[]", b"twelve bytes")),
        ffi.string(ffi.cast("order_t", 7)),
    ]


def _usual() -> cffi.FFI:
    ffi = cffi.FFI()
    ffi.cdef(_DECLARATIONS)
    return ffi


def test_translated_declarations_mean_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk, "cache_dir", lambda: tmp_path)
    expected = _facts(_usual())
    assert _facts(_declared()) == expected
    assert list(tmp_path.glob("*/declarations-*"))
    # From now on they are on disk. What pytest.fail raises is no Exception that could be met.
    monkeypatch.setattr(cffi.FFI, "emit_python_code", lambda *_: pytest.fail("translated again"))
    assert _facts(_declared()) == expected


def test_what_cannot_be_translated_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise TypeError("an older cffi writes to files alone")

    monkeypatch.setattr(disk, "cache_dir", lambda: None)
    monkeypatch.setattr(cffi.FFI, "emit_python_code", fail)
    assert _facts(_declared()) == _facts(_usual())
