-- What ends the stay of jobs, and of what is kept for some time only (B6).

-- name: kinds_ended
-- The kinds and states of an environment's jobs that are over, with their number; `:start` is what the stored names of
-- its queues begin with.
SELECT kind, state, sum(n) FROM tally WHERE state IN ('done', 'failed', 'discarded', 'cancelled') AND n > 0
  AND :start = substr(queue, 1, instr(queue, ':'))
GROUP BY kind, state ORDER BY kind, state

-- name: newest_kept
-- The oldest of an environment's newest done jobs of a kind that are kept whatever their age; no row when there are
-- fewer.
SELECT id FROM job INDEXED BY job_done WHERE kind = :kind AND state = 'done' AND :start = substr(queue, 1, instr(queue, ':'))
ORDER BY id DESC LIMIT 1 OFFSET :keep - 1

-- name: first_from
-- The first job from an id on.
SELECT min(id) FROM job WHERE id >= ?

-- name: prunable
-- The jobs of a span of ids that may go, by rules (a JSON array of [kind, state, ended before, below id]). One stays as
-- long as its chain or its batch is open or another job waits for it. A reading of a paper stays while there is an older
-- one: how a paper stands follows from its last.
WITH rule (kind, state, before, below) AS MATERIALIZED (
  SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(:rules))
SELECT job.id, job.queue, job.kind, job.state, job.root_id
FROM job CROSS JOIN rule ON rule.kind = job.kind AND rule.state = job.state
WHERE job.id BETWEEN :first AND :last
  AND job.finished_at < rule.before AND job.id < rule.below
  AND (:queue IS NULL OR :queue IN (job.queue, substr(job.queue, 1, instr(job.queue, ':'))))
  AND NOT EXISTS (SELECT 1 FROM chain WHERE chain.root_id = coalesce(job.root_id, job.id) AND chain.open > 0)
  AND NOT EXISTS (SELECT 1 FROM batch WHERE batch.id = job.batch_id AND batch.closed_at IS NULL)
  AND NOT EXISTS (SELECT 1 FROM job AS waiting INDEXED BY job_after
                   WHERE waiting.state = 'blocked' AND waiting.after_id IS NOT NULL AND waiting.after_id = job.id)
  AND NOT (job.kind IN ('process_pdf', 'recognise_pdf', 'import_questions') AND EXISTS (
        SELECT 1 FROM job AS reading INDEXED BY job_reading
         WHERE reading.kind IN ('process_pdf', 'recognise_pdf', 'import_questions')
           AND reading.document = job.document AND reading.id < job.id))
ORDER BY job.id LIMIT :limit

-- name: papers_settle
-- A paper whose last reading was called off keeps why, once the job that tells it goes (some jobs, a JSON array of ids).
UPDATE material SET status = 'failed', error_code = job.error_code, error = job.error
FROM job
WHERE job.id IN (SELECT value FROM json_each(?)) AND job.kind IN ('process_pdf', 'recognise_pdf', 'import_questions')
  AND job.state <> 'done' AND job.error_code IS NOT NULL
  AND material.id = job.document AND material.status = 'pending'
  AND NOT EXISTS (SELECT 1 FROM job AS later INDEXED BY job_reading
                   WHERE later.kind IN ('process_pdf', 'recognise_pdf', 'import_questions')
                     AND later.document = job.document AND later.id > job.id)

-- name: work_forget_missing
-- Work that failed for want of its file is asked for anew where the file is back (S2): some jobs, a JSON array of ids.
DELETE FROM work WHERE job_id IN (
  SELECT id FROM job
   WHERE id IN (SELECT value FROM json_each(?)) AND state <> 'done' AND error_code = 'input_missing')

-- name: work_ended
-- The memory of work keeps how its job ended (some jobs, a JSON array of ids); without a word it was done.
UPDATE work SET ended = job.state FROM job
WHERE job.id IN (SELECT value FROM json_each(?)) AND job.state <> 'done' AND work.job_id = job.id

-- name: attempts_remove
-- The attempts of some jobs (a JSON array of ids).
DELETE FROM attempt WHERE job_id IN (SELECT value FROM json_each(?))

-- name: items_leave
-- Of some jobs (a JSON array of ids) that are about to go, keep in mind those that have items.
INSERT INTO pruned_with_items (job_id)
SELECT value FROM json_each(?) AS gone WHERE EXISTS (SELECT 1 FROM item WHERE item.job_id = gone.value)

-- name: items_remove
-- So many of the items of jobs that are gone.
DELETE FROM item WHERE (job_id, key) IN (
  SELECT item.job_id, item.key FROM pruned_with_items AS gone CROSS JOIN item ON item.job_id = gone.job_id
   ORDER BY item.job_id, item.key LIMIT :limit)

-- name: items_removed
-- Jobs that are gone with all of their items: those before the first that has some left.
DELETE FROM pruned_with_items WHERE job_id < coalesce(
  (SELECT job_id FROM pruned_with_items AS gone WHERE EXISTS (SELECT 1 FROM item WHERE item.job_id = gone.job_id)
    ORDER BY job_id LIMIT 1), :all)

-- name: batches_remove
-- Batches that are closed and of which no job is left, nor the one that their end enqueued.
DELETE FROM batch WHERE id IN (
  SELECT id FROM batch
   WHERE closed_at IS NOT NULL
     AND NOT EXISTS (SELECT 1 FROM job INDEXED BY job_batch WHERE batch_id IS NOT NULL AND batch_id = batch.id)
     AND NOT EXISTS (SELECT 1 FROM job WHERE job.id = batch.job_id) LIMIT :limit)

-- name: searched_remove
-- What some searches (a JSON array of jobs) have looked through: nobody takes them up again.
DELETE FROM searched_page WHERE job_id IN (SELECT value FROM json_each(?))

-- name: jobs_remove
-- Some jobs (a JSON array of ids).
DELETE FROM job WHERE id IN (SELECT value FROM json_each(?))

-- name: chains_remove
-- Those of some chains (a JSON array of their first jobs) of which no descendant is left.
DELETE FROM chain
WHERE root_id IN (SELECT value FROM json_each(?))
  AND NOT EXISTS (SELECT 1 FROM job INDEXED BY job_root WHERE job.root_id = chain.root_id)

-- name: hours_remove
-- The counts of ended jobs before an hour (a number of hours since 1970).
DELETE FROM ended WHERE hour < ?

-- name: limiter_starts_remove
-- Starts that count no longer: older than the limiter's longest window, or than `most` (ms) where nobody knows it.
DELETE FROM limiter_start
WHERE at < :now - coalesce((SELECT max(window_ms) FROM limiter WHERE limiter.name = limiter_start.limiter), :most)

-- name: turns_remove
-- The ranks of documents whose turns have passed: they would join at the queue's current turn (C3).
DELETE FROM document_turn WHERE (queue, document) IN (
  SELECT d.queue, d.document FROM document_turn AS d JOIN queue_turn AS q ON q.queue = d.queue
   WHERE d.first + d.ranked / :turn < q.current LIMIT :limit)
