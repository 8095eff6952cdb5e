"""kill -9 before the n-th write: `python -m tests.support.killed FOLDER FIRST STEP` makes new databases and prints how
the next command found each.

A small library is preloaded that counts what changes files, and kills the process before the n-th; where there is no
C compiler there is none.
"""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import sqlite_utils.migrations  # noqa: F401 - what a new database needs, loaded once

from cgq.config import Settings
from cgq.errors import describe_error
from cgq.workspace import Workspace

LIBRARY = "CGQ_TEST_KILLER"
SOURCE = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdarg.h>
#include <fcntl.h>
#include <sys/types.h>
#include <unistd.h>

static long left;
void arm(long count) { left = count; }
static void count(void) { if (left && --left == 0) kill(getpid(), SIGKILL); }
#define REAL(name, type) ((type)dlsym(RTLD_NEXT, name))

ssize_t pwrite64(int f, const void *b, size_t n, off64_t o) {
    count(); return REAL("pwrite64", ssize_t (*)(int, const void *, size_t, off64_t))(f, b, n, o);
}
ssize_t pwrite(int f, const void *b, size_t n, off_t o) {
    count(); return REAL("pwrite", ssize_t (*)(int, const void *, size_t, off_t))(f, b, n, o);
}
int ftruncate64(int f, off64_t n) { count(); return REAL("ftruncate64", int (*)(int, off64_t))(f, n); }
int ftruncate(int f, off_t n) { count(); return REAL("ftruncate", int (*)(int, off_t))(f, n); }
int fsync(int f) { count(); return REAL("fsync", int (*)(int))(f); }
int fdatasync(int f) { count(); return REAL("fdatasync", int (*)(int))(f); }
int unlink(const char *p) { count(); return REAL("unlink", int (*)(const char *))(p); }
static int opened(const char *name, const char *p, int flags, mode_t mode) {
    if (flags & O_CREAT) count();
    return REAL(name, int (*)(const char *, int, mode_t))(p, flags, mode);
}
int open64(const char *p, int flags, ...) {
    va_list rest; va_start(rest, flags); mode_t mode = va_arg(rest, mode_t); va_end(rest);
    return opened("open64", p, flags, mode);
}
int open(const char *p, int flags, ...) {
    va_list rest; va_start(rest, flags); mode_t mode = va_arg(rest, mode_t); va_end(rest);
    return opened("open", p, flags, mode);
}
"""


def build(folder: Path) -> Path | None:
    """Compile the library; None where there is no C compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        return None
    source, library = folder / "killer.c", folder / "killer.so"
    source.write_text(SOURCE, encoding="utf-8")
    subprocess.run([compiler, "-O1", "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True, timeout=60)
    return library


def main(folder: Path, first: int, step: int) -> None:
    """For each n: make a database and be killed at the n-th write, until one is made whole."""
    killer = ctypes.CDLL(os.environ[LIBRARY])
    killer.arm.argtypes = [ctypes.c_long]
    n = first
    while _make(folder / f"{n}.db", killer, n):
        began = time.monotonic()
        error = _error_of_next(folder / f"{n}.db")
        told = {"killed": n, "error": error, "seconds": time.monotonic() - began}
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()
        n += step


def _make(path: Path, killer: ctypes.CDLL, n: int) -> bool:
    """Was the process killed that made a database?"""
    pid = os.fork()
    if not pid:
        killer.arm(n)
        Workspace(Settings(db=path, jobs=1)).close()
        os._exit(0)
    return os.waitpid(pid, 0)[1] != 0


def _error_of_next(path: Path) -> str:
    try:
        with Workspace(Settings(db=path, jobs=1)) as workspace, workspace.ledger.write() as books:
            books.tx.run("INSERT INTO pause (queue, at, by, reason) VALUES ('default', 1, 'next', '')")
    except Exception as error:  # noqa: BLE001 - whatever it is, the test hears of it
        return describe_error(error)
    return ""


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
