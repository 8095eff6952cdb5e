-- Statements of the ledger. Times in milliseconds; `?1`-style and `:name` parameters only.

-- name: moment
-- The moment that was kept last (queue/timeline.py).
SELECT boot, uptime, wall, now, ahead FROM moment

-- name: moment_set
-- Keep a moment.
INSERT INTO moment (one, boot, uptime, wall, now, ahead) VALUES (1, ?, ?, ?, ?, ?)
ON CONFLICT (one) DO UPDATE SET
  boot = excluded.boot, uptime = excluded.uptime, wall = excluded.wall, now = excluded.now, ahead = excluded.ahead

-- name: follow_wall_clock
-- The wall clock was set: jobs that wait for one of its moments are due elsewhere on the time line, and so is the end of
-- a time to live that counts from there. A deadline that was given as a time stays where it is.
UPDATE job SET due_at = wall_due_at - :ahead,
  expires_at = CASE WHEN expires_after_due THEN expires_at + wall_due_at - :ahead - due_at ELSE expires_at END
WHERE wall_due_at IS NOT NULL AND state IN ('scheduled', 'blocked')

-- name: tally_add
-- Change a counter by what a batch moved; it never goes below zero (a CHECK sees to that).
UPDATE tally SET n = n + :n WHERE queue = :queue AND kind = :kind AND state = :state

-- name: tally_start
-- A counter's first value.
INSERT INTO tally (queue, kind, state, n) VALUES (:queue, :kind, :state, :n)

-- name: ended_add
-- Count ended jobs by the hour, with the minutes of it in which they ran.
INSERT INTO ended (hour, queue, kind, state, n, ms, minutes) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (hour, queue, kind, state) DO UPDATE SET
  n = n + excluded.n, ms = ms + excluded.ms, minutes = minutes | excluded.minutes

-- name: ended_total_add
-- Count ended jobs for good.
INSERT INTO ended_total (queue, kind, state, n, ms) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (queue, kind, state) DO UPDATE SET n = n + excluded.n, ms = ms + excluded.ms

-- name: latency_add
-- Count jobs in a bucket of an hour's histogram (queue/latency.py).
INSERT INTO latency (hour, queue, kind, measure, bucket, n) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (hour, queue, kind, measure, bucket) DO UPDATE SET n = n + excluded.n

-- name: latency_forget
-- Forget the histograms of long ago, so many rows at once.
DELETE FROM latency WHERE (hour, queue, kind, measure, bucket) IN (
  SELECT hour, queue, kind, measure, bucket FROM latency WHERE hour < :before LIMIT :count)

-- name: chain_add
-- A root's open descendants; the moment when none is left is kept and handed back.
INSERT INTO chain (root_id, open, failed, closed_at)
VALUES (:root, max(:opened, 0), 0, NULL)
ON CONFLICT (root_id) DO UPDATE SET
  open = open + :opened,
  failed = max(failed + :failed, 0),
  closed_at = CASE WHEN open + :opened = 0 THEN coalesce(closed_at, :now) END
RETURNING closed_at

-- name: batch_joinable
-- Those of some jobs (a JSON array of ids) that are not over and belong to no batch.
SELECT id FROM job WHERE id IN (SELECT value FROM json_each(:jobs))
  AND batch_id IS NULL AND state IN ('scheduled', 'ready', 'blocked', 'running')

-- name: batch_join
-- Let jobs (a JSON array of ids), and what follows from them so far, belong to a batch.
UPDATE job SET batch_id = :batch
WHERE id IN (SELECT value FROM json_each(:jobs)) OR root_id IN (SELECT value FROM json_each(:jobs))

-- name: batch_by_name
-- The open batch of a name in an environment.
SELECT id, name, then_kind, then_args, requested_by FROM batch
WHERE prefix = :prefix AND name = :name AND closed_at IS NULL

-- name: batch_newest
-- The newest batch of a name in an environment.
SELECT max(id) FROM batch WHERE prefix = :prefix AND name = :name

-- name: batch_add
-- Open a batch.
INSERT INTO batch (prefix, name, then_kind, then_args, requested_by, opened_at, filling_until)
VALUES (:prefix, :name, :kind, :args, :by, :now, :now)

-- name: batch_then
-- What is enqueued when a batch is over.
UPDATE batch SET then_kind = :kind, then_args = :args WHERE id = :batch

-- name: batch_fill
-- A batch does not close before this moment.
UPDATE batch SET filling_until = :until WHERE id = :batch AND closed_at IS NULL

-- name: batches_over
-- Open batches of an environment that nobody fills and of which every job has ended.
SELECT id, name, then_kind, then_args, requested_by FROM batch
WHERE prefix = :prefix AND closed_at IS NULL AND filling_until <= :now AND NOT EXISTS (
  SELECT 1 FROM job INDEXED BY job_batch
  WHERE batch_id = batch.id AND batch_id IS NOT NULL AND state IN ('scheduled', 'ready', 'blocked', 'running'))

-- name: batch_next
-- When the first of an environment's open batches without a living job may close; `:again` for one that may already.
SELECT min(CASE WHEN filling_until <= :now THEN :again ELSE filling_until END) FROM batch
WHERE prefix = :prefix AND closed_at IS NULL AND NOT EXISTS (
  SELECT 1 FROM job INDEXED BY job_batch
  WHERE batch_id = batch.id AND batch_id IS NOT NULL AND state IN ('scheduled', 'ready', 'blocked', 'running'))

-- name: batch_waits
-- Of the open batch of a name: how many jobs are not over, the first of them, and how long it is being filled (ms).
SELECT count(job.id), min(job.id), filling_until - :now FROM batch
LEFT JOIN job INDEXED BY job_batch ON job.batch_id = batch.id AND job.batch_id IS NOT NULL
  AND job.state IN ('scheduled', 'ready', 'blocked', 'running')
WHERE prefix = :prefix AND name = :name AND closed_at IS NULL GROUP BY batch.id

-- name: batch_counts
-- The jobs of a batch by state, queue and kind: in the index alone, for there may be very many.
SELECT state, queue, kind, count(*) FROM job INDEXED BY job_batch
WHERE batch_id IS NOT NULL AND batch_id = ? GROUP BY state, queue, kind

-- name: batch_close
-- A batch is over, once; its counts, and the job that was enqueued for its end.
UPDATE batch SET closed_at = :now, done = :done, failed = :failed, discarded = :discarded, cancelled = :cancelled,
  job_id = :job
WHERE id = :batch AND closed_at IS NULL

-- name: batch_roots
-- The jobs that were enqueued into a batch, and the one that its end enqueued.
SELECT id FROM job WHERE batch_id = :batch AND parent_id IS NULL
UNION SELECT job_id FROM batch WHERE id = :batch AND job_id IN (SELECT id FROM job)
ORDER BY 1

-- name: turn_current
-- Where a queue's turns stand.
SELECT current FROM queue_turn WHERE queue = :queue

-- name: turn_of_document
-- How far a document has been ranked in a queue.
SELECT first, ranked FROM document_turn WHERE queue = :queue AND document = :document

-- name: turn_rank_document
-- Keep how far a document has been ranked.
INSERT INTO document_turn (queue, document, first, ranked) VALUES (:queue, :document, :first, :ranked)
ON CONFLICT (queue, document) DO UPDATE SET first = excluded.first, ranked = excluded.ranked

-- name: turn_advance
-- The highest turn that was claimed.
INSERT INTO queue_turn (queue, current) VALUES (:queue, :turn)
ON CONFLICT (queue) DO UPDATE SET current = excluded.current WHERE excluded.current > current

-- name: work_job
-- The job of known work, its state (NULL when it was done and pruned), and whether it was pruned.
SELECT work.job_id, coalesce(job.state, work.ended), job.id IS NULL
FROM work LEFT JOIN job ON job.id = work.job_id WHERE work.key = ?

-- name: work_latest
-- Of the known work whose keys stand between two, the key and the state of the newest that is done or may still be.
SELECT work.key, coalesce(job.state, 'done') AS state
  FROM work LEFT JOIN job ON job.id = work.job_id
 WHERE work.key BETWEEN :first AND :last AND work.ended IS NULL
   AND coalesce(job.state, 'done') NOT IN ('failed', 'discarded', 'cancelled')
 ORDER BY work.job_id DESC LIMIT 1

-- name: work_remember
-- Remember which job does this work.
INSERT INTO work (key, job_id) VALUES (?, ?)
ON CONFLICT (key) DO UPDATE SET job_id = excluded.job_id, ended = NULL

-- name: coalesced_job
-- The waiting job of a coalesce key.
SELECT id, state FROM job WHERE coalesce_key = ? AND state IN ('scheduled', 'ready', 'blocked')

-- name: job_ids_take
-- Take the next ids; the last of them comes back.
UPDATE last_job SET id = id + ? RETURNING id

-- name: job_state
-- The state of one job.
SELECT state FROM job WHERE id = ?

-- name: job_arguments
-- What a job that waits is asked to do, said anew.
UPDATE job SET args = :args WHERE id = :id AND state IN ('scheduled', 'ready', 'blocked')

-- name: mutex_holder
-- The job that holds a key.
SELECT id FROM job WHERE mutex = ? AND state IN ('ready', 'running')

-- name: job_insert
-- A new job; it belongs to the batch of the job that its chain began with.
INSERT INTO job (id, queue, kind, state, priority, class, turn, due_at, wall_due_at, created_at, ready_at, expires_at,
                 expires_after_due, document, root_id, parent_id, after_id, after_delay, batch_id, mutex, coalesce_key, max_attempts,
                 requested_by, args)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
        (SELECT batch_id FROM job AS root WHERE root.id = ?), ?, ?, ?, ?, ?)

-- name: lanes
-- Queues and kinds that have ready jobs, with their number.
SELECT queue, kind, n FROM tally WHERE state = 'ready' AND n > 0

-- name: lane_head
-- The best class among a lane's ready jobs.
SELECT class FROM job INDEXED BY job_ready
WHERE state = 'ready' AND queue = ? AND kind = ? ORDER BY class, turn, due_at, id LIMIT 1

-- name: claim
-- Start the first ready jobs of a lane: an index walk, whatever else the table holds (C4). What was started once does
-- not expire any more, though it goes back or waits for another try.
UPDATE job SET state = 'running', fence = :fence, supervisor_id = :supervisor,
  attempts = attempts + 1, started_at = :now, expires_at = NULL
WHERE id IN (
  SELECT id FROM job INDEXED BY job_ready
  WHERE state = 'ready' AND queue = :queue AND kind = :kind
  ORDER BY class, turn, due_at, id LIMIT :count)
RETURNING class, turn, due_at, id, kind, queue, args, attempts, crashes, max_attempts, document,
  root_id, mutex, fence, started_at, ready_at

-- name: claim_named
-- Start these ready jobs (a JSON array of ids), which were chosen in this transaction.
UPDATE job SET state = 'running', fence = :fence, supervisor_id = :supervisor,
  attempts = attempts + 1, started_at = :now, expires_at = NULL
WHERE id IN (SELECT value FROM json_each(:jobs)) AND state = 'ready'
RETURNING class, turn, due_at, id, kind, queue, args, attempts, crashes, max_attempts, document,
  root_id, mutex, fence, started_at, ready_at

-- name: askers
-- Who has ready jobs in a lane: one step of the index for each.
WITH RECURSIVE asker (name) AS (
  SELECT min(requested_by) FROM job INDEXED BY job_ready_asked
  WHERE state = 'ready' AND requested_by IS NOT NULL AND queue = :queue AND kind = :kind
  UNION ALL
  SELECT (SELECT min(requested_by) FROM job INDEXED BY job_ready_asked
          WHERE state = 'ready' AND queue = :queue AND kind = :kind AND requested_by > asker.name)
  FROM asker WHERE asker.name IS NOT NULL)
SELECT name FROM asker WHERE name IS NOT NULL

-- name: ready_of_asker
-- The first ready jobs of an asker in a lane.
SELECT class, turn, due_at, id FROM job INDEXED BY job_ready_asked
WHERE state = 'ready' AND requested_by = :asker AND queue = :queue AND kind = :kind
ORDER BY class, turn, due_at, id LIMIT :most

-- name: ready_of_nobody
-- The first ready jobs of a lane that nobody asked for, among so many.
SELECT class, turn, due_at, id FROM (
  SELECT class, turn, due_at, id, requested_by FROM job INDEXED BY job_ready
  WHERE state = 'ready' AND queue = :queue AND kind = :kind ORDER BY class, turn, due_at, id LIMIT :passed)
WHERE requested_by IS NULL LIMIT :most

-- name: running_by_asker
-- How many jobs of each asker run in an environment; `:start` is what the stored names of its queues begin with.
SELECT requested_by, count(*) FROM job INDEXED BY job_running
WHERE state = 'running' AND requested_by IS NOT NULL AND :start = substr(queue, 1, instr(queue, ':'))
GROUP BY requested_by

-- name: running_of_asker
-- The running jobs of an asker in an environment.
SELECT id FROM job INDEXED BY job_running
WHERE state = 'running' AND requested_by = :asker AND :start = substr(queue, 1, instr(queue, ':')) ORDER BY id

-- name: next_due
-- When the next scheduled job is due.
SELECT min(due_at) FROM job INDEXED BY job_scheduled WHERE state = 'scheduled'

-- name: promote_due
-- Scheduled jobs without a key that are due become ready.
UPDATE job SET state = 'ready', ready_at = :now
WHERE id IN (SELECT id FROM job INDEXED BY job_scheduled
             WHERE state = 'scheduled' AND due_at <= :now AND mutex IS NULL LIMIT :count)
RETURNING queue, kind

-- name: due_with_mutex
-- Scheduled jobs with a key that are due; each is looked at by itself.
SELECT id, queue, kind, mutex FROM job INDEXED BY job_scheduled
WHERE state = 'scheduled' AND due_at <= :now AND mutex IS NOT NULL ORDER BY due_at, id LIMIT :count

-- name: set_waiting_state
-- Move one waiting job to another waiting state.
UPDATE job SET state = :after, ready_at = :now WHERE id = :id AND state = :before

-- name: expired
-- Waiting jobs of an environment whose time to live is over; blocked ones first, for the end of another would unblock
-- them. `:start` is what the stored names of its queues begin with.
SELECT id, queue, kind, state, root_id, mutex, due_at FROM job INDEXED BY job_expiring
WHERE expires_at IS NOT NULL AND state IN ('scheduled', 'ready', 'blocked') AND expires_at <= :now
  AND :start = substr(queue, 1, instr(queue, ':'))
ORDER BY state, id LIMIT :count

-- name: expired_count
-- How many jobs of an environment wait although their time to live is over.
SELECT count(*) FROM job INDEXED BY job_expiring
WHERE expires_at IS NOT NULL AND state IN ('scheduled', 'ready', 'blocked') AND expires_at <= :now
  AND :start = substr(queue, 1, instr(queue, ':'))

-- name: next_expiry
-- When the time to live of an environment's next waiting job is over.
SELECT min(expires_at) FROM job INDEXED BY job_expiring
WHERE expires_at IS NOT NULL AND state IN ('scheduled', 'ready', 'blocked')
  AND :start = substr(queue, 1, instr(queue, ':'))

-- name: finish
-- A result is stored: only the holder of the lease may say so (R3). Whatever was reported last, all of it is done (B2).
UPDATE job SET state = 'done', finished_at = ?, result = ?, progress_done = coalesce(progress_total, progress_done), fence = NULL, supervisor_id = NULL,
  error_code = NULL, error = NULL, fingerprint = NULL
WHERE id = ? AND fence = ? AND state = 'running'

-- name: finish_together
-- The same for many, given as JSON rows of id, fence and result: one statement costs half of one a job.
UPDATE job NOT INDEXED SET state = 'done', finished_at = :now, result = json_extract(done.value, '$[2]'),
  progress_done = coalesce(progress_total, progress_done), fence = NULL,
  supervisor_id = NULL, error_code = NULL, error = NULL, fingerprint = NULL
FROM json_each(:rows) AS done
WHERE job.id = json_extract(done.value, '$[0]') AND job.fence = json_extract(done.value, '$[1]') AND job.state = 'running'

-- name: fail
-- The last try failed.
UPDATE job SET state = 'failed', finished_at = :now, fence = NULL, supervisor_id = NULL, crashes = :crashes,
  error_code = :code, error = :message, fingerprint = :fingerprint
WHERE id = :id AND fence = :fence AND state = 'running'

-- name: coalesce_let_go
-- A started job goes back to waiting while another waits under its key: the key stays with that one.
UPDATE job SET coalesce_key = NULL
WHERE id = :id AND fence IS :fence AND coalesce_key IS NOT NULL AND EXISTS (
  SELECT 1 FROM job AS other
  WHERE other.coalesce_key = job.coalesce_key AND other.state IN ('scheduled', 'ready', 'blocked'))

-- name: try_again
-- Another try may help: the job waits for it.
UPDATE job SET state = 'scheduled', due_at = :due, wall_due_at = NULL, fence = NULL, supervisor_id = NULL, crashes = :crashes,
  error_code = :code, error = :message, fingerprint = :fingerprint
WHERE id = :id AND fence = :fence AND state = 'running'

-- name: discard_running
-- A rule ended the job without a result.
UPDATE job SET state = 'discarded', finished_at = :now, fence = NULL, supervisor_id = NULL,
  error_code = :code, error = :message, fingerprint = :fingerprint
WHERE id = :id AND fence = :fence AND state = 'running'

-- name: give_back
-- The job did not get its chance: the attempt is not counted (R1).
UPDATE job SET state = 'ready', attempts = attempts - 1, fence = NULL, supervisor_id = NULL
WHERE id = :id AND fence = :fence AND state = 'running'

-- name: postpone
-- The job waits for something else, which its error columns name; what it failed at before is forgotten.
UPDATE job SET state = 'scheduled', due_at = :due, wall_due_at = NULL, fence = NULL, supervisor_id = NULL, attempts = 0,
  error_code = :code, error = :message, fingerprint = NULL
WHERE id = :id AND fence = :fence AND state = 'running'

-- name: attempt_add
-- Keep how an attempt ended when it was no success.
INSERT INTO attempt (job_id, number, outcome, code, message, hint, traceback, started_at, ended_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)

-- name: items_settled
-- Of some keys (a JSON array) those whose items change no more: over well, or come in this start of the job already (B1).
SELECT key FROM item
WHERE job_id = :job AND key IN (SELECT value FROM json_each(:keys)) AND (state IN ('done', 'duplicate', 'skipped') OR fence = :fence)

-- name: item_keep
-- What an item came to; one that failed before has had another try.
INSERT INTO item (job_id, key, name, state, attempts, code, message, hint, fingerprint, ms, fence, ended_at)
VALUES (:job, :key, :name, :state, 1, :code, :message, :hint, :fingerprint, :ms, :fence, :now)
ON CONFLICT (job_id, key) DO UPDATE SET
  name = excluded.name, state = excluded.state, attempts = attempts + 1, code = excluded.code,
  message = excluded.message, hint = excluded.hint, fingerprint = excluded.fingerprint, ms = excluded.ms,
  fence = excluded.fence, ended_at = excluded.ended_at

-- name: item_passed_over
-- An item that was done came to nothing new: a duplicate, or not wanted.
UPDATE item SET state = :state, message = :reason WHERE job_id = :job AND key = :key AND state = 'done'

-- name: items_not_wanted
-- The keys of a job's items that are not to be done: what arrived, but for what was asked for again.
SELECT key FROM item WHERE job_id = ? AND state <> 'waiting'

-- name: items_waiting
-- The items of a job that are to be done again, with their names.
SELECT key, name FROM item WHERE job_id = ? AND state = 'waiting'

-- name: items_of_start
-- Has a start of a job brought any item?
SELECT EXISTS (SELECT 1 FROM item WHERE job_id = ? AND fence = ?)

-- name: items_wait
-- The failed items of a job that the filters leave are to be done again; every filter may be NULL.
UPDATE item SET state = 'waiting'
WHERE job_id = :job AND state = 'failed' AND (:code IS NULL OR code = :code)
  AND (:like IS NULL OR message LIKE :like ESCAPE '\') AND (:since IS NULL OR ended_at >= :since)
  AND (:fingerprint IS NULL OR substr(fingerprint, 1, length(:fingerprint)) = :fingerprint)

-- name: progress
-- How far a running job is; it never goes back (B2).
UPDATE job SET progress_done = max(progress_done, min(:done, :total)), progress_total = max(:total, progress_done)
WHERE id = :id AND fence = :fence AND state = 'running'

-- name: blocked_count
-- How many jobs are blocked at all.
SELECT coalesce(sum(n), 0) FROM tally WHERE state = 'blocked'

-- name: blocked_after
-- Jobs that wait for this one, each with when it is due once that is done: some wait so long from then on.
SELECT id, queue, kind, state, root_id, mutex,
  CASE WHEN after_delay IS NULL THEN due_at ELSE :now + after_delay END
FROM job INDEXED BY job_after WHERE state = 'blocked' AND after_id IS NOT NULL AND after_id = :parent

-- name: blocked_for_mutex
-- The next job that waits for a key.
SELECT id, queue, kind, state, root_id, mutex, due_at FROM job INDEXED BY job_waits_for_mutex
WHERE state = 'blocked' AND mutex IS NOT NULL AND mutex = ? AND after_id IS NULL ORDER BY class, id LIMIT 1

-- name: unblock
-- What it waited for has come.
UPDATE job SET after_id = NULL, after_delay = NULL, state = :after, ready_at = :now, due_at = :due WHERE id = :id AND state = 'blocked'

-- name: end_waiting
-- A waiting job ends without having been started.
UPDATE job SET state = :after, finished_at = :now, error_code = :code, error = :message,
  fingerprint = :fingerprint
WHERE id = :id AND state = :before

-- name: cancel_running
-- A person ends a running job; its late result will find another fence.
UPDATE job SET state = 'cancelled', finished_at = :now, error_code = :code, error = :message,
  fence = NULL, supervisor_id = NULL
WHERE id = :id AND state = 'running'

-- name: job_brief
-- What moving one job needs to know of it.
SELECT id, queue, kind, state, root_id, mutex, due_at FROM job WHERE id = ?

-- name: awaited_parent
-- The job that this one still waits for; none when it is done or pruned.
SELECT parent.id FROM job JOIN job AS parent ON parent.id = job.after_id
WHERE job.id = ? AND parent.state <> 'done'

-- name: revive
-- A fresh budget for an ended job; its history stays (T5).
UPDATE job SET state = :after, attempts = 0, crashes = 0, finished_at = NULL, due_at = :now, wall_due_at = NULL, ready_at = :now,
  started_at = NULL, expires_at = NULL, class = priority, error_code = NULL, error = NULL, fingerprint = NULL,
  progress_done = 0, progress_total = NULL, after_id = :awaited
WHERE id = :id AND state = :before

-- name: discard_failed
-- A person gives up a failed job; who did it goes before the reason for which it failed.
UPDATE job SET state = 'discarded', finished_at = :now, error = :given_up || ' ' || coalesce(error, '') WHERE id = :id AND state = 'failed'

-- name: aging
-- The head of a lane's class that has waited long enough to rise by one (C3); no scan, only the head.
SELECT id FROM (
  SELECT id, ready_at, priority - class AS risen FROM job INDEXED BY job_ready
  WHERE state = 'ready' AND queue = :queue AND kind = :kind AND class = :class
  ORDER BY class, turn, due_at, id LIMIT :count)
WHERE ready_at <= :now - :every * (risen + 1)

-- name: rise
-- Rise one class. Since when it is ready stays: that is what a person asks for, and what its wait is measured from.
UPDATE job SET class = class - 1 WHERE id = :id AND state = 'ready' AND class > 2

-- name: pause_set
-- Pause a queue; the first pause and its reason stay.
INSERT INTO pause (queue, at, by, reason) VALUES (:queue, :now, :by, :reason) ON CONFLICT (queue) DO NOTHING

-- name: pause_clear
-- Resume a queue.
DELETE FROM pause WHERE queue = ?

-- name: pauses
-- Paused queues, who paused them and why; `*` stands for every queue.
SELECT queue, at, by, reason FROM pause ORDER BY queue

-- name: supervisor_add
-- A supervisor that holds the lock on its file.
INSERT INTO supervisor (lock_file, pid, host, version, queues, kinds, started_at, moved_at)
VALUES (:lock, :pid, :host, :version, :queues, :kinds, :now, :now)

-- name: supervisor_moved
-- This supervisor is alive and moving.
UPDATE supervisor SET moved_at = :now, state = :state WHERE id = :id

-- name: supervisor_ask_to_stop
-- Somebody wants this supervisor to stop; who wants it at once is not overruled by who would wait.
UPDATE supervisor SET stop = :how WHERE id = :id AND stop IS NOT 'end'

-- name: supervisor_stop
-- How somebody asked this supervisor to stop, if anybody did.
SELECT stop FROM supervisor WHERE id = ?

-- name: supervisors
-- Everyone who registered and has not gone.
SELECT id, lock_file, pid, host, version, state, started_at, moved_at, queues, kinds FROM supervisor ORDER BY id

-- name: supervisor_remove
-- It is gone; its slots go with it.
DELETE FROM supervisor WHERE id = ?

-- name: held_by
-- The running jobs of a supervisor.
SELECT class, turn, due_at, id, kind, queue, args, attempts, crashes, max_attempts, document,
  root_id, mutex, fence, started_at FROM job INDEXED BY job_running WHERE state = 'running' AND supervisor_id = ?

-- name: running
-- The first running jobs of a queue and a kind (NULL: any), and who runs them.
SELECT id, supervisor_id FROM job INDEXED BY job_running
WHERE state = 'running' AND (:queue IS NULL OR :queue IN (queue, substr(queue, 1, instr(queue, ':')))) AND (:kind IS NULL OR kind = :kind)
ORDER BY id LIMIT :most

-- name: before_in_lane
-- How many ready jobs of a lane go before this one, at most so many.
SELECT count(*) FROM (
  SELECT 1 FROM job INDEXED BY job_ready
  WHERE state = 'ready' AND queue = :queue AND kind = :kind
    AND (class, turn, due_at, id) < (:class, :turn, :due, :id)
  ORDER BY class, turn, due_at, id LIMIT :most)

-- name: ended_in_lane
-- By the hour what ended in a lane since an hour: how many, and their milliseconds.
SELECT hour, sum(n), sum(ms) FROM ended
WHERE hour >= :since AND queue = :queue AND kind = :kind AND state IN ('done', 'failed') GROUP BY hour

-- name: waiting_job
-- What a job waits with.
SELECT id, queue, kind, state, class, turn, due_at, wall_due_at, ready_at, started_at, finished_at, attempts,
  max_attempts, after_id, mutex, requested_by, supervisor_id, error_code, error,
  (SELECT hint FROM attempt WHERE job_id = job.id AND code = job.error_code ORDER BY id DESC LIMIT 1),
  progress_total, expires_at
FROM job WHERE id = ?

-- name: held_ids
-- The ids and fences of a supervisor's running jobs.
SELECT id, fence FROM job INDEXED BY job_running WHERE state = 'running' AND supervisor_id = ?

-- name: suspects_here
-- Of some jobs (JSON list of ids) those that a supervisor runs or may yet start.
SELECT job.id, queue, kind, state FROM json_each(:ids) AS suspect JOIN job ON job.id = suspect.value
WHERE state IN ('scheduled', 'ready', 'blocked') OR (state = 'running' AND supervisor_id = :supervisor)

-- name: slot_set
-- What this supervisor holds and wants in a scope.
INSERT INTO slot (supervisor_id, scope, ceiling, held, wanted) VALUES (:supervisor, :scope, :ceiling, :held, :wanted)
ON CONFLICT (supervisor_id, scope) DO UPDATE SET
  ceiling = excluded.ceiling, held = excluded.held, wanted = excluded.wanted

-- name: slots_of_others
-- What the other supervisors hold and want, scope by scope; the lowest ceiling holds (C2).
SELECT scope, min(ceiling), sum(held), sum(wanted > 0 AND held = 0) FROM slot WHERE supervisor_id <> ? GROUP BY scope

-- name: slots_of
-- What a supervisor holds, scope by scope.
SELECT scope, held FROM slot WHERE supervisor_id = ?

-- name: limiter_declare
-- What a supervisor was started with.
INSERT INTO limiter (supervisor_id, name, number, window_ms) VALUES (:supervisor, :name, :number, :window)
ON CONFLICT (name, supervisor_id) DO UPDATE SET number = excluded.number, window_ms = excluded.window_ms

-- name: limiters
-- The numbers and windows that living supervisors know for limiters.
SELECT DISTINCT name, number, window_ms FROM limiter

-- name: limiter_window
-- Of a limiter: how many may not have begun; how many had begun before a moment; how many have begun by now.
SELECT
  (SELECT coalesce(sum(n), 0) FROM limiter_start WHERE limiter = :name AND at IS NULL),
  (SELECT total - n FROM limiter_start WHERE limiter = :name AND at >= :since ORDER BY at, total LIMIT 1),
  (SELECT max(total) FROM limiter_start WHERE limiter = :name)

-- name: limiter_start_at
-- When the start with which so many had begun on a limiter did.
SELECT at FROM limiter_start WHERE limiter = :name AND total >= :total ORDER BY total LIMIT 1

-- name: limiter_start_add
-- A call was handed out that will start so many; it counts at once, and its window begins when it does.
INSERT INTO limiter_start (supervisor_id, call, limiter, n) VALUES (:supervisor, :call, :name, :n)

-- name: limiter_began
-- A call of this supervisor has begun.
UPDATE limiter_start SET at = :now, total = n + (
  SELECT coalesce(max(before.total), 0) FROM limiter_start AS before WHERE before.limiter = limiter_start.limiter)
WHERE supervisor_id = :supervisor AND call = :call AND at IS NULL

-- name: limiter_give_back
-- A call of this supervisor never began.
DELETE FROM limiter_start WHERE supervisor_id = :supervisor AND call = :call AND at IS NULL

-- name: limiter_not_begun
-- The calls of a supervisor that are not known to have begun.
SELECT DISTINCT call FROM limiter_start WHERE supervisor_id = ? AND at IS NULL

-- name: limiter_prune
-- Forget what counts no longer for anybody.
DELETE FROM limiter_start
WHERE limiter = :name AND at < :now - (SELECT max(window_ms) FROM limiter WHERE name = :name)

-- name: circuits
-- Circuits that are open, or may open with the next failures.
SELECT limiter, opened_at, reason FROM circuit

-- name: circuit_failed
-- So many more transient failures in a row; the fifth opens the circuit, a failed probe opens it anew (T4).
INSERT INTO circuit (limiter, failures, opened_at, reason)
VALUES (:limiter, :n, CASE WHEN :n >= :most THEN :now END, :reason)
ON CONFLICT (limiter) DO UPDATE SET
  failures = failures + :n,
  opened_at = CASE WHEN failures + :n >= :most THEN :now ELSE opened_at END,
  reason = :reason
RETURNING opened_at

-- name: circuit_succeeded
-- An answer came: the circuit closes.
DELETE FROM circuit WHERE limiter = ?

-- name: tally
-- Every counter that is not zero.
SELECT queue, kind, state, n FROM tally WHERE n > 0

-- name: lanes_alive
-- Lanes that will have a runnable job without anybody's doing: ready, running, or waiting for another try. A job that was
-- put off before its first try (`postpone`) has an error code.
SELECT DISTINCT queue, kind FROM tally WHERE state IN ('ready', 'running') AND n > 0
UNION
SELECT DISTINCT queue, kind FROM job INDEXED BY job_scheduled WHERE state = 'scheduled' AND (attempts > 0 OR coalesce_key IS NOT NULL AND error_code IS NULL)

-- name: still_held
-- Those of some leases (JSON rows of id and fence) that still hold.
SELECT job.id FROM json_each(:leases) AS lease
JOIN job ON job.id = json_extract(lease.value, '$[0]') AND job.fence = json_extract(lease.value, '$[1]')
WHERE job.state = 'running'

-- name: artifact_add
-- A file that is kept from now on; of several jobs that made it the last counts as its maker, for it is kept longest.
INSERT INTO artifact (sha256, size, job_id, adopted_at) VALUES (:sha256, :size, :job, :now)
ON CONFLICT (sha256) DO UPDATE SET job_id = excluded.job_id, adopted_at = excluded.adopted_at

-- name: artifacts_of
-- The files that jobs of some papers (a JSON array of ids) made, but for those that are papers themselves.
SELECT sha256 FROM artifact WHERE job_id IN (SELECT id FROM job WHERE document IN (SELECT value FROM json_each(?)))
  AND NOT EXISTS (SELECT 1 FROM paper_file AS f WHERE f.sha256 = artifact.sha256)

-- name: artifacts_release
-- The kept files that are some papers themselves (a JSON array of ids) belong to no job any more, and are as if new: they
-- go when a file goes whose job was pruned.
UPDATE artifact SET job_id = 0, adopted_at = :now
WHERE sha256 IN (SELECT sha256 FROM material WHERE id IN (SELECT value FROM json_each(:papers))
                  UNION ALL
                 SELECT c.sha256 FROM material AS m JOIN converted AS c ON c.original = m.sha256
                  WHERE m.id IN (SELECT value FROM json_each(:papers)))

-- name: results_of_others
-- Results of jobs of other papers, and of none, that are long enough to name a file by its sha256; in pages by id.
SELECT id, result FROM job
WHERE id > :after AND length(result) >= 64
  AND (document IS NULL OR document NOT IN (SELECT value FROM json_each(:documents)))
ORDER BY id LIMIT :limit

-- name: results_within
-- Results, by id within a span, that are long enough to name a file by its sha256.
SELECT id, result FROM job WHERE id BETWEEN :first AND :last AND length(result) >= 64 ORDER BY id LIMIT :limit

-- name: artifact_forget
-- A file that is kept no more.
DELETE FROM artifact WHERE sha256 = ?

-- name: artifact_kept
-- Whether a file is kept.
SELECT 1 FROM artifact WHERE sha256 = ?

-- name: artifacts_without_job
-- The files whose job was pruned, that were kept since before a moment, and that are no papers.
SELECT sha256 FROM artifact
WHERE adopted_at <= ?
  AND NOT EXISTS (SELECT 1 FROM job WHERE job.id = artifact.job_id)
  AND NOT EXISTS (SELECT 1 FROM paper_file AS f WHERE f.sha256 = artifact.sha256)

-- name: artifacts_to_lose
-- The files that were kept since before a moment and are no papers, with their sizes and the job that made each.
SELECT sha256, size, job_id, EXISTS (SELECT 1 FROM job WHERE job.id = artifact.job_id) FROM artifact
WHERE adopted_at <= ?
  AND NOT EXISTS (SELECT 1 FROM paper_file AS f WHERE f.sha256 = artifact.sha256)

-- name: artifact_forget_without_job
-- A file that is kept no more, unless another job has made it again, or it became a paper.
DELETE FROM artifact
WHERE sha256 = ?
  AND NOT EXISTS (SELECT 1 FROM job WHERE job.id = artifact.job_id)
  AND NOT EXISTS (SELECT 1 FROM paper_file AS f WHERE f.sha256 = artifact.sha256)

-- name: fetched_forget
-- What was fetched as a file that is kept no more: it is fetched in full the next time.
DELETE FROM fetched WHERE sha256 = ?

-- name: kept_of
-- Those of some hashes (a JSON array) that name kept files, or papers.
SELECT value FROM json_each(?) AS h
WHERE EXISTS (SELECT 1 FROM artifact WHERE artifact.sha256 = h.value)
   OR EXISTS (SELECT 1 FROM paper_file AS f WHERE f.sha256 = h.value)

-- name: paper_files
-- The hashes of the files that papers need.
SELECT sha256 FROM paper_file

-- name: artifacts
-- Every file that is kept.
SELECT sha256 FROM artifact

-- name: artifacts_made_again
-- The kept files that are made again of their papers where they are gone, but for those that are papers themselves.
SELECT sha256 FROM artifact AS a
WHERE EXISTS (SELECT 1 FROM converted AS c WHERE c.sha256 = a.sha256)
  AND NOT EXISTS (SELECT 1 FROM material AS m WHERE m.sha256 = a.sha256 OR m.next_sha256 = a.sha256)

-- name: waiting_args
-- The arguments of the jobs that wait, of one kind (NULL: of all), in the order of their ids.
SELECT args FROM job WHERE state IN ('scheduled', 'ready', 'blocked') AND (:kind IS NULL OR kind = :kind) ORDER BY id
