-- name: payment_answer
-- The pieces of an answer that is kept.
SELECT body FROM paid_answer WHERE request = ? ORDER BY place

-- name: payment_answer_keep
-- Keep a piece of an answer; the first stays.
INSERT INTO paid_answer (request, place, body, kept_at) VALUES (:request, :place, :body, :now)
ON CONFLICT DO NOTHING

-- name: payment_under_way
-- The number of the same request that is under way.
SELECT id FROM paid_call WHERE request = ? AND state = 'asked'

-- name: payment_ask
-- A request is made from here on.
INSERT INTO paid_call (
  request, provider, model, purpose, kind, job_id, jobs, supervisor_id, tokens_in, tokens_out, cost, asked_at, asked_wall)
VALUES (
  :request, :provider, :model, :purpose, :kind, :job, :jobs, :supervisor, :tokens_in, :tokens_out, :cost, :now, :wall)

-- name: payment_answered
-- It was answered, and counted.
UPDATE paid_call SET state = 'answered', tokens_in = :tokens_in, tokens_out = :tokens_out,
  cost = coalesce(:cost, cost), code = NULL, ended_at = :now
WHERE id = :id AND request = :request AND state IN ('asked', 'lost')
RETURNING kind

-- name: payment_failed
-- It brought nothing: it was refused and costs nothing, or its answer could not be used and is paid all the same.
UPDATE paid_call SET state = 'failed', tokens_in = :tokens_in, tokens_out = :tokens_out,
  cost = coalesce(:cost, cost), code = :code, ended_at = :now
WHERE id = :id AND state = 'asked'

-- name: payment_lost
-- It was sent, and nobody knows its answer: it counts as estimated.
UPDATE paid_call SET state = 'lost', ended_at = :now WHERE id = :id AND state = 'asked'

-- name: payments_left_behind
-- Under way, of supervisors that are gone, and of commands that must be: their answers may lie in the spool.
SELECT id, provider FROM paid_call
WHERE state = 'asked' AND CASE WHEN supervisor_id IS NULL THEN asked_at < :before
  ELSE supervisor_id NOT IN (SELECT id FROM supervisor) END

-- name: payment_standing
-- Whose request it is, and what became of it.
SELECT provider, state FROM paid_call WHERE id = ?

-- name: provider_rate
-- What a provider leaves of its rates.
SELECT not_before, requests, requests_fresh, tokens, tokens_fresh FROM provider_rate WHERE provider = ?

-- name: provider_rate_set
-- What its last answer left. A rest that it asked for holds: the answer may be that to an older request.
INSERT INTO provider_rate (provider, requests, requests_fresh, tokens, tokens_fresh)
VALUES (:provider, :requests, :requests_fresh, :tokens, :tokens_fresh)
ON CONFLICT (provider) DO UPDATE SET requests = :requests, requests_fresh = :requests_fresh, tokens = :tokens,
  tokens_fresh = :tokens_fresh

-- name: provider_rate_take
-- A request takes its share of what is left; what nothing is said of stays unknown.
UPDATE provider_rate SET not_before = NULL, requests = max(requests - 1, 0), tokens = max(tokens - :tokens, 0)
WHERE provider = :provider

-- name: provider_rests
-- It asked to be left alone until a moment.
INSERT INTO provider_rate (provider, not_before) VALUES (:provider, :until)
ON CONFLICT (provider) DO UPDATE SET not_before = max(coalesce(not_before, 0), :until)

-- name: circuit_probed
-- A probe goes through an open circuit: the next one only after another rest.
UPDATE circuit SET opened_at = :now WHERE limiter = :limiter

-- name: payment_price
-- Whose request it is, and what it was estimated to cost.
SELECT provider, model, cost FROM paid_call WHERE id = ?

-- name: spent_between
-- What was spent or is reserved on some days, in millionths of a dollar.
SELECT coalesce(sum(cost), 0) FROM spending WHERE day BETWEEN :first AND :last

-- name: unaffordable
-- The kinds whose last request a budget did not let begin.
SELECT kind, provider, model, cost FROM unaffordable ORDER BY kind

-- name: unaffordable_set
-- A budget did not let a request of a kind begin.
INSERT INTO unaffordable (kind, provider, model, cost, refused_at) VALUES (:kind, :provider, :model, :cost, :now)
ON CONFLICT DO UPDATE SET provider = excluded.provider, model = excluded.model, cost = excluded.cost,
  refused_at = excluded.refused_at

-- name: affordable_again
-- A request of a kind begins, or may be asked for anew.
DELETE FROM unaffordable WHERE kind = ?

-- name: costs
-- What was spent since a day, by model, day, kind or provider.
SELECT CASE :by WHEN 'model' THEN model WHEN 'kind' THEN kind WHEN 'provider' THEN provider
    ELSE date(day * 86400, 'unixepoch') END AS name,
  sum(calls), sum(calls * (state = 'failed')), sum(calls * (state = 'lost')), sum(calls * (state = 'asked')),
  sum(unknown), sum(tokens_in), sum(tokens_out), sum(cost), sum(cost * (state = 'lost'))
FROM spending WHERE day >= :since GROUP BY name ORDER BY name

-- name: costs_by_job
-- The same by job, of the requests that are kept one by one; those of commands have no job.
SELECT coalesce(CAST(job_id AS TEXT), '-') AS name,
  count(*), sum(state = 'failed'), sum(state = 'lost'), sum(state = 'asked'),
  sum(cost IS NULL), sum(tokens_in), sum(tokens_out), coalesce(sum(cost), 0), coalesce(sum(cost * (state = 'lost')), 0)
FROM paid_call WHERE asked_wall >= ? GROUP BY name

-- name: costs_of_job
-- The same of one job.
SELECT '', count(*), coalesce(sum(state = 'failed'), 0), coalesce(sum(state = 'lost'), 0),
  coalesce(sum(state = 'asked'), 0), coalesce(sum(cost IS NULL), 0), coalesce(sum(tokens_in), 0),
  coalesce(sum(tokens_out), 0), coalesce(sum(cost), 0), coalesce(sum(cost * (state = 'lost')), 0)
FROM paid_call WHERE job_id = ?

-- name: payments_remove
-- Requests that are over, from before a moment of the wall clock: the oldest first, so that the days after them are whole.
DELETE FROM paid_call WHERE id IN (
  SELECT id FROM paid_call WHERE asked_wall < :before AND state <> 'asked' ORDER BY asked_wall LIMIT :limit)

-- name: waiting_args
-- The arguments of the jobs of a kind that are still to be done, in this environment.
SELECT args FROM job
WHERE kind = :kind AND state IN ('ready', 'scheduled', 'blocked') AND :start IN (queue, substr(queue, 1, instr(queue, ':')))

-- name: payment_waits_clear
-- Nothing of a supervisor waits any more, nor of those that are gone.
DELETE FROM payment_wait WHERE supervisor_id = ? OR supervisor_id NOT IN (SELECT id FROM supervisor)

-- name: payment_wait_add
-- A call waits to make a request.
INSERT INTO payment_wait (supervisor_id, number, jobs, provider, why, until)
VALUES (:supervisor, :number, :jobs, :provider, :why, :until)

-- name: payment_waits_of
-- What a job's call waits for.
SELECT provider, why, until FROM payment_wait
WHERE supervisor_id = :supervisor AND :job IN (SELECT value FROM json_each(jobs))
