"""Papers that lie in no file of their own, taken in by this process: their files are kept as those of jobs are."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from cgq.bank import unpacked
from cgq.db.kept_files import folder_of, path_of
from cgq.errors import cannot_write
from cgq.queue.artifacts import files_by_hand, write_new
from cgq.stages.packing import Keeping

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from cgq.bank.unpacked import Contents
    from cgq.contract import Artifact
    from cgq.queue.artifacts import NewFiles
    from cgq.workspace import Workspace


def reading_only(workspace: Workspace, *, one_paper: bool, again: bool) -> Keeping:
    """What keeps nothing, and knows what is kept; `again`: zips are opened, whatever was known of them."""
    database = workspace.database.path.absolute()

    def is_kept(sha256: str) -> bool:
        with workspace.database.read() as tx:
            return unpacked.is_kept(tx, sha256) and path_of(database, sha256).exists()

    def known(sha256: str) -> Contents | None:
        if again:
            return None
        with workspace.database.read() as tx:
            return unpacked.zip_known(tx, sha256)

    return Keeping(is_kept=is_kept, known=known, one_paper=one_paper)


@contextmanager
def new_files(workspace: Workspace, *, one_paper: bool, again: bool) -> Generator[tuple[Keeping, NewFiles]]:
    """What keeps new files until they are adopted with their papers; what is not adopted is removed at the end."""
    database = workspace.database.path.absolute()
    with files_by_hand(database) as files:

        def write(pieces: Iterable[bytes]) -> Artifact:
            files.hold()
            try:
                return write_new(files.folder, pieces)
            except OSError as error:
                what = f"What was unpacked cannot be kept in {folder_of(database)}"
                raise cannot_write(what, error, hint="Make the folder writable, and start again.") from error

        looking = reading_only(workspace, one_paper=one_paper, again=again)
        yield Keeping(write, looking.is_kept, looking.known, one_paper), files
