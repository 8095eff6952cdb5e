-- Looks into the ledger, for lists and counts. Nothing here walks the finished jobs: counts come from the
-- counters, lists are cut by id or go by a partial index.
--
-- In every file of queries a filter by queue is `:queue IN (queue, substr(queue, 1, instr(queue, ':')))`: a stored name,
-- or what the stored names of an environment begin with. queue/names.py defines that (`is_meant`).

-- name: last_error
-- Code, message and hint of the last error of one job; no row when it had none.
SELECT error_code, error,
  (SELECT hint FROM attempt WHERE job_id = job.id AND code = job.error_code ORDER BY id DESC LIMIT 1)
FROM job WHERE id = ? AND error_code IS NOT NULL

-- name: state_counts
-- Every counter that is not zero.
SELECT queue, kind, state, n FROM tally WHERE n > 0

-- name: ended_since
-- Jobs that ended since an hour (a number of hours since 1970), by queue and state, and their milliseconds.
SELECT queue, kind, state, sum(n), sum(ms) FROM ended WHERE hour >= ? GROUP BY queue, kind, state

-- name: ended_by_hour
-- Jobs that ended since an hour, by hour and state, and the minutes in which they ran; each filter may be NULL.
SELECT hour, state, n, minutes FROM ended
WHERE hour >= :hour AND (:queue IS NULL OR :queue IN (queue, substr(queue, 1, instr(queue, ':')))) AND (:kind IS NULL OR kind = :kind)
ORDER BY hour

-- name: latency_since
-- How long jobs waited and ran since an hour, as histograms; each filter may be NULL.
SELECT kind, measure, bucket, sum(n) FROM latency
WHERE hour >= :hour AND (:queue IS NULL OR :queue IN (queue, substr(queue, 1, instr(queue, ':')))) AND (:kind IS NULL OR kind = :kind)
GROUP BY kind, measure, bucket

-- name: most_retried
-- The jobs that were started most often and for the last time since a moment, with the last error that is known.
SELECT id, queue, kind, state, attempts,
  coalesce(error_code, (SELECT code FROM attempt WHERE job_id = job.id ORDER BY id DESC LIMIT 1)),
  coalesce(error, (SELECT message FROM attempt WHERE job_id = job.id ORDER BY id DESC LIMIT 1))
FROM job INDEXED BY job_retried
WHERE attempts > 1 AND started_at >= :since
  AND (:queue IS NULL OR :queue IN (queue, substr(queue, 1, instr(queue, ':')))) AND (:kind IS NULL OR kind = :kind)
ORDER BY attempts DESC, id DESC LIMIT :limit

-- name: failure_codes
-- Failed jobs by code, of those that failed since a moment.
SELECT error_code, count(*) FROM job INDEXED BY job_failed
WHERE state = 'failed' AND finished_at >= :since
  AND (:queue IS NULL OR :queue IN (queue, substr(queue, 1, instr(queue, ':')))) AND (:kind IS NULL OR kind = :kind)
GROUP BY error_code ORDER BY count(*) DESC, error_code

-- name: oldest_ready
-- Since when the head of each class of a lane waits: a lane's oldest is close to one of them.
SELECT min(ready_at) FROM (
  SELECT ready_at FROM job INDEXED BY job_ready
  WHERE state = 'ready' AND queue = :queue AND kind = :kind AND class = :class
  ORDER BY class, turn, due_at, id LIMIT 100)

-- name: retries_waiting
-- How many jobs wait for another try, by queue.
SELECT queue, count(*) FROM job INDEXED BY job_scheduled WHERE state = 'scheduled' AND attempts > 0 GROUP BY queue

-- name: overdue
-- How many scheduled jobs are due and were not made ready, and since when the first of them is, by queue.
SELECT queue, count(*), min(due_at) FROM job INDEXED BY job_scheduled WHERE state = 'scheduled' AND due_at <= ?
GROUP BY queue

-- name: blocked_for_good
-- How many blocked jobs of each queue wait for a job that ended without being done or is not there, and the first such.
SELECT waiting.queue, count(*), min(waiting.after_id)
FROM (SELECT DISTINCT after_id AS id FROM job WHERE state = 'blocked' AND after_id IS NOT NULL) AS awaited
LEFT JOIN job AS parent ON parent.id = awaited.id
CROSS JOIN job AS waiting INDEXED BY job_after
  ON waiting.state = 'blocked' AND waiting.after_id IS NOT NULL AND waiting.after_id = awaited.id
WHERE parent.state IS NULL OR parent.state IN ('failed', 'discarded', 'cancelled')
GROUP BY waiting.queue

-- name: ended_totals
-- Jobs that ended since the database was made, by queue, kind and state, with the milliseconds that they ran.
SELECT queue, kind, state, n, ms FROM ended_total ORDER BY queue, kind, state

-- name: running_by_supervisor
-- What each supervisor runs.
SELECT supervisor_id, count(*), min(started_at) FROM job INDEXED BY job_running WHERE state = 'running'
GROUP BY supervisor_id

-- name: last_id
-- The last id that a job was given.
SELECT id FROM last_job

-- name: jobs_after
-- The jobs that were enqueued after an id.
SELECT id, queue, kind FROM job WHERE id > ? ORDER BY id

-- name: last_attempt
-- The last attempt that did not end well; 0 when there is none.
SELECT coalesce(max(id), 0) FROM attempt

-- name: attempts_after
-- The attempts that did not end well after an id, with their jobs as they are now.
SELECT attempt.id, job.id, number, outcome, code, message, hint, attempt.started_at, ended_at,
  queue, kind, job.started_at, attempts, max_attempts
FROM attempt JOIN job ON job.id = attempt.job_id WHERE attempt.id > ? ORDER BY attempt.id

-- name: last_end
-- When a job ended for the last time.
SELECT max(finished_at) FROM job INDEXED BY job_finished WHERE finished_at IS NOT NULL

-- name: ended_from
-- The jobs that ended at a moment or later, in the order in which they did.
SELECT id, queue, kind, state, started_at, finished_at, error_code, error,
  (SELECT hint FROM attempt WHERE job_id = job.id AND code = job.error_code ORDER BY id DESC LIMIT 1)
FROM job INDEXED BY job_finished WHERE finished_at IS NOT NULL AND finished_at >= ? ORDER BY finished_at, id

-- name: running_progress
-- What runs, since when, and how far it is.
SELECT id, queue, kind, started_at, progress_done, progress_total FROM job INDEXED BY job_running
WHERE state = 'running' ORDER BY started_at, id

-- name: all_failed
-- The ids of all jobs that have failed: an index holds them.
SELECT id FROM job INDEXED BY job_failed WHERE state = 'failed'

-- name: last_failed
-- The jobs of a queue (of an environment: what its names begin with) that failed last, so many at most.
SELECT id FROM job INDEXED BY job_failed
WHERE state = 'failed' AND :queue IN (queue, substr(queue, 1, instr(queue, ':')))
ORDER BY finished_at DESC, id DESC LIMIT :limit

-- name: lanes_of
-- The queues and kinds of some jobs (a JSON array of ids).
SELECT id, queue, kind FROM job WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id

-- name: open_circuits
-- What rests because its provider failed too often in a row: the name of the limiter without its sort.
SELECT substr(limiter, instr(limiter, ':') + 1), opened_at, reason FROM circuit
WHERE opened_at IS NOT NULL ORDER BY limiter

-- name: bank_counts
-- What the bank holds.
SELECT (SELECT count(*) FROM question), (SELECT count(*) FROM vector), (SELECT count(*) FROM concept)

-- name: unsent
-- How many changes are still to be sent to Neo4j; no row while none is configured.
SELECT (SELECT count(*) FROM outbox) FROM projection WHERE recorded

-- name: unanswered
-- The places where a question without an answer is printed.
SELECT count(*) FROM appearance WHERE answer IS NULL

-- name: answers_and_doubts
-- The places where questions are printed, how many of them have an answer, and how many ask for review: as
-- bank/spots.py finds them, with the numbers that were not found.
SELECT count(*), count(a.answer),
       coalesce(sum(a.reviewed = 0 AND (
         a.flags <> '[]' OR a.confidence < :trusted
         OR a.question_id IN (SELECT f.question_id FROM finding AS f
                               WHERE f.question_id IS NOT NULL AND f.code = :conflict)
         OR a.question_id IN (SELECT o.question_id FROM appearance AS o WHERE instr(o.flags, :conflict))
         OR (a.answer IS NULL AND EXISTS (
               SELECT 1 FROM finding AS f
                WHERE f.material_id = a.material_id AND f.number = a.number AND f.code <> 'gap'
                  AND (f.page IS NULL OR f.page = a.page))))), 0)
       + (SELECT count(*)
            FROM (SELECT m.sha256, m.id, n.value AS number, coalesce(t.value ->> 'section', '') AS section
                    FROM material AS m, json_each(m.tallies) AS t, json_each(t.value, '$.missing') AS n
                   UNION
                  SELECT m.sha256, m.id, f.number, NULL
                    FROM finding AS f JOIN material AS m ON m.id = f.material_id
                   WHERE f.code = 'gap' AND f.number IS NOT NULL
                     AND f.number NOT IN (SELECT n.value FROM json_each(m.tallies) AS t,
                                                              json_each(t.value, '$.missing') AS n)) AS g
           WHERE NOT EXISTS (SELECT 1 FROM edit AS e
                              WHERE e.material = g.sha256 AND e.state = 'live' AND e.before IS NULL
                                AND e.number = g.number AND coalesce(g.section, e.section) = e.section))
  FROM appearance AS a

-- name: papers_counted
-- How many papers the bank holds.
SELECT count(*) FROM material

-- name: keys_refused
-- The papers of some jobs (a JSON array of ids) for which a person named a key that does not answer them, and why.
SELECT m.id, coalesce((SELECT json_extract(names, '$[0]') FROM material_names WHERE material_id = m.id), m.title),
       f.message
  FROM key_given AS g
  JOIN material AS m ON m.id = g.material_id
  JOIN finding AS f ON f.id = (SELECT min(id) FROM finding
                                WHERE material_id = m.id AND origin = 'key' AND code = 'key_mismatch'
                                  AND number IS NULL)
 WHERE g.key_id = :key AND m.id IN (SELECT document FROM job WHERE id IN (SELECT value FROM json_each(:jobs)))
   AND NOT EXISTS (SELECT 1 FROM key_used AS u WHERE u.material_id = m.id AND u.key_id = :key)
 ORDER BY m.id

-- name: keys_unused
-- The keys that were read and answer no paper, with the freshest path of each.
SELECT m.id, coalesce((SELECT json_extract(names, '$[0]') FROM material_names WHERE material_id = m.id), m.title)
  FROM material AS m
 WHERE EXISTS (SELECT 1 FROM finding AS f WHERE f.material_id = m.id AND f.code = 'key_unused')
 ORDER BY m.id

-- name: papers_unanswered
-- The papers of which most questions have no answer, with the freshest path of each, and why a key was refused.
SELECT m.id, coalesce((SELECT json_extract(names, '$[0]') FROM material_names WHERE material_id = m.id), m.title),
       (SELECT f.message FROM finding AS f WHERE f.material_id = m.id AND f.origin = 'key'
           AND f.code = 'key_mismatch' AND f.number IS NULL ORDER BY f.id LIMIT 1)
  FROM material AS m
  JOIN (SELECT material_id FROM appearance
         GROUP BY material_id HAVING 2 * count(answer) < count(*)) AS a ON a.material_id = m.id
 ORDER BY m.id

-- name: parts_of_papers
-- What papers (a JSON array of numbers) were made of that lie in no file of their own: where each page was seen last.
SELECT m.id, u.page, u.folder || '/' || u.name
  FROM json_each(?) AS wanted
  JOIN material AS m ON m.id = wanted.value
  JOIN unpacked AS u ON u.sha256 = m.sha256
 ORDER BY m.id, u.page, u.seen_at DESC, u.folder, u.name

-- name: materials_by_status
-- Papers by how they stand.
SELECT status, count(*) FROM papers GROUP BY status

-- name: page_of_all
-- A page of jobs with their states, the newest first; every filter may be NULL. Walks back from the newest id.
SELECT id, state FROM job
WHERE (:state IS NULL OR state = :state) AND (:queue IS NULL OR :queue IN (queue, substr(queue, 1, instr(queue, ':'))))
  AND (:kind IS NULL OR kind = :kind) AND (:since IS NULL OR created_at >= :since)
  AND (:documents IS NULL OR document IN (SELECT value FROM json_each(:documents)))
  AND (:like IS NULL OR args LIKE :like ESCAPE '\' OR error LIKE :like ESCAPE '\')
  AND (:batch IS NULL OR batch_id IN (SELECT id FROM batch WHERE name = :batch))
ORDER BY id DESC LIMIT :limit OFFSET :skip

-- name: page_of_few
-- The same for a state of which there are few: through its partial index, which SQLite would not take for a list by id.
SELECT id, :state FROM (
  SELECT id, queue, kind, created_at, document, args, error FROM job INDEXED BY job_scheduled
   WHERE :state = 'scheduled' AND state = 'scheduled'
  UNION ALL
  SELECT id, queue, kind, created_at, document, args, error FROM job INDEXED BY job_ready
   WHERE :state = 'ready' AND state = 'ready'
  UNION ALL
  SELECT id, queue, kind, created_at, document, args, error FROM job INDEXED BY job_running
   WHERE :state = 'running' AND state = 'running'
  UNION ALL
  SELECT id, queue, kind, created_at, document, args, error FROM job INDEXED BY job_failed
   WHERE :state = 'failed' AND state = 'failed'
  UNION ALL
  SELECT id, queue, kind, created_at, document, args, error FROM job INDEXED BY job_set_aside
   WHERE :state IN ('blocked', 'discarded', 'cancelled') AND state = :state
     AND state IN ('blocked', 'discarded', 'cancelled'))
WHERE (:queue IS NULL OR :queue IN (queue, substr(queue, 1, instr(queue, ':')))) AND (:kind IS NULL OR kind = :kind)
  AND (:since IS NULL OR created_at >= :since)
  AND (:documents IS NULL OR document IN (SELECT value FROM json_each(:documents)))
  AND (:like IS NULL OR args LIKE :like ESCAPE '\' OR error LIKE :like ESCAPE '\')
ORDER BY id DESC LIMIT :limit OFFSET :skip

-- name: top_counted
-- How many jobs follow from no other.
SELECT count(*) FROM job INDEXED BY job_top WHERE parent_id IS NULL

-- name: page_of_top
-- The same of those that follow from no other job: through their index.
SELECT id, state FROM job INDEXED BY job_top
WHERE parent_id IS NULL AND (:since IS NULL OR created_at >= :since)
  AND (:queue IS NULL OR :queue IN (queue, substr(queue, 1, instr(queue, ':'))))
  AND (:documents IS NULL OR document IN (SELECT value FROM json_each(:documents)))
  AND (:like IS NULL OR args LIKE :like ESCAPE '\' OR error LIKE :like ESCAPE '\')
  AND (:batch IS NULL OR batch_id IN (SELECT id FROM batch WHERE name = :batch))
ORDER BY id DESC LIMIT :limit OFFSET :skip

-- name: below
-- Every job of some chains (a JSON array of their first jobs), without these.
SELECT id FROM job INDEXED BY job_root WHERE root_id IN (SELECT value FROM json_each(?)) ORDER BY id

-- name: rows
-- Some jobs (a JSON array of ids) as they are listed, the newest first.
SELECT id, queue, kind, state, priority, attempts, crashes, max_attempts, created_at, due_at, wall_due_at, started_at,
  finished_at, progress_done, progress_total, requested_by, error_code, error,
  (SELECT hint FROM attempt WHERE job_id = job.id AND code = job.error_code ORDER BY id DESC LIMIT 1),
  document, parent_id, args, result
FROM job WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id DESC

-- name: followers
-- How many jobs of some chains (a JSON array of their first jobs) there are, by state.
SELECT root_id, state, count(*) FROM job INDEXED BY job_root
WHERE root_id IN (SELECT value FROM json_each(?)) GROUP BY root_id, state

-- name: questions_behind
-- The questions that some jobs (a JSON array of ids) are about: id, printed number in the job's paper (in any, where it
-- has none), and the beginning of the stem.
SELECT asked.job, question.id,
  (SELECT number FROM appearance WHERE question_id = question.id
   ORDER BY material_id = asked.document DESC, material_id, seq LIMIT 1),
  substr(question.stem, 1, 200)
FROM (SELECT id AS job, document, CASE WHEN json_valid(args) THEN json_extract(args, '$.question') END AS question
      FROM job WHERE id IN (SELECT value FROM json_each(?))) AS asked
JOIN question ON question.id = asked.question AND typeof(asked.question) = 'integer'

-- name: one
-- Everything that a job's row tells.
SELECT id, queue, kind, state, priority, class AS risen_to, attempts, crashes, max_attempts, created_at, due_at,
  wall_due_at, ready_at, started_at, finished_at, expires_at, document, root_id, parent_id, after_id,
  (SELECT name FROM batch WHERE id = batch_id), mutex, coalesce_key, progress_done, progress_total,
  requested_by, supervisor_id, error_code, error, fingerprint, result, args
FROM job WHERE id = ?

-- name: attempts_of
-- The attempts of a job that did not end well, the first one first.
SELECT number, outcome, code, message, hint, traceback, started_at, ended_at FROM attempt WHERE job_id = ? ORDER BY id

-- name: descendants
-- The jobs of a chain by kind and state.
SELECT kind, state, count(*) FROM job INDEXED BY job_root WHERE root_id = ? GROUP BY kind, state

-- name: papers_of
-- The papers behind some jobs (a JSON array of ids): title, freshest path, what the job's row keeps.
SELECT job.id, material.id, material.title,
  CASE WHEN json_valid(job.args) AND json_extract(job.args, '$.sha256') = material.next_sha256 THEN material.next_path
       ELSE (SELECT json_extract(names, '$[0]') FROM material_names WHERE material_id = material.id) END,
  job.state, job.result, job.error_code, job.error,
  (SELECT hint FROM attempt WHERE job_id = job.id AND code = job.error_code ORDER BY id DESC LIMIT 1)
FROM job JOIN material ON material.id = job.document
WHERE job.id IN (SELECT value FROM json_each(?))

-- name: papers_in_full
-- The same, with how many of the paper's questions have an answer now, the key that gives it (its freshest path), and
-- the papers that it answers itself (their freshest paths).
SELECT job.id, material.id, material.title,
  CASE WHEN json_valid(job.args) AND json_extract(job.args, '$.sha256') = material.next_sha256 THEN material.next_path
       ELSE (SELECT json_extract(names, '$[0]') FROM material_names WHERE material_id = material.id) END,
  job.state, job.result, job.error_code, job.error,
  (SELECT hint FROM attempt WHERE job_id = job.id AND code = job.error_code ORDER BY id DESC LIMIT 1),
  (SELECT count(*) FROM appearance WHERE material_id = material.id AND answer IS NOT NULL),
  (SELECT (SELECT json_extract(names, '$[0]') FROM material_names WHERE material_id = u.key_id)
     FROM key_used AS u WHERE u.material_id = material.id),
  (SELECT json_group_array(path) FROM
    (SELECT (SELECT json_extract(names, '$[0]') FROM material_names WHERE material_id = u.material_id)
              AS path
       FROM key_used AS u WHERE u.key_id = material.id ORDER BY u.material_id)
    WHERE path IS NOT NULL)
FROM job JOIN material ON material.id = job.document
WHERE job.id IN (SELECT value FROM json_each(?))

-- name: papers_named
-- Papers whose title or path holds a text (a LIKE pattern with \ as escape).
SELECT id FROM material WHERE title LIKE :like ESCAPE '\'
UNION SELECT material_id FROM material_known_as WHERE path LIKE :like ESCAPE '\'

-- name: states_of
-- The states of some jobs (a JSON array of ids), and what is still open or failed below them.
SELECT job.id, job.state, coalesce(chain.open, 0), coalesce(chain.failed, 0)
FROM job LEFT JOIN chain ON chain.root_id = job.id WHERE job.id IN (SELECT value FROM json_each(?))

-- name: movable_itself
-- Will this job move without anybody's doing? A paused queue and a later due time hold it; the wait for another
-- try does not, nor does a key that somebody else has.
SELECT 1 FROM job WHERE id = :root AND (
  state = 'running'
  OR (state = 'ready' OR state = 'blocked' AND after_id IS NULL OR state = 'scheduled' AND attempts > 0)
  AND NOT EXISTS (SELECT 1 FROM pause WHERE pause.queue IN (job.queue, '*')))

-- name: movable_below
-- The same for its descendants. The newest are looked at first, for they are the last to end.
SELECT 1 FROM job INDEXED BY job_root WHERE root_id = :root AND (
  state = 'running'
  OR (state = 'ready' OR state = 'blocked' AND after_id IS NULL OR state = 'scheduled' AND attempts > 0)
  AND NOT EXISTS (SELECT 1 FROM pause WHERE pause.queue IN (job.queue, '*')))
ORDER BY id DESC LIMIT 1

-- name: coalesced_movable
-- Is there work for the whole bank that will run by itself: the coalesced job of a key waits, or one of a kind runs?
SELECT 1 WHERE EXISTS (SELECT 1 FROM tally WHERE kind = :kind AND state = 'running' AND n > 0)
  OR EXISTS (SELECT 1 FROM job WHERE coalesce_key = :key AND state IN ('scheduled', 'ready', 'blocked')
             AND NOT EXISTS (SELECT 1 FROM pause WHERE pause.queue IN (job.queue, '*')))

-- name: kinds_of_chains
-- The kinds of some jobs (a JSON array of ids) and of all that follows from them.
SELECT kind FROM job WHERE id IN (SELECT value FROM json_each(:roots))
UNION SELECT kind FROM job INDEXED BY job_root WHERE root_id IN (SELECT value FROM json_each(:roots))

-- name: coalesced_open
-- The work for the whole bank that waits under a key, or is of a kind and runs.
SELECT id FROM job WHERE coalesce_key = :key AND state IN ('scheduled', 'ready', 'blocked')
UNION SELECT id FROM job WHERE state = 'running' AND kind = :kind

-- name: held_back
-- Waiting jobs of paused queues, by queue; `*` in the row of a pause stands for every queue.
SELECT tally.queue, sum(tally.n) FROM tally
WHERE EXISTS (SELECT 1 FROM pause WHERE pause.queue IN (tally.queue, '*')) AND tally.state IN ('ready', 'scheduled', 'blocked') AND tally.n > 0 GROUP BY tally.queue

-- name: failed_and_replaced
-- Failed jobs, by queue, of papers that could not be read and of which no path still holds the content: another paper
-- was seen there since, and was read (a file that was half copied at the first look).
SELECT job.queue, count(*) FROM job JOIN material ON material.id = job.document AND material.status = 'failed'
WHERE job.state = 'failed'
  AND EXISTS (SELECT 1 FROM material_path WHERE material_id = material.id)
  AND NOT EXISTS (
    SELECT 1 FROM material_path AS place WHERE place.material_id = material.id AND NOT EXISTS (
      SELECT 1 FROM material_path AS later JOIN material AS newer ON newer.id = later.material_id
      WHERE later.path = place.path AND newer.status = 'completed'
        AND (later.seen_at, later.material_id) > (place.seen_at, place.material_id)))
GROUP BY job.queue

-- name: failed_groups
-- Failed jobs by what went wrong; every filter may be NULL. The codes and messages are the newest of each group.
SELECT fingerprint, queue, kind, count(*), min(finished_at), max(finished_at), error_code, error, max(id)
FROM job WHERE state = 'failed'
  AND (:queue IS NULL OR :queue IN (queue, substr(queue, 1, instr(queue, ':')))) AND (:kind IS NULL OR kind = :kind)
  AND (:code IS NULL OR error_code = :code) AND (:like IS NULL OR error LIKE :like ESCAPE '\')
  AND (:since IS NULL OR finished_at >= :since)
  AND (:fingerprint IS NULL OR substr(fingerprint, 1, length(:fingerprint)) = :fingerprint)
GROUP BY fingerprint, queue, kind ORDER BY count(*) DESC, max(id) DESC

-- name: failed_ids
-- The failed jobs that the same filters leave, the oldest first. Without its index they would be looked for by id, among
-- all that were done.
SELECT id FROM job INDEXED BY job_failed WHERE state = 'failed'
  AND (:queue IS NULL OR :queue IN (queue, substr(queue, 1, instr(queue, ':')))) AND (:kind IS NULL OR kind = :kind)
  AND (:code IS NULL OR error_code = :code) AND (:like IS NULL OR error LIKE :like ESCAPE '\')
  AND (:since IS NULL OR finished_at >= :since)
  AND (:fingerprint IS NULL OR substr(fingerprint, 1, length(:fingerprint)) = :fingerprint)
ORDER BY id

-- name: failed_examples
-- Some jobs of one cause, queue and kind that the same filters leave, the oldest first.
SELECT id FROM job INDEXED BY job_failed
WHERE state = 'failed' AND queue = :queue AND fingerprint IS :fingerprint AND kind = :kind
  AND (:code IS NULL OR error_code = :code) AND (:like IS NULL OR error LIKE :like ESCAPE '\')
  AND (:since IS NULL OR finished_at >= :since)
ORDER BY id LIMIT :limit

-- name: fingerprints_named
-- The fingerprints of what failed, jobs and items, that begin so.
SELECT fingerprint FROM job WHERE state = 'failed' AND substr(fingerprint, 1, length(:fingerprint)) = :fingerprint
UNION
SELECT fingerprint FROM item WHERE state = 'failed' AND substr(fingerprint, 1, length(:fingerprint)) = :fingerprint
  AND EXISTS (SELECT 1 FROM job WHERE job.id = item.job_id)
ORDER BY fingerprint

-- name: item_counts
-- The items of some jobs (a JSON array of ids) by state, with the milliseconds that their last tries took, and how many
-- the job expects: what it reports as progress, until it is done.
SELECT job_id, state, n, ms, (SELECT progress_total FROM job WHERE id = job_id AND job.state <> 'done')
  FROM (SELECT job_id, state, count(*) AS n, sum(ms) AS ms FROM item INDEXED BY item_state
         WHERE job_id IN (SELECT value FROM json_each(?)) GROUP BY job_id, state)

-- name: item_rows
-- Some of the items of a job, in the order in which they ended.
SELECT key, name, state, attempts, code, message, hint, ms, ended_at FROM item
WHERE job_id = :job ORDER BY ended_at, key LIMIT :limit OFFSET :skip

-- name: failed_items
-- Failed items of jobs that nobody called off, the oldest first; every filter may be NULL. Rows of an import are left
-- out once a newer one of the same paper is done: they count no longer.
SELECT i.job_id, i.key, i.name, i.code, i.message, i.hint, i.fingerprint, i.attempts, i.ended_at, j.queue, j.kind,
  j.state
FROM item AS i INDEXED BY item_failed JOIN job AS j ON j.id = i.job_id
WHERE i.state = 'failed' AND j.state NOT IN ('cancelled', 'discarded')
  AND NOT EXISTS (SELECT 1 FROM job AS n INDEXED BY job_reading
    WHERE n.kind IN ('process_pdf', 'recognise_pdf', 'import_questions') AND n.document = j.document AND n.id > j.id
      AND n.state = 'done' AND n.kind = 'import_questions' AND j.kind = n.kind)
  AND (:jobs IS NULL OR i.job_id IN (SELECT value FROM json_each(:jobs)))
  AND (:queue IS NULL OR :queue IN (j.queue, substr(j.queue, 1, instr(j.queue, ':')))) AND (:kind IS NULL OR j.kind = :kind)
  AND (:code IS NULL OR i.code = :code) AND (:like IS NULL OR i.message LIKE :like ESCAPE '\')
  AND (:since IS NULL OR i.ended_at >= :since)
  AND (:fingerprint IS NULL OR substr(i.fingerprint, 1, length(:fingerprint)) = :fingerprint)
ORDER BY i.ended_at, i.job_id, i.key

-- name: failed_items_counted
-- How many items failed of jobs that were done since a moment (NULL: ever), and of how many, by queue and kind of
-- these; without the rows of an import as above.
SELECT j.queue, j.kind, count(*), count(DISTINCT i.job_id)
FROM item AS i INDEXED BY item_failed JOIN job AS j ON j.id = i.job_id
WHERE i.state = 'failed' AND j.state = 'done' AND (:since IS NULL OR j.finished_at >= :since)
  AND NOT EXISTS (SELECT 1 FROM job AS n INDEXED BY job_reading
    WHERE n.kind IN ('process_pdf', 'recognise_pdf', 'import_questions') AND n.document = j.document AND n.id > j.id
      AND n.state = 'done' AND n.kind = 'import_questions' AND j.kind = n.kind)
GROUP BY j.queue, j.kind

-- name: failed_items_of_chains
-- How many items failed of the jobs below some roots (a JSON array of ids), they themselves included, that were done
-- since a moment (NULL: ever).
SELECT count(*) FROM item AS i INDEXED BY item_failed JOIN job AS j ON j.id = i.job_id
WHERE i.state = 'failed' AND j.state = 'done' AND (:since IS NULL OR j.finished_at >= :since)
  AND (j.id IN (SELECT value FROM json_each(:roots)) OR j.root_id IN (SELECT value FROM json_each(:roots)))

-- name: failed_about
-- What some jobs (a JSON array of ids) are about, in the order of their ids: the paper with its freshest path, and the
-- page and the question that their arguments name.
SELECT job.id, material.id, material.title,
  CASE WHEN json_valid(job.args) AND json_extract(job.args, '$.sha256') = material.next_sha256 THEN material.next_path
       ELSE (SELECT json_extract(names, '$[0]') FROM material_names WHERE material_id = material.id) END,
  CASE WHEN json_valid(job.args) THEN json_extract(job.args, '$.page') END,
  CASE WHEN json_valid(job.args) THEN json_extract(job.args, '$.question') END
FROM job LEFT JOIN material ON material.id = job.document
WHERE job.id IN (SELECT value FROM json_each(?)) ORDER BY job.id

-- name: last_hint
-- What the last attempt of a job advised.
SELECT hint FROM attempt WHERE job_id = ? ORDER BY id DESC LIMIT 1

-- name: living
-- The jobs that are not over and that the filters leave, the oldest first, with their states; every filter may be NULL.
SELECT id, state FROM job
WHERE state IN ('scheduled', 'ready', 'blocked', 'running') AND (:state IS NULL OR state = :state)
  AND (:queue IS NULL OR :queue IN (queue, substr(queue, 1, instr(queue, ':')))) AND (:kind IS NULL OR kind = :kind)
  AND (:since IS NULL OR created_at >= :since)
  AND (:documents IS NULL OR document IN (SELECT value FROM json_each(:documents)))
  AND (:like IS NULL OR args LIKE :like ESCAPE '\' OR error LIKE :like ESCAPE '\')
  AND (:batch IS NULL OR batch_id IN (SELECT id FROM batch WHERE name = :batch))
ORDER BY id

-- name: jobs_named
-- What some jobs (a JSON array of ids) do and how they stand, the newest first.
SELECT id, state, kind, error_code FROM job WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id DESC

-- name: papers_listed
-- The newest papers with their titles.
SELECT id, title FROM material ORDER BY id DESC LIMIT ?

-- name: batches_named
-- The newest names of an environment's batches, and whether one of that name is open.
SELECT name, max(closed_at IS NULL) FROM batch WHERE prefix = :prefix GROUP BY name ORDER BY max(id) DESC LIMIT :most

-- name: jobs_of_papers
-- Jobs of some papers (a JSON array of ids) that are not over, but for those about a question of another paper, too.
SELECT j.id FROM job AS j
WHERE j.document IN (SELECT value FROM json_each(:materials))
  AND j.state IN ('scheduled', 'ready', 'blocked', 'running')
  AND NOT EXISTS (SELECT 1 FROM appearance AS a
                   WHERE a.question_id = CASE WHEN json_valid(j.args) THEN json_extract(j.args, '$.question') END
                     AND a.material_id NOT IN (SELECT value FROM json_each(:materials)))
ORDER BY j.id

-- name: jobs_of_paper_itself
-- Jobs of a paper that are not over and are about no question of it: what reads it.
SELECT id FROM job
WHERE document = ? AND state IN ('scheduled', 'ready', 'blocked', 'running')
  AND CASE WHEN json_valid(args) THEN json_extract(args, '$.question') END IS NULL
ORDER BY id

-- name: unsuccessful_ids
-- Jobs that ended without being done, the oldest first; every filter may be NULL.
SELECT id FROM job WHERE state IN ('failed', 'cancelled', 'discarded') AND (:queue IS NULL OR :queue IN (queue, substr(queue, 1, instr(queue, ':'))))
  AND (:kind IS NULL OR kind = :kind) AND (:state IS NULL OR state = :state)
  AND (:code IS NULL OR error_code = :code) AND (:like IS NULL OR error LIKE :like ESCAPE '\')
  AND (:since IS NULL OR finished_at >= :since)
  AND (:fingerprint IS NULL OR substr(fingerprint, 1, length(:fingerprint)) = :fingerprint)
ORDER BY id

-- name: failed_since
-- Chains' failures: which jobs below some roots (a JSON array of ids), they themselves included, have failed
-- since a moment.
SELECT count(*) FROM job WHERE state = 'failed' AND finished_at >= :since
  AND (id IN (SELECT value FROM json_each(:roots)) OR root_id IN (SELECT value FROM json_each(:roots)))

-- name: jobs_since
-- The jobs of a kind from one of them on, in order.
SELECT id, state, result, error_code, error FROM job WHERE id >= :first AND kind = :kind ORDER BY id
