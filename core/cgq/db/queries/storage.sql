-- The pages of a database file: how many are free, and their way back to the disk.

-- name: shrink_on_demand
-- Free pages can be cut off without writing the whole file anew; only where the file holds no table yet.
PRAGMA auto_vacuum = INCREMENTAL

-- name: free_pages
-- How many pages hold nothing.
PRAGMA freelist_count

-- name: page_size
-- The bytes of a page.
PRAGMA page_size

-- name: cut_free_pages
-- Cut off so many free pages at most: 500 take at most 22 ms of CPU.
PRAGMA incremental_vacuum(500)

-- name: checkpoint
-- Bring what is in the log into the file, as far as no reader needs it; writers go on meanwhile.
PRAGMA wal_checkpoint(PASSIVE)

-- name: checkpoint_and_empty
-- The same, and empty the log. Writers wait for it.
PRAGMA wal_checkpoint(TRUNCATE)

-- name: copy_into
-- Write everything as it is at this moment into a new file, without its free pages; others go on writing meanwhile.
VACUUM INTO ?

-- name: integrity_check
-- Is every page of the file and every index whole? One row that says `ok`, or what is wrong with it.
PRAGMA integrity_check(5)
