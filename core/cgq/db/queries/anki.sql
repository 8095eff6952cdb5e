-- Statements of a collection of Anki, schema 11: the database in an .apkg, which every Anki since 2.1 imports. It is not
-- ours; tables and columns are those of Anki's own `schema11.sql`.

-- name: without_journal
-- The file is written once, and thrown away when that fails.
PRAGMA journal_mode = OFF

-- name: without_waiting
-- Whoever takes the finished package looks after the disk.
PRAGMA synchronous = OFF

-- name: begin
-- All rows in one transaction.
BEGIN

-- name: commit
-- The collection is whole.
COMMIT

-- name: create_col
-- One row: what holds for all, note types, decks and their options as JSON.
CREATE TABLE col (
  id integer PRIMARY KEY, crt integer NOT NULL, mod integer NOT NULL, scm integer NOT NULL, ver integer NOT NULL,
  dty integer NOT NULL, usn integer NOT NULL, ls integer NOT NULL, conf text NOT NULL, models text NOT NULL,
  decks text NOT NULL, dconf text NOT NULL, tags text NOT NULL)

-- name: create_notes
-- One row a question.
CREATE TABLE notes (
  id integer PRIMARY KEY, guid text NOT NULL, mid integer NOT NULL, mod integer NOT NULL, usn integer NOT NULL,
  tags text NOT NULL, flds text NOT NULL, sfld integer NOT NULL, csum integer NOT NULL, flags integer NOT NULL,
  data text NOT NULL)

-- name: create_cards
-- One row a note, for its only card.
CREATE TABLE cards (
  id integer PRIMARY KEY, nid integer NOT NULL, did integer NOT NULL, ord integer NOT NULL, mod integer NOT NULL,
  usn integer NOT NULL, type integer NOT NULL, queue integer NOT NULL, due integer NOT NULL, ivl integer NOT NULL,
  factor integer NOT NULL, reps integer NOT NULL, lapses integer NOT NULL, left integer NOT NULL, odue integer NOT NULL,
  odid integer NOT NULL, flags integer NOT NULL, data text NOT NULL)

-- name: create_revlog
-- The reviews; a new deck has none.
CREATE TABLE revlog (
  id integer PRIMARY KEY, cid integer NOT NULL, usn integer NOT NULL, ease integer NOT NULL, ivl integer NOT NULL,
  lastIvl integer NOT NULL, factor integer NOT NULL, time integer NOT NULL, type integer NOT NULL)

-- name: create_graves
-- What was deleted; nothing.
CREATE TABLE graves (usn integer NOT NULL, oid integer NOT NULL, type integer NOT NULL)

-- name: add_col
-- Its times are in milliseconds, but `crt` in seconds; 11 is the schema.
INSERT INTO col (id, crt, mod, scm, ver, dty, usn, ls, conf, models, decks, dconf, tags)
VALUES (1, :now / 1000, :now, :now, 11, 0, 0, 0, :conf, :models, :decks, :dconf, '{}')

-- name: add_note
-- `usn` -1: never synchronised; `mod` in seconds, by which an import knows the newer note.
INSERT INTO notes (id, guid, mid, mod, usn, tags, flds, sfld, csum, flags, data)
VALUES (:id, :guid, :model, :mod, -1, :tags, :fields, :sort, :checksum, 0, '')

-- name: add_card
-- A new card: it was never seen, and `due` is its place in the queue of new ones.
INSERT INTO cards (id, nid, did, ord, mod, usn, type, queue, due, ivl, factor, reps, lapses, left, odue, odid, flags, data)
VALUES (:id, :id, :deck, 0, :mod, -1, 0, 0, :due, 0, 0, 0, 0, 0, 0, 0, 0, '')
