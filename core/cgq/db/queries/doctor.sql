-- What `cgq doctor` asks of a database, and what it mends.

-- name: quick_check
-- Is the file whole? One row that says `ok`, or what is wrong with it.
PRAGMA quick_check(5)

-- name: journal_mode
-- How changes are written: `wal` since the first migration.
PRAGMA journal_mode

-- name: tally_wrong
-- Counters that are not what the jobs say: what is counted, what there is.
SELECT queue, kind, state, sum(counted), sum(real)
  FROM (SELECT queue, kind, state, n AS counted, 0 AS real FROM tally
        UNION ALL
        SELECT queue, kind, state, 0, count(*) FROM job GROUP BY queue, kind, state)
 GROUP BY queue, kind, state HAVING sum(counted) <> sum(real)
 ORDER BY queue, kind, state

-- name: kinds_waiting
-- The kinds of the jobs that are not over, and how many each has.
SELECT kind, sum(n) FROM tally WHERE state IN ('scheduled', 'ready', 'blocked', 'running') AND n > 0
 GROUP BY kind ORDER BY kind

-- name: tally_clear
-- Before everything is counted anew.
DELETE FROM tally

-- name: tally_recount
-- The counters, from the jobs themselves.
INSERT INTO tally (queue, kind, state, n) SELECT queue, kind, state, count(*) FROM job GROUP BY queue, kind, state

-- name: supervisor_holds
-- Who registered, and how many running jobs each holds.
SELECT s.lock_file, s.pid, s.host, (SELECT count(*) FROM job AS j WHERE j.state = 'running' AND j.supervisor_id = s.id)
  FROM supervisor AS s ORDER BY s.id

-- name: trigram_probe
-- Can this SQLite search for parts of words?
CREATE VIRTUAL TABLE temp.probe USING fts5 (body, tokenize = 'trigram')
