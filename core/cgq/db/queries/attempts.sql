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
INSERT INTO attempted_place (material, section, number, question, options, appearance)
VALUES (:material, :section, :number, :question, :options, :appearance)

-- name: attempt_add
-- An attempt, unless it is stored already.
INSERT INTO learner_attempt (learner, at, place, chosen, shown, ms, source, file, "row")
SELECT :learner, :at, :place, :chosen, :shown, :ms, :source, :file, :row
 WHERE NOT EXISTS (
   SELECT 1 FROM learner_attempt AS t
    WHERE t.learner = :learner AND t.at = :at AND t.chosen = :chosen
      AND t.place IN (SELECT p.id FROM attempted_place AS p WHERE p.question = :question))
