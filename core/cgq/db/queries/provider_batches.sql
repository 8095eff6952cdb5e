-- name: batch_of_job
-- The batch that a job waits in: its number, model, state and why it was refused; the key of the job's request, and whether
-- that is to be made alone now.
SELECT batch.id, batch.model, batch.state, batch.error, wait.key, wait.goes_alone
FROM provider_batch_wait AS wait JOIN provider_batch AS batch ON batch.id = wait.batch_id
WHERE wait.job_id = ?

-- name: batch_with_request
-- The batch that is not over and has the same request.
SELECT batch.id FROM provider_batch AS batch INDEXED BY provider_batch_living
JOIN provider_batch_item AS item ON item.batch_id = batch.id AND item.key = :key
WHERE batch.ended_at IS NULL AND batch.provider = :provider AND batch.model = :model
LIMIT 1

-- name: batch_with_room
-- The batch that still takes requests.
SELECT id FROM provider_batch INDEXED BY provider_batch_living
WHERE ended_at IS NULL AND state = 'open' AND provider = :provider AND model = :model AND requests < :most
ORDER BY id LIMIT 1

-- name: batch_open
-- A batch that takes requests from now on.
INSERT INTO provider_batch (token, provider, model, opened_at, opened_wall)
VALUES (:token, :provider, :model, :now, :wall)

-- name: batch_item_add
-- A request of a batch.
INSERT INTO provider_batch_item (batch_id, key, body) VALUES (:batch, :key, :body) ON CONFLICT DO NOTHING

-- name: batch_grew
-- A request was added.
UPDATE provider_batch SET requests = requests + 1 WHERE id = ?

-- name: batch_wait_add
-- A job waits for a request of a batch.
INSERT INTO provider_batch_wait (job_id, batch_id, key) VALUES (:job, :batch, :key)

-- name: batch_wait_end
-- A job waits in no batch any more.
DELETE FROM provider_batch_wait WHERE job_id = ?

-- name: batch_carrier
-- The state of a batch, and of the job that carries it on; NULL where no such job is kept.
SELECT batch.state, job.state FROM provider_batch AS batch LEFT JOIN job ON job.id = batch.carrier
WHERE batch.id = ?

-- name: batch_carried
-- Another job carries a batch on.
UPDATE provider_batch SET carrier = :job WHERE id = :batch

-- name: batch_row
-- One batch.
SELECT id, token, provider, model, state, remote, request, requests, opened_wall, submitted_at
FROM provider_batch WHERE id = ?

-- name: batch_waiting
-- How many jobs wait in a batch that nobody called off.
SELECT count(*) FROM provider_batch_wait AS wait JOIN job ON job.id = wait.job_id
WHERE wait.batch_id = ? AND job.state IN ('scheduled', 'ready', 'blocked', 'running')

-- name: batch_unwanted
-- Take out of an open batch what no job waits for any more.
DELETE FROM provider_batch_item WHERE batch_id = :batch AND key NOT IN (
  SELECT wait.key FROM provider_batch_wait AS wait JOIN job ON job.id = wait.job_id
  WHERE wait.batch_id = :batch AND job.state IN ('scheduled', 'ready', 'blocked', 'running'))

-- name: batch_seal
-- A batch takes no more requests.
UPDATE provider_batch SET state = 'sealed',
  requests = (SELECT count(*) FROM provider_batch_item WHERE batch_id = provider_batch.id)
WHERE id = ? AND state = 'open'

-- name: batch_lines
-- The requests of a batch, in an order that stays.
SELECT key, body FROM provider_batch_item WHERE batch_id = ? ORDER BY key

-- name: batch_submitted
-- The provider has it, under this name.
UPDATE provider_batch SET state = 'submitted', remote = :remote, request = :request, submitted_at = :now,
  submitted_wall = :wall, deadline_at = :deadline
WHERE id = :batch AND state = 'sealed'

-- name: batch_refused
-- The provider does not take it, for this reason.
UPDATE provider_batch SET state = 'refused', error = :error, ended_at = (SELECT now FROM moment)
WHERE id = :batch AND state IN ('sealed', 'submitted')

-- name: batch_over
-- It is over: as the provider calls that, and with so many answers.
UPDATE provider_batch SET state = 'over', outcome = :outcome, answered = :answered, ended_at = :now
WHERE id = :batch AND state = 'submitted'

-- name: batch_alone
-- The jobs of these requests (a JSON array of keys) make them alone.
UPDATE provider_batch_wait SET goes_alone = 1
WHERE batch_id = :batch AND key IN (SELECT value FROM json_each(:keys))

-- name: batch_wake
-- The jobs that wait in a batch are due.
UPDATE job SET due_at = (SELECT now FROM moment)
WHERE state = 'scheduled' AND id IN (SELECT job_id FROM provider_batch_wait WHERE batch_id = ?)

-- name: batch_told
-- The jobs that wait in a batch know what it is, and when it is over at the latest.
UPDATE job SET error = :message, due_at = :due
WHERE state = 'scheduled' AND id IN (SELECT job_id FROM provider_batch_wait WHERE batch_id = :batch)

-- name: batch_waits_end
-- Nobody waits in a batch any more, but for who goes alone.
DELETE FROM provider_batch_wait WHERE batch_id = ? AND NOT goes_alone

-- name: batch_items_end
-- The requests of a batch are not needed any more.
DELETE FROM provider_batch_item WHERE batch_id = ?

-- name: batch_remove
-- A batch that nobody needs and that was never submitted.
DELETE FROM provider_batch WHERE id = ? AND state IN ('open', 'sealed')

-- name: batch_found
-- The batch was there though the answer to its submission was lost: it is paid once.
UPDATE paid_call SET state = 'failed', tokens_in = 0, tokens_out = 0, cost = 0, code = 'batch_found'
WHERE request = ? AND state = 'lost'

-- name: batch_cost
-- What a batch came to.
UPDATE paid_call SET tokens_in = :tokens, cost = coalesce(:cost, cost) WHERE request = :request AND state = 'answered'

-- name: batches_awaited
-- The batches in which jobs wait: number, provider, state, when it was submitted (wall clock) and is over at the latest
-- (line), and how many jobs.
SELECT batch.id, batch.provider, batch.state, batch.submitted_wall, batch.deadline_at, count(*)
FROM provider_batch AS batch INDEXED BY provider_batch_living
JOIN provider_batch_wait AS wait ON wait.batch_id = batch.id
JOIN job ON job.id = wait.job_id AND job.state = 'scheduled'
WHERE batch.ended_at IS NULL
GROUP BY batch.id ORDER BY batch.id

-- name: batches_to_submit
-- The batches that are not submitted, those first that may be under way.
SELECT id FROM provider_batch INDEXED BY provider_batch_living
WHERE ended_at IS NULL AND state IN ('open', 'sealed') ORDER BY state DESC, id

-- name: batches_sealed
-- The batch that is being submitted: one at a time.
SELECT id FROM provider_batch INDEXED BY provider_batch_living WHERE ended_at IS NULL AND state = 'sealed' ORDER BY id LIMIT 1

-- name: batches_stray
-- The batches that a provider has and that no living job looks at, and how many jobs wait in each.
SELECT batch.id, batch.provider, batch.remote,
  (SELECT count(*) FROM provider_batch_wait AS wait WHERE wait.batch_id = batch.id)
FROM provider_batch AS batch INDEXED BY provider_batch_living
WHERE batch.ended_at IS NULL AND batch.state = 'submitted' AND NOT EXISTS (
  SELECT 1 FROM job WHERE job.id = batch.carrier AND job.state IN ('scheduled', 'ready', 'blocked', 'running'))
ORDER BY batch.id
