-- Statements of what learners answered (bank/attempts).

-- name: place_go_on
-- The places of a paper at which a question was answered: another question stands at its position now.
UPDATE attempted_place SET question = :heir
 WHERE question = :question AND material = (SELECT m.sha256 FROM material AS m WHERE m.id = :material)

-- name: places_move
-- The places of a question, in every paper, become those of another one.
UPDATE attempted_place SET question = :to WHERE question = :question

-- name: places_become
-- The places of a file become those of the file that took its paper over.
UPDATE attempted_place SET material = :sha256 WHERE material = :before

-- name: places_of_questions
-- The places at which some questions (a JSON array of ids) were answered.
SELECT p.id, p.question, p.material, p.section, p.number, p.options
  FROM attempted_place AS p WHERE p.question IN (SELECT value FROM json_each(?))

-- name: printed_places
-- Where some questions (a JSON array of ids) are printed, the first place first.
SELECT a.question_id, a.id, m.sha256, coalesce(a.section, ''), a.number, a.printed
  FROM appearance AS a JOIN material AS m ON m.id = a.material_id
 WHERE a.question_id IN (SELECT value FROM json_each(?))
 ORDER BY a.question_id, m.sha256, coalesce(a.section, ''), a.number, a.seq

-- name: place_settle
-- Where the question of a place is printed now.
UPDATE attempted_place SET appearance = :appearance, printed_as = :printed_as WHERE id = :id

-- name: place_printed
-- A place where a question is printed, as a place at which it may be answered.
SELECT m.sha256, coalesce(a.section, ''), a.number, a.question_id, a.printed
  FROM appearance AS a JOIN material AS m ON m.id = a.material_id WHERE a.id = ?

-- name: place_find
-- The place at which a question was answered before.
SELECT id FROM attempted_place
 WHERE material = :material AND section = :section AND number = :number AND question = :question AND options = :options

-- name: place_add
-- A place at which nobody answered a question before.
INSERT INTO attempted_place (material, section, number, question, options)
VALUES (:material, :section, :number, :question, :options)

-- name: attempt_add
-- An attempt, unless it is stored already.
INSERT INTO learner_attempt (learner, at, place, chosen, shown, ms, source, file, "row")
SELECT :learner, :at, :place, :chosen, :shown, :ms, :source, :file, :row
 WHERE NOT EXISTS (
   SELECT 1 FROM learner_attempt AS t
    WHERE t.learner = :learner AND t.at = :at AND t.chosen = :chosen
      AND t.place IN (SELECT p.id FROM attempted_place AS p WHERE p.question = :question))

-- name: papers_called
-- Every paper with its title, and each path by which people know it.
SELECT m.id, m.sha256, m.title, p.path FROM material AS m LEFT JOIN material_known_as AS p ON p.material_id = m.id

-- name: appearances_numbered
-- What a paper prints under a number, in its order.
SELECT id, coalesce(section, ''), question_id FROM appearance WHERE material_id = ? AND number = ? ORDER BY seq

-- name: appearance_first
-- The first place of a question, or the first one in a paper.
SELECT a.id FROM appearance AS a JOIN material AS m ON m.id = a.material_id
 WHERE a.question_id = :question AND (:material IS NULL OR a.material_id = :material)
 ORDER BY m.sha256, coalesce(a.section, ''), a.number, a.seq LIMIT 1

-- name: attempt_known
-- The file and the row of it from which an attempt is stored already; both NULL for one of a quiz.
SELECT t.file, t."row" FROM learner_attempt AS t
 WHERE t.learner = :learner AND t.at = :at AND t.chosen = :chosen
   AND t.place IN (SELECT p.id FROM attempted_place AS p WHERE p.question = :question)

-- name: attempts_listed
-- Attempts with what came of them, the last first. `concept` and `since` NULL leave all.
SELECT t.id, t.learner, b.at, t.question, q.hash, q.stem, m.sha256, t.material, t.section, t.number, t.chosen,
       CASE WHEN p.printed_as IS NULL THEN b.shown END, t.accepted, t.mode, t.verdict, t.ms, t.source
  FROM learner_attempt AS b JOIN attempted_place AS p ON p.id = b.place JOIN attempts AS t ON t.id = b.id
  LEFT JOIN question AS q ON q.id = t.question LEFT JOIN material AS m ON m.id = t.material
 WHERE (:concept IS NULL OR t.question IN (SELECT e.question_id FROM tests AS e WHERE e.concept_id = :concept))
   AND (:since IS NULL OR b.at >= :since)
   AND (NOT :wrong OR t.verdict = 'wrong')
 ORDER BY b.at DESC, b.id DESC LIMIT :limit OFFSET :skip

-- name: attempts_of_learner
-- The same of one learner, along the index of what that one did.
SELECT t.id, t.learner, b.at, t.question, q.hash, q.stem, m.sha256, t.material, t.section, t.number, t.chosen,
       CASE WHEN p.printed_as IS NULL THEN b.shown END, t.accepted, t.mode, t.verdict, t.ms, t.source
  FROM learner_attempt AS b JOIN attempted_place AS p ON p.id = b.place JOIN attempts AS t ON t.id = b.id
  LEFT JOIN question AS q ON q.id = t.question LEFT JOIN material AS m ON m.id = t.material
 WHERE b.learner = :learner
   AND (:concept IS NULL OR t.question IN (SELECT e.question_id FROM tests AS e WHERE e.concept_id = :concept))
   AND (:since IS NULL OR b.at >= :since)
   AND (NOT :wrong OR t.verdict = 'wrong')
 ORDER BY b.at DESC, b.id DESC LIMIT :limit OFFSET :skip

-- name: attempts_at_question
-- The same at one question, along the indexes of its places and of what was answered there.
SELECT t.id, t.learner, b.at, t.question, q.hash, q.stem, m.sha256, t.material, t.section, t.number, t.chosen,
       CASE WHEN p.printed_as IS NULL THEN b.shown END, t.accepted, t.mode, t.verdict, t.ms, t.source
  FROM learner_attempt AS b JOIN attempted_place AS p ON p.id = b.place JOIN attempts AS t ON t.id = b.id
  LEFT JOIN question AS q ON q.id = t.question LEFT JOIN material AS m ON m.id = t.material
 WHERE p.question = :question
   AND (:learner IS NULL OR b.learner = :learner)
   AND (:concept IS NULL OR t.question IN (SELECT e.question_id FROM tests AS e WHERE e.concept_id = :concept))
   AND (:since IS NULL OR b.at >= :since)
   AND (NOT :wrong OR t.verdict = 'wrong')
 ORDER BY b.at DESC, b.id DESC LIMIT :limit OFFSET :skip

-- name: attempts_after
-- The next attempts in the order in which they were stored, for an export: where nothing prints what was chosen, with
-- the place as it was then.
SELECT t.id, t.learner, b.at, t.question, q.hash, q.stem,
       CASE WHEN instr(t.chosen, 'null') THEN p.material ELSE coalesce(m.sha256, p.material) END, t.material,
       CASE WHEN m.id IS NULL OR instr(t.chosen, 'null') THEN nullif(p.section, '') ELSE t.section END,
       CASE WHEN m.id IS NULL OR instr(t.chosen, 'null') THEN p.number ELSE t.number END,
       CASE WHEN m.id IS NULL OR instr(t.chosen, 'null') THEN b.chosen ELSE t.chosen END,
       CASE WHEN p.printed_as IS NULL THEN b.shown END, t.accepted, t.mode, t.verdict, t.ms, t.source
  FROM learner_attempt AS b JOIN attempted_place AS p ON p.id = b.place JOIN attempts AS t ON t.id = b.id
  LEFT JOIN question AS q ON q.id = t.question LEFT JOIN material AS m ON m.id = t.material
 WHERE b.id > :after AND (:learner IS NULL OR b.learner = :learner)
   AND (:question IS NULL OR t.question = :question)
   AND (:concept IS NULL OR t.question IN (SELECT e.question_id FROM tests AS e WHERE e.concept_id = :concept))
   AND (:since IS NULL OR b.at >= :since)
   AND (NOT :wrong OR t.verdict = 'wrong')
 ORDER BY b.id LIMIT :limit

-- name: attempts_counted
-- How many attempts there are.
SELECT count(*) FROM learner_attempt

-- name: learner_counted
-- How many attempts a learner made, at how many questions, the first and the last moment.
SELECT count(*), count(DISTINCT p.question), min(t.at), max(t.at)
  FROM learner_attempt AS t JOIN attempted_place AS p ON p.id = t.place WHERE t.learner = ?

-- name: learners
-- Every learner.
SELECT DISTINCT learner FROM learner_attempt

-- name: overwrite_what_is_deleted
-- From now on this connection overwrites with zeros what it deletes.
PRAGMA secure_delete = ON

-- name: learner_forget
-- Some attempts of a learner.
DELETE FROM learner_attempt WHERE id IN (SELECT id FROM learner_attempt WHERE learner = :learner LIMIT :limit)

-- name: places_forget
-- Some places at which no attempt is left.
DELETE FROM attempted_place WHERE id IN (
  SELECT p.id FROM attempted_place AS p
   WHERE NOT EXISTS (SELECT 1 FROM learner_attempt AS t WHERE t.place = p.id) LIMIT ?)

-- name: attempts_at_paper
-- How many attempts were made at the places of a file (sha256), and of how many learners.
SELECT count(*), count(DISTINCT t.learner)
  FROM attempted_place AS p JOIN learner_attempt AS t ON t.place = p.id WHERE p.material = ?

-- name: standing_at_question
-- What came of the attempts of a learner at a question.
SELECT t.verdict, count(*) FROM learner_attempt AS b JOIN attempts AS t ON t.id = b.id
 WHERE b.learner = :learner AND b.place IN (SELECT p.id FROM attempted_place AS p WHERE p.question = :question)
 GROUP BY t.verdict

-- name: last_attempt_at
-- The last attempt of a learner at a question that was stored; 0 for none.
SELECT coalesce(max(b.id), 0) FROM learner_attempt AS b
 WHERE b.learner = :learner AND b.place IN (SELECT p.id FROM attempted_place AS p WHERE p.question = :question)
