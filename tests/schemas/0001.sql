-- What 0001_initial.sql leads to; written by `make schema`.
-- sha256 of the step: 166a1f51c014dc981048b87fed6a801fbacb9b4ccb65973ee10560250f12417f

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
CREATE INDEX job_scheduled ON job (due_at) WHERE state = 'scheduled';
CREATE INDEX job_wall_due ON job (wall_due_at) WHERE wall_due_at IS NOT NULL AND state IN ('scheduled', 'blocked');
CREATE INDEX job_running ON job (supervisor_id) WHERE state = 'running';
CREATE INDEX job_failed ON job (queue, fingerprint) WHERE state = 'failed';
CREATE INDEX job_expiring ON job (expires_at)
  WHERE expires_at IS NOT NULL AND state IN ('scheduled', 'ready', 'blocked');
CREATE INDEX job_after ON job (after_id) WHERE state = 'blocked' AND after_id IS NOT NULL;
CREATE INDEX job_waits_for_mutex ON job (mutex, class, id) WHERE state = 'blocked' AND mutex IS NOT NULL;
CREATE INDEX job_root ON job (root_id) WHERE root_id IS NOT NULL;
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
CREATE TABLE work (
  key    TEXT PRIMARY KEY,
  job_id INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE chain (
  root_id   INTEGER PRIMARY KEY,
  open      INTEGER NOT NULL CHECK (open >= 0),
  failed    INTEGER NOT NULL DEFAULT 0,
  closed_at INTEGER,
  CHECK (closed_at IS NULL OR open = 0)
);
CREATE TABLE tally (
  queue TEXT NOT NULL,
  kind  TEXT NOT NULL,
  state TEXT NOT NULL,
  n     INTEGER NOT NULL CHECK (n >= 0),
  PRIMARY KEY (queue, kind, state)
) WITHOUT ROWID;
CREATE TABLE ended (
  hour  INTEGER NOT NULL,
  queue TEXT NOT NULL,
  kind  TEXT NOT NULL,
  state TEXT NOT NULL,
  n     INTEGER NOT NULL,
  ms    INTEGER NOT NULL,
  PRIMARY KEY (hour, queue, kind, state)
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
CREATE TABLE artifact (
  sha256     TEXT    PRIMARY KEY CHECK (length(sha256) = 64),
  size       INTEGER NOT NULL CHECK (size >= 0),
  job_id     INTEGER NOT NULL,
  adopted_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE material (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  sha256       TEXT NOT NULL UNIQUE CHECK (length(sha256) = 64),
  title        TEXT NOT NULL,
  titled_by    TEXT NOT NULL DEFAULT 'file' CHECK (titled_by IN ('file', 'document', 'person')),
  description  TEXT NOT NULL DEFAULT '',
  status       TEXT NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'processing', 'completed', 'failed')),
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
  created_at   INTEGER NOT NULL,
  updated_at   INTEGER NOT NULL,
  CHECK (status <> 'failed' OR error_code IS NOT NULL)
);
CREATE TABLE material_path (
  material_id INTEGER NOT NULL REFERENCES material (id) ON DELETE CASCADE,
  path        TEXT    NOT NULL,
  seen_at     INTEGER NOT NULL,
  PRIMARY KEY (material_id, path)
) WITHOUT ROWID;
CREATE INDEX material_path_by_path ON material_path (path);
CREATE TABLE reading (
  material_id INTEGER NOT NULL REFERENCES material (id) ON DELETE CASCADE,
  seq         INTEGER NOT NULL,
  question    TEXT NOT NULL CHECK (json_valid(question)),
  answered    TEXT CHECK (answered IS NULL OR json_valid(answered)),
  PRIMARY KEY (material_id, seq)
) WITHOUT ROWID;
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
  page         INTEGER NOT NULL,
  bbox         TEXT NOT NULL CHECK (json_valid(bbox)),
  places       TEXT NOT NULL CHECK (json_valid(places)),
  printed      TEXT NOT NULL CHECK (json_valid(printed)),
  option_order TEXT NOT NULL CHECK (json_valid(option_order)),
  answer       TEXT CHECK (answer IS NULL OR json_valid(answer)),
  explanation  TEXT,
  confidence   REAL NOT NULL CHECK (confidence BETWEEN 0 AND 1),
  flags        TEXT NOT NULL CHECK (json_valid(flags)),
  reading      INTEGER,
  edit         INTEGER REFERENCES edit (id),
  reviewed     INTEGER NOT NULL CHECK (reviewed IN (0, 1)),
  UNIQUE (material_id, seq)
);
CREATE INDEX appearance_question ON appearance (question_id);
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
                ('stem', 'box', 'passage', 'option', 'whole_option', 'topic', 'original')),
  count       INTEGER NOT NULL CHECK (count > 0),
  cuts        TEXT    NOT NULL DEFAULT '',
  PRIMARY KEY (question_id, term, place, surface)
) WITHOUT ROWID;
CREATE INDEX candidate_term ON candidate (term);
CREATE TABLE concept (
  id        INTEGER PRIMARY KEY,
  name      TEXT NOT NULL UNIQUE,
  label     TEXT NOT NULL,
  questions INTEGER NOT NULL CHECK (questions >= 0),
  weight    REAL NOT NULL
);
CREATE TABLE concept_alias (
  alias      TEXT PRIMARY KEY,
  concept_id INTEGER NOT NULL REFERENCES concept (id) ON DELETE CASCADE,
  method     TEXT NOT NULL DEFAULT 'glossary'
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
CREATE TABLE prerequisite (
  source_id INTEGER NOT NULL REFERENCES concept (id) ON DELETE CASCADE,
  target_id INTEGER NOT NULL REFERENCES concept (id) ON DELETE CASCADE,
  strength  REAL NOT NULL CHECK (strength BETWEEN 0 AND 1),
  method    TEXT NOT NULL,
  status    TEXT NOT NULL CHECK (status IN ('suggested', 'accepted', 'rejected')),
  PRIMARY KEY (source_id, target_id),
  CHECK (source_id <> target_id)
) WITHOUT ROWID;
CREATE INDEX prerequisite_target ON prerequisite (target_id);
CREATE TABLE broader (
  narrow_id INTEGER NOT NULL REFERENCES concept (id) ON DELETE CASCADE,
  broad_id  INTEGER NOT NULL REFERENCES concept (id) ON DELETE CASCADE,
  method    TEXT NOT NULL,
  PRIMARY KEY (narrow_id, broad_id),
  CHECK (narrow_id <> broad_id)
) WITHOUT ROWID;
INSERT INTO _sqlite_migrations VALUES (1, 'cgq', '0001_initial 166a1f51', '2000-01-01 00:00:00.000000+00:00');
INSERT INTO last_job VALUES (0);
PRAGMA application_id = 1667723569;
PRAGMA user_version = 1;
