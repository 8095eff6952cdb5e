"""Measures papers on their way through every stage."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path

from bench.support.figure import Board, at_least, at_most
from bench.support.memory import Peaks, Watch
from bench.support.scratch import Scratch, scratch

from cgq.db.driver import driver

FILES, QUICK_FILES = 100, 18
MOST_SECONDS = 500.0
STAGES = """SELECT kind, count(*), sum(state = 'done'), (max(finished_at) - min(started_at)) / 1000.0
FROM job GROUP BY kind ORDER BY min(started_at)"""
SPAN = "SELECT (max(finished_at) - min(started_at)) / 1000.0 FROM job"
QUESTIONS = "SELECT count(*) FROM appearance"
VECTORS = "SELECT count(*) FROM vector"


def measure(run: Scratch, board: Board, files: int, jobs: int) -> None:
    """Make the papers, run them, look at what the database tells, compute the same without a queue."""
    folder, path = run.folder / "papers", run.database()
    made = run.call("papers.write", folder=folder, count=files)
    board.note("each paper has its own texts" if made["own_texts"] else "papers share their texts, and so vectors")
    process = run.start("whole.work", path=path, folder=folder, jobs=jobs, max_time=MOST_SECONDS)
    watch = Watch(process.pid)
    outcome = run.result(process)
    peaks = watch.stop()
    if outcome["reason"] != "finished":
        raise RuntimeError(f"it was not finished: {outcome}")
    questions, span = _tell_work(board, path, files, jobs)
    board.add("pipeline", "enqueuing the files", outcome["enqueue"], "s")
    _tell_processors(board, peaks, questions)
    _tell_memory(board, peaks)
    alone = run.call("whole.compute", path=path)
    for kind, seconds in alone.items():
        board.add("alone", f"{kind}, computed in one process", seconds, "s")
    total = sum(alone.values())
    board.add("alone", "questions a second of that", questions / total, "/s")
    board.add("pipeline", f"computing alone in one process : pipeline with {jobs}", total / span, "times")


def _tell_work(board: Board, path: Path, files: int, jobs: int) -> tuple[int, float]:
    with closing(driver.connect(path)) as db:
        stages = db.execute(STAGES).fetchall()
        questions, vectors = db.execute(QUESTIONS).fetchone()[0], db.execute(VECTORS).fetchone()[0]
        span = db.execute(SPAN).fetchone()[0]
    for kind, count, done, seconds in stages:
        if done != count:
            raise RuntimeError(f"{count - done} of {count} jobs of {kind} are not done")
        board.add("pipeline", f"{kind}: {count} jobs, first start to last end", seconds, "s")
    board.add("pipeline", f"questions of {files} files, {vectors} vectors", questions, "")
    board.add("pipeline", f"first start to last end, {jobs} pool workers", span, "s")
    board.add("pipeline", "questions a second, extract + embed + graph", questions / span, "/s", at_least(100))
    return questions, span


def _tell_processors(board: Board, peaks: Peaks, questions: int) -> None:
    analyser = sum(peak.cpu for peak in peaks.workers.values() if peak.analyser)
    pool = sum(peak.cpu for peak in peaks.workers.values() if not peak.analyser)
    for what, seconds in (("supervisor", peaks.root.cpu), ("analyser", analyser), ("pool", pool)):
        board.add("cpu", f"{what}, processor time", seconds, "s")
    total = peaks.root.cpu + analyser + pool
    board.add("cpu", "questions a second that two free cores could do", 2 * questions / total, "/s")


def _tell_memory(board: Board, peaks: Peaks) -> None:
    board.add("memory", "supervisor, peak", peaks.root.mb, "MB", at_most(300))
    analysers = 0
    for number, peak in enumerate(peaks.workers.values(), start=1):
        what = "analyser" if peak.analyser else "pool"
        analysers += peak.analyser
        board.add("memory", f"worker {number} ({what}), peak", peak.mb, "MB")
    board.add("memory", "processes that loaded the analyser", analysers, "", at_most(1))
    board.add("memory", "all processes together, peak", peaks.together, "MB")


def main() -> int:
    """Measure; the status tells whether it could be measured, not whether goals were met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_FILES} files instead of {FILES}")
    parser.add_argument("--jobs", type=int, default=2, help="workers of the pool (default: 2)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep the figures as JSON too")
    given = parser.parse_args()
    board = Board()
    with scratch() as run:
        measure(run, board, QUICK_FILES if given.quick else FILES, given.jobs)
    if given.json:
        board.keep(given.json)
    return 0
