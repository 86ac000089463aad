"""The files that an office drops on its page: zips and e-mails are opened for what is in them."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.utils import parseaddr
from pathlib import PurePosixPath

from handout.problems import HandoutError, Position, Problem, problem
from handout.sources.file_kinds import DOCX, HTML, PDF, YAML, is_zip, kind_of
from handout.sources.spreadsheet.file_kind import kind_of_zip
from handout.sources.spreadsheet.safe_zip import DAMAGED
from handout.web.sheet.dropped_kinds import dropped_kind

MOST_FILES = 500  # that are taken at once
_MOST_BYTES = 64_000_000  # of all of them, unpacked
_SHEET_KINDS = (YAML, HTML, PDF, DOCX)
_MAIL_START = 4096  # bytes
_ENCRYPTED = 0x1  # flag of an entry, by PKWARE's APPNOTE 4.4.4


@dataclass(frozen=True)
class SentFile:
    """A file and what it is called; `sender` is the address that its e-mail came from."""

    name: str
    content: bytes
    sender: str = ""


def unpack_files(name: str, content: bytes) -> tuple[list[SentFile], list[Problem]]:
    """Return the file called `name`; of a zip or an e-mail the files that are in it, e-mails in a
    zip too. The second is what cannot be opened, holds too much, or no sheet at all.
    """
    try:
        packed = [SentFile(name, content)]
        if is_zip(content) and dropped_kind(name, content) != DOCX:
            packed = _unzip(name, content)
    except HandoutError as error:
        return [], list(error.problems)
    files: list[SentFile] = []
    empty = [] if packed else [name]
    for file in packed:
        if not _is_mail(file):
            files.append(file)
        elif attached := _attachments(file):
            files += attached
        else:
            empty.append(file.name)
    return files, [problem("web-sheet-none", Position(each), name=each) for each in empty]


def is_oneroster(content: bytes) -> bool:
    """Return whether a file is a zip of a OneRoster export."""
    if not is_zip(content):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return kind_of_zip(archive.namelist()) == "oneroster"
    except DAMAGED:
        return False


def _unzip(name: str, content: bytes) -> list[SentFile]:
    """Return the files in a zip, but for what a system put there for itself."""
    refusal = HandoutError([problem("web-sheet-zip", Position(name), name=name, most=MOST_FILES)])
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not _is_of_system(entry)]
            is_locked = any(entry.flag_bits & _ENCRYPTED for entry in entries)
            total = sum(entry.file_size for entry in entries)
            if is_locked or len(entries) > MOST_FILES or total > _MOST_BYTES:
                raise refusal
            return [SentFile(entry.filename, archive.read(entry)) for entry in entries]
    except DAMAGED as error:
        raise refusal from error


def _is_of_system(entry: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(entry.filename).parts
    return entry.is_dir() or any(part.startswith((".", "__MACOSX")) for part in parts)


def _is_mail(file: SentFile) -> bool:
    return kind_of(file.name, file.content[:_MAIL_START]) == "mail"


def _attachments(mail: SentFile) -> list[SentFile]:
    """Return the sheets that are attached to an e-mail (RFC 5322, RFC 2045), and not the pictures
    of its signature.
    """
    message = message_from_bytes(mail.content, policy=policy.default)
    sender = parseaddr(str(message.get("From", "")))[1]
    attached = []
    for part in message.walk():
        name = part.get_filename() or ""
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and dropped_kind(name, content) in _SHEET_KINDS and name:
            attached.append(SentFile(f"{sender}/{name}" if sender else name, content, sender))
    return attached
