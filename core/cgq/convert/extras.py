"""What papers in other forms take beside cgq: packages of its extras, a program and a font of the system."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass

from cgq.installed import command_to_add
from cgq.secrets.names import split_environment

HWP = "hwp-ingest==0.1.1"
"""What lays out Hangul documents, as pip takes it: the one package of the extra `hwp` in pyproject.toml. Exactly this
version, for its drawings are taken apart."""

HEIC = "pi-heif>=1.1"
"""What decodes HEIC, as pip takes it: the one package of the extra `heic`."""

DRAWER, ADD_DRAWER = "rsvg-convert", "apt install librsvg2-bin"
"""The program of librsvg that makes a PDF of what hwp-ingest lays out, and what installs it on Debian."""

ADD_FONT = "apt install fonts-noto-cjk"
"""What installs Korean fonts on Debian."""

LIST_FONTS = ("fc-list", ":lang=ko", "family")
"""The program and its arguments that list the fonts for Korean."""

PATIENCE = 30.0
"""Seconds for a program to say its version or its fonts, the first time on a machine that builds its cache of fonts."""


@dataclass(frozen=True, slots=True)
class Part:
    """Something that a form takes. `found` is its version or name, None where it is not there; `add` is the command
    that installs it."""

    name: str
    found: str | None
    add: str


def installed(wanted: str) -> str | None:
    """The version of a package; of one that is pinned no other counts, for its pages would differ."""
    from importlib.metadata import PackageNotFoundError, version  # loaded by whoever asks, not by every look

    name, _, pinned = wanted.partition("==")
    try:
        found = version(name.partition(">=")[0])
    except PackageNotFoundError:
        return None
    return found if pinned in ("", found) else None


def hangul_parts() -> tuple[Part, Part, Part]:
    """What Hangul documents take: the package, the program, and a font."""
    return (
        Part("hwp-ingest", installed(HWP), command_to_add(HWP)),
        Part(DRAWER, drawer(), ADD_DRAWER),
        Part("a Korean font", _font(), ADD_FONT),
    )


def heic_part() -> Part:
    """What HEIC takes."""
    return Part("pi-heif", installed(HEIC), command_to_add(HEIC))


def drawer() -> str | None:
    """The version of the program: the last word of `rsvg-convert version 2.54.7`."""
    said = (first_line(DRAWER, "--version") or "").split()
    return said[-1] if said else None


def _font() -> str | None:
    """The family that stands in for a Korean font which a document names and this machine lacks."""
    if not first_line(*LIST_FONTS):
        return None
    return first_line("fc-match", "--format=%{family[0]}\n", ":lang=ko") or None


def first_line(program: str, *arguments: str) -> str | None:
    """What a program says first, which may be nothing; None where it is not there, or fails."""
    path = shutil.which(program)
    if path is None:
        return None
    environment = split_environment(os.environ)[0]
    command = [path, *arguments]
    try:
        ended = subprocess.run(command, capture_output=True, env=environment, timeout=PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    if ended.returncode:
        return None
    lines = ended.stdout.decode(errors="replace").splitlines()
    return lines[0].strip() if lines else ""
