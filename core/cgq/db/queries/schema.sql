-- What made a database file, and how far: read before anything is written into it.

-- name: application_id
-- Whose file it is; 0 in a new one.
PRAGMA application_id

-- name: user_version
-- How many steps were applied; 0 in a new file.
PRAGMA user_version

-- name: objects
-- How many tables, indexes, views and triggers it holds.
SELECT count(*) FROM sqlite_master

-- name: steps_applied
-- The names of the steps that were applied, in their order; sqlite-utils keeps them.
SELECT name FROM _sqlite_migrations WHERE migration_set = 'cgq' ORDER BY rowid
