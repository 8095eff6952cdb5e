-- What 0001_initial.sql leads to; written by `make schema`.
-- sha256 of the step: 8e7f78f1acc3733f20ebfbbae5f652cfb375cc7bc32faed6d75d68455f8d3f75

CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
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
  wall_due_at   INTEGER,
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
  expires_after_due INTEGER NOT NULL DEFAULT 0 CHECK (expires_after_due IN (0, 1)),
  document      INTEGER,
  root_id       INTEGER,
  parent_id     INTEGER,
  after_id      INTEGER,
  after_delay   INTEGER CHECK (after_delay >= 0),
  batch_id      INTEGER,
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
CREATE TABLE moment (
  one    INTEGER PRIMARY KEY CHECK (one = 1),
  boot   TEXT    NOT NULL,
  uptime INTEGER NOT NULL,
  wall   INTEGER NOT NULL,
  now    INTEGER NOT NULL,
  ahead  INTEGER NOT NULL
);
CREATE TABLE last_job (id INTEGER NOT NULL);
CREATE INDEX job_ready ON job (queue, kind, class, turn, due_at, id) WHERE state = 'ready';
CREATE INDEX job_ready_asked ON job (queue, kind, requested_by, class, turn, due_at, id)
  WHERE state = 'ready' AND requested_by IS NOT NULL;
CREATE INDEX job_scheduled ON job (due_at) WHERE state = 'scheduled';
CREATE INDEX job_wall_due ON job (wall_due_at) WHERE wall_due_at IS NOT NULL AND state IN ('scheduled', 'blocked');
CREATE INDEX job_running ON job (supervisor_id) WHERE state = 'running';
CREATE INDEX job_failed ON job (queue, fingerprint) WHERE state = 'failed';
CREATE INDEX job_set_aside ON job (state, id) WHERE state IN ('blocked', 'discarded', 'cancelled');
CREATE INDEX job_expiring ON job (expires_at)
  WHERE expires_at IS NOT NULL AND state IN ('scheduled', 'ready', 'blocked');
CREATE INDEX job_after ON job (after_id) WHERE state = 'blocked' AND after_id IS NOT NULL;
CREATE INDEX job_waits_for_mutex ON job (mutex, class, id) WHERE state = 'blocked' AND mutex IS NOT NULL;
CREATE INDEX job_root ON job (root_id) WHERE root_id IS NOT NULL;
CREATE INDEX job_finished ON job (finished_at) WHERE finished_at IS NOT NULL;
CREATE INDEX job_done ON job (kind, id, queue) WHERE state = 'done';
CREATE INDEX job_retried ON job (attempts) WHERE attempts > 1;
CREATE INDEX job_batch ON job (batch_id, state, queue, kind) WHERE batch_id IS NOT NULL;
CREATE INDEX job_top ON job (id) WHERE parent_id IS NULL;
CREATE INDEX job_reading ON job (document, id) WHERE kind IN ('process_pdf', 'recognise_pdf', 'import_questions');
CREATE UNIQUE INDEX job_mutex ON job (mutex) WHERE mutex IS NOT NULL AND state IN ('ready', 'running');
CREATE UNIQUE INDEX job_coalesce ON job (coalesce_key)
  WHERE coalesce_key IS NOT NULL AND state IN ('scheduled', 'ready', 'blocked');
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
CREATE TABLE item (
  job_id      INTEGER NOT NULL,
  key         TEXT    NOT NULL,
  name        TEXT    NOT NULL,
  state       TEXT    NOT NULL CHECK (state IN ('done', 'duplicate', 'skipped', 'failed', 'waiting')),
  attempts    INTEGER NOT NULL CHECK (attempts >= 1),
  code        TEXT,
  message     TEXT,
  hint        TEXT    NOT NULL DEFAULT '',
  fingerprint TEXT,
  ms          INTEGER NOT NULL CHECK (ms >= 0),
  fence       INTEGER NOT NULL,
  ended_at    INTEGER NOT NULL,
  PRIMARY KEY (job_id, key),
  CHECK ((state IN ('failed', 'waiting')) = (code IS NOT NULL))
) WITHOUT ROWID;
CREATE INDEX item_state ON item (job_id, state, ms);
CREATE INDEX item_failed ON item (fingerprint) WHERE state = 'failed';
CREATE TABLE pruned_with_items (job_id INTEGER PRIMARY KEY);
CREATE TABLE work (
  key    TEXT PRIMARY KEY,
  job_id INTEGER NOT NULL,
  ended  TEXT CHECK (ended IN ('failed', 'discarded', 'cancelled'))
) WITHOUT ROWID;
CREATE INDEX work_of_job ON work (job_id);
CREATE TABLE chain (
  root_id   INTEGER PRIMARY KEY,
  open      INTEGER NOT NULL CHECK (open >= 0),
  failed    INTEGER NOT NULL DEFAULT 0,
  closed_at INTEGER,
  CHECK (closed_at IS NULL OR open = 0)
);
CREATE TABLE batch (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  prefix        TEXT    NOT NULL DEFAULT '',
  name          TEXT    NOT NULL,
  then_kind     TEXT,
  then_args     TEXT    NOT NULL CHECK (json_valid(then_args)),
  requested_by  TEXT,
  opened_at     INTEGER NOT NULL,
  filling_until INTEGER NOT NULL,
  closed_at     INTEGER,
  done          INTEGER,
  failed        INTEGER,
  discarded     INTEGER,
  cancelled     INTEGER,
  job_id        INTEGER
);
CREATE UNIQUE INDEX batch_open ON batch (prefix, name) WHERE closed_at IS NULL;
CREATE INDEX batch_name ON batch (prefix, name);
CREATE TABLE tally (
  queue TEXT NOT NULL,
  kind  TEXT NOT NULL,
  state TEXT NOT NULL,
  n     INTEGER NOT NULL CHECK (n >= 0),
  PRIMARY KEY (queue, kind, state)
) WITHOUT ROWID;
CREATE TABLE ended (
  hour    INTEGER NOT NULL,
  queue   TEXT NOT NULL,
  kind    TEXT NOT NULL,
  state   TEXT NOT NULL,
  n       INTEGER NOT NULL,
  ms      INTEGER NOT NULL,
  minutes INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (hour, queue, kind, state)
) WITHOUT ROWID;
CREATE TABLE ended_total (
  queue TEXT NOT NULL,
  kind  TEXT NOT NULL,
  state TEXT NOT NULL,
  n     INTEGER NOT NULL,
  ms    INTEGER NOT NULL,
  PRIMARY KEY (queue, kind, state)
) WITHOUT ROWID;
CREATE TABLE latency (
  hour    INTEGER NOT NULL,
  queue   TEXT NOT NULL,
  kind    TEXT NOT NULL,
  measure TEXT NOT NULL CHECK (measure IN ('waiting', 'running')),
  bucket  INTEGER NOT NULL CHECK (bucket >= 0),
  n       INTEGER NOT NULL,
  PRIMARY KEY (hour, queue, kind, measure, bucket)
) WITHOUT ROWID;
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
CREATE TABLE schedule (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  prefix       TEXT    NOT NULL DEFAULT '',
  name         TEXT    NOT NULL,
  cron         TEXT    NOT NULL,
  zone         TEXT    NOT NULL,
  kind         TEXT    NOT NULL,
  args         TEXT    NOT NULL CHECK (json_valid(args)),
  queue        TEXT,
  priority     TEXT,
  max_attempts INTEGER CHECK (max_attempts >= 1),
  coalesce_key TEXT,
  made_by      TEXT    NOT NULL,
  made_at      INTEGER NOT NULL,
  handled      INTEGER NOT NULL,
  next_slot    INTEGER,
  last_slot    INTEGER,
  last_job     INTEGER,
  UNIQUE (prefix, name)
);
CREATE TABLE schedule_slot (
  schedule_id INTEGER NOT NULL REFERENCES schedule (id) ON DELETE CASCADE,
  slot        INTEGER NOT NULL,
  outcome     TEXT    NOT NULL CHECK (outcome IN ('fired', 'skipped', 'refused')),
  job_id      INTEGER,
  missed      INTEGER NOT NULL CHECK (missed >= 0),
  message     TEXT    NOT NULL,
  at          INTEGER NOT NULL,
  PRIMARY KEY (schedule_id, slot),
  CHECK ((outcome = 'fired') = (job_id IS NOT NULL))
) WITHOUT ROWID;
CREATE TABLE supervisor (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  lock_file  TEXT    NOT NULL,
  pid        INTEGER NOT NULL,
  host       TEXT    NOT NULL,
  version    TEXT    NOT NULL,
  state      TEXT    NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'draining', 'gone')),
  queues     TEXT CHECK (queues IS NULL OR json_valid(queues)),
  kinds      TEXT CHECK (kinds IS NULL OR json_valid(kinds)),
  started_at INTEGER NOT NULL,
  moved_at   INTEGER NOT NULL,
  stop       TEXT    CHECK (stop IN ('drain', 'end'))
);
CREATE TABLE hook_run (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  hook          TEXT    NOT NULL,
  occasion      TEXT    NOT NULL,
  topic         TEXT,
  job_id        INTEGER,
  state         TEXT    NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'running', 'done', 'failed')),
  tries         INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0),
  due_at        INTEGER NOT NULL,
  created_at    INTEGER NOT NULL,
  ended_at      INTEGER,
  supervisor_id INTEGER,
  count         INTEGER NOT NULL DEFAULT 1 CHECK (count > 0),
  jobs          TEXT CHECK (jobs IS NULL OR json_valid(jobs)),
  payload       TEXT    NOT NULL CHECK (json_valid(payload)),
  error         TEXT,
  output        TEXT    NOT NULL DEFAULT '',
  CHECK ((state = 'running') = (supervisor_id IS NOT NULL)),
  CHECK ((state IN ('done', 'failed')) = (ended_at IS NOT NULL)),
  CHECK (state <> 'failed' OR error IS NOT NULL)
);
CREATE INDEX hook_run_waiting ON hook_run (hook, due_at, id) WHERE state = 'waiting';
CREATE INDEX hook_run_running ON hook_run (hook) WHERE state = 'running';
CREATE INDEX hook_run_failed ON hook_run (id) WHERE state = 'failed';
CREATE INDEX hook_run_topic ON hook_run (topic, created_at) WHERE topic IS NOT NULL;
CREATE TABLE slot (
  supervisor_id INTEGER NOT NULL REFERENCES supervisor (id) ON DELETE CASCADE,
  scope         TEXT    NOT NULL,
  ceiling       INTEGER NOT NULL CHECK (ceiling >= 0),
  held          INTEGER NOT NULL DEFAULT 0 CHECK (held >= 0),
  wanted        INTEGER NOT NULL DEFAULT 0 CHECK (wanted >= 0),
  PRIMARY KEY (supervisor_id, scope)
) WITHOUT ROWID;
CREATE TABLE limiter (
  supervisor_id INTEGER NOT NULL REFERENCES supervisor (id) ON DELETE CASCADE,
  name          TEXT    NOT NULL,
  number        INTEGER NOT NULL CHECK (number > 0),
  window_ms     INTEGER NOT NULL CHECK (window_ms > 0),
  PRIMARY KEY (name, supervisor_id)
) WITHOUT ROWID;
CREATE TABLE limiter_start (
  supervisor_id INTEGER NOT NULL,
  call          INTEGER NOT NULL,
  limiter       TEXT    NOT NULL,
  n             INTEGER NOT NULL CHECK (n > 0),
  at            INTEGER,
  total         INTEGER,
  PRIMARY KEY (supervisor_id, call, limiter)
) WITHOUT ROWID;
CREATE INDEX limiter_start_window ON limiter_start (limiter, at, total, n);
CREATE INDEX limiter_start_total ON limiter_start (limiter, total, at);
CREATE TABLE circuit (
  limiter   TEXT PRIMARY KEY,
  failures  INTEGER NOT NULL DEFAULT 0,
  opened_at INTEGER,
  reason    TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;
CREATE TABLE paid_call (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  request       TEXT    NOT NULL CHECK (length(request) = 64),
  provider      TEXT    NOT NULL,
  model         TEXT    NOT NULL,
  purpose       TEXT    NOT NULL CHECK (purpose IN ('embeddings', 'chat', 'image')),
  kind          TEXT    NOT NULL,
  job_id        INTEGER,
  jobs          INTEGER NOT NULL CHECK (jobs >= 0),
  supervisor_id INTEGER,
  state         TEXT    NOT NULL DEFAULT 'asked' CHECK (state IN ('asked', 'answered', 'failed', 'lost')),
  tokens_in     INTEGER NOT NULL CHECK (tokens_in >= 0),
  tokens_out    INTEGER NOT NULL CHECK (tokens_out >= 0),
  cost          INTEGER CHECK (cost >= 0),
  code          TEXT,
  asked_at      INTEGER NOT NULL,
  asked_wall    INTEGER NOT NULL,
  ended_at      INTEGER,
  CHECK ((state = 'asked') = (ended_at IS NULL)),
  CHECK ((state = 'failed') = (code IS NOT NULL))
);
CREATE UNIQUE INDEX paid_call_under_way ON paid_call (request) WHERE state = 'asked';
CREATE INDEX paid_call_supervisor ON paid_call (supervisor_id) WHERE state = 'asked';
CREATE INDEX paid_call_wall ON paid_call (asked_wall);
CREATE INDEX paid_call_job ON paid_call (job_id);
CREATE TABLE payment_wait (
  supervisor_id INTEGER NOT NULL,
  number        INTEGER NOT NULL,
  jobs          TEXT    NOT NULL CHECK (json_valid(jobs)),
  provider      TEXT    NOT NULL,
  why           TEXT    NOT NULL,
  until         INTEGER NOT NULL,
  PRIMARY KEY (supervisor_id, number)
) WITHOUT ROWID;
CREATE TABLE spending (
  day        INTEGER NOT NULL,
  provider   TEXT    NOT NULL,
  model      TEXT    NOT NULL,
  purpose    TEXT    NOT NULL,
  kind       TEXT    NOT NULL,
  state      TEXT    NOT NULL CHECK (state IN ('asked', 'answered', 'failed', 'lost')),
  calls      INTEGER NOT NULL CHECK (calls >= 0),
  unknown    INTEGER NOT NULL CHECK (unknown BETWEEN 0 AND calls),
  tokens_in  INTEGER NOT NULL CHECK (tokens_in >= 0),
  tokens_out INTEGER NOT NULL CHECK (tokens_out >= 0),
  cost       INTEGER NOT NULL CHECK (cost >= 0),
  PRIMARY KEY (day, provider, model, purpose, kind, state)
) WITHOUT ROWID;
CREATE TRIGGER paid_call_begins AFTER INSERT ON paid_call BEGIN
  INSERT INTO spending VALUES (
    NEW.asked_wall / 86400000, NEW.provider, NEW.model, NEW.purpose, NEW.kind, NEW.state,
    1, NEW.cost IS NULL, NEW.tokens_in, NEW.tokens_out, coalesce(NEW.cost, 0))
  ON CONFLICT DO UPDATE SET calls = calls + 1, unknown = unknown + excluded.unknown,
    tokens_in = tokens_in + excluded.tokens_in, tokens_out = tokens_out + excluded.tokens_out, cost = cost + excluded.cost;
END;
CREATE TRIGGER paid_call_settles AFTER UPDATE OF state, tokens_in, tokens_out, cost ON paid_call BEGIN
  UPDATE spending SET calls = calls - 1, unknown = unknown - (OLD.cost IS NULL),
    tokens_in = tokens_in - OLD.tokens_in, tokens_out = tokens_out - OLD.tokens_out, cost = cost - coalesce(OLD.cost, 0)
  WHERE day = OLD.asked_wall / 86400000 AND provider = OLD.provider AND model = OLD.model
    AND purpose = OLD.purpose AND kind = OLD.kind AND state = OLD.state;
  DELETE FROM spending
  WHERE day = OLD.asked_wall / 86400000 AND provider = OLD.provider AND model = OLD.model
    AND purpose = OLD.purpose AND kind = OLD.kind AND state = OLD.state AND calls = 0;
  INSERT INTO spending VALUES (
    NEW.asked_wall / 86400000, NEW.provider, NEW.model, NEW.purpose, NEW.kind, NEW.state,
    1, NEW.cost IS NULL, NEW.tokens_in, NEW.tokens_out, coalesce(NEW.cost, 0))
  ON CONFLICT DO UPDATE SET calls = calls + 1, unknown = unknown + excluded.unknown,
    tokens_in = tokens_in + excluded.tokens_in, tokens_out = tokens_out + excluded.tokens_out, cost = cost + excluded.cost;
END;
CREATE TABLE unaffordable (
  kind       TEXT PRIMARY KEY,
  provider   TEXT    NOT NULL,
  model      TEXT    NOT NULL,
  cost       INTEGER CHECK (cost > 0),
  refused_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE paid_answer (
  request TEXT    NOT NULL CHECK (length(request) = 64),
  place   INTEGER NOT NULL CHECK (place >= 0),
  body    BLOB    NOT NULL,
  kept_at INTEGER NOT NULL,
  PRIMARY KEY (request, place)
) WITHOUT ROWID;
CREATE TABLE provider_batch (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  token          TEXT    NOT NULL UNIQUE CHECK (length(token) = 32),
  provider       TEXT    NOT NULL,
  model          TEXT    NOT NULL,
  state          TEXT    NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'sealed', 'submitted', 'refused', 'over')),
  carrier        INTEGER,
  remote         TEXT,
  request        TEXT    CHECK (length(request) = 64),
  requests       INTEGER NOT NULL DEFAULT 0 CHECK (requests >= 0),
  answered       INTEGER CHECK (answered BETWEEN 0 AND requests),
  outcome        TEXT,
  error          TEXT,
  opened_at      INTEGER NOT NULL,
  opened_wall    INTEGER NOT NULL,
  submitted_at   INTEGER,
  submitted_wall INTEGER,
  deadline_at    INTEGER,
  ended_at       INTEGER,
  CHECK (state NOT IN ('submitted', 'over') OR (remote IS NOT NULL AND deadline_at IS NOT NULL)),
  CHECK ((state = 'over') = (outcome IS NOT NULL AND answered IS NOT NULL)),
  CHECK ((state = 'refused') = (error IS NOT NULL)),
  CHECK ((state IN ('refused', 'over')) = (ended_at IS NOT NULL))
);
CREATE INDEX provider_batch_living ON provider_batch (state) WHERE ended_at IS NULL;
CREATE TABLE provider_batch_item (
  batch_id INTEGER NOT NULL,
  key      TEXT    NOT NULL CHECK (length(key) BETWEEN 1 AND 64),
  body     TEXT    NOT NULL,
  PRIMARY KEY (batch_id, key)
) WITHOUT ROWID;
CREATE TABLE provider_batch_wait (
  job_id     INTEGER PRIMARY KEY,
  batch_id   INTEGER NOT NULL,
  key        TEXT    NOT NULL,
  goes_alone INTEGER NOT NULL DEFAULT 0 CHECK (goes_alone IN (0, 1))
);
CREATE INDEX provider_batch_wait_batch ON provider_batch_wait (batch_id);
CREATE TRIGGER provider_batch_wait_ends AFTER DELETE ON job BEGIN
  DELETE FROM provider_batch_wait WHERE job_id = OLD.id;
END;
CREATE TABLE provider_rate (
  provider       TEXT PRIMARY KEY,
  not_before     INTEGER,
  requests       INTEGER,
  requests_fresh INTEGER,
  tokens         INTEGER,
  tokens_fresh   INTEGER
) WITHOUT ROWID;
CREATE TABLE artifact (
  sha256     TEXT    PRIMARY KEY CHECK (length(sha256) = 64),
  size       INTEGER NOT NULL CHECK (size >= 0),
  job_id     INTEGER NOT NULL,
  adopted_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX artifact_job ON artifact (job_id);
CREATE TABLE material (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  sha256       TEXT NOT NULL UNIQUE CHECK (length(sha256) = 64),
  format       TEXT NOT NULL DEFAULT 'pdf' CHECK (format IN (
    'pdf', 'hwp', 'hwpx', 'picture', 'pictures', 'csv', 'xlsx', 'jsonl', 'moodle', 'gift')),
  has_rows     INTEGER NOT NULL GENERATED ALWAYS AS (format IN ('csv', 'xlsx', 'jsonl', 'moodle', 'gift')) VIRTUAL,
  title        TEXT NOT NULL,
  titled_by    TEXT NOT NULL DEFAULT 'file' CHECK (titled_by IN ('file', 'document', 'person')),
  description  TEXT NOT NULL DEFAULT '',
  status       TEXT NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'completed', 'failed')),
  error_code   TEXT,
  error        TEXT,
  form         TEXT,
  language     TEXT,
  pages        INTEGER,
  extractor    TEXT,
  extracted_at INTEGER,
  heads        TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(heads)),
  tallies      TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(tallies)),
  tallies_read TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(tallies_read)),
  next_sha256  TEXT UNIQUE CHECK (length(next_sha256) = 64),
  next_path    TEXT,
  next_format  TEXT,
  created_at   INTEGER NOT NULL,
  updated_at   INTEGER NOT NULL,
  CHECK (status <> 'failed' OR error_code IS NOT NULL),
  CHECK ((next_sha256 IS NULL) = (next_path IS NULL)),
  CHECK ((next_sha256 IS NULL) = (next_format IS NULL))
);
CREATE TABLE converted (
  original  TEXT    PRIMARY KEY CHECK (length(original) = 64),
  converter TEXT    NOT NULL,
  sha256    TEXT    NOT NULL CHECK (length(sha256) = 64),
  findings  TEXT    NOT NULL DEFAULT '[]' CHECK (json_valid(findings)),
  made_at   INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX converted_pdf ON converted (sha256);
CREATE VIEW paper_file AS
SELECT sha256 FROM material
UNION ALL
SELECT next_sha256 FROM material WHERE next_sha256 IS NOT NULL
UNION ALL
SELECT c.sha256 FROM converted AS c
 WHERE EXISTS (SELECT 1 FROM material AS m WHERE m.sha256 = c.original)
    OR EXISTS (SELECT 1 FROM material AS m WHERE m.next_sha256 = c.original);
CREATE TRIGGER converted_with_paper AFTER DELETE ON material BEGIN
  DELETE FROM converted
   WHERE original IN (OLD.sha256, OLD.next_sha256)
     AND NOT EXISTS (SELECT 1 FROM material AS m WHERE m.sha256 = original)
     AND NOT EXISTS (SELECT 1 FROM material AS m WHERE m.next_sha256 = original);
END;
CREATE TRIGGER converted_with_file AFTER UPDATE OF sha256, next_sha256 ON material BEGIN
  DELETE FROM converted
   WHERE original IN (OLD.sha256, OLD.next_sha256)
     AND NOT EXISTS (SELECT 1 FROM material AS m WHERE m.sha256 = original)
     AND NOT EXISTS (SELECT 1 FROM material AS m WHERE m.next_sha256 = original);
END;
CREATE TRIGGER converted_removed AFTER DELETE ON converted BEGIN
  UPDATE artifact
     SET job_id = 0, adopted_at = 1000 * strftime('%s', 'now') - (SELECT coalesce(max(ahead), 0) FROM moment)
   WHERE sha256 = OLD.sha256 AND NOT EXISTS (SELECT 1 FROM paper_file AS f WHERE f.sha256 = OLD.sha256);
END;
CREATE TRIGGER converted_anew AFTER UPDATE OF sha256 ON converted BEGIN
  UPDATE artifact
     SET job_id = 0, adopted_at = 1000 * strftime('%s', 'now') - (SELECT coalesce(max(ahead), 0) FROM moment)
   WHERE sha256 = OLD.sha256 AND NOT EXISTS (SELECT 1 FROM paper_file AS f WHERE f.sha256 = OLD.sha256);
END;
CREATE TABLE unpacked (
  folder  TEXT    NOT NULL,
  name    TEXT    NOT NULL,
  sha256  TEXT    NOT NULL CHECK (length(sha256) = 64),
  page    INTEGER NOT NULL CHECK (page >= 1),
  seen_at INTEGER NOT NULL,
  PRIMARY KEY (folder, name, sha256)
) WITHOUT ROWID;
CREATE INDEX unpacked_content ON unpacked (sha256);
CREATE TRIGGER unpacked_with_paper AFTER DELETE ON material BEGIN
  DELETE FROM unpacked WHERE sha256 = OLD.sha256;
END;
CREATE TRIGGER unpacked_with_file AFTER UPDATE OF sha256 ON material BEGIN
  DELETE FROM unpacked WHERE sha256 = OLD.sha256 AND OLD.sha256 <> NEW.sha256;
END;
CREATE VIEW unpacked_name AS
SELECT u.sha256,
       u.folder || '/' || u.name || coalesce((
         SELECT ' … ' || l.name FROM unpacked AS l
          WHERE l.sha256 = u.sha256 AND l.folder = u.folder AND l.page > 1 ORDER BY l.page DESC LIMIT 1), '') AS path,
       u.seen_at
  FROM unpacked AS u
 WHERE u.page = 1;
CREATE TABLE archive (
  sha256   TEXT    PRIMARY KEY CHECK (length(sha256) = 64),
  reader   TEXT    NOT NULL,
  contents TEXT    NOT NULL CHECK (json_valid(contents)),
  seen_at  INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE archive_paper (
  paper   TEXT NOT NULL CHECK (length(paper) = 64),
  archive TEXT NOT NULL REFERENCES archive (sha256) ON DELETE CASCADE,
  PRIMARY KEY (paper, archive)
) WITHOUT ROWID;
CREATE INDEX archive_paper_by_archive ON archive_paper (archive);
CREATE TRIGGER archive_with_paper AFTER DELETE ON material BEGIN
  DELETE FROM archive
   WHERE sha256 IN (SELECT p.archive FROM archive_paper AS p WHERE p.paper = OLD.sha256)
     AND NOT EXISTS (SELECT 1 FROM archive_paper AS p JOIN material AS m ON m.sha256 = p.paper
                      WHERE p.archive = archive.sha256);
END;
CREATE TRIGGER archive_with_file AFTER UPDATE OF sha256 ON material BEGIN
  DELETE FROM archive
   WHERE sha256 IN (SELECT p.archive FROM archive_paper AS p WHERE p.paper = OLD.sha256)
     AND NOT EXISTS (SELECT 1 FROM archive_paper AS p JOIN material AS m ON m.sha256 = p.paper
                      WHERE p.archive = archive.sha256);
END;
CREATE TABLE not_taken (
  path    TEXT    PRIMARY KEY,
  counts  TEXT    NOT NULL CHECK (json_valid(counts)),
  seen_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE material_path (
  material_id INTEGER NOT NULL REFERENCES material (id) ON DELETE CASCADE,
  path        TEXT    NOT NULL,
  seen_at     INTEGER NOT NULL,
  PRIMARY KEY (material_id, path)
) WITHOUT ROWID;
CREATE INDEX material_path_by_path ON material_path (path);
CREATE TABLE fetched (
  address    TEXT    PRIMARY KEY,
  answered   TEXT    NOT NULL,
  file       TEXT    NOT NULL,
  sha256     TEXT    NOT NULL CHECK (length(sha256) = 64),
  headers    TEXT    NOT NULL CHECK (json_valid(headers)),
  job_id     INTEGER NOT NULL,
  fetched_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX fetched_content ON fetched (sha256);
CREATE TABLE searched_page (
  job_id  INTEGER NOT NULL,
  number  INTEGER NOT NULL,
  key     TEXT    NOT NULL,
  next    TEXT,
  links   TEXT    NOT NULL CHECK (json_valid(links)),
  items   TEXT    NOT NULL CHECK (json_valid(items)),
  ignored INTEGER NOT NULL,
  PRIMARY KEY (job_id, number)
);
CREATE VIEW material_names AS
SELECT m.id AS material_id,
       (SELECT json_group_array(n.path) FROM (
         SELECT p.path, p.seen_at FROM material_path AS p
          WHERE p.material_id = m.id
            AND (substr(p.path, -64) <> m.sha256
                 OR NOT EXISTS (SELECT 1 FROM fetched AS f WHERE f.sha256 = m.sha256)
                AND NOT EXISTS (SELECT 1 FROM unpacked AS u WHERE u.sha256 = m.sha256))
         UNION ALL
         SELECT u.path, u.seen_at FROM unpacked_name AS u WHERE u.sha256 = m.sha256
         UNION ALL
         SELECT f.file, f.fetched_at FROM fetched AS f WHERE f.sha256 = m.sha256
          ORDER BY 2 DESC, 1) AS n) AS names
  FROM material AS m;
CREATE VIEW material_known_as AS
SELECT material_id, path FROM material_path
UNION ALL
SELECT m.id, u.folder || '/' || u.name FROM unpacked AS u JOIN material AS m ON m.sha256 = u.sha256
UNION ALL
SELECT m.id, u.path FROM unpacked_name AS u JOIN material AS m ON m.sha256 = u.sha256
UNION ALL
SELECT m.id, f.file FROM fetched AS f JOIN material AS m ON m.sha256 = f.sha256;
CREATE TABLE refused_file (
  path    TEXT    PRIMARY KEY,
  code    TEXT    NOT NULL,
  seen_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE reading (
  material_id INTEGER NOT NULL REFERENCES material (id) ON DELETE CASCADE,
  seq         INTEGER NOT NULL,
  question    TEXT NOT NULL CHECK (json_valid(question)),
  answered    TEXT CHECK (answered IS NULL OR json_valid(answered)),
  PRIMARY KEY (material_id, seq)
) WITHOUT ROWID;
CREATE INDEX reading_row
  ON reading (material_id, json_extract(question, '$.number'), coalesce(json_extract(question, '$.section'), ''))
  WHERE json_extract(question, '$.row') IS NOT NULL;
CREATE TABLE second_look (
  material_id INTEGER NOT NULL REFERENCES material (id) ON DELETE CASCADE,
  page        INTEGER NOT NULL,
  extractor   TEXT    NOT NULL,
  lines       TEXT    NOT NULL CHECK (json_valid(lines)),
  model       TEXT,
  hints       TEXT CHECK (hints IS NULL OR json_valid(hints)),
  PRIMARY KEY (material_id, page, extractor),
  CHECK ((hints IS NULL) = (model IS NULL))
) WITHOUT ROWID;
CREATE TABLE edit (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  material  TEXT    NOT NULL CHECK (length(material) = 64),
  section   TEXT    NOT NULL,
  number    INTEGER NOT NULL,
  nth       INTEGER NOT NULL CHECK (nth > 0),
  question  INTEGER,
  verdict   TEXT    NOT NULL CHECK (verdict IN ('accept', 'reject')),
  change    TEXT    NOT NULL CHECK (json_valid(change)),
  before    TEXT CHECK (before IS NULL OR json_valid(before)),
  reason    TEXT,
  made_by   TEXT    NOT NULL,
  made_at   INTEGER NOT NULL,
  follows   INTEGER REFERENCES edit (id),
  state     TEXT    NOT NULL DEFAULT 'live' CHECK (state IN ('live', 'followed', 'undone')),
  undone_by TEXT,
  undone_at INTEGER,
  CHECK ((state = 'undone') = (undone_at IS NOT NULL)),
  CHECK (verdict = 'accept' OR change = '{}')
);
CREATE UNIQUE INDEX edit_live ON edit (material, section, number, nth) WHERE state = 'live';
CREATE INDEX edit_question ON edit (question) WHERE question IS NOT NULL;
CREATE TABLE question (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  hash       TEXT NOT NULL UNIQUE CHECK (length(hash) = 64),
  stem       TEXT NOT NULL,
  passage    TEXT,
  boxes      TEXT NOT NULL CHECK (json_valid(boxes)),
  options    TEXT NOT NULL CHECK (json_valid(options)),
  language   TEXT,
  text_hash  TEXT NOT NULL CHECK (length(text_hash) = 64),
  explained  TEXT CHECK (length(explained) = 64),
  created_at INTEGER NOT NULL
);
CREATE INDEX question_text ON question (text_hash);
CREATE TABLE former_hash (
  hash     TEXT    NOT NULL CHECK (length(hash) = 64),
  question INTEGER NOT NULL,
  PRIMARY KEY (hash, question)
) WITHOUT ROWID;
CREATE TABLE former_question (
  id     INTEGER PRIMARY KEY,
  became INTEGER
);
CREATE TABLE appearance (
  id           INTEGER PRIMARY KEY,
  material_id  INTEGER NOT NULL REFERENCES material (id) ON DELETE CASCADE,
  question_id  INTEGER NOT NULL REFERENCES question (id),
  seq          INTEGER NOT NULL,
  section      TEXT,
  number       INTEGER NOT NULL,
  page         INTEGER,
  bbox         TEXT CHECK (bbox IS NULL OR json_valid(bbox)),
  "row"        INTEGER,
  places       TEXT NOT NULL CHECK (json_valid(places)),
  printed      TEXT NOT NULL CHECK (json_valid(printed)),
  option_order TEXT NOT NULL CHECK (json_valid(option_order)),
  answer       TEXT CHECK (answer IS NULL OR json_valid(answer)),
  explanation  TEXT,
  year         INTEGER,
  session      TEXT,
  tags         TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(tags)),
  concepts     TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(concepts)),
  language     TEXT,
  confidence   REAL NOT NULL CHECK (confidence BETWEEN 0 AND 1),
  flags        TEXT NOT NULL CHECK (json_valid(flags)),
  reading      INTEGER,
  edit         INTEGER REFERENCES edit (id),
  reviewed     INTEGER NOT NULL CHECK (reviewed IN (0, 1)),
  UNIQUE (material_id, seq),
  CHECK ((page IS NULL) = (bbox IS NULL)),
  CHECK (page IS NOT NULL OR "row" IS NOT NULL)
);
CREATE INDEX appearance_spot ON appearance (material_id, number);
CREATE INDEX appearance_question ON appearance (question_id);
CREATE INDEX appearance_doubts
  ON appearance (question_id, material_id, number, page, reviewed, confidence, flags, answer);
CREATE TABLE answer_key (
  id             INTEGER PRIMARY KEY,
  material_id    INTEGER NOT NULL REFERENCES material (id) ON DELETE CASCADE,
  form           TEXT,
  session        TEXT,
  subject        TEXT,
  answers        TEXT NOT NULL CHECK (json_valid(answers)),
  read_from      TEXT NOT NULL CHECK (read_from IN ('text', 'picture', 'outline')),
  named_by_shape TEXT NOT NULL CHECK (json_valid(named_by_shape)),
  name_unread    INTEGER NOT NULL CHECK (name_unread IN (0, 1))
);
CREATE INDEX answer_key_material ON answer_key (material_id);
CREATE TABLE key_given (
  material_id INTEGER PRIMARY KEY REFERENCES material (id) ON DELETE CASCADE,
  key_id      INTEGER NOT NULL REFERENCES material (id) ON DELETE CASCADE,
  given_at    INTEGER NOT NULL
);
CREATE INDEX key_given_key ON key_given (key_id);
CREATE TABLE key_used (
  material_id INTEGER PRIMARY KEY REFERENCES material (id) ON DELETE CASCADE,
  key_id      INTEGER NOT NULL REFERENCES material (id) ON DELETE CASCADE,
  given       INTEGER NOT NULL CHECK (given IN (0, 1)),
  reasons     TEXT NOT NULL CHECK (json_valid(reasons))
);
CREATE INDEX key_used_key ON key_used (key_id);
CREATE TABLE finding (
  id          INTEGER PRIMARY KEY,
  material_id INTEGER NOT NULL REFERENCES material (id) ON DELETE CASCADE,
  code        TEXT NOT NULL,
  message     TEXT NOT NULL,
  page        INTEGER,
  number      INTEGER,
  origin      TEXT NOT NULL CHECK (origin IN ('reading', 'key', 'papers')),
  question_id INTEGER REFERENCES question (id) ON DELETE CASCADE
);
CREATE INDEX finding_material ON finding (material_id);
CREATE INDEX finding_question ON finding (question_id) WHERE question_id IS NOT NULL;
CREATE TABLE vector (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  text_hash TEXT    NOT NULL CHECK (length(text_hash) = 64),
  model     TEXT    NOT NULL,
  dimension INTEGER NOT NULL CHECK (dimension > 0),
  data      BLOB    NOT NULL CHECK (length(data) = 4 * dimension),
  made_at   INTEGER NOT NULL,
  UNIQUE (text_hash, model)
);
CREATE TABLE vector_index (
  id        INTEGER PRIMARY KEY,
  model     TEXT    NOT NULL UNIQUE,
  dimension INTEGER NOT NULL CHECK (dimension > 0),
  stale     INTEGER NOT NULL DEFAULT 1 CHECK (stale IN (0, 1))
);
CREATE TRIGGER vector_added AFTER INSERT ON vector BEGIN
  UPDATE vector_index SET stale = 1 WHERE model = NEW.model AND stale = 0;
END;
CREATE TRIGGER vector_removed AFTER DELETE ON vector BEGIN
  UPDATE vector_index SET stale = 1 WHERE model = OLD.model AND stale = 0;
END;
CREATE TRIGGER question_added AFTER INSERT ON question BEGIN
  UPDATE vector_index SET stale = 1 WHERE stale = 0;
END;
CREATE TRIGGER question_removed AFTER DELETE ON question BEGIN
  UPDATE vector_index SET stale = 1 WHERE stale = 0;
END;
CREATE TRIGGER question_reworded AFTER UPDATE OF text_hash ON question BEGIN
  UPDATE vector_index SET stale = 1 WHERE stale = 0;
END;
CREATE VIRTUAL TABLE question_fts USING fts5 (body, tokenize = 'trigram');
CREATE VIRTUAL TABLE question_word USING fts5 (
  stem, rest, explanation, tokenize = "unicode61 remove_diacritics 0 categories 'L* M* N* P* S* Co'");
CREATE VIRTUAL TABLE question_word_count USING fts5vocab (question_word, row);
CREATE TABLE meaning_floor (
  model       TEXT    PRIMARY KEY,
  floor       REAL    NOT NULL CHECK (floor BETWEEN -1 AND 1),
  mean        REAL    NOT NULL,
  deviation   REAL    NOT NULL CHECK (deviation >= 0),
  pairs       INTEGER NOT NULL CHECK (pairs >= 0),
  vectors     INTEGER NOT NULL CHECK (vectors >= 0),
  measured_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE compared (
  question_id INTEGER PRIMARY KEY REFERENCES question (id) ON DELETE CASCADE,
  recipe      INTEGER NOT NULL DEFAULT 0,
  "right"     INTEGER NOT NULL DEFAULT 0,
  term        TEXT    NOT NULL DEFAULT '',
  doubted     INTEGER NOT NULL DEFAULT 0 CHECK (doubted IN (0, 1)),
  signature   BLOB    NOT NULL DEFAULT x''
);
CREATE INDEX compared_recipe ON compared (recipe);
CREATE INDEX compared_doubted ON compared (recipe, question_id) WHERE doubted = 1;
CREATE TABLE repeat_band (
  band        INTEGER NOT NULL,
  question_id INTEGER NOT NULL REFERENCES question (id) ON DELETE CASCADE,
  PRIMARY KEY (band, question_id)
) WITHOUT ROWID;
CREATE INDEX repeat_band_question ON repeat_band (question_id);
CREATE TABLE repeat_crowd (band INTEGER PRIMARY KEY);
CREATE TABLE repeat_pair (
  first_id  INTEGER NOT NULL REFERENCES question (id) ON DELETE CASCADE,
  second_id INTEGER NOT NULL REFERENCES question (id) ON DELETE CASCADE,
  kind      TEXT    NOT NULL CHECK (kind IN ('verbatim', 'variant')),
  way       TEXT    NOT NULL,
  likeness  REAL    NOT NULL CHECK (likeness BETWEEN 0 AND 1),
  PRIMARY KEY (first_id, second_id),
  CHECK (first_id <> second_id)
) WITHOUT ROWID;
CREATE INDEX repeat_pair_second ON repeat_pair (second_id);
CREATE TABLE repeat_group (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  stale      INTEGER NOT NULL DEFAULT 0 CHECK (stale IN (0, 1)),
  created_at INTEGER NOT NULL
);
CREATE INDEX repeat_group_stale ON repeat_group (id) WHERE stale = 1;
CREATE TABLE repeat_member (
  question_id INTEGER PRIMARY KEY REFERENCES question (id) ON DELETE CASCADE,
  group_id    INTEGER NOT NULL REFERENCES repeat_group (id) ON DELETE CASCADE
);
CREATE INDEX repeat_member_group ON repeat_member (group_id);
CREATE TRIGGER repeats_of_added AFTER INSERT ON question BEGIN
  INSERT INTO compared (question_id) VALUES (NEW.id);
END;
CREATE TRIGGER repeats_of_reworded AFTER UPDATE OF hash, text_hash ON question
WHEN OLD.hash <> NEW.hash OR OLD.text_hash <> NEW.text_hash BEGIN
  UPDATE compared SET recipe = 0 WHERE question_id = NEW.id;
  DELETE FROM repeat_pair WHERE first_id = NEW.id;
  DELETE FROM repeat_pair WHERE second_id = NEW.id;
END;
CREATE TRIGGER repeats_of_answered AFTER INSERT ON appearance WHEN NEW.answer IS NOT NULL BEGIN
  UPDATE compared SET doubted = 1 WHERE question_id = NEW.question_id AND doubted = 0 AND recipe > 0;
END;
CREATE TRIGGER repeats_of_unanswered AFTER DELETE ON appearance WHEN OLD.answer IS NOT NULL BEGIN
  UPDATE compared SET doubted = 1 WHERE question_id = OLD.question_id AND doubted = 0 AND recipe > 0;
END;
CREATE TRIGGER repeats_of_reordered AFTER UPDATE OF answer, option_order, question_id ON appearance BEGIN
  UPDATE compared SET doubted = 1 WHERE question_id IN (OLD.question_id, NEW.question_id)
                                     AND doubted = 0 AND recipe > 0;
END;
CREATE TRIGGER repeat_pair_removed AFTER DELETE ON repeat_pair BEGIN
  UPDATE repeat_group SET stale = 1
   WHERE stale = 0
     AND id IN (SELECT group_id FROM repeat_member WHERE question_id IN (OLD.first_id, OLD.second_id));
END;
CREATE TRIGGER repeat_member_removed AFTER DELETE ON repeat_member BEGIN
  UPDATE repeat_group SET stale = 1 WHERE id = OLD.group_id AND stale = 0;
END;
CREATE TABLE analysed (
  question_id INTEGER PRIMARY KEY REFERENCES question (id) ON DELETE CASCADE,
  analyser    TEXT    NOT NULL,
  candidates  INTEGER NOT NULL CHECK (candidates >= 0)
);
CREATE TABLE candidate (
  question_id INTEGER NOT NULL REFERENCES question (id) ON DELETE CASCADE,
  term        TEXT    NOT NULL,
  surface     TEXT    NOT NULL,
  place       TEXT    NOT NULL CHECK (place IN
                ('stem', 'box', 'passage', 'option', 'whole_option', 'topic', 'asked', 'item', 'exhibit',
                 'explanation', 'original')),
  count       INTEGER NOT NULL CHECK (count > 0),
  cuts        TEXT    NOT NULL DEFAULT '',
  rarity      REAL    NOT NULL DEFAULT 0,
  PRIMARY KEY (question_id, term, place, surface)
) WITHOUT ROWID;
CREATE INDEX candidate_term ON candidate (term);
CREATE TABLE statement (
  question_id INTEGER NOT NULL REFERENCES question (id) ON DELETE CASCADE,
  term        TEXT    NOT NULL,
  relation    TEXT    NOT NULL CHECK (relation IN ('kind', 'needs', 'asks')),
  other       TEXT    NOT NULL,
  quote       TEXT    NOT NULL CHECK (length(quote) <= 100),
  PRIMARY KEY (question_id, term, relation, other)
) WITHOUT ROWID;
CREATE TABLE model_answer (
  text_hash TEXT    NOT NULL CHECK (length(text_hash) = 64),
  model     TEXT    NOT NULL,
  prompt    INTEGER NOT NULL CHECK (prompt > 0),
  concepts  TEXT    NOT NULL CHECK (json_valid(concepts)),
  dropped   INTEGER NOT NULL CHECK (dropped >= 0),
  PRIMARY KEY (text_hash, model, prompt)
) WITHOUT ROWID;
CREATE TABLE model_order (
  cluster TEXT    NOT NULL CHECK (length(cluster) = 64),
  model   TEXT    NOT NULL,
  prompt  INTEGER NOT NULL CHECK (prompt > 0),
  steps   TEXT    NOT NULL CHECK (json_valid(steps)),
  counts  INTEGER NOT NULL DEFAULT 0 CHECK (counts IN (0, 1)),
  PRIMARY KEY (cluster, model, prompt)
) WITHOUT ROWID;
CREATE TABLE concept (
  id        INTEGER PRIMARY KEY,
  name      TEXT NOT NULL UNIQUE,
  label     TEXT NOT NULL,
  questions INTEGER NOT NULL CHECK (questions >= 0),
  weight    REAL NOT NULL,
  sense_of  TEXT NOT NULL DEFAULT ''
);
CREATE INDEX concept_label ON concept (label COLLATE NOCASE);
CREATE INDEX concept_sense ON concept (sense_of) WHERE sense_of <> '';
CREATE TABLE concept_alias (
  alias      TEXT PRIMARY KEY,
  concept_id INTEGER NOT NULL REFERENCES concept (id) ON DELETE CASCADE,
  method     TEXT NOT NULL DEFAULT 'glossary',
  decided_by TEXT,
  decided_at INTEGER,
  CHECK (method <> 'glossary' OR decided_by IS NULL),
  CHECK ((decided_by IS NULL) = (decided_at IS NULL))
) WITHOUT ROWID;
CREATE INDEX concept_alias_concept ON concept_alias (concept_id);
CREATE TABLE tests (
  question_id INTEGER NOT NULL REFERENCES question (id) ON DELETE CASCADE,
  concept_id  INTEGER NOT NULL REFERENCES concept (id) ON DELETE CASCADE,
  importance  REAL NOT NULL CHECK (importance BETWEEN 0 AND 1),
  method      TEXT NOT NULL,
  evidence    TEXT NOT NULL,
  PRIMARY KEY (question_id, concept_id)
) WITHOUT ROWID;
CREATE INDEX tests_concept ON tests (concept_id);
CREATE TABLE edge_decision (
  kind       TEXT    NOT NULL CHECK (kind IN ('prerequisite', 'broader')),
  source     TEXT    NOT NULL,
  target     TEXT    NOT NULL,
  status     TEXT    NOT NULL CHECK (status IN ('accepted', 'rejected')),
  strength   REAL    CHECK (strength BETWEEN 0 AND 1),
  note       TEXT    NOT NULL DEFAULT '',
  seen       TEXT    NOT NULL DEFAULT '[[], []]' CHECK (json_valid(seen)),
  decided_by TEXT    NOT NULL,
  decided_at INTEGER NOT NULL,
  PRIMARY KEY (kind, source, target),
  CHECK (source <> target)
) WITHOUT ROWID;
CREATE TABLE prerequisite (
  source_id  INTEGER NOT NULL REFERENCES concept (id) ON DELETE CASCADE,
  target_id  INTEGER NOT NULL REFERENCES concept (id) ON DELETE CASCADE,
  strength   REAL NOT NULL CHECK (strength BETWEEN 0 AND 1),
  method     TEXT NOT NULL,
  status     TEXT NOT NULL CHECK (status IN ('suggested', 'accepted', 'rejected')),
  evidence   TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(evidence)),
  decided_by TEXT,
  PRIMARY KEY (source_id, target_id),
  CHECK (source_id <> target_id)
) WITHOUT ROWID;
CREATE INDEX prerequisite_target ON prerequisite (target_id);
CREATE TABLE broader (
  narrow_id  INTEGER NOT NULL REFERENCES concept (id) ON DELETE CASCADE,
  broad_id   INTEGER NOT NULL REFERENCES concept (id) ON DELETE CASCADE,
  strength   REAL NOT NULL CHECK (strength BETWEEN 0 AND 1),
  method     TEXT NOT NULL,
  status     TEXT NOT NULL CHECK (status IN ('suggested', 'accepted', 'rejected')),
  evidence   TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(evidence)),
  decided_by TEXT,
  PRIMARY KEY (narrow_id, broad_id),
  CHECK (narrow_id <> broad_id)
) WITHOUT ROWID;
CREATE INDEX broader_broad ON broader (broad_id);
CREATE TABLE attempted_place (
  id         INTEGER PRIMARY KEY,
  material   TEXT    NOT NULL CHECK (length(material) = 64),
  section    TEXT    NOT NULL,
  number     INTEGER NOT NULL,
  question   INTEGER NOT NULL,
  options    TEXT    NOT NULL CHECK (json_valid(options)),
  appearance INTEGER REFERENCES appearance (id) ON DELETE SET NULL,
  printed_as TEXT    CHECK (printed_as IS NULL OR json_valid(printed_as))
);
CREATE INDEX attempted_place_spot ON attempted_place (material, section, number);
CREATE INDEX attempted_place_question ON attempted_place (question);
CREATE INDEX attempted_place_appearance ON attempted_place (appearance) WHERE appearance IS NOT NULL;
CREATE TABLE learner_attempt (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  learner TEXT    NOT NULL CHECK (length(learner) BETWEEN 1 AND 64),
  at      INTEGER NOT NULL,
  place   INTEGER NOT NULL REFERENCES attempted_place (id),
  chosen  TEXT    NOT NULL CHECK (json_valid(chosen) AND json_type(chosen) = 'array'),
  shown   TEXT    CHECK (shown IS NULL OR json_valid(shown) AND json_type(shown) = 'array'),
  ms      INTEGER CHECK (ms >= 0),
  source  TEXT    NOT NULL CHECK (source IN ('import', 'quiz')),
  file    TEXT    CHECK (length(file) = 64),
  "row"   INTEGER CHECK ("row" > 0),
  CHECK ((source = 'import') = (file IS NOT NULL)),
  CHECK ((file IS NULL) = ("row" IS NULL))
);
CREATE INDEX learner_attempt_learner ON learner_attempt (learner, at, place);
CREATE INDEX learner_attempt_place ON learner_attempt (place, learner);
CREATE INDEX learner_attempt_at ON learner_attempt (at);
CREATE TABLE projection (
  one       INTEGER PRIMARY KEY CHECK (one = 1),
  bank      TEXT    NOT NULL,
  recorded  INTEGER NOT NULL CHECK (recorded IN (0, 1)),
  revision  TEXT,
  model     TEXT,
  pushed_at INTEGER,
  failed_at INTEGER,
  CHECK (recorded = 1 OR revision IS NULL)
);
CREATE TABLE outbox (
  entity TEXT    NOT NULL CHECK (entity IN ('material', 'concept', 'question', 'alias', 'learner')),
  key    TEXT    NOT NULL,
  stamp  INTEGER NOT NULL,
  PRIMARY KEY (entity, key)
) WITHOUT ROWID;
CREATE TRIGGER send_material_added AFTER INSERT ON material WHEN (SELECT recorded FROM projection) BEGIN
  INSERT INTO outbox VALUES ('material', NEW.sha256, random())
    ON CONFLICT (entity, key) DO UPDATE SET stamp = excluded.stamp;
END;
CREATE TRIGGER send_material_changed AFTER UPDATE OF sha256, title, form, language, format ON material
WHEN (SELECT recorded FROM projection) BEGIN
  INSERT INTO outbox VALUES ('material', OLD.sha256, random()), ('material', NEW.sha256, random())
    ON CONFLICT (entity, key) DO UPDATE SET stamp = excluded.stamp;
END;
CREATE TRIGGER send_material_replaced AFTER UPDATE OF sha256 ON material
WHEN (SELECT recorded FROM projection) AND (OLD.sha256 <> NEW.sha256) BEGIN
  INSERT INTO outbox SELECT 'question', q.hash, random() FROM appearance AS a JOIN question AS q ON q.id = a.question_id
    WHERE a.material_id = NEW.id
    ON CONFLICT (entity, key) DO UPDATE SET stamp = excluded.stamp;
END;
CREATE TRIGGER send_material_removed AFTER DELETE ON material WHEN (SELECT recorded FROM projection) BEGIN
  INSERT INTO outbox VALUES ('material', OLD.sha256, random())
    ON CONFLICT (entity, key) DO UPDATE SET stamp = excluded.stamp;
END;
CREATE TRIGGER send_question_added AFTER INSERT ON question WHEN (SELECT recorded FROM projection) BEGIN
  INSERT INTO outbox VALUES ('question', NEW.hash, random())
    ON CONFLICT (entity, key) DO UPDATE SET stamp = excluded.stamp;
END;
CREATE TRIGGER send_question_changed AFTER UPDATE OF hash, stem, language, text_hash ON question
WHEN (SELECT recorded FROM projection) BEGIN
  INSERT INTO outbox VALUES ('question', OLD.hash, random()), ('question', NEW.hash, random())
    ON CONFLICT (entity, key) DO UPDATE SET stamp = excluded.stamp;
END;
CREATE TRIGGER send_question_removed AFTER DELETE ON question WHEN (SELECT recorded FROM projection) BEGIN
  INSERT INTO outbox VALUES ('question', OLD.hash, random())
    ON CONFLICT (entity, key) DO UPDATE SET stamp = excluded.stamp;
END;
CREATE TRIGGER send_appearance_added AFTER INSERT ON appearance WHEN (SELECT recorded FROM projection) BEGIN
  INSERT INTO outbox SELECT 'question', hash, random() FROM question WHERE id = NEW.question_id
    ON CONFLICT (entity, key) DO UPDATE SET stamp = excluded.stamp;
END;
CREATE TRIGGER send_appearance_changed AFTER UPDATE OF material_id, question_id, section, number, page, "row", answer, option_order
  ON appearance WHEN (SELECT recorded FROM projection) BEGIN
  INSERT INTO outbox SELECT 'question', hash, random() FROM question WHERE id IN (OLD.question_id, NEW.question_id)
    ON CONFLICT (entity, key) DO UPDATE SET stamp = excluded.stamp;
END;
CREATE TRIGGER send_appearance_removed AFTER DELETE ON appearance WHEN (SELECT recorded FROM projection) BEGIN
  INSERT INTO outbox SELECT 'question', hash, random() FROM question WHERE id = OLD.question_id
    ON CONFLICT (entity, key) DO UPDATE SET stamp = excluded.stamp;
END;
CREATE TRIGGER send_vector_added AFTER INSERT ON vector WHEN (SELECT recorded FROM projection) BEGIN
  INSERT INTO outbox SELECT 'question', hash, random() FROM question WHERE text_hash = NEW.text_hash
    ON CONFLICT (entity, key) DO UPDATE SET stamp = excluded.stamp;
END;
CREATE TRIGGER send_tests_added AFTER INSERT ON tests WHEN (SELECT recorded FROM projection) BEGIN
  INSERT INTO outbox SELECT 'question', hash, random() FROM question WHERE id = NEW.question_id
    ON CONFLICT (entity, key) DO UPDATE SET stamp = excluded.stamp;
END;
CREATE TRIGGER send_tests_changed AFTER UPDATE ON tests WHEN (SELECT recorded FROM projection) BEGIN
  INSERT INTO outbox SELECT 'question', hash, random() FROM question WHERE id IN (OLD.question_id, NEW.question_id)
    ON CONFLICT (entity, key) DO UPDATE SET stamp = excluded.stamp;
END;
CREATE TRIGGER send_tests_removed AFTER DELETE ON tests WHEN (SELECT recorded FROM projection) BEGIN
  INSERT INTO outbox SELECT 'question', hash, random() FROM question WHERE id = OLD.question_id
    ON CONFLICT (entity, key) DO UPDATE SET stamp = excluded.stamp;
END;
CREATE TRIGGER send_concept_added AFTER INSERT ON concept WHEN (SELECT recorded FROM projection) BEGIN
  INSERT INTO outbox VALUES ('concept', NEW.name, random())
    ON CONFLICT (entity, key) DO UPDATE SET stamp = excluded.stamp;
END;
CREATE TRIGGER send_concept_changed AFTER UPDATE OF name, label, questions, weight ON concept
WHEN (SELECT recorded FROM projection) BEGIN
  INSERT INTO outbox VALUES ('concept', OLD.name, random()), ('concept', NEW.name, random())
    ON CONFLICT (entity, key) DO UPDATE SET stamp = excluded.stamp;
END;
CREATE TRIGGER send_concept_removed AFTER DELETE ON concept WHEN (SELECT recorded FROM projection) BEGIN
  INSERT INTO outbox VALUES ('concept', OLD.name, random())
    ON CONFLICT (entity, key) DO UPDATE SET stamp = excluded.stamp;
END;
CREATE TRIGGER send_alias_added AFTER INSERT ON concept_alias WHEN (SELECT recorded FROM projection) BEGIN
  INSERT INTO outbox VALUES ('alias', NEW.alias, random())
    ON CONFLICT (entity, key) DO UPDATE SET stamp = excluded.stamp;
END;
CREATE TRIGGER send_alias_changed AFTER UPDATE OF alias, concept_id, method ON concept_alias
WHEN (SELECT recorded FROM projection) BEGIN
  INSERT INTO outbox VALUES ('alias', OLD.alias, random()), ('alias', NEW.alias, random())
    ON CONFLICT (entity, key) DO UPDATE SET stamp = excluded.stamp;
END;
CREATE TRIGGER send_alias_removed AFTER DELETE ON concept_alias WHEN (SELECT recorded FROM projection) BEGIN
  INSERT INTO outbox VALUES ('alias', OLD.alias, random())
    ON CONFLICT (entity, key) DO UPDATE SET stamp = excluded.stamp;
END;
CREATE TRIGGER send_prerequisite_added AFTER INSERT ON prerequisite WHEN (SELECT recorded FROM projection) BEGIN
  INSERT INTO outbox SELECT 'concept', name, random() FROM concept WHERE id = NEW.source_id
    ON CONFLICT (entity, key) DO UPDATE SET stamp = excluded.stamp;
END;
CREATE TRIGGER send_prerequisite_changed AFTER UPDATE ON prerequisite WHEN (SELECT recorded FROM projection) BEGIN
  INSERT INTO outbox SELECT 'concept', name, random() FROM concept WHERE id IN (OLD.source_id, NEW.source_id)
    ON CONFLICT (entity, key) DO UPDATE SET stamp = excluded.stamp;
END;
CREATE TRIGGER send_prerequisite_removed AFTER DELETE ON prerequisite WHEN (SELECT recorded FROM projection) BEGIN
  INSERT INTO outbox SELECT 'concept', name, random() FROM concept WHERE id = OLD.source_id
    ON CONFLICT (entity, key) DO UPDATE SET stamp = excluded.stamp;
END;
CREATE TRIGGER send_broader_added AFTER INSERT ON broader WHEN (SELECT recorded FROM projection) BEGIN
  INSERT INTO outbox SELECT 'concept', name, random() FROM concept WHERE id = NEW.narrow_id
    ON CONFLICT (entity, key) DO UPDATE SET stamp = excluded.stamp;
END;
CREATE TRIGGER send_broader_changed AFTER UPDATE ON broader WHEN (SELECT recorded FROM projection) BEGIN
  INSERT INTO outbox SELECT 'concept', name, random() FROM concept WHERE id IN (OLD.narrow_id, NEW.narrow_id)
    ON CONFLICT (entity, key) DO UPDATE SET stamp = excluded.stamp;
END;
CREATE TRIGGER send_broader_removed AFTER DELETE ON broader WHEN (SELECT recorded FROM projection) BEGIN
  INSERT INTO outbox SELECT 'concept', name, random() FROM concept WHERE id = OLD.narrow_id
    ON CONFLICT (entity, key) DO UPDATE SET stamp = excluded.stamp;
END;
CREATE TRIGGER send_attempt_added AFTER INSERT ON learner_attempt WHEN (SELECT recorded FROM projection) BEGIN
  INSERT INTO outbox VALUES ('learner', NEW.learner, random())
    ON CONFLICT (entity, key) DO UPDATE SET stamp = excluded.stamp;
  INSERT INTO outbox SELECT 'question', q.hash, random()
    FROM attempted_place AS p JOIN question AS q ON q.id = p.question WHERE p.id = NEW.place
    ON CONFLICT (entity, key) DO UPDATE SET stamp = excluded.stamp;
END;
CREATE TRIGGER send_attempt_changed AFTER UPDATE ON learner_attempt WHEN (SELECT recorded FROM projection) BEGIN
  INSERT INTO outbox VALUES ('learner', OLD.learner, random())
    ON CONFLICT (entity, key) DO UPDATE SET stamp = excluded.stamp;
  INSERT INTO outbox SELECT 'question', q.hash, random()
    FROM attempted_place AS p JOIN question AS q ON q.id = p.question WHERE p.id = OLD.place
    ON CONFLICT (entity, key) DO UPDATE SET stamp = excluded.stamp;
  INSERT INTO outbox VALUES ('learner', NEW.learner, random())
    ON CONFLICT (entity, key) DO UPDATE SET stamp = excluded.stamp;
  INSERT INTO outbox SELECT 'question', q.hash, random()
    FROM attempted_place AS p JOIN question AS q ON q.id = p.question WHERE p.id = NEW.place
    ON CONFLICT (entity, key) DO UPDATE SET stamp = excluded.stamp;
END;
CREATE TRIGGER send_attempt_removed AFTER DELETE ON learner_attempt WHEN (SELECT recorded FROM projection) BEGIN
  INSERT INTO outbox VALUES ('learner', OLD.learner, random())
    ON CONFLICT (entity, key) DO UPDATE SET stamp = excluded.stamp;
  INSERT INTO outbox SELECT 'question', q.hash, random()
    FROM attempted_place AS p JOIN question AS q ON q.id = p.question WHERE p.id = OLD.place
    ON CONFLICT (entity, key) DO UPDATE SET stamp = excluded.stamp;
END;
CREATE TRIGGER send_attempted_place_changed AFTER UPDATE OF question, appearance, printed_as ON attempted_place
WHEN (SELECT recorded FROM projection) BEGIN
  INSERT INTO outbox SELECT 'question', hash, random() FROM question WHERE id IN (OLD.question, NEW.question)
    ON CONFLICT (entity, key) DO UPDATE SET stamp = excluded.stamp;
END;
CREATE VIEW answers (
  id,          -- TEXT: The hash of the question's content, as in `questions`.
  question,    -- INTEGER: The question's number in this bank, as in `questions`.
  first,       -- INTEGER: 1 for the question's first place, where `questions` has its text from; 0 for the others.
  material,    -- INTEGER: The number of the paper that prints it: `id` in `papers`.
  form,        -- TEXT: The paper's form, such as A; NULL when it names none.
  section,     -- TEXT: The section of the paper; NULL where it has none.
  number,      -- INTEGER: The printed number.
  page,        -- INTEGER: The page of that number, from 1; NULL for a question that stands in a row of a file.
  row,         -- INTEGER: That row, from 1; NULL for a question on a page.
  year,        -- INTEGER: The year of its exam, where a row or a person names it; NULL elsewhere.
  session,     -- TEXT: The session of that exam, in the same way; NULL elsewhere.
  tags,        -- JSON: What a row or a person tagged it with, in order.
  accepted,    -- JSON: The printed numbers of the options that count as right, rising; NULL when nobody could read it.
  mode,        -- TEXT: `any`: any one of `accepted` is right; `all`: all of them must be chosen; `void`: everyone is
               -- right, and `accepted` holds every option; NULL without an answer.
  means,       -- JSON: `accepted` by the `n` of `options` in `questions`, for a paper may print the options in another
               -- order; rising; NULL without an answer.
  source,      -- TEXT: Who says so: `paper`, `key` (a separate one), `human` or `import`; NULL without an answer.
  evidence,    -- TEXT: What it was read from: `cell`, `solution`, `label`, `mark` or `colour`; NULL for what a person
               -- set, and without an answer.
  verified_by, -- JSON: What gives the same answer independently, such as `paper`; NULL without an answer.
  explanation, -- TEXT: Why that is right, as the paper says; NULL when it does not.
  confidence,  -- REAL: How far the reading there can be trusted, from 0 to 1.
  flags,       -- JSON: The codes of what speaks against that reading (`cgq help findings`), sorted.
  reviewed,    -- INTEGER: 1 when a person has looked at it as it is read now, else 0.
  edited       -- INTEGER: 1 when the decision of a person holds there, else 0.
) AS
SELECT q.hash, q.id,
       a.id = (SELECT b.id FROM appearance AS b JOIN material AS n ON n.id = b.material_id
                WHERE b.question_id = q.id ORDER BY n.sha256, coalesce(b.section, ''), b.number, b.seq LIMIT 1),
       m.id, m.form, a.section, a.number, a.page,
       a."row", a.year, a.session, a.tags,
       json_extract(a.answer, '$.accepted'), json_extract(a.answer, '$.mode'),
       CASE WHEN a.answer IS NOT NULL THEN (
         SELECT json_group_array(n) FROM (
           SELECT DISTINCT coalesce(o.value, r.value) AS n
             FROM json_each(a.answer, '$.accepted') AS r LEFT JOIN json_each(a.option_order) AS o ON o.key = r.value - 1
            ORDER BY n)) END,
       json_extract(a.answer, '$.source'), json_extract(a.answer, '$.evidence'),
       json_extract(a.answer, '$.verified_by'),
       a.explanation, a.confidence, a.flags, a.reviewed, a.edit IS NOT NULL
  FROM appearance AS a JOIN question AS q ON q.id = a.question_id JOIN material AS m ON m.id = a.material_id;
CREATE VIEW questions (
  id,           -- TEXT: The hash of its content: 64 hexadecimal digits, the same in every bank.
  question,     -- INTEGER: Its number in this bank.
  stem,         -- TEXT: What is asked.
  passage,      -- TEXT: The text that it is about, which other questions may share; NULL when there is none.
  boxes,        -- JSON: Its own boxed statements, in order.
  options,      -- JSON: The options in printed order, each `{"n": 1, "text": "…", "asset": null}`; `asset` is the hash
                -- of one that is drawn. Empty for a question without any.
  accepted,     -- JSON: The `n` of the options that count as right, rising; NULL when nobody could read it.
  mode,         -- TEXT: `any`: any one of `accepted` is right; `all`: all of them must be chosen; `void`: everyone is
                -- right, and `accepted` holds every option; NULL without an answer.
  source,       -- TEXT: Who says so: `paper`, `key` (a separate one), `human` or `import`; NULL without an answer.
  evidence,     -- TEXT: What it was read from: `cell`, `solution`, `label`, `mark` or `colour`; NULL for what a person
                -- set, and without an answer.
  verified_by,  -- JSON: What gives the same answer independently, such as `form_b`, sorted; NULL without an answer.
  explanation,  -- TEXT: Why that is right; NULL when the paper does not say.
  appearances,  -- INTEGER: At how many places it is printed: its rows in `answers`.
  concepts,     -- JSON: What it tests, the most important first, each `{"concept": 7, "name": "…", "importance":
                -- 0.8}`; `concept` is `id` in `concepts`, `importance` goes from 0 to 1.
  assets,       -- JSON: The hashes of what is drawn of it, sorted.
  score,        -- REAL: How far the least certain of its readings can be trusted, from 0 to 1.
  flags,        -- JSON: The codes of what speaks against any of them (`cgq help findings`), sorted.
  needs_review, -- INTEGER: 1 when a person should look at it, else 0.
  reviewed,     -- INTEGER: 1 when a person has looked at every place as it is read now, else 0.
  language,     -- TEXT: The language of its text, such as ko; NULL when it was not recognised.
  created_at    -- TIME: When it came into this bank.
) AS
SELECT id, question, stem, passage, boxes, options, accepted, mode, source, evidence, verified_by, explanation,
       appearances, concepts, assets, score, flags,
       NOT reviewed AND (score < 0.8 OR EXISTS (SELECT 1 FROM json_each(flags) AS g WHERE g.value <> 'no_answer')),
       reviewed, language, strftime('%Y-%m-%dT%H:%M:%fZ', created_at / 1000.0, 'unixepoch')
  FROM (
    SELECT q.hash AS id, q.id AS question, q.stem, q.passage, q.boxes, q.options,
           f.accepted, f.mode, f.source, f.evidence, f.explanation, q.language, q.created_at,
           CASE WHEN f.mode IS NOT NULL THEN (
             SELECT json_group_array(by) FROM (
               SELECT value AS by FROM json_each(f.verified_by)
                UNION
               SELECT 'form_' || lower(o.form) FROM answers AS o
                WHERE o.question = q.id AND o.form <> '' AND o.form IS NOT f.form
                  AND o.mode = f.mode AND o.means = f.means
                ORDER BY by)) END AS verified_by,
           (SELECT count(*) FROM appearance AS a WHERE a.question_id = q.id) AS appearances,
           (SELECT json_group_array(json_object('concept', concept, 'name', name, 'importance', importance)) FROM (
             SELECT c.id AS concept, c.label AS name, t.importance
               FROM tests AS t JOIN concept AS c ON c.id = t.concept_id
              WHERE t.question_id = q.id ORDER BY t.importance DESC, c.label)) AS concepts,
           (SELECT json_group_array(asset) FROM (
             SELECT json_extract(p.value, '$.asset') AS asset FROM appearance AS a, json_each(a.places) AS p
              WHERE a.question_id = q.id AND json_extract(p.value, '$.part') IN ('figure', 'option') AND asset <> ''
              UNION
             SELECT json_extract(p.value, '$.asset') AS asset FROM json_each(q.options) AS p WHERE asset <> ''
              ORDER BY asset)) AS assets,
           (SELECT min(a.confidence) FROM appearance AS a WHERE a.question_id = q.id) AS score,
           (SELECT json_group_array(flag) FROM (
             SELECT g.value AS flag FROM appearance AS a, json_each(a.flags) AS g WHERE a.question_id = q.id
              UNION
             SELECT 'no_answer' WHERE f.mode IS NULL
              UNION
             SELECT 'answer_conflict' WHERE EXISTS (
               SELECT 1 FROM answers AS o WHERE o.question = q.id AND (o.mode <> f.mode OR o.means <> f.means))
              ORDER BY flag)) AS flags,
           (SELECT min(a.reviewed) FROM appearance AS a WHERE a.question_id = q.id) AS reviewed
      FROM question AS q JOIN answers AS f ON f.question = q.id AND f.first);
CREATE VIEW papers (
  id,            -- INTEGER: Its number in this bank: `material` in the other views.
  sha256,        -- TEXT: The sha256 of the file: 64 hexadecimal digits, the same in every bank.
  format,        -- TEXT: What it was taken in as: `pdf`, `hwp`, `hwpx`, `picture` or `pictures`, or with questions in
                 -- rows `csv`, `xlsx`, `jsonl`, `moodle` or `gift`.
  title,         -- TEXT: Its title: as a person gave it, as it names itself, or made of the file's name.
  description,   -- TEXT: What a person said of it; empty when nobody did.
  status,        -- TEXT: How its reading stands: `pending`, `processing`, `completed`, `failed`, `cancelled` or
                 -- `discarded`.
  error_code,    -- TEXT: Why it failed, was cancelled or was given up (discarded), as a code; NULL for another status.
  error_message, -- TEXT: The same in words; NULL for another status.
  form,          -- TEXT: Its form, such as A; NULL when it names none, or was not read.
  language,      -- TEXT: Its language, such as ko; NULL when it was not recognised.
  pages,         -- INTEGER: How many pages it has; NULL until it was read.
  extractor,     -- TEXT: Name and version of the code that read it; NULL until it was read.
  questions,     -- INTEGER: At how many places it prints a question: its rows in `answers`.
  answers,       -- INTEGER: How many of them have an answer.
  missing,       -- INTEGER: How many numbers were not found, and are not decided about by a person.
  findings,      -- INTEGER: How many things a person should know of it (`cgq materials ID`).
  keys,          -- INTEGER: How many answer keys stand in it.
  answered_by,   -- INTEGER: The number of the separate key that answers it; NULL when there is none.
  paths,         -- JSON: Where it lies, the path that was seen last first; empty when it lies nowhere any more.
  file,          -- TEXT: What lists call it: where it lies, or for what is kept beside the database its name in the zip,
                 -- of its pictures or at its site; NULL when it has none any more.
  created_at,    -- TIME: When it was taken in.
  updated_at,    -- TIME: When anything of it last changed.
  extracted_at   -- TIME: When it was read; NULL until it was.
) AS
SELECT m.id, m.sha256, m.format, m.title, m.description, s.status, s.error_code, s.error, m.form, m.language, m.pages,
       m.extractor,
       (SELECT count(*) FROM appearance AS a WHERE a.material_id = m.id),
       (SELECT count(*) FROM appearance AS a WHERE a.material_id = m.id AND a.answer IS NOT NULL),
       (SELECT count(*)
          FROM (SELECT n.value AS number, coalesce(json_extract(t.value, '$.section'), '') AS section
                  FROM json_each(m.tallies) AS t, json_each(t.value, '$.missing') AS n
                 UNION
                SELECT f.number, NULL FROM finding AS f
                 WHERE f.material_id = m.id AND f.code = 'gap'
                   AND f.number NOT IN (SELECT n.value FROM json_each(m.tallies) AS t,
                                                            json_each(t.value, '$.missing') AS n)) AS g
         WHERE NOT EXISTS (SELECT 1 FROM edit AS e
                            WHERE e.material = m.sha256 AND e.state = 'live' AND e.before IS NULL
                              AND e.number = g.number AND coalesce(g.section, e.section) = e.section)),
       (SELECT count(*) FROM finding AS f WHERE f.material_id = m.id),
       (SELECT count(*) FROM answer_key AS k WHERE k.material_id = m.id),
       (SELECT u.key_id FROM key_used AS u WHERE u.material_id = m.id),
       (SELECT json_group_array(path) FROM
         (SELECT p.path FROM material_path AS p WHERE p.material_id = m.id ORDER BY p.seen_at DESC, p.path)),
       (SELECT json_extract(n.names, '$[0]') FROM material_names AS n WHERE n.material_id = m.id),
       strftime('%Y-%m-%dT%H:%M:%fZ', m.created_at / 1000.0, 'unixepoch'),
       strftime('%Y-%m-%dT%H:%M:%fZ', m.updated_at / 1000.0, 'unixepoch'),
       strftime('%Y-%m-%dT%H:%M:%fZ', m.extracted_at / 1000.0, 'unixepoch')
  -- How it stands: by the last job that reads its file, and by what its last reading came to where that job is done,
  -- or was pruned. A paper that was read is completed for as long as another reading of it waits, or was called off.
  FROM (SELECT m.id AS material_id,
               CASE WHEN j.state = 'running' THEN 'processing'
                    WHEN j.state = 'failed' THEN 'failed'
                    WHEN j.state IS NULL OR j.state = 'done' OR m.status = 'completed' THEN m.status
                    WHEN j.state IN ('cancelled', 'discarded') THEN j.state
                    ELSE 'pending' END AS status,
               CASE WHEN j.state = 'failed' OR j.state IN ('cancelled', 'discarded') AND m.status <> 'completed'
                    THEN j.error_code
                    WHEN j.state IS NULL OR j.state = 'done' THEN m.error_code END AS error_code,
               CASE WHEN j.state = 'failed' OR j.state IN ('cancelled', 'discarded') AND m.status <> 'completed'
                    THEN j.error
                    WHEN j.state IS NULL OR j.state = 'done' THEN m.error END AS error
          FROM material AS m
          LEFT JOIN job AS j
            ON j.id = (SELECT max(r.id) FROM job AS r
                        WHERE r.document = m.id AND r.kind IN ('process_pdf', 'recognise_pdf', 'import_questions')
                          AND coalesce(CASE WHEN json_valid(r.args) THEN json_extract(r.args, '$.sha256') END,
                                       m.sha256) = m.sha256)) AS s
  JOIN material AS m ON m.id = s.material_id;
CREATE VIEW jobs_now (
  id,             -- INTEGER: The job's number.
  state,          -- TEXT: Where it stands: `scheduled`, `ready`, `blocked` or `running`.
  kind,           -- TEXT: What it does: the name of its stage.
  queue,          -- TEXT: The queue that it runs in.
  priority,       -- TEXT: How it was asked for: `critical`, `high`, `normal` or `low`.
  attempts,       -- INTEGER: How often it was started.
  crashes,        -- INTEGER: How many of its starts ended with their worker.
  created,        -- TIME: When it was enqueued.
  due,            -- TIME: The earliest moment at which it may start.
  started,        -- TIME: When it was last started; NULL when it never was.
  progress_done,  -- INTEGER: How far it has come, of `progress_total`; 0 when it does not tell.
  progress_total, -- INTEGER: How far it has to come; NULL when it does not tell.
  requested_by,   -- TEXT: Who asked for it; NULL when another job did.
  material,       -- INTEGER: The paper that it is about: `id` in `papers`; NULL when it is about none.
  file,           -- TEXT: That paper's `file` in `papers`; NULL when it is about none.
  error_code,     -- TEXT: The code of its last error; NULL when it had none.
  error_message,  -- TEXT: That error in words; NULL when it had none.
  error_hint      -- TEXT: What to do about it, commands in backticks; NULL when it had none, or nobody knows.
) AS
SELECT j.id, j.state, j.kind, j.queue,
       CASE j.priority WHEN 1 THEN 'critical' WHEN 2 THEN 'high' WHEN 3 THEN 'normal' ELSE 'low' END,
       j.attempts, j.crashes,
       strftime('%Y-%m-%dT%H:%M:%fZ', (j.created_at + w.ahead) / 1000.0, 'unixepoch'),
       strftime('%Y-%m-%dT%H:%M:%fZ', coalesce(j.wall_due_at, j.due_at + w.ahead) / 1000.0, 'unixepoch'),
       strftime('%Y-%m-%dT%H:%M:%fZ', (j.started_at + w.ahead) / 1000.0, 'unixepoch'),
       j.progress_done, j.progress_total, j.requested_by, j.document,
       (SELECT json_extract(n.names, '$[0]') FROM material_names AS n WHERE n.material_id = j.document),
       j.error_code, j.error,
       (SELECT nullif(t.hint, '') FROM attempt AS t
         WHERE t.job_id = j.id AND t.code = j.error_code ORDER BY t.id DESC LIMIT 1)
  FROM job AS j, (SELECT coalesce(max(ahead), 0) AS ahead FROM moment) AS w
 WHERE j.state IN ('scheduled', 'ready', 'blocked', 'running');
CREATE VIEW failures (
  id,            -- INTEGER: The job's number.
  kind,          -- TEXT: What it does: the name of its stage.
  queue,         -- TEXT: The queue that it ran in.
  attempts,      -- INTEGER: How often it was started.
  crashes,       -- INTEGER: How many of its starts ended with their worker.
  created,       -- TIME: When it was enqueued.
  finished,      -- TIME: When it failed.
  requested_by,  -- TEXT: Who asked for it; NULL when another job did.
  material,      -- INTEGER: The paper that it is about: `id` in `papers`; NULL when it is about none.
  file,          -- TEXT: That paper's `file` in `papers`; NULL when it is about none.
  error_code,    -- TEXT: The code of what went wrong.
  error_message, -- TEXT: What went wrong, in words.
  error_hint,    -- TEXT: What to do about it, commands in backticks; NULL when nobody knows.
  fingerprint    -- TEXT: What names the cause: equal for equal errors; NULL when it has no name.
) AS
SELECT j.id, j.kind, j.queue, j.attempts, j.crashes,
       strftime('%Y-%m-%dT%H:%M:%fZ', (j.created_at + w.ahead) / 1000.0, 'unixepoch'),
       strftime('%Y-%m-%dT%H:%M:%fZ', (j.finished_at + w.ahead) / 1000.0, 'unixepoch'),
       j.requested_by, j.document,
       (SELECT json_extract(n.names, '$[0]') FROM material_names AS n WHERE n.material_id = j.document),
       j.error_code, j.error,
       (SELECT nullif(t.hint, '') FROM attempt AS t
         WHERE t.job_id = j.id AND t.code = j.error_code ORDER BY t.id DESC LIMIT 1),
       j.fingerprint
  FROM job AS j, (SELECT coalesce(max(ahead), 0) AS ahead FROM moment) AS w
 WHERE j.state = 'failed';
CREATE VIEW concepts (
  id,        -- INTEGER: Its number in this bank.
  name,      -- TEXT: Its name without spaces and capitals, by which equal concepts meet.
  label,     -- TEXT: Its name as people read it.
  questions, -- INTEGER: How many questions test it.
  weight,    -- REAL: What made it a concept, summed over the bank; it has no unit.
  aliases    -- JSON: Its other spellings, sorted.
) AS
SELECT c.id, c.name, c.label, c.questions, c.weight,
       (SELECT json_group_array(alias) FROM
         (SELECT a.alias FROM concept_alias AS a WHERE a.concept_id = c.id ORDER BY a.alias))
  FROM concept AS c;
CREATE VIEW repeats (
  question,     -- INTEGER: The question: `question` in `questions`.
  other,        -- INTEGER: The one that repeats it.
  kind,         -- TEXT: `verbatim`: the same but for white space, look-alikes and the order of options; or `variant`.
  way,          -- TEXT: How it differs: `spacing`, `case`, `figure`, `numbers`, `turned`, `options`, `reworded`, `asked` or `answer`.
  likeness,     -- REAL: How sure that is, from 0 to 1.
  repeat_group  -- INTEGER: The group that both stand in (`cgq repeats`); NULL when they stand in none together.
) AS
SELECT p.one, p.other, p.kind, p.way, p.likeness, CASE WHEN m.group_id = o.group_id THEN m.group_id END
  FROM (SELECT first_id AS one, second_id AS other, kind, way, likeness FROM repeat_pair
         UNION ALL
        SELECT second_id, first_id, kind, way, likeness FROM repeat_pair) AS p
  LEFT JOIN repeat_member AS m ON m.question_id = p.one
  LEFT JOIN repeat_member AS o ON o.question_id = p.other;
CREATE VIEW prerequisites (
  source,       -- INTEGER: The concept that is learned first: `id` in `concepts`.
  source_label, -- TEXT: Its name as people read it.
  target,       -- INTEGER: The concept that builds on it: `id` in `concepts`.
  target_label, -- TEXT: Its name as people read it.
  strength,     -- REAL: How sure the prerequisite is, from 0 to 1.
  method,       -- TEXT: What found it.
  status,       -- TEXT: Whether a person or a model decided about it: `suggested`, `accepted` or `rejected`.
  evidence,     -- JSON: Where it was seen, as texts; empty for what a person names.
  decided_by    -- TEXT: Who decided; NULL when nobody did.
) AS
SELECT s.id, s.label, t.id, t.label, p.strength, p.method, p.status, p.evidence, p.decided_by
  FROM prerequisite AS p JOIN concept AS s ON s.id = p.source_id JOIN concept AS t ON t.id = p.target_id;
CREATE VIEW broader_concepts (
  broad,        -- INTEGER: The broader concept: `id` in `concepts`.
  broad_label,  -- TEXT: Its name as people read it.
  narrow,       -- INTEGER: The concept that is a kind of it: `id` in `concepts`.
  narrow_label, -- TEXT: Its name as people read it.
  strength,     -- REAL: How sure that is, from 0 to 1.
  method,       -- TEXT: What found it.
  status,       -- TEXT: Whether a person or a model decided about it: `suggested`, `accepted` or `rejected`.
  evidence,     -- JSON: Where it was seen, as texts; empty for what a person names.
  decided_by    -- TEXT: Who decided; NULL when nobody did.
) AS
SELECT b.id, b.label, n.id, n.label, e.strength, e.method, e.status, e.evidence, e.decided_by
  FROM broader AS e JOIN concept AS b ON b.id = e.broad_id JOIN concept AS n ON n.id = e.narrow_id;
CREATE VIEW attempts (
  id,       -- INTEGER: Its number in this bank, in the order in which they were stored.
  learner,  -- TEXT: Who answered, by an opaque id; `me` where nobody is named.
  at,       -- TIME: When.
  question, -- INTEGER: The question: `question` in `questions`. One that left the bank keeps the number that it had.
  material, -- INTEGER: The paper whose key judges it: `id` in `papers`; NULL while no paper of the bank prints the
            -- question.
  section,  -- TEXT: The section of that paper; NULL where it has none.
  number,   -- INTEGER: The number that is printed there.
  chosen,   -- JSON: The printed numbers of what was chosen there, rising; empty where the question was passed over, NULL
            -- in it for an option that is printed there no more.
  accepted, -- JSON: The printed numbers of the options that count as right there; NULL when nobody could read it.
  mode,     -- TEXT: How they count, as in `answers`.
  verdict,  -- TEXT: `correct`, `wrong`, `skipped`, or `unknown` for as long as there is no key to judge it by.
  ms,       -- INTEGER: How long it took, in milliseconds; NULL when nobody knows.
  source    -- TEXT: Where it comes from: `import` or `quiz`.
) AS
SELECT id, learner, strftime('%Y-%m-%dT%H:%M:%fZ', at / 1000.0, 'unixepoch'), question, material, section, number,
       chosen, accepted, mode,
       CASE WHEN mode IS NULL THEN 'unknown'
            WHEN mode = 'void' THEN 'correct'
            WHEN chosen = '[]' THEN 'skipped'
            WHEN instr(chosen, 'null') THEN 'unknown'
            WHEN mode = 'all' THEN CASE WHEN chosen = accepted THEN 'correct' ELSE 'wrong' END
            WHEN EXISTS (SELECT 1 FROM json_each(chosen) AS c
                          WHERE c.value NOT IN (SELECT r.value FROM json_each(accepted) AS r)) THEN 'wrong'
            ELSE 'correct' END,
       ms, source
  FROM (
    SELECT t.id, t.learner, t.at, p.question, a.material_id AS material, a.section, a.number, t.ms, t.source,
           CASE WHEN p.printed_as IS NULL THEN t.chosen ELSE (
             SELECT json_group_array(n) FROM (
               SELECT json_extract(p.printed_as, '$[' || (c.value - 1) || ']') AS n FROM json_each(t.chosen) AS c
                ORDER BY n)) END AS chosen,
           json_extract(a.answer, '$.accepted') AS accepted, json_extract(a.answer, '$.mode') AS mode
      FROM learner_attempt AS t JOIN attempted_place AS p ON p.id = t.place
      LEFT JOIN appearance AS a ON a.id = p.appearance);
CREATE VIEW learner_concepts (
  learner, -- TEXT: The learner: `learner` in `attempts`.
  concept, -- INTEGER: The concept: `id` in `concepts`.
  label,   -- TEXT: Its name as people read it.
  tries,   -- INTEGER: How many attempts there are: the sum of the four below.
  correct, -- INTEGER: How many of them were right.
  wrong,   -- INTEGER: How many were wrong.
  skipped, -- INTEGER: How many passed the question over.
  unknown, -- INTEGER: How many have no key to be judged by.
  last     -- TIME: When the last one was.
) AS
SELECT t.learner, c.id, c.label, count(*), sum(t.verdict = 'correct'), sum(t.verdict = 'wrong'),
       sum(t.verdict = 'skipped'), sum(t.verdict = 'unknown'), max(t.at)
  FROM attempts AS t JOIN tests AS e ON e.question_id = t.question JOIN concept AS c ON c.id = e.concept_id
 GROUP BY t.learner, c.id;
INSERT INTO _sqlite_migrations VALUES (1, 'cgq', '0001_initial 8e7f78f1', '2000-01-01 00:00:00.000000+00:00');
INSERT INTO last_job VALUES (0);
PRAGMA application_id = 1667723569;
PRAGMA user_version = 1;
