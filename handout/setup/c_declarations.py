"""What the typesetter declares of its C libraries, translated once for all runs.

cffi reads declarations anew in each process, and all of them again for each type that is named
later: a sixth of the time that a first sheet takes to typeset. It can also write them as a Python
module, which is ready at once. That module is kept in the cache.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout, suppress
from hashlib import sha256
from io import StringIO
from typing import Any

from handout.cache.disk import cached


@contextmanager
def translate_once() -> Iterator[None]:
    """Let each cffi.FFI that is made within the with block have translated declarations."""
    import cffi

    usual = cffi.FFI
    cffi.FFI = _TranslatedFFI
    try:
        yield
    finally:
        cffi.FFI = usual


class _TranslatedFFI:
    """A cffi.FFI whose declarations come all at once, and before anything else is asked of it."""

    def cdef(self, declarations: str) -> None:
        """Take C declarations, and become the FFI that knows them."""
        ffi = _load(declarations)
        # As attributes: looked up one by one, each call would take half a microsecond more.
        self.__dict__.update({name: getattr(ffi, name) for name in dir(ffi) if name[0] != "_"})


def _load(declarations: str) -> Any:
    """Return an FFI that knows `declarations`; the usual one if they cannot be translated."""
    from cffi import __version__

    digest = sha256(f"{__version__}\0{declarations}".encode()).hexdigest()
    with suppress(Exception):  # an older cffi writes to files alone; what it is, it still reads
        module: dict[str, Any] = {}
        source = cached(f"declarations-{digest[:16]}", lambda: _translate(declarations))
        exec(source, module)  # noqa: S102  # what cffi wrote: the cache is the user's own
        return module["ffi"]
    return _read(declarations)


def _translate(declarations: str) -> str:
    """Return a Python module whose `ffi` knows `declarations`."""
    ffi, source = _read(declarations), StringIO()
    ffi.set_source("translated", None)
    with redirect_stdout(StringIO()):  # it says where it writes
        ffi.emit_python_code(source)
    return source.getvalue()


def _read(declarations: str) -> Any:
    from cffi.api import FFI

    ffi = FFI()
    ffi.cdef(declarations)
    return ffi
