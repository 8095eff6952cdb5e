-- Statements of hooks: what is to be reported, and the runs of the commands. Times in milliseconds.

-- name: subject
-- What a hook is told of a job besides its failure; the paper is the one that the job reads, with its freshest path.
SELECT requested_by, attempts, max_attempts, material.id,
  (SELECT path FROM material_path WHERE material_id = material.id ORDER BY seen_at DESC, path LIMIT 1)
FROM job LEFT JOIN material ON material.id = job.document WHERE job.id = ?

-- name: recent
-- How many runs of a topic were written one by one since a moment, counted up to a number, and when the first was.
SELECT count(*), min(created_at) FROM (
  SELECT created_at FROM hook_run INDEXED BY hook_run_topic
  WHERE topic IS NOT NULL AND topic = :topic AND created_at > :since AND jobs IS NULL LIMIT :most)

-- name: summed_up
-- One more failure for the run that stands for many and waits; it names the first jobs alone.
UPDATE hook_run INDEXED BY hook_run_topic SET count = count + 1,
  jobs = CASE WHEN json_array_length(jobs) < :named THEN json_insert(jobs, '$[#]', :job) ELSE jobs END
WHERE topic IS NOT NULL AND topic = :topic AND jobs IS NOT NULL AND state = 'waiting' AND tries = 0 AND due_at > :now

-- name: add
-- A command is to be started.
INSERT INTO hook_run (hook, occasion, topic, job_id, due_at, created_at, jobs, payload)
VALUES (:hook, :occasion, :topic, :job, :due, :now, :jobs, :payload)

-- name: prune
-- Forget the oldest runs; one that is at work stays.
DELETE FROM hook_run WHERE id IN (SELECT id FROM hook_run ORDER BY id LIMIT :most)
  AND created_at < :before AND state <> 'running'

-- name: lanes_open
-- The lanes that have a job which is not over.
SELECT DISTINCT queue, kind FROM tally WHERE state IN ('scheduled', 'ready', 'blocked', 'running') AND n > 0

-- name: lanes_failed
-- How many jobs of each lane have failed for good.
SELECT queue, kind, n FROM tally WHERE state = 'failed' AND n > 0

-- name: take_back
-- Runs of supervisors that are gone wait again: whether their commands did their work nobody knows.
UPDATE hook_run INDEXED BY hook_run_running SET state = 'waiting', supervisor_id = NULL, due_at = :now
WHERE state = 'running' AND supervisor_id NOT IN (SELECT id FROM supervisor)

-- name: give_back
-- The runs of a supervisor that ends wait again.
UPDATE hook_run INDEXED BY hook_run_running SET state = 'waiting', supervisor_id = NULL, due_at = :now
WHERE state = 'running' AND supervisor_id = :supervisor

-- name: busy
-- The hooks that have a run at work.
SELECT hook FROM hook_run INDEXED BY hook_run_running WHERE state = 'running'

-- name: head
-- The next run of a hook.
SELECT due_at, id, hook, tries, count, jobs, payload FROM hook_run INDEXED BY hook_run_waiting
WHERE state = 'waiting' AND hook = ? ORDER BY due_at, id LIMIT 1

-- name: start
-- A supervisor starts the command of a run.
UPDATE hook_run SET state = 'running', supervisor_id = :supervisor WHERE id = :id AND state = 'waiting'

-- name: succeeded
-- The command did its work.
UPDATE hook_run SET state = 'done', tries = tries + 1, ended_at = :now, supervisor_id = NULL, error = NULL, output = :output
WHERE id = :id AND state = 'running' AND supervisor_id = :supervisor

-- name: failed
-- The command failed; it is started again at a moment, or never, where that is NULL.
UPDATE hook_run SET state = CASE WHEN :due IS NULL THEN 'failed' ELSE 'waiting' END, tries = tries + 1,
  due_at = coalesce(:due, due_at), ended_at = CASE WHEN :due IS NULL THEN :now END, supervisor_id = NULL,
  error = :error, output = :output
WHERE id = :id AND state = 'running' AND supervisor_id = :supervisor

-- name: hasten
-- What waits only to stand for more failures is due at once.
UPDATE hook_run SET due_at = :now
WHERE state = 'waiting' AND jobs IS NOT NULL AND tries = 0 AND due_at > :now AND hook = :hook

-- name: revive
-- A failed run waits again, with fresh tries.
UPDATE hook_run SET state = 'waiting', tries = 0, ended_at = NULL, due_at = :now WHERE id = :id AND state = 'failed'

-- name: runs
-- Runs, the newest first, of a hook, of all of an environment (what their stored names begin with), or any.
SELECT id, hook, occasion, job_id, state, tries, due_at, created_at, ended_at, count, jobs, error, output, payload
FROM hook_run WHERE (:hook IS NULL OR :hook IN (hook, substr(hook, 1, instr(hook, ':')))) AND (:state IS NULL OR state = :state)
ORDER BY id DESC LIMIT :limit OFFSET :skip

-- name: states
-- The states of some runs (a JSON array of ids).
SELECT id, state FROM hook_run WHERE id IN (SELECT value FROM json_each(?))

-- name: failed_ids
-- The runs that failed for good, with their hooks.
SELECT id, hook FROM hook_run INDEXED BY hook_run_failed WHERE state = 'failed' ORDER BY id

-- name: counts_open
-- The waiting runs by hook.
SELECT hook, count(*) FROM hook_run INDEXED BY hook_run_waiting WHERE state = 'waiting' GROUP BY hook

-- name: counts_failed
-- The failed runs by hook.
SELECT hook, count(*) FROM hook_run INDEXED BY hook_run_failed WHERE state = 'failed' GROUP BY hook
