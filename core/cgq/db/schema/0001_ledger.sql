-- The ledger: jobs, their attempts, who holds them, and the counts of their states.
-- Times are whole milliseconds since 1970-01-01 UTC. Numbers in brackets are rules of docs/semantics.md.

CREATE TABLE job (
  id            INTEGER PRIMARY KEY,
  queue         TEXT    NOT NULL,
  kind          TEXT    NOT NULL,
  state         TEXT    NOT NULL CHECK (state IN
                  ('scheduled', 'ready', 'blocked', 'running', 'done', 'failed', 'discarded', 'cancelled')),
  priority      INTEGER NOT NULL CHECK (priority BETWEEN 1 AND 4),
  class         INTEGER NOT NULL CHECK (class BETWEEN 1 AND priority),
  turn          INTEGER NOT NULL DEFAULT 0,
  due_at        INTEGER NOT NULL,
  fence         INTEGER,
  supervisor_id INTEGER,
  attempts      INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  crashes       INTEGER NOT NULL DEFAULT 0 CHECK (crashes >= 0),
  max_attempts  INTEGER CHECK (max_attempts >= 1),
  created_at    INTEGER NOT NULL,
  ready_at      INTEGER NOT NULL,
  started_at    INTEGER,
  finished_at   INTEGER,
  expires_at    INTEGER,
  document      INTEGER,
  root_id       INTEGER,
  parent_id     INTEGER,
  after_id      INTEGER,
  mutex         TEXT,
  coalesce_key  TEXT,
  progress_done INTEGER NOT NULL DEFAULT 0 CHECK (progress_done >= 0),
  progress_total INTEGER CHECK (progress_total >= progress_done),
  requested_by  TEXT,
  error_code    TEXT,
  error         TEXT,
  fingerprint   TEXT,
  result        TEXT CHECK (result IS NULL OR (json_valid(result) AND length(CAST(result AS BLOB)) <= 65536)),
  args          TEXT    NOT NULL CHECK (length(CAST(args AS BLOB)) <= 1048576),
  CHECK ((state = 'running') = (fence IS NOT NULL)),
  CHECK ((state = 'running') = (supervisor_id IS NOT NULL)),
  CHECK ((state IN ('done', 'failed', 'discarded', 'cancelled')) = (finished_at IS NOT NULL)),
  CHECK (state <> 'failed' OR error_code IS NOT NULL)
);

-- The last id given to a job: ids are never used again, and a batch takes its ids at once.
CREATE TABLE last_job (id INTEGER NOT NULL);
INSERT INTO last_job (id) VALUES (0);

-- A claim walks this index from its start (C3, C4): only ready rows are in it.
CREATE INDEX job_ready ON job (queue, kind, class, turn, due_at, id) WHERE state = 'ready';
CREATE INDEX job_scheduled ON job (due_at) WHERE state = 'scheduled';
CREATE INDEX job_running ON job (supervisor_id) WHERE state = 'running';
CREATE INDEX job_failed ON job (queue, fingerprint) WHERE state = 'failed';
CREATE INDEX job_expiring ON job (expires_at)
  WHERE expires_at IS NOT NULL AND state IN ('scheduled', 'ready', 'blocked');
CREATE INDEX job_after ON job (after_id) WHERE state = 'blocked' AND after_id IS NOT NULL;
CREATE INDEX job_waits_for_mutex ON job (mutex, class, id) WHERE state = 'blocked' AND mutex IS NOT NULL;
CREATE INDEX job_root ON job (root_id) WHERE root_id IS NOT NULL;
-- Two jobs of one mutex can't both be able to run; two waiting ones of one coalesce key can't exist.
CREATE UNIQUE INDEX job_mutex ON job (mutex) WHERE mutex IS NOT NULL AND state IN ('ready', 'running');
CREATE UNIQUE INDEX job_coalesce ON job (coalesce_key)
  WHERE coalesce_key IS NOT NULL AND state IN ('scheduled', 'ready', 'blocked');

-- What did not end well, attempt by attempt; a success is told by the job's own row (R1).
CREATE TABLE attempt (
  id         INTEGER PRIMARY KEY,
  job_id     INTEGER NOT NULL,
  number     INTEGER NOT NULL,
  outcome    TEXT    NOT NULL CHECK (outcome IN ('failed', 'crashed', 'returned')),
  code       TEXT    NOT NULL,
  message    TEXT    NOT NULL,
  hint       TEXT    NOT NULL DEFAULT '',
  traceback  TEXT    NOT NULL DEFAULT '' CHECK (length(CAST(traceback AS BLOB)) <= 65536),
  started_at INTEGER,
  ended_at   INTEGER NOT NULL
);
CREATE INDEX attempt_job ON attempt (job_id);

-- The memory of asked-for work, which outlives the job (S2).
CREATE TABLE work (
  key    TEXT PRIMARY KEY,
  job_id INTEGER NOT NULL
) WITHOUT ROWID;

-- How many descendants of a root job are not over yet; closed once (B3).
CREATE TABLE chain (
  root_id   INTEGER PRIMARY KEY,
  open      INTEGER NOT NULL CHECK (open >= 0),
  failed    INTEGER NOT NULL DEFAULT 0,
  closed_at INTEGER,
  CHECK (closed_at IS NULL OR open = 0)
);

-- One row per queue, kind and state, changed once per batch in the same transaction (C4).
CREATE TABLE tally (
  queue TEXT NOT NULL,
  kind  TEXT NOT NULL,
  state TEXT NOT NULL,
  n     INTEGER NOT NULL CHECK (n >= 0),
  PRIMARY KEY (queue, kind, state)
) WITHOUT ROWID;

-- Ended jobs by the hour, for `status` and `stats`.
CREATE TABLE ended (
  hour  INTEGER NOT NULL,
  queue TEXT NOT NULL,
  kind  TEXT NOT NULL,
  state TEXT NOT NULL,
  n     INTEGER NOT NULL,
  ms    INTEGER NOT NULL,
  PRIMARY KEY (hour, queue, kind, state)
) WITHOUT ROWID;

-- Where the turns of a queue stand, and how far each document has been ranked (C3).
CREATE TABLE queue_turn (
  queue   TEXT PRIMARY KEY,
  current INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE document_turn (
  queue    TEXT NOT NULL,
  document INTEGER NOT NULL,
  first    INTEGER NOT NULL,
  ranked   INTEGER NOT NULL,
  PRIMARY KEY (queue, document)
) WITHOUT ROWID;

CREATE TABLE pause (
  queue  TEXT PRIMARY KEY,
  at     INTEGER NOT NULL,
  by     TEXT NOT NULL,
  reason TEXT NOT NULL
) WITHOUT ROWID;

-- A supervisor lives as long as it holds the lock on `lock_file` (R2).
CREATE TABLE supervisor (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  lock_file  TEXT    NOT NULL,
  pid        INTEGER NOT NULL,
  host       TEXT    NOT NULL,
  version    TEXT    NOT NULL,
  state      TEXT    NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'draining', 'gone')),
  started_at INTEGER NOT NULL,
  moved_at   INTEGER NOT NULL
);

-- Calls in flight by supervisor and queue or kind, with the limit that each was started with (C2).
CREATE TABLE slot (
  supervisor_id INTEGER NOT NULL REFERENCES supervisor (id) ON DELETE CASCADE,
  scope         TEXT    NOT NULL,
  ceiling       INTEGER NOT NULL CHECK (ceiling >= 0),
  held          INTEGER NOT NULL DEFAULT 0 CHECK (held >= 0),
  wanted        INTEGER NOT NULL DEFAULT 0 CHECK (wanted >= 0),
  PRIMARY KEY (supervisor_id, scope)
) WITHOUT ROWID;

-- Starts that a rated kind has left in its window.
CREATE TABLE rate (
  kind       TEXT PRIMARY KEY,
  started    INTEGER NOT NULL,
  used       INTEGER NOT NULL
) WITHOUT ROWID;

-- A provider's circuit: open after five transient failures in a row, closed by one good probe (T4).
CREATE TABLE circuit (
  kind      TEXT PRIMARY KEY,
  failures  INTEGER NOT NULL DEFAULT 0,
  opened_at INTEGER,
  reason    TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;
