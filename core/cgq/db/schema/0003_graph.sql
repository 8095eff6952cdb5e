-- The concept graph. Neo4j holds a projection of it, never the truth.

-- Questions whose terms have been looked for, also those that hold none (R7).
CREATE TABLE analysed (
  question_id INTEGER PRIMARY KEY REFERENCES question (id) ON DELETE CASCADE,
  analyser    TEXT    NOT NULL,
  candidates  INTEGER NOT NULL CHECK (candidates >= 0)
);

-- What one question suggests by itself: the evidence from which the glossary is made. At the place
-- `original` the surface is the term's foreign original; elsewhere it is the term as printed.
-- `cuts` are the offsets in `term` at which a further morpheme begins.
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

-- What the glossary found (`glossary`) is replaced by its next refresh; what people merged stays.
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

-- `source` is learned before `target`; a person or a model accepts what is only suggested.
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
