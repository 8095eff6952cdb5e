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
  language     TEXT,
  pages        INTEGER,
  extractor    TEXT,
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

-- Where a question is printed: its own number, order of options and answer there. `printed` is its text
-- as it stands in this paper; the question's row repeats the one of its first appearance, by sha256 of
-- the paper, so that the bank is the same in whatever order the papers were read.
CREATE TABLE appearance (
  id           INTEGER PRIMARY KEY,
  material_id  INTEGER NOT NULL REFERENCES material (id) ON DELETE CASCADE,
  question_id  INTEGER NOT NULL REFERENCES question (id),
  seq          INTEGER NOT NULL,
  section      TEXT,
  number       INTEGER NOT NULL,
  page         INTEGER NOT NULL,
  bbox         TEXT NOT NULL CHECK (json_valid(bbox)),
  printed      TEXT NOT NULL CHECK (json_valid(printed)),
  option_order TEXT NOT NULL CHECK (json_valid(option_order)),
  answer       TEXT CHECK (answer IS NULL OR json_valid(answer)),
  explanation  TEXT,
  confidence   REAL NOT NULL CHECK (confidence BETWEEN 0 AND 1),
  flags        TEXT NOT NULL CHECK (json_valid(flags)),
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

CREATE TABLE finding (
  id          INTEGER PRIMARY KEY,
  material_id INTEGER NOT NULL REFERENCES material (id) ON DELETE CASCADE,
  code        TEXT NOT NULL,
  message     TEXT NOT NULL,
  page        INTEGER,
  number      INTEGER
);
CREATE INDEX finding_material ON finding (material_id);

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
