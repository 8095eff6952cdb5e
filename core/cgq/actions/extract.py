"""Read one paper, with a separate key when there is one; no workspace, no queue."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from cgq.errors import Missing, Refused
from cgq.exam.limits import Limits
from cgq.exam.model import Document, Finding

if TYPE_CHECKING:
    from pathlib import Path


def extract_file(
    path: Path, *, key: Document | None = None, password: str | None = None, limits: Limits | None = None
) -> Document:
    """The questions, keys and findings of a file; a file that cannot be read is one with a refusal.

    `key` is the document of a separate answer key (itself read with this function). Raises Missing
    or Refused when there is no such file or it may not be opened.
    """
    from cgq.exam.extract import read_document
    from cgq.exam.keys import merge_key

    limits = limits or Limits()
    data = _read(path, limits)
    if isinstance(data, Document):
        return data
    document = read_document(data, password=password, limits=limits)
    return document if key is None or document.refusal else merge_key(document, key)


def check_file(path: Path) -> None:
    """Refuse what is no file to read, before any work is done."""
    if path.is_dir():
        hint = "Name its files, or use cgq enqueue for a folder."
        raise Refused(f"{path} is a folder", code="is_folder", hint=hint)
    if not path.exists():
        raise Missing(f"There is no file {path}", code="input_missing", hint="Check the path.")


def _read(path: Path, limits: Limits) -> bytes | Document:
    check_file(path)
    try:
        with path.open("rb") as file:
            data = file.read(limits.max_bytes + 1)
            if len(data) <= limits.max_bytes:
                return data
            file.seek(0)
            return _too_large(hashlib.file_digest(file, "sha256").hexdigest(), limits)
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}"
        raise Refused(message, code="input_unreadable", hint="Check its permissions.") from error


def _too_large(sha256: str, limits: Limits) -> Document:
    most = limits.max_bytes // (1024 * 1024)
    message = f"The file is larger than {most} MB and was not opened; split it."
    return Document(sha256=sha256, pages=0, findings=(Finding(code="too_large", message=message),))
