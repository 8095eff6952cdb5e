"""Two more milliseconds in each fsync: what a disk costs that really waits for its medium.

A small library is preloaded that sleeps before the real call, and counts in a shared file.
"""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

MICROSECONDS = 2000
SOURCE = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static uint64_t *counter;

__attribute__((constructor)) static void open_counter(void) {
    const char *path = getenv("CGQ_BENCH_FLUSHES");
    int file = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (file < 0) return;
    void *memory = mmap(0, sizeof *counter, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (memory != MAP_FAILED) counter = memory;
    close(file);
}

static int slowly(const char *name, int file) {
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    const char *pause = getenv("CGQ_BENCH_FLUSH_US");
    if (counter) __atomic_add_fetch(counter, 1, __ATOMIC_RELAXED);
    if (pause) usleep((useconds_t)atoi(pause));
    return real(file);
}

int fsync(int file) { return slowly("fsync", file); }
int fdatasync(int file) { return slowly("fdatasync", file); }
"""


class SlowFlush:
    """The preloaded library of one run."""

    def __init__(self, folder: Path, library: Path) -> None:
        self._library = library
        self._folder = folder
        self._counter = folder / "flushes"

    def env(self) -> dict[str, str]:
        """The variables for a process and its children; its count starts at zero."""
        self._counter.write_bytes(bytes(8))
        return {
            "LD_PRELOAD": str(self._library),
            "CGQ_BENCH_FLUSH_US": str(MICROSECONDS),
            "CGQ_BENCH_FLUSHES": str(self._counter),
        }

    def count(self) -> int:
        """Flushes since `env` was asked for."""
        number: int = struct.unpack("=Q", self._counter.read_bytes())[0]
        return number


def build(folder: Path) -> SlowFlush | None:
    """Compile the library; None where there is no C compiler."""
    compiler = shutil.which(os.environ.get("CC", "cc")) or shutil.which("gcc")
    if compiler is None:
        return None
    source, library = folder / "slow.c", folder / "slow.so"
    source.write_text(SOURCE, encoding="utf-8")
    command = [compiler, "-O2", "-shared", "-fPIC", "-o", str(library), str(source), "-ldl"]
    built = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    return SlowFlush(folder, library) if built.returncode == 0 else None
