-- The bank: papers, the questions in them, and the vectors of their texts.

CREATE TABLE material (
  id           INTEGER PRIMARY KEY,
  sha256       TEXT NOT NULL UNIQUE CHECK (length(sha256) = 64),
  title        TEXT NOT NULL,
  titled_by    TEXT NOT NULL DEFAULT 'file' CHECK (titled_by IN ('file', 'document', 'person')),
  description  TEXT NOT NULL DEFAULT '',
  status       TEXT NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'processing', 'completed', 'failed')),
  error_code   TEXT,
  error        TEXT,
  form         TEXT,
  heads        TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(heads)),
  language     TEXT,
  pages        INTEGER,
  extractor    TEXT,
  tallies      TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(tallies)),
  tallies_read TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(tallies_read)),
  extracted_at INTEGER,
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

-- What was read of a paper, in its order, before any person's word: a question as JSON (exam/model.py).
-- `answered` is the same with its answer from the paper's separate key, NULL without one.
CREATE TABLE reading (
  material_id INTEGER NOT NULL REFERENCES material (id) ON DELETE CASCADE,
  seq         INTEGER NOT NULL,
  question    TEXT NOT NULL CHECK (json_valid(question)),
  answered    TEXT CHECK (answered IS NULL OR json_valid(answered)),
  PRIMARY KEY (material_id, seq)
) WITHOUT ROWID;

-- What people decided, by the paper's sha256 and the spot where the question was read: it outlives every
-- reading, and the paper's own row. Rows are only added; one decision `follows` another, `undone` ones hold no more.
-- `before` is the reading that was decided on, NULL where the reader had found nothing.
CREATE TABLE edit (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  material  TEXT    NOT NULL CHECK (length(material) = 64),
  section   TEXT    NOT NULL,
  number    INTEGER NOT NULL,
  nth       INTEGER NOT NULL CHECK (nth > 0),
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

-- Where a question is printed: its own number, order of options and answer there. `printed` is its text
-- as it stands in this paper; the question's row repeats the one of its first appearance, by sha256 of
-- the paper, so that the bank is the same in whatever order the papers were read. It is derived from the
-- paper's readings and edits: `reading` counts the former (NULL: a person added it), `edit` is the one that holds.
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
  reviewed     INTEGER NOT NULL DEFAULT 0 CHECK (reviewed IN (0, 1)),
  UNIQUE (material_id, seq)
);
CREATE INDEX appearance_question ON appearance (question_id);

CREATE TABLE answer_key (
  id          INTEGER PRIMARY KEY,
  material_id INTEGER NOT NULL REFERENCES material (id) ON DELETE CASCADE,
  form        TEXT,
  session     TEXT,
  subject     TEXT,
  answers     TEXT NOT NULL CHECK (json_valid(answers))
);
CREATE INDEX answer_key_material ON answer_key (material_id);

-- The key that a person gave for a paper; it goes before any that is found.
CREATE TABLE key_given (
  material_id INTEGER PRIMARY KEY REFERENCES material (id) ON DELETE CASCADE,
  key_id      INTEGER NOT NULL REFERENCES material (id) ON DELETE CASCADE,
  given_at    INTEGER NOT NULL
);
CREATE INDEX key_given_key ON key_given (key_id);

-- The key that answers a paper now, and what spoke for it (a JSON array of texts). Derived from what is stored.
CREATE TABLE key_used (
  material_id INTEGER PRIMARY KEY REFERENCES material (id) ON DELETE CASCADE,
  key_id      INTEGER NOT NULL REFERENCES material (id) ON DELETE CASCADE,
  given       INTEGER NOT NULL CHECK (given IN (0, 1)),
  reasons     TEXT NOT NULL CHECK (json_valid(reasons))
);
CREATE INDEX key_used_key ON key_used (key_id);

-- What a person should know of a paper. `origin` tells what found it and so what takes it away again: the
-- reading of the file, the paper's key (or, for a key, that no paper fits it), other papers that print the question.
CREATE TABLE finding (
  id          INTEGER PRIMARY KEY,
  material_id INTEGER NOT NULL REFERENCES material (id) ON DELETE CASCADE,
  code        TEXT NOT NULL,
  message     TEXT NOT NULL,
  page        INTEGER,
  number      INTEGER,
  origin      TEXT NOT NULL DEFAULT 'reading' CHECK (origin IN ('reading', 'key', 'papers')),
  question_id INTEGER REFERENCES question (id) ON DELETE CASCADE
);
CREATE INDEX finding_question ON finding (question_id) WHERE question_id IS NOT NULL;
CREATE INDEX finding_material ON finding (material_id);

-- A page whose reading is doubtful, as the lines of one version of the reader; `hints` is what a second look came to.
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

-- Plain rows are the truth; they are never changed, and stay when their text leaves the bank.
CREATE TABLE vector (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  text_hash TEXT    NOT NULL CHECK (length(text_hash) = 64),
  model     TEXT    NOT NULL,
  dimension INTEGER NOT NULL CHECK (dimension > 0),
  data      BLOB    NOT NULL CHECK (length(data) = 4 * dimension),
  made_at   INTEGER NOT NULL,
  UNIQUE (text_hash, model)
);

-- The vec0 table `near_<id>` of a model: an index of the vectors whose texts are in the bank, stale as
-- soon as either changes.
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

-- What is searched by words: the question's text without white space, for in many papers the spaces are
-- guessed from gaps. `rowid` is the question's id.
CREATE VIRTUAL TABLE question_fts USING fts5 (body, tokenize = 'trigram');
