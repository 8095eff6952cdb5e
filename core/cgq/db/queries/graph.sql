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
INSERT INTO candidate (question_id, term, surface, place, count, cuts, rarity) VALUES (?, ?, ?, ?, ?, ?, ?)

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
WHERE s.relation <> 'asks'
ORDER BY s.term, s.relation, s.other, q.hash

-- name: described
-- What stems describe and ask for, with the text of the right option: question, the beginning of its hash, what the option
-- is a kind of, the stem's words. Where papers differ about the answer there are several rows.
SELECT DISTINCT s.question_id, substr(q.hash, 1, 12), s.term, s.quote, o.value ->> 'text'
FROM statement AS s
JOIN question AS q ON q.id = s.question_id
JOIN appearance AS a ON a.question_id = q.id AND json_array_length(a.answer, '$.accepted') = 1
JOIN json_each(q.options) AS o
  ON o.value ->> 'n' = coalesce(a.option_order ->> (a.answer ->> '$.accepted[0]' - 1), a.answer ->> '$.accepted[0]')
WHERE s.relation = 'asks'
ORDER BY 1, 5

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
SELECT term, surface, cuts, rarity FROM (
  SELECT term, surface, cuts, max(rarity) AS rarity, row_number() OVER (
           PARTITION BY term ORDER BY count(*) DESC, length(surface), surface, cuts) AS rank
  FROM candidate
  WHERE place <> 'original'
  GROUP BY term, surface, cuts
)
WHERE rank = 1 AND term IN (
  SELECT term FROM candidate GROUP BY term
  HAVING min(question_id) < max(question_id) OR sum(place IN ('stem', 'whole_option', 'item', 'explanation', 'original')) > 0
      OR term NOT GLOB '*[^!-~]*'
      OR term IN (SELECT lower(surface) FROM candidate WHERE place = 'original')
      OR term IN (SELECT alias FROM concept_alias WHERE method <> 'glossary'))
ORDER BY term

-- name: term_sights
-- Where each term was seen, without the originals.
SELECT question_id, term, place, sum(count) FROM candidate WHERE place <> 'original'
GROUP BY question_id, term, place ORDER BY question_id, term, place

-- name: originals
-- Which original stands behind which term in which question.
SELECT question_id, term, surface FROM candidate WHERE place = 'original' ORDER BY term, surface, question_id

-- name: merged_aliases
-- What people decided to be one concept.
SELECT a.alias, c.name FROM concept_alias a JOIN concept c ON c.id = a.concept_id
WHERE a.method <> 'glossary' ORDER BY a.alias

-- name: named_concepts
-- What rows and people say that questions test, each once a question.
SELECT DISTINCT a.question_id, n.value FROM appearance AS a, json_each(a.concepts) AS n
WHERE a.concepts <> '[]' ORDER BY a.question_id, n.value

-- name: keep_answer
-- What a model named for a text; the first answer stays.
INSERT INTO model_answer (text_hash, model, prompt, concepts, dropped) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (text_hash, model, prompt) DO NOTHING

-- name: answers_of
-- What a model named for some texts; their hashes come as a JSON array.
SELECT text_hash, concepts, dropped FROM model_answer
WHERE model = ? AND prompt = ? AND text_hash IN (SELECT value FROM json_each(?))

-- name: answered_concepts
-- What a model named for the questions of the bank, a row a concept, in the order of the answer.
SELECT q.id, c.value ->> 0, c.value ->> 1, c.value ->> 2, c.value ->> 3
FROM model_answer AS m JOIN question AS q ON q.text_hash = m.text_hash JOIN json_each(m.concepts) AS c
WHERE m.model = ? AND m.prompt = ? ORDER BY q.id, c.key

-- name: questions_unanswered
-- Questions whose text a model was not asked about yet, up to a limit (-1: all).
SELECT q.id FROM question AS q
WHERE NOT EXISTS (SELECT 1 FROM model_answer AS m
                  WHERE m.text_hash = q.text_hash AND m.model = :model AND m.prompt = :prompt)
ORDER BY q.id LIMIT :limit

-- name: names_near
-- The known concepts that the terms of some questions name, by their name or an alias; the ids come as a JSON array.
SELECT d.question_id, c.label FROM (
  SELECT DISTINCT question_id, term FROM candidate
  WHERE place <> 'original' AND question_id IN (SELECT value FROM json_each(?))
) AS d
LEFT JOIN concept_alias AS a ON a.alias = d.term
JOIN concept AS c ON c.id = a.concept_id OR (a.alias IS NULL AND c.name = d.term)
GROUP BY d.question_id, c.id ORDER BY d.question_id, c.questions DESC, c.name

-- name: neighbours
-- The concepts that so many questions test, in the order of their first questions, each with the section and the title of
-- the paper that the first question is printed in.
SELECT f.name, f.label, coalesce(a.section, ''), coalesce(m.title, '')
FROM (SELECT name, label, (SELECT min(question_id) FROM tests WHERE concept_id = concept.id) AS question
      FROM concept WHERE questions >= ?) AS f
LEFT JOIN appearance AS a ON a.id = (SELECT min(id) FROM appearance WHERE question_id = f.question)
LEFT JOIN material AS m ON m.id = a.material_id
WHERE f.question IS NOT NULL ORDER BY f.question, f.name

-- name: ordered_clusters
-- The clusters that a model was asked about.
SELECT cluster FROM model_order WHERE model = ? AND prompt = ?

-- name: keep_order
-- What a model said of a cluster; the first answer stays.
INSERT INTO model_order (cluster, model, prompt, steps) VALUES (?, ?, ?, ?)
ON CONFLICT (cluster, model, prompt) DO NOTHING

-- name: take_orders
-- Which clusters (a JSON array) are those of the bank as it is.
UPDATE model_order SET counts = NOT counts
WHERE model = :model AND prompt = :prompt AND counts <> (cluster IN (SELECT value FROM json_each(:clusters)))

-- name: ordered_steps
-- What a model said of the order of the concepts of the bank.
SELECT s.value ->> 0, s.value ->> 1, s.value ->> 2, s.value ->> 3
FROM model_order AS o JOIN json_each(o.steps) AS s
WHERE o.model = ? AND o.prompt = ? AND o.counts ORDER BY 1, 2, 3, 4

-- name: where_printed
-- In which papers, sections and under which titles each question is printed; 1 for a file with rows.
SELECT DISTINCT a.question_id, a.material_id, coalesce(a.section, ''), m.title, m.has_rows
FROM appearance AS a JOIN material AS m ON m.id = a.material_id
ORDER BY a.question_id, a.material_id, a.section

-- name: keep_concept
-- A concept keeps its id as long as it keeps its name.
INSERT INTO concept (name, label, questions, weight, sense_of) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (name) DO UPDATE SET label = excluded.label, questions = excluded.questions, weight = excluded.weight,
  sense_of = excluded.sense_of

-- name: concepts_behind
-- The next concepts by their names, to be compared with what a refresh makes of them.
SELECT name, label, questions, weight, sense_of, id FROM concept WHERE name > ? ORDER BY name LIMIT ?

-- name: empty_concept
-- A concept that the glossary does not know any more tests nothing of its own.
UPDATE concept SET questions = 0, weight = 0 WHERE name = ?

-- name: drop_concepts
-- Concepts that the glossary does not know any more, and that nobody named or decided about. One that is another name of
-- a concept by now is not needed for what was decided about it. At most so many at a time.
DELETE FROM concept WHERE id IN (SELECT id FROM concept WHERE questions = 0 AND weight = 0
  AND NOT EXISTS (SELECT 1 FROM tests AS t WHERE t.concept_id = concept.id)
  AND NOT EXISTS (SELECT 1 FROM concept_alias AS a WHERE a.concept_id = concept.id AND a.method <> 'glossary')
  AND (name NOT IN (SELECT source FROM edge_decision UNION SELECT target FROM edge_decision)
       OR EXISTS (SELECT 1 FROM concept_alias AS a WHERE a.alias = concept.name))
  AND NOT EXISTS (SELECT 1 FROM prerequisite AS p
                  WHERE p.source_id = concept.id AND p.method NOT IN ('glossary', 'model', 'person'))
  AND NOT EXISTS (SELECT 1 FROM prerequisite AS p
                  WHERE p.target_id = concept.id AND p.method NOT IN ('glossary', 'model', 'person'))
  AND NOT EXISTS (SELECT 1 FROM broader AS b
                  WHERE b.broad_id = concept.id AND b.method NOT IN ('glossary', 'model', 'person'))
  AND NOT EXISTS (SELECT 1 FROM broader AS b
                  WHERE b.narrow_id = concept.id AND b.method NOT IN ('glossary', 'model', 'person'))
  LIMIT ?)

-- name: keep_decided
-- A concept that somebody decided about, and that neither the glossary nor another name knows any more, remains.
INSERT INTO concept (name, label, questions, weight)
SELECT name, name, 0, 0 FROM (SELECT source AS name FROM edge_decision UNION SELECT target FROM edge_decision)
WHERE name NOT IN (SELECT name FROM concept) AND name NOT IN (SELECT alias FROM concept_alias)

-- name: aliases_behind
-- The next aliases, each with the concept that it names and what named it.
SELECT alias, concept_id, method FROM concept_alias WHERE alias > ? ORDER BY alias LIMIT ?

-- name: keep_alias
-- An alias that the glossary found, or that names another concept now; one that a person set stays.
INSERT INTO concept_alias (alias, concept_id, method) VALUES (?, ?, 'glossary')
ON CONFLICT (alias) DO UPDATE SET concept_id = excluded.concept_id WHERE method = 'glossary'

-- name: drop_alias
-- An alias that the glossary does not find any more.
DELETE FROM concept_alias WHERE alias = ? AND method = 'glossary'

-- name: question_at
-- The question that is so many behind another one, by their ids.
SELECT id FROM question WHERE id > ? ORDER BY id LIMIT 1 OFFSET ?

-- name: tests_between
-- What the questions with ids in a range test: behind the first, up to the second.
SELECT question_id, concept_id, importance, method, evidence FROM tests WHERE question_id > ? AND question_id <= ?

-- name: keep_test
-- A question tests a concept. A question deleted meanwhile is passed over; what others than a refresh wrote stays.
INSERT INTO tests (question_id, concept_id, importance, method, evidence)
SELECT :question, :concept, :importance, :method, :evidence
WHERE EXISTS (SELECT 1 FROM question WHERE id = :question)
ON CONFLICT (question_id, concept_id) DO UPDATE
SET importance = excluded.importance, method = excluded.method, evidence = excluded.evidence
WHERE tests.method IN ('glossary', 'model', 'named')

-- name: drop_test
-- A question tests a concept no more.
DELETE FROM tests WHERE question_id = ? AND concept_id = ?

-- name: prerequisite_rows
-- Every prerequisite as it is stored.
SELECT source_id, target_id, strength, method, status, evidence, decided_by FROM prerequisite

-- name: prerequisites_behind
-- The next prerequisites by the ids of their concepts, as they are stored.
SELECT source_id, target_id, strength, method, status, evidence, decided_by FROM prerequisite
WHERE (source_id, target_id) > (?, ?) ORDER BY source_id, target_id LIMIT ?

-- name: prerequisite_row
-- One prerequisite.
SELECT strength, method, status, evidence, decided_by FROM prerequisite WHERE source_id = ? AND target_id = ?

-- name: keep_prerequisite
-- A prerequisite that is new or differs.
INSERT INTO prerequisite (source_id, target_id, strength, method, status, evidence, decided_by) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (source_id, target_id) DO UPDATE SET strength = excluded.strength, method = excluded.method, status = excluded.status,
  evidence = excluded.evidence, decided_by = excluded.decided_by

-- name: drop_prerequisite
-- A prerequisite that nothing suggests any more, and nobody decided about.
DELETE FROM prerequisite WHERE source_id = ? AND target_id = ?

-- name: broader_rows
-- Every broader edge as it is stored.
SELECT broad_id, narrow_id, strength, method, status, evidence, decided_by FROM broader

-- name: broader_behind
-- The next broader edges by the ids of their concepts, as they are stored.
SELECT broad_id, narrow_id, strength, method, status, evidence, decided_by FROM broader
WHERE (broad_id, narrow_id) > (?, ?) ORDER BY broad_id, narrow_id LIMIT ?

-- name: broader_row
-- One broader edge.
SELECT strength, method, status, evidence, decided_by FROM broader WHERE broad_id = ? AND narrow_id = ?

-- name: keep_broader
-- A broader edge that is new or differs.
INSERT INTO broader (broad_id, narrow_id, strength, method, status, evidence, decided_by) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (broad_id, narrow_id) DO UPDATE SET strength = excluded.strength, method = excluded.method, status = excluded.status,
  evidence = excluded.evidence, decided_by = excluded.decided_by

-- name: drop_broader
-- A broader edge that nothing suggests any more, and nobody decided about.
DELETE FROM broader WHERE broad_id = ? AND narrow_id = ?

-- name: edge_decisions
-- What people decided about edges of a kind, the latest last.
SELECT source, target, status, strength, decided_by, seen, note FROM edge_decision
WHERE kind = ? ORDER BY decided_at, source, target

-- name: keep_decision
-- A person decides about an edge; the later decision holds.
INSERT INTO edge_decision (kind, source, target, status, strength, note, seen, decided_by, decided_at)
VALUES (:kind, :source, :target, :status, :strength, :note, :seen, :by, :at)
ON CONFLICT (kind, source, target) DO UPDATE SET status = excluded.status, strength = excluded.strength,
  note = excluded.note, seen = excluded.seen, decided_by = excluded.decided_by, decided_at = excluded.decided_at

-- name: drop_decision
-- A person takes a decision back.
DELETE FROM edge_decision WHERE kind = ? AND source = ? AND target = ?

-- name: merges
-- What people and models said is the same concept, by names, with the label of the one that it is.
SELECT a.alias, c.name, c.label FROM concept_alias AS a JOIN concept AS c ON c.id = a.concept_id WHERE a.method <> 'glossary'

-- name: merged_ids
-- The concepts that people and models said are another one, with that one, as long as both are there.
SELECT c.id, a.concept_id FROM concept_alias AS a JOIN concept AS c ON c.name = a.alias WHERE a.method <> 'glossary'

-- name: lead_merges_on
-- What was merged into a concept is merged into the one that it is now.
UPDATE concept_alias SET concept_id = ? WHERE concept_id = ? AND method <> 'glossary'

-- name: concept_named
-- The concept that a name or an alias stands for; an alias goes first, for the name of a concept that was merged is one.
SELECT coalesce((SELECT concept_id FROM concept_alias WHERE alias = :name), (SELECT id FROM concept WHERE name = :name))

-- name: sense_of
-- The plain name of the word that a concept is a sense of, and whether it is one that questions test by now.
SELECT coalesce(nullif(sense_of, ''), name),
       sense_of <> '' AND EXISTS (SELECT 1 FROM tests AS t WHERE t.concept_id = concept.id)
FROM concept WHERE id = ?

-- name: namesakes
-- Concepts that are one word in several subjects: by the plain name, and those that were told from it by a subject.
SELECT id FROM concept WHERE name = :base
UNION ALL
SELECT id FROM concept WHERE sense_of = :base AND sense_of <> '' ORDER BY 1

-- name: question_hashes_of
-- The hashes of the questions that test a concept most.
SELECT q.hash FROM tests AS t JOIN question AS q ON q.id = t.question_id
WHERE t.concept_id = ? ORDER BY t.importance DESC, q.hash LIMIT ?

-- name: tests_of_hashes
-- How many of some questions (a JSON array of hashes) test a concept.
SELECT count(*) FROM tests AS t JOIN question AS q ON q.id = t.question_id
WHERE t.concept_id = ? AND q.hash IN (SELECT value FROM json_each(?))

-- name: stats
-- How large the graph is.
SELECT (SELECT count(*) FROM concept) AS concepts,
       (SELECT count(*) FROM concept_alias) AS aliases,
       (SELECT count(*) FROM tests) AS tests,
       (SELECT count(*) FROM question) AS questions,
       (SELECT count(*) FROM question q WHERE NOT EXISTS (SELECT 1 FROM analysed a WHERE a.question_id = q.id))
         AS unanalysed,
       (SELECT count(*) FROM question q WHERE NOT EXISTS (SELECT 1 FROM tests t WHERE t.question_id = q.id))
         AS without_concept,
       (SELECT count(*) FROM concept c WHERE NOT EXISTS (SELECT 1 FROM tests t WHERE t.concept_id = c.id)) AS untested

-- name: edge_counts
-- Edges by kind and status.
SELECT 'prerequisite', status, count(*) FROM prerequisite GROUP BY status
UNION ALL
SELECT 'broader', status, count(*) FROM broader GROUP BY status

-- name: find_concept
-- A concept by its name or an alias, the name first.
SELECT id, name, label, questions, weight FROM (
  SELECT 0 AS rank, c.* FROM concept c WHERE c.name = :name
  UNION ALL
  SELECT 1, c.* FROM concept_alias a JOIN concept c ON c.id = a.concept_id WHERE a.alias IN (:name, :spaced)
)
ORDER BY rank, id LIMIT 1

-- name: find_labelled
-- A concept by its label, in any case; of several the one that most questions test.
SELECT id, name, label, questions, weight FROM concept WHERE label = ? COLLATE NOCASE
ORDER BY label = ? DESC, questions DESC, name LIMIT 1

-- name: same_label
-- The other concepts that are shown under a label, in any case, those that most questions test first.
SELECT id, name, label, questions, weight FROM concept WHERE label = ? COLLATE NOCASE AND id <> ?
ORDER BY questions DESC, name

-- name: merged_into
-- The concept that one of this name was merged into.
SELECT c.id, c.name, c.label, c.questions, c.weight
FROM concept_alias AS a JOIN concept AS c ON c.id = a.concept_id WHERE a.alias = ? AND a.method <> 'glossary'

-- name: concept_by_id
-- A concept by its number.
SELECT id, name, label, questions, weight FROM concept WHERE id = ?

-- name: label_of
-- What people call a concept.
SELECT label FROM concept WHERE id = ?

-- name: concept_names
-- Every name and alias, for the nearest to what was asked.
SELECT name FROM concept UNION SELECT alias FROM concept_alias ORDER BY 1

-- name: concepts
-- The concepts that most questions test, first.
SELECT id, name, label, questions, weight FROM concept ORDER BY questions DESC, weight DESC, name LIMIT ?

-- name: concept_list
-- Concepts in an order, each with its aliases as a JSON array; the filters may be NULL: `like` holds a text as it was
-- typed, `like_folded` the same as names are kept; `section` is a part of a section's name, small and without spaces.
SELECT c.id, c.name, c.label, c.questions, c.weight,
       (SELECT json_group_array(alias) FROM (SELECT alias FROM concept_alias WHERE concept_id = c.id ORDER BY alias))
  FROM concept AS c
 WHERE (:like IS NULL OR c.label LIKE :like ESCAPE '\' OR c.name LIKE :like_folded ESCAPE '\'
        OR EXISTS (SELECT 1 FROM concept_alias AS a WHERE a.concept_id = c.id
                    AND (a.alias LIKE :like ESCAPE '\' OR a.alias LIKE :like_folded ESCAPE '\')))
   AND (:at_least IS NULL OR c.questions >= :at_least)
   AND (:section IS NULL
        OR EXISTS (SELECT 1 FROM tests AS t JOIN appearance AS p ON p.question_id = t.question_id
                    WHERE t.concept_id = c.id AND instr(lower(replace(p.section, ' ', '')), :section)))
   AND (:status IS NULL
        OR EXISTS (SELECT 1 FROM prerequisite AS e WHERE e.source_id = c.id AND e.status = :status)
        OR EXISTS (SELECT 1 FROM prerequisite AS e WHERE e.target_id = c.id AND e.status = :status)
        OR EXISTS (SELECT 1 FROM broader AS e WHERE e.broad_id = c.id AND e.status = :status)
        OR EXISTS (SELECT 1 FROM broader AS e WHERE e.narrow_id = c.id AND e.status = :status))
 ORDER BY CASE :sort WHEN 'weight' THEN -c.weight WHEN 'questions' THEN -c.questions ELSE 0 END,
          CASE :sort WHEN 'weight' THEN -c.questions WHEN 'questions' THEN -c.weight ELSE 0 END, c.name
 LIMIT :limit OFFSET :skip

-- name: printed_years
-- Where the questions that test a concept are printed: the year that a row or a person names, and the paper.
SELECT DISTINCT a.question_id, a.year, m.sha256
  FROM tests AS t JOIN appearance AS a ON a.question_id = t.question_id JOIN material AS m ON m.id = a.material_id
 WHERE t.concept_id = ?

-- name: aliases_of
-- The aliases of a concept.
SELECT alias FROM concept_alias WHERE concept_id = ? ORDER BY alias

-- name: questions_of
-- The questions that test a concept, the most important first; a negative limit gives all.
SELECT t.question_id, q.hash, q.stem, t.importance, t.method, t.evidence
FROM tests t JOIN question q ON q.id = t.question_id
WHERE t.concept_id = :concept ORDER BY t.importance DESC, t.question_id LIMIT :limit

-- name: learned_before
-- What is learned before a concept.
SELECT c.id, c.name, c.label, e.strength, e.method, e.status, e.evidence, e.decided_by
FROM prerequisite AS e JOIN concept AS c ON c.id = e.source_id
WHERE e.target_id = ? ORDER BY e.status = 'rejected', e.status, e.strength DESC, c.name

-- name: learned_after
-- What a concept opens.
SELECT c.id, c.name, c.label, e.strength, e.method, e.status, e.evidence, e.decided_by
FROM prerequisite AS e JOIN concept AS c ON c.id = e.target_id
WHERE e.source_id = ? ORDER BY e.status = 'rejected', e.status, e.strength DESC, c.name

-- name: broader_of
-- What a concept is a kind of.
SELECT c.id, c.name, c.label, e.strength, e.method, e.status, e.evidence, e.decided_by
FROM broader AS e JOIN concept AS c ON c.id = e.broad_id
WHERE e.narrow_id = ? ORDER BY e.status = 'rejected', e.status, e.strength DESC, c.name

-- name: kinds_of
-- What is a kind of a concept.
SELECT c.id, c.name, c.label, e.strength, e.method, e.status, e.evidence, e.decided_by
FROM broader AS e JOIN concept AS c ON c.id = e.narrow_id
WHERE e.broad_id = ? ORDER BY e.status = 'rejected', e.status, e.strength DESC, c.name

-- name: edge_list
-- Edges with both their concepts; the filters may be NULL. What waits for a decision comes
-- first, then what concerns most questions.
SELECT e.kind, s.id, s.name, s.label, s.questions, s.weight, t.id, t.name, t.label, t.questions, t.weight,
       e.strength, e.method, e.status, e.evidence, e.decided_by
  FROM (SELECT 'prerequisite' AS kind, source_id, target_id, strength, method, status, evidence, decided_by
          FROM prerequisite
         UNION ALL
        SELECT 'broader', broad_id, narrow_id, strength, method, status, evidence, decided_by FROM broader) AS e
  JOIN concept AS s ON s.id = e.source_id
  JOIN concept AS t ON t.id = e.target_id
 WHERE (:kind IS NULL OR e.kind = :kind) AND (:status IS NULL OR e.status = :status)
   AND (:concept IS NULL OR :concept IN (e.source_id, e.target_id))
 ORDER BY e.status <> 'suggested', e.status, s.questions + t.questions DESC, e.strength DESC, s.name, t.name, e.kind
 LIMIT :limit OFFSET :skip

-- name: question_concepts
-- What some questions test; their ids come as a JSON array.
SELECT t.question_id, c.id, c.name, c.label, t.importance
FROM tests t JOIN concept c ON c.id = t.concept_id
WHERE t.question_id IN (SELECT value FROM json_each(?))
ORDER BY t.question_id, t.importance DESC, c.name

-- name: merge
-- A person says that an alias means this concept; the next refresh counts its questions there.
INSERT INTO concept_alias (alias, concept_id, method, decided_by, decided_at)
VALUES (:alias, :concept, :method, :by, :at)
ON CONFLICT (alias) DO UPDATE SET concept_id = excluded.concept_id, method = excluded.method,
  decided_by = excluded.decided_by, decided_at = excluded.decided_at

-- name: unmerge
-- Undoes what a person merged.
DELETE FROM concept_alias WHERE alias = ? AND method <> 'glossary'

-- name: whole_concepts
-- Every concept with its aliases as a JSON array, by name, for exports.
SELECT c.name, c.label, c.questions, c.weight,
       (SELECT json_group_array(alias) FROM (SELECT alias FROM concept_alias WHERE concept_id = c.id ORDER BY alias))
  FROM concept AS c ORDER BY c.name

-- name: whole_broader
-- Every concept that is a kind of another, the rejected ones too, by their names, for exports.
SELECT n.name, b.name, e.strength, e.method, e.status, e.evidence, e.decided_by
  FROM broader AS e JOIN concept AS n ON n.id = e.narrow_id JOIN concept AS b ON b.id = e.broad_id
 ORDER BY n.name, b.name

-- name: whole_prerequisites
-- Every prerequisite, the rejected ones too, by the names of its concepts, for exports.
SELECT s.name, t.name, p.strength, p.method, p.status, p.evidence, p.decided_by
  FROM prerequisite AS p JOIN concept AS s ON s.id = p.source_id JOIN concept AS t ON t.id = p.target_id
 ORDER BY s.name, t.name

-- name: concepts_tested_by
-- What the question with this hash tests, by the names of the concepts, for exports.
SELECT c.name, t.importance, t.method, t.evidence
  FROM question AS q JOIN tests AS t ON t.question_id = q.id JOIN concept AS c ON c.id = t.concept_id
 WHERE q.hash = ? ORDER BY c.name
