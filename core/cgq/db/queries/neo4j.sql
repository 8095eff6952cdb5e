-- What is sent to Neo4j, and what is still to be sent. Rows are chosen by a JSON array of keys.

-- name: projection
-- How the projection stands; no row before the first push.
SELECT bank, recorded, revision, model, pushed_at, failed_at FROM projection

-- name: record
-- From now on changes are recorded; the bank keeps the name that it has.
INSERT INTO projection (one, bank, recorded) VALUES (1, ?, 1)
ON CONFLICT (one) DO UPDATE SET recorded = 1 WHERE recorded = 0

-- name: record_no_more
-- No server is configured: the next push compares everything.
UPDATE projection SET recorded = 0, revision = NULL, failed_at = NULL WHERE recorded = 1

-- name: clear_outbox
-- What was to be sent is forgotten.
DELETE FROM outbox

-- name: compare_everything
-- The next push compares everything.
UPDATE projection SET revision = NULL, failed_at = NULL

-- name: pushed
-- What a push left on the server.
UPDATE projection SET revision = :revision, model = :model, pushed_at = :at, failed_at = NULL WHERE recorded = 1

-- name: push_failed
-- A push failed for good.
UPDATE projection SET failed_at = ?

-- name: newest_model
-- The model of the vectors that are made now.
SELECT model FROM vector ORDER BY id DESC LIMIT 1

-- name: dimension
-- How many numbers a vector of a model has.
SELECT dimension FROM vector WHERE model = ? LIMIT 1

-- name: outbox_count
-- How much is still to be sent.
SELECT count(*) FROM outbox

-- name: outbox_any
-- Is anything to be sent?
SELECT 1 FROM outbox LIMIT 1

-- name: outbox_of
-- What is to be sent of an entity, in the order of its keys.
SELECT key, stamp FROM outbox WHERE entity = ? ORDER BY key LIMIT ?

-- name: drop_sent
-- A change was sent, and nothing changed meanwhile.
DELETE FROM outbox WHERE entity = ? AND key = ? AND stamp = ?

-- name: keep_changed
-- Something is to be sent.
INSERT INTO outbox VALUES (?, ?, random()) ON CONFLICT (entity, key) DO UPDATE SET stamp = excluded.stamp

-- name: material_keys
-- The keys of papers behind one, in order.
SELECT sha256 FROM material WHERE sha256 > ? ORDER BY sha256 LIMIT ?

-- name: concept_keys
-- The keys of concepts behind one, in order.
SELECT name FROM concept WHERE name > ? ORDER BY name LIMIT ?

-- name: question_keys
-- The keys of questions behind one, in order.
SELECT hash FROM question WHERE hash > ? ORDER BY hash LIMIT ?

-- name: alias_keys
-- The keys of aliases behind one, in order.
SELECT alias FROM concept_alias WHERE alias > ? ORDER BY alias LIMIT ?

-- name: learner_keys
-- The keys of learners behind one, in order.
SELECT DISTINCT learner FROM learner_attempt WHERE learner > ? ORDER BY learner LIMIT ?

-- name: whole_count
-- How many nodes are made of the bank.
SELECT (SELECT count(*) FROM material) + (SELECT count(*) FROM concept) + (SELECT count(*) FROM question)
     + (SELECT count(*) FROM concept_alias) + (SELECT count(DISTINCT learner) FROM learner_attempt)

-- name: materials
-- Papers.
SELECT sha256, sha256, title, form, language, format FROM material WHERE sha256 IN (SELECT value FROM json_each(?))

-- name: concepts
-- Concepts.
SELECT name, name, label, questions, weight FROM concept WHERE name IN (SELECT value FROM json_each(?))

-- name: questions
-- Questions, with the text that their vector is made of.
SELECT hash, hash, stem, language, text_hash FROM question WHERE hash IN (SELECT value FROM json_each(?))

-- name: vectors
-- The vectors of some texts (a JSON array of hashes) in a model.
SELECT text_hash, data FROM vector
 WHERE model = :model AND text_hash IN (SELECT value FROM json_each(:texts))

-- name: aliases
-- Other names of concepts.
SELECT alias, alias FROM concept_alias WHERE alias IN (SELECT value FROM json_each(?))

-- name: learners
-- Learners.
SELECT DISTINCT learner, learner FROM learner_attempt WHERE learner IN (SELECT value FROM json_each(?))

-- name: attempted
-- What learners answered, judged by the keys of now.
SELECT q.hash, t.learner, t.at, CASE t.verdict WHEN 'unknown' THEN NULL ELSE t.verdict = 'correct' END, t.verdict
  FROM question AS q JOIN attempts AS t ON t.question = q.id
 WHERE q.hash IN (SELECT value FROM json_each(?))

-- name: contains
-- Where questions stand.
SELECT q.hash, m.sha256, a.number, a.section, a.page, a."row"
  FROM question AS q JOIN appearance AS a ON a.question_id = q.id JOIN material AS m ON m.id = a.material_id
 WHERE q.hash IN (SELECT value FROM json_each(?))

-- name: tests
-- What questions test.
SELECT q.hash, c.name, t.importance, t.method, t.evidence
  FROM question AS q JOIN tests AS t ON t.question_id = q.id JOIN concept AS c ON c.id = t.concept_id
 WHERE q.hash IN (SELECT value FROM json_each(?))

-- name: prerequisites
-- What is learned after concepts.
SELECT s.name, t.name, p.strength, p.method, p.status, p.evidence
  FROM concept AS s JOIN prerequisite AS p ON p.source_id = s.id JOIN concept AS t ON t.id = p.target_id
 WHERE s.name IN (SELECT value FROM json_each(?))

-- name: broader
-- What concepts are kinds of.
SELECT n.name, b.name, e.strength, e.method, e.status, e.evidence
  FROM concept AS n JOIN broader AS e ON e.narrow_id = n.id JOIN concept AS b ON b.id = e.broad_id
 WHERE n.name IN (SELECT value FROM json_each(?))

-- name: alias_of
-- What aliases name.
SELECT a.alias, c.name, a.method FROM concept_alias AS a JOIN concept AS c ON c.id = a.concept_id
 WHERE a.alias IN (SELECT value FROM json_each(?))
