-- Files that jobs made, kept beside the database under the hash of their content (see queue/artifacts.py).
CREATE TABLE artifact (
  sha256     TEXT    PRIMARY KEY CHECK (length(sha256) = 64),
  size       INTEGER NOT NULL CHECK (size >= 0),
  job_id     INTEGER NOT NULL,
  adopted_at INTEGER NOT NULL
) WITHOUT ROWID;
