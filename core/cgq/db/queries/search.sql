-- What a search looks into, and what it asks for.

-- name: text_clear
-- Take a question's text out of the search.
DELETE FROM question_fts WHERE rowid = ?

-- name: text_add
-- Let a question be found by its text.
INSERT INTO question_fts (rowid, body) VALUES (?, ?)

-- name: text_remove
-- Take every question's text out of the search, whatever state its index is in.
DROP TABLE question_fts

-- name: text_create
-- Make the search by text anew, as the schema does.
CREATE VIRTUAL TABLE question_fts USING fts5 (body, tokenize = 'trigram')

-- name: words_clear
-- Take a question's words out of the search.
DELETE FROM question_word WHERE rowid = ?

-- name: words_add
-- Let a question be found by its words, those of its stem and those of all else.
INSERT INTO question_word (rowid, stem, rest) VALUES (?, ?, ?)

-- name: words_kept
-- The words of every question that is there.
SELECT rowid, stem, rest FROM question_word WHERE rowid IN (SELECT id FROM question)

-- name: words_remove
-- Take every question's words out of the search, whatever state their index is in.
DROP TABLE question_word

-- name: words_create
-- Make the search by words anew, as the schema does.
CREATE VIRTUAL TABLE question_word USING fts5 (
  stem, rest, tokenize = "unicode61 remove_diacritics 0 categories 'L* M* N* P* S* Co'")
