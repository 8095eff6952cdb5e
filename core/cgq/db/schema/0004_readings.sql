-- What was read, which key answers it and what people decided stand in rows of their own; a paper's appearances
-- are derived from them.

ALTER TABLE material ADD COLUMN heads        TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(heads));
ALTER TABLE material ADD COLUMN tallies      TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(tallies));
ALTER TABLE material ADD COLUMN tallies_read TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(tallies_read));

-- What was read of a paper, in its order, before any person's word: a question as JSON (exam/model.py).
-- `answered` is the same with its answer from the paper's separate key, NULL without one.
CREATE TABLE reading (
  material_id INTEGER NOT NULL REFERENCES material (id) ON DELETE CASCADE,
  seq         INTEGER NOT NULL,
  question    TEXT NOT NULL CHECK (json_valid(question)),
  answered    TEXT CHECK (answered IS NULL OR json_valid(answered)),
  PRIMARY KEY (material_id, seq)
) WITHOUT ROWID;

-- Papers that were read before there were readings: until now their appearances say what was read of them.
INSERT INTO reading (material_id, seq, question)
SELECT material_id, row_number() OVER (PARTITION BY material_id ORDER BY seq) - 1,
       json_object('number', number, 'section', section, 'page', page, 'bbox', json(bbox),
                   'stem', printed ->> '$.stem', 'passage', printed ->> '$.passage',
                   'boxes', json(printed -> '$.boxes'), 'options', json(printed -> '$.options'),
                   'answer', json(answer), 'explanation', explanation,
                   'confidence', confidence, 'flags', json(flags))
  FROM appearance;

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

-- An appearance is derived from its paper's readings and edits: `reading` counts the former (NULL: a person
-- added it), `edit` is the one that holds. `places` tells where each part of the question stands.
ALTER TABLE appearance ADD COLUMN places   TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(places));
ALTER TABLE appearance ADD COLUMN reading  INTEGER;
ALTER TABLE appearance ADD COLUMN edit     INTEGER REFERENCES edit (id);
ALTER TABLE appearance ADD COLUMN reviewed INTEGER NOT NULL DEFAULT 0 CHECK (reviewed IN (0, 1));
UPDATE appearance SET reading = (SELECT count(*) FROM appearance AS o
                                  WHERE o.material_id = appearance.material_id AND o.seq < appearance.seq);

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

-- `origin` tells what found something and so what takes it away again: the reading of the file, the paper's key
-- (or, for a key, that no paper fits it), other papers that print the question.
ALTER TABLE finding ADD COLUMN origin TEXT NOT NULL DEFAULT 'reading' CHECK (origin IN ('reading', 'key', 'papers'));
ALTER TABLE finding ADD COLUMN question_id INTEGER REFERENCES question (id) ON DELETE CASCADE;
CREATE INDEX finding_question ON finding (question_id) WHERE question_id IS NOT NULL;

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
