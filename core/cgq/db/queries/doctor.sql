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
SELECT s.id, s.lock_file, s.pid, s.host, (SELECT count(*) FROM job AS j WHERE j.state = 'running' AND j.supervisor_id = s.id)
  FROM supervisor AS s ORDER BY s.id

-- name: chains_wrong
-- Chains that are not what the jobs say: the first job, what is counted as open, what there is.
SELECT root_id, sum(counted), sum(real)
  FROM (SELECT root_id, open AS counted, failed AS lost, 0 AS real, 0 AS really_lost FROM chain
        UNION ALL
        SELECT root_id, 0, 0, sum(state IN ('scheduled', 'ready', 'blocked', 'running')), sum(state = 'failed')
          FROM job WHERE root_id IS NOT NULL GROUP BY root_id)
 GROUP BY root_id HAVING sum(counted) <> sum(real) OR sum(lost) <> sum(really_lost)
 ORDER BY root_id

-- name: chains_clear
-- Chains of which no job is left.
DELETE FROM chain WHERE NOT EXISTS (SELECT 1 FROM job INDEXED BY job_root WHERE job.root_id = chain.root_id)

-- name: chains_recount
-- The chains, from the jobs themselves; when each was closed stays, or is when its last job ended.
INSERT INTO chain (root_id, open, failed, closed_at)
SELECT root_id, sum(state IN ('scheduled', 'ready', 'blocked', 'running')), sum(state = 'failed'),
       CASE WHEN sum(state IN ('scheduled', 'ready', 'blocked', 'running')) = 0 THEN max(finished_at) END
  FROM job WHERE root_id IS NOT NULL GROUP BY root_id
ON CONFLICT (root_id) DO UPDATE SET
  open = excluded.open, failed = excluded.failed,
  closed_at = CASE WHEN excluded.open = 0 THEN coalesce(chain.closed_at, excluded.closed_at) END

-- name: running_without_supervisor
-- Supervisors that have no row, and how many running jobs each holds.
SELECT supervisor_id, count(*) FROM job INDEXED BY job_running
 WHERE state = 'running' AND supervisor_id NOT IN (SELECT id FROM supervisor)
 GROUP BY supervisor_id ORDER BY supervisor_id

-- name: slots_without_supervisor
-- Slots and limiters of supervisors that have no row.
SELECT (SELECT count(*) FROM slot WHERE supervisor_id NOT IN (SELECT id FROM supervisor))
     + (SELECT count(*) FROM limiter WHERE supervisor_id NOT IN (SELECT id FROM supervisor))

-- name: slots_remove
-- The slots of supervisors that have no row.
DELETE FROM slot WHERE supervisor_id NOT IN (SELECT id FROM supervisor)

-- name: limiters_remove
-- The limiters of supervisors that have no row.
DELETE FROM limiter WHERE supervisor_id NOT IN (SELECT id FROM supervisor)

-- name: words_wrong
-- How many questions the search by words lacks, and how many it has that are not there.
SELECT (SELECT count(*) FROM question WHERE id NOT IN (SELECT rowid FROM question_fts)),
       (SELECT count(*) FROM question_fts WHERE rowid NOT IN (SELECT id FROM question))

-- name: words_check
-- Raise an error where the search by words is not whole.
INSERT INTO question_fts (question_fts) VALUES ('integrity-check')

-- name: terms_wrong
-- Questions whose words are not indexed yet, and words of questions that are not there.
SELECT (SELECT count(*) FROM question WHERE id NOT IN (SELECT rowid FROM question_word)),
       (SELECT count(*) FROM question_word WHERE rowid NOT IN (SELECT id FROM question))

-- name: terms_check
-- Is the index of the words whole? It raises where it is not.
INSERT INTO question_word (question_word) VALUES ('integrity-check')

-- name: near_models
-- The models whose vectors have an index that is in use.
SELECT model, dimension FROM vector_index WHERE stale = 0 ORDER BY model

-- name: trigram_probe
-- Can this SQLite search for parts of words?
CREATE VIRTUAL TABLE temp.probe USING fts5 (body, tokenize = 'trigram')

-- name: papers_unconverted
-- How many papers failed with one of some codes (a JSON array), by what they were taken in as and by the code.
SELECT m.format, j.error_code, count(*) FROM job AS j JOIN material AS m ON m.id = j.document
 WHERE j.state = 'failed' AND j.error_code IN (SELECT value FROM json_each(?))
 GROUP BY m.format, j.error_code

-- name: spending_wrong
-- Days whose totals are not what their requests say: the day, what is counted, what there is. Of the oldest day that is
-- kept some requests may be gone.
SELECT day, sum(counted), sum(real), sum(calls)
  FROM (SELECT day, cost AS counted, 0 AS real, calls FROM spending
        UNION ALL
        SELECT asked_wall / 86400000, 0, coalesce(cost, 0), -1 FROM paid_call)
 WHERE day >= (SELECT min(asked_wall) / 86400000 FROM paid_call)
 GROUP BY day
HAVING (sum(counted) <> sum(real) OR sum(calls) <> 0)
   AND (day > (SELECT min(asked_wall) / 86400000 FROM paid_call) OR sum(counted) < sum(real) OR sum(calls) < 0)
 ORDER BY day

-- name: spending_clear
-- Forget the totals of a day.
DELETE FROM spending WHERE day = ?

-- name: spending_recount
-- Add up a day anew.
INSERT INTO spending
SELECT asked_wall / 86400000, provider, model, purpose, kind, state,
  count(*), sum(cost IS NULL), sum(tokens_in), sum(tokens_out), coalesce(sum(cost), 0)
FROM paid_call WHERE asked_wall / 86400000 = ? GROUP BY provider, model, purpose, kind, state
