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
-- Let a question be found by its words: those of its stem, of all else, and of why its answer is right.
INSERT INTO question_word (rowid, stem, rest, explanation) VALUES (?, ?, ?, ?)

-- name: words_kept
-- The words of every question that is there.
SELECT rowid, stem, rest, explanation FROM question_word WHERE rowid IN (SELECT id FROM question)

-- name: words_remove
-- Take every question's words out of the search, whatever state their index is in.
DROP TABLE question_word

-- name: words_create
-- Make the search by words anew, as the schema does.
CREATE VIRTUAL TABLE question_word USING fts5 (
  stem, rest, explanation, tokenize = "unicode61 remove_diacritics 0 categories 'L* M* N* P* S* Co'")

-- name: words_known
-- Which of some words (a JSON array) the index holds, and how many questions hold each.
SELECT term, doc FROM question_word_count WHERE term IN (SELECT value FROM json_each(?))

-- name: words_longer
-- Words of the index of four syllables and more that begin or end with one of some of two (a JSON array).
SELECT term FROM question_word_count
 WHERE length(term) > 3
   AND (substr(term, 1, 2) IN (SELECT value FROM json_each(:words))
     OR substr(term, -2) IN (SELECT value FROM json_each(:words)))

-- name: words_between
-- Words of the index from one on and before another, by code points.
SELECT term FROM question_word_count WHERE term >= :first AND term < :last

-- name: words_like
-- Words of the index with so many letters that are like one of some patterns (a JSON array).
SELECT term FROM question_word_count
 WHERE length(term) = :length AND EXISTS (SELECT 1 FROM json_each(:patterns) AS p WHERE term LIKE p.value)
 ORDER BY term

-- name: words_match
-- The questions that print words which match a query of FTS5.
SELECT rowid FROM question_word WHERE question_word MATCH '{stem rest} : (' || :query || ')'

-- name: words_explaining
-- The questions of whose answers the explanations match a query of FTS5.
SELECT rowid FROM question_word WHERE question_word MATCH 'explanation : (' || :query || ')'

-- name: words_ranked
-- The questions whose words match a query of FTS5, with their ranks by BM25: the stem counts twice, why the answer is
-- right half; the better the lower.
SELECT rowid, bm25(question_word, 2.0, 1.0, 0.5) FROM question_word WHERE question_word MATCH :query

-- name: texts_match
-- The questions that hold a text of three letters or more; `lacking`: of those that have no words of their own yet.
SELECT rowid FROM question_fts
 WHERE question_fts MATCH :phrase AND (NOT :lacking OR rowid NOT IN (SELECT rowid FROM question_word))

-- name: texts_like
-- The questions that hold a text of any length, by looking at each.
SELECT rowid FROM question_fts WHERE body LIKE :like ESCAPE '\'

-- name: texts_lacking
-- The questions that have no words of their own yet.
SELECT id FROM question WHERE id NOT IN (SELECT rowid FROM question_word)

-- name: texts_typed
-- Which of some questions (a JSON array) hold a text in the same case.
SELECT id FROM question
 WHERE id IN (SELECT value FROM json_each(:questions))
   AND instr(stem || ' ' || coalesce(passage, '') || ' ' || boxes || options, :text)

-- name: stems_holding
-- Which of some questions (a JSON array) hold a word, as it is written or as it is cut, in their stems.
SELECT id FROM question
 WHERE id IN (SELECT value FROM json_each(:questions))
   AND (instr(lower(replace(stem, ' ', '')), :text) OR instr(lower(replace(stem, ' ', '')), :word))

-- name: texts_own
-- Which of some questions (a JSON array) have no passage, or hold a text in their own parts too.
SELECT id FROM question
 WHERE id IN (SELECT value FROM json_each(:questions))
   AND (passage IS NULL OR instr(lower(replace(stem || ' ' || boxes || options, ' ', '')), :text))

-- name: texts_word
-- The questions that hold a Latin word or a number of three letters or more, at the borders of a word or of its parts.
SELECT f.rowid FROM question_fts AS f JOIN question AS q ON q.id = f.rowid
 WHERE question_fts MATCH :phrase
   AND ' ' || lower(replace(q.stem || ' ' || coalesce(q.passage, '') || ' ' || q.boxes || q.options, '\n', ' ')) || ' '
       GLOB '*[^a-z0-9]' || :text || '[^a-z0-9]*'

-- name: texts_begin
-- Which of some texts of one or two letters (a JSON array) a word of a question begins with, a Latin one as a whole;
-- of some questions (a JSON array) or all.
SELECT t.value, q.id
  FROM question AS q CROSS JOIN question_fts AS f ON f.rowid = q.id CROSS JOIN json_each(:texts) AS t
 WHERE (:within IS NULL OR q.id IN (SELECT value FROM json_each(:within))) AND instr(f.body, t.value)
   AND ' ' || lower(replace(q.stem || ' ' || coalesce(q.passage, '') || ' ' || q.boxes || q.options, '\n', ' ')) || ' '
       GLOB '*[^가-힣a-z0-9]' || t.value || iif(t.value GLOB '*[a-z0-9]', '[^a-z0-9]*', '*')

-- name: concepts_named
-- The concepts that one of some names (a JSON array) is a name of, with that name.
SELECT name AS named, id FROM concept WHERE name IN (SELECT value FROM json_each(:names))
 UNION
SELECT alias, concept_id FROM concept_alias WHERE alias IN (SELECT value FROM json_each(:names))

-- name: concepts_of_initials
-- The concepts of which a name is like a pattern, with that name.
SELECT id, name FROM concept WHERE name LIKE :pattern
 UNION
SELECT concept_id, alias FROM concept_alias WHERE alias LIKE :pattern

-- name: concept_names
-- Every name of a concept.
SELECT name FROM concept WHERE id = :concept
 UNION
SELECT alias FROM concept_alias WHERE concept_id = :concept

-- name: topics_tested
-- The concepts, by every name, that some questions (a JSON array) are about, and how far.
SELECT t.question_id, c.name, t.importance FROM tests AS t JOIN concept AS c ON c.id = t.concept_id
 WHERE t.question_id IN (SELECT value FROM json_each(:questions))
 UNION ALL
SELECT t.question_id, a.alias, t.importance FROM tests AS t JOIN concept_alias AS a USING (concept_id)
 WHERE t.question_id IN (SELECT value FROM json_each(:questions))

-- name: topics_answered
-- The right options of some questions (a JSON array), where one is known to be right.
SELECT DISTINCT q.id, json_extract(o.value, '$.text')
  FROM question AS q JOIN appearance AS a ON a.question_id = q.id
  JOIN json_each(a.answer, '$.accepted') AS r
  LEFT JOIN json_each(a.option_order) AS n ON n.key = r.value - 1
  JOIN json_each(q.options) AS o ON json_extract(o.value, '$.n') = coalesce(n.value, r.value)
 WHERE q.id IN (SELECT value FROM json_each(?)) AND json_array_length(a.answer, '$.accepted') = 1

-- name: concept_tested
-- The questions that are about a concept.
SELECT question_id FROM tests WHERE concept_id = :concept

-- name: hit_questions
-- What is shown of the questions that were found (a JSON array of ids), with why their answers are right.
SELECT id, hash, stem, passage, boxes, options,
       (SELECT json_group_array(DISTINCT a.explanation) FROM appearance AS a
         WHERE a.question_id = question.id AND a.explanation <> '')
  FROM question WHERE id IN (SELECT value FROM json_each(?))

-- name: question_ids
-- Every question that a search looks through.
SELECT id FROM question

-- name: question_count
-- How many questions a search looks through.
SELECT count(*) FROM question

-- name: floor_stored
-- How near two texts must lie in a model, as it was measured last.
SELECT floor, mean, deviation, pairs, vectors FROM meaning_floor WHERE model = ?

-- name: floor_vectors
-- How many texts of the bank have a vector of a model.
SELECT count(*) FROM vector AS v
 WHERE v.model = ? AND EXISTS (SELECT 1 FROM question AS q WHERE q.text_hash = v.text_hash)

-- name: floor_keep
-- Keep what was measured, in place of what was before.
INSERT INTO meaning_floor (model, floor, mean, deviation, pairs, vectors, measured_at) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (model) DO UPDATE SET floor = excluded.floor, mean = excluded.mean, deviation = excluded.deviation,
  pairs = excluded.pairs, vectors = excluded.vectors, measured_at = excluded.measured_at

-- name: floor_sample
-- The first texts of the bank by their hashes, each with one question that has it and its vector.
SELECT (SELECT min(q.id) FROM question AS q WHERE q.text_hash = v.text_hash), v.data
  FROM vector AS v
 WHERE v.model = :model AND v.dimension = :dimension
   AND EXISTS (SELECT 1 FROM question AS q WHERE q.text_hash = v.text_hash)
 ORDER BY v.text_hash LIMIT :limit

-- name: floor_groups
-- The papers, sections and concepts of some questions (a JSON array), and which of them repeat each other.
SELECT 'paper', material_id, question_id FROM appearance
 WHERE question_id IN (SELECT value FROM json_each(:questions))
 UNION
SELECT 'section', section, question_id FROM appearance
 WHERE question_id IN (SELECT value FROM json_each(:questions)) AND section IS NOT NULL
 UNION
SELECT 'concept', concept_id, question_id FROM tests
 WHERE question_id IN (SELECT value FROM json_each(:questions))
 UNION
SELECT 'repeat', first_id || ' ' || second_id, iif(n.value, first_id, second_id)
  FROM repeat_pair CROSS JOIN json_each('[0, 1]') AS n
 WHERE first_id IN (SELECT value FROM json_each(:questions)) AND second_id IN (SELECT value FROM json_each(:questions))

-- name: floors
-- What was measured for each model.
SELECT model, floor, mean, deviation, pairs, vectors FROM meaning_floor ORDER BY model

-- name: questions_of_texts
-- The questions that have these texts (a JSON array of hashes).
SELECT text_hash, id FROM question WHERE text_hash IN (SELECT value FROM json_each(?)) ORDER BY id

-- name: question_vectors
-- The vectors of some questions (a JSON array) in a model.
SELECT q.id, v.data FROM question AS q JOIN vector AS v ON v.text_hash = q.text_hash
 WHERE v.model = :model AND v.dimension = :dimension AND q.id IN (SELECT value FROM json_each(:questions))
