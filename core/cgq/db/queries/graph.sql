-- The concept graph. Rows of `glossary` and `named` belong to the refresh; the rest to people.

-- name: questions_unanalysed
-- Questions in which this analyser has looked for no terms yet, or whose words no search finds, up to a limit (-1: all).
SELECT id FROM question
 WHERE id NOT IN (SELECT question_id FROM analysed WHERE analyser = ?) OR id NOT IN (SELECT rowid FROM question_word)
 ORDER BY id LIMIT ?

-- name: forget_candidates
-- Before a question's candidates are stored anew.
DELETE FROM candidate WHERE question_id = ?

-- name: keep_candidate
-- One term of one question at one place.
INSERT INTO candidate (question_id, term, surface, place, count, cuts) VALUES (?, ?, ?, ?, ?, ?)

-- name: forget_statements
-- Before what a question's sentences tell is stored anew.
DELETE FROM statement WHERE question_id = ?

-- name: keep_statement
-- What a sentence of a question tells of two terms.
INSERT INTO statement (question_id, term, relation, other, quote) VALUES (?, ?, ?, ?, ?)

-- name: statements
-- What sentences tell of terms, each with the beginning of its question's hash.
SELECT substr(q.hash, 1, 12), s.term, s.relation, s.other, s.quote
FROM statement AS s JOIN question AS q ON q.id = s.question_id
ORDER BY s.term, s.relation, s.other, q.hash

-- name: keep_analysed
-- That a question has been looked at, whatever it held (R7).
INSERT INTO analysed (question_id, analyser, candidates) VALUES (?, ?, ?)
ON CONFLICT (question_id) DO UPDATE SET analyser = excluded.analyser, candidates = excluded.candidates

-- name: analysed_questions
-- Every question that counts in the glossary, in the order of its id.
SELECT question_id FROM analysed ORDER BY question_id

-- name: term_forms
-- Each term with its most frequent surface and its most frequent cuts. What is seen once and only in
-- passing can never become a concept, unless it may be another name of one; it is left where it is.
SELECT term, surface, cuts FROM (
  SELECT term, surface, cuts, row_number() OVER (
           PARTITION BY term ORDER BY count(*) DESC, length(surface), surface, cuts) AS rank
  FROM candidate
  WHERE place <> 'original'
  GROUP BY term, surface, cuts
)
WHERE rank = 1 AND term IN (
  SELECT term FROM candidate GROUP BY term
  HAVING min(question_id) < max(question_id) OR sum(place IN ('stem', 'whole_option', 'original')) > 0
      OR term NOT GLOB '*[^!-~]*'
      OR term IN (SELECT lower(surface) FROM candidate WHERE place = 'original')
      OR term IN (SELECT alias FROM concept_alias WHERE method <> 'glossary'))
ORDER BY term

-- name: term_sights
-- Where each term was seen, without the originals.
SELECT question_id, term, place, sum(count) FROM candidate WHERE place <> 'original'
GROUP BY question_id, term, place ORDER BY question_id, term, place

-- name: originals
-- Which original stands behind which term, and in how many questions.
SELECT term, surface, count(*) FROM candidate WHERE place = 'original'
GROUP BY term, surface ORDER BY term, surface

-- name: merged_aliases
-- What people decided to be one concept.
SELECT a.alias, c.name FROM concept_alias a JOIN concept c ON c.id = a.concept_id
WHERE a.method <> 'glossary' ORDER BY a.alias

-- name: named_concepts
-- What rows and people say that questions test, each once a question.
SELECT DISTINCT a.question_id, n.value FROM appearance AS a, json_each(a.concepts) AS n
WHERE a.concepts <> '[]' ORDER BY a.question_id, n.value

-- name: where_printed
-- In which papers, sections and under which titles each question is printed; 1 for a file with rows.
SELECT DISTINCT a.question_id, a.material_id, coalesce(a.section, ''), m.title, m.has_rows
FROM appearance AS a JOIN material AS m ON m.id = a.material_id
ORDER BY a.question_id, a.material_id, a.section

-- name: keep_concept
-- A concept keeps its id as long as it keeps its name.
INSERT INTO concept (name, label, questions, weight) VALUES (?, ?, ?, ?)
ON CONFLICT (name) DO UPDATE
SET label = excluded.label, questions = excluded.questions, weight = excluded.weight
WHERE label <> excluded.label OR questions <> excluded.questions OR weight <> excluded.weight

-- name: concept_ids
-- Every concept's id by its name.
SELECT name, id FROM concept

-- name: concept_counts
-- Every concept that claims to be tested.
SELECT name FROM concept WHERE questions > 0 OR weight > 0

-- name: empty_concept
-- A concept that the glossary does not know any more tests nothing of its own.
UPDATE concept SET questions = 0, weight = 0 WHERE name = ?

-- name: drop_concepts
-- Concepts of the glossary that nothing refers to and that no person ever decided on.
DELETE FROM concept WHERE questions = 0 AND weight = 0
  AND NOT EXISTS (SELECT 1 FROM tests t WHERE t.concept_id = concept.id)
  AND NOT EXISTS (SELECT 1 FROM concept_alias a WHERE a.concept_id = concept.id AND a.method <> 'glossary')
  AND NOT EXISTS (SELECT 1 FROM prerequisite p
                  WHERE p.source_id = concept.id AND (p.status <> 'suggested' OR p.method <> 'glossary'))
  AND NOT EXISTS (SELECT 1 FROM prerequisite p
                  WHERE p.target_id = concept.id AND (p.status <> 'suggested' OR p.method <> 'glossary'))

-- name: forget_aliases
-- The glossary's own aliases, before it names them anew.
DELETE FROM concept_alias WHERE method = 'glossary'

-- name: keep_alias
-- An alias that the glossary found; one that a person set stays.
INSERT INTO concept_alias (alias, concept_id, method) VALUES (?, ?, 'glossary') ON CONFLICT (alias) DO NOTHING

-- name: forget_tests
-- The glossary's own edges, before it draws them anew.
DELETE FROM tests WHERE method IN ('glossary', 'named')

-- name: keep_tests
-- A question tests a concept. A question deleted meanwhile is passed over; an edge of a person's stays.
INSERT INTO tests (question_id, concept_id, importance, method, evidence)
SELECT :question, :concept, :importance, :method, :evidence
WHERE EXISTS (SELECT 1 FROM question WHERE id = :question)
ON CONFLICT (question_id, concept_id) DO NOTHING

-- name: forget_suggestions
-- Suggestions of the glossary's that nobody decided on.
DELETE FROM prerequisite WHERE status = 'suggested' AND method = 'glossary'

-- name: keep_suggestion
-- A suggested prerequisite; one that was accepted or rejected keeps its status.
INSERT INTO prerequisite (source_id, target_id, strength, evidence, method, status)
VALUES (?, ?, ?, ?, 'glossary', 'suggested')
ON CONFLICT (source_id, target_id) DO UPDATE SET strength = excluded.strength, evidence = excluded.evidence
WHERE method = 'glossary' AND (strength <> excluded.strength OR evidence <> excluded.evidence)

-- name: forget_broader
-- The glossary's own broader edges.
DELETE FROM broader WHERE method = 'glossary' AND status = 'suggested'

-- name: keep_broader
-- Concept narrow is a kind of concept broad.
INSERT INTO broader (broad_id, narrow_id, strength, evidence, method, status)
VALUES (?, ?, ?, ?, 'glossary', 'suggested')
ON CONFLICT (narrow_id, broad_id) DO NOTHING

-- name: stats
-- How large the graph is.
SELECT (SELECT count(*) FROM concept) AS concepts,
       (SELECT count(*) FROM concept_alias) AS aliases,
       (SELECT count(*) FROM tests) AS tests,
       (SELECT count(*) FROM question) AS questions,
       (SELECT count(*) FROM question q WHERE NOT EXISTS (SELECT 1 FROM analysed a WHERE a.question_id = q.id))
         AS unanalysed,
       (SELECT count(*) FROM question q WHERE NOT EXISTS (SELECT 1 FROM tests t WHERE t.question_id = q.id))
         AS without_concept

-- name: prerequisite_counts
-- Prerequisites by status.
SELECT status, count(*) FROM prerequisite GROUP BY status ORDER BY status

-- name: find_concept
-- A concept by its name, its label or an alias, the name first.
SELECT id, name, label, questions, weight FROM (
  SELECT 0 AS rank, c.* FROM concept c WHERE c.name = :name
  UNION ALL
  SELECT 1, c.* FROM concept_alias a JOIN concept c ON c.id = a.concept_id WHERE a.alias IN (:name, :spaced)
  UNION ALL
  SELECT 2, c.* FROM concept c WHERE c.label = :text
)
ORDER BY rank, id LIMIT 1

-- name: concept_names
-- Every name and alias, for the nearest to what was asked.
SELECT name FROM concept UNION SELECT alias FROM concept_alias ORDER BY 1

-- name: concepts
-- The concepts that most questions test, first.
SELECT id, name, label, questions, weight FROM concept ORDER BY questions DESC, weight DESC, name LIMIT ?

-- name: concept_list
-- The heaviest concepts first, each with its aliases as a JSON array; the filters may be NULL: `like` holds the text as
-- it was typed, `like_folded` the same as names are kept.
SELECT c.id, c.name, c.label, c.questions, c.weight,
       (SELECT json_group_array(alias) FROM (SELECT alias FROM concept_alias WHERE concept_id = c.id ORDER BY alias))
  FROM concept AS c
 WHERE :like IS NULL OR c.label LIKE :like ESCAPE '\' OR c.name LIKE :like_folded ESCAPE '\'
    OR EXISTS (SELECT 1 FROM concept_alias AS a WHERE a.concept_id = c.id
                AND (a.alias LIKE :like ESCAPE '\' OR a.alias LIKE :like_folded ESCAPE '\'))
 ORDER BY c.weight DESC, c.questions DESC, c.name
 LIMIT :limit OFFSET :skip

-- name: aliases_of
-- The aliases of a concept.
SELECT alias FROM concept_alias WHERE concept_id = ? ORDER BY alias

-- name: questions_of
-- The questions that test a concept, the most important first.
SELECT t.question_id, q.hash, q.stem, t.importance, t.method, t.evidence
FROM tests t JOIN question q ON q.id = t.question_id
WHERE t.concept_id = ? ORDER BY t.importance DESC, t.question_id

-- name: learned_before
-- What is learned before a concept.
SELECT c.id, c.name, c.label, p.strength, p.method, p.status
FROM prerequisite p JOIN concept c ON c.id = p.source_id
WHERE p.target_id = ? ORDER BY p.status, p.strength DESC, c.name

-- name: learned_after
-- What a concept opens.
SELECT c.id, c.name, c.label, p.strength, p.method, p.status
FROM prerequisite p JOIN concept c ON c.id = p.target_id
WHERE p.source_id = ? ORDER BY p.status, p.strength DESC, c.name

-- name: question_concepts
-- What some questions test; their ids come as a JSON array.
SELECT t.question_id, c.id, c.name, c.label, t.importance
FROM tests t JOIN concept c ON c.id = t.concept_id
WHERE t.question_id IN (SELECT value FROM json_each(?))
ORDER BY t.question_id, t.importance DESC, c.name

-- name: edges
-- Every prerequisite that nobody rejected.
SELECT source_id, target_id, strength, status = 'accepted' FROM prerequisite
WHERE status <> 'rejected' ORDER BY source_id, target_id

-- name: decide
-- A person or a model accepts or rejects a prerequisite, or names a new one.
INSERT INTO prerequisite (source_id, target_id, strength, method, status)
VALUES (:source, :target, :strength, :method, :status)
ON CONFLICT (source_id, target_id) DO UPDATE SET status = excluded.status

-- name: merge
-- A person says that an alias means this concept; the next refresh counts its questions there.
INSERT INTO concept_alias (alias, concept_id, method) VALUES (?, ?, ?)
ON CONFLICT (alias) DO UPDATE SET concept_id = excluded.concept_id, method = excluded.method

-- name: unmerge
-- Undoes what a person merged.
DELETE FROM concept_alias WHERE alias = ? AND method <> 'glossary'

-- name: whole_concepts
-- Every concept with its aliases as a JSON array, by name, for exports.
SELECT c.name, c.label, c.questions, c.weight,
       (SELECT json_group_array(alias) FROM (SELECT alias FROM concept_alias WHERE concept_id = c.id ORDER BY alias))
  FROM concept AS c ORDER BY c.name

-- name: whole_broader
-- Every concept that is a kind of another, by their names, for exports.
SELECT n.name, b.name, e.method
  FROM broader AS e JOIN concept AS n ON n.id = e.narrow_id JOIN concept AS b ON b.id = e.broad_id
 ORDER BY n.name, b.name

-- name: whole_prerequisites
-- Every prerequisite, the rejected ones too, by the names of its concepts, for exports.
SELECT s.name, t.name, p.strength, p.method, p.status
  FROM prerequisite AS p JOIN concept AS s ON s.id = p.source_id JOIN concept AS t ON t.id = p.target_id
 ORDER BY s.name, t.name

-- name: concepts_tested_by
-- What the question with this hash tests, by the names of the concepts, for exports.
SELECT c.name, t.importance, t.method, t.evidence
  FROM question AS q JOIN tests AS t ON t.question_id = q.id JOIN concept AS c ON c.id = t.concept_id
 WHERE q.hash = ? ORDER BY c.name
