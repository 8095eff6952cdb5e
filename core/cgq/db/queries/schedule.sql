-- Statements of recurring work (queue/schedule.py, queue/firing.py). Slots are moments of the wall clock, in milliseconds.
-- `:prefix` is that of the environment that looks: it has entries of its own.

-- name: schedule_by_name
-- One entry.
SELECT id, name, cron, zone, kind, args, queue, priority, max_attempts, coalesce_key, made_by, handled, next_slot,
  last_slot, last_job
FROM schedule WHERE prefix = :prefix AND name = :name

-- name: schedule_all
-- Every entry by its name, with what became of its last slot and how its last job stands; that of a pruned job is NULL.
SELECT s.id, s.name, s.cron, s.zone, s.kind, s.args, s.queue, s.priority, s.max_attempts, s.coalesce_key, s.made_by,
  s.handled, s.next_slot, s.last_slot, s.last_job, l.outcome, l.missed, l.message, j.state, j.result
FROM schedule AS s
LEFT JOIN schedule_slot AS l ON l.schedule_id = s.id AND l.slot = s.last_slot
LEFT JOIN job AS j ON j.id = s.last_job
WHERE s.prefix = :prefix
ORDER BY s.name

-- name: schedule_names
-- The names that there are.
SELECT name FROM schedule WHERE prefix = :prefix ORDER BY name

-- name: schedule_add
-- A new entry.
INSERT INTO schedule
  (prefix, name, cron, zone, kind, args, queue, priority, max_attempts, coalesce_key, made_by, made_at, handled,
   next_slot)
VALUES
  (:prefix, :name, :cron, :zone, :kind, :args, :queue, :priority, :max_attempts, :coalesce, :made_by, :now, :handled,
   :next)

-- name: schedule_replace
-- Other content under the same name; the slots that were dealt with stay so.
UPDATE schedule SET cron = :cron, zone = :zone, kind = :kind, args = :args, queue = :queue, priority = :priority,
  max_attempts = :max_attempts, coalesce_key = :coalesce, made_by = :made_by, made_at = :now, handled = :handled,
  next_slot = :next
WHERE prefix = :prefix AND name = :name

-- name: schedule_remove
-- Forget an entry and its slots; its jobs stay.
DELETE FROM schedule WHERE prefix = :prefix AND name = :name

-- name: schedule_due
-- The entries with something to do at a moment: a slot has come, or the clock was set back behind one that was fired.
SELECT id, name, cron, zone, kind, args, queue, priority, max_attempts, coalesce_key, made_by, handled, next_slot,
  last_slot, last_job
FROM schedule WHERE prefix = :prefix AND (next_slot <= :wall OR handled > :wall) ORDER BY next_slot, id

-- name: next_slots
-- Every entry's next slot by its name, and why its last one was refused.
SELECT s.name, s.next_slot, l.message FROM schedule AS s
LEFT JOIN schedule_slot AS l ON l.schedule_id = s.id AND l.slot = s.last_slot AND l.outcome = 'refused'
WHERE s.prefix = :prefix ORDER BY s.name

-- name: schedule_next
-- The first slot of all entries.
SELECT min(next_slot) FROM schedule WHERE prefix = :prefix

-- name: slot_add
-- Deal with a slot; one that was fired or skipped before stays so (B4), one that was refused may be dealt with yet.
INSERT INTO schedule_slot (schedule_id, slot, outcome, job_id, missed, message, at)
VALUES (:schedule, :slot, :outcome, :job, :missed, :message, :now)
ON CONFLICT (schedule_id, slot) DO UPDATE SET
  outcome = excluded.outcome, job_id = excluded.job_id, missed = excluded.missed, message = excluded.message,
  at = excluded.at
WHERE outcome = 'refused'

-- name: slots_taken
-- The slots after a moment that were fired or skipped: there are some only where the wall clock was set back.
SELECT slot FROM schedule_slot WHERE schedule_id = :schedule AND slot > :after AND outcome <> 'refused'

-- name: slots_forget
-- Slots that were dealt with so long ago, on the time line, that no clock is set back behind them.
DELETE FROM schedule_slot WHERE schedule_id = :schedule AND at < :before

-- name: schedule_handled
-- All slots up to a moment are dealt with; which one comes next.
UPDATE schedule SET handled = :handled, next_slot = :next WHERE id = :schedule

-- name: schedule_passed
-- What was dealt with last; the job stays where the slot has none.
UPDATE schedule SET last_slot = :slot, last_job = coalesce(:job, last_job) WHERE id = :schedule
