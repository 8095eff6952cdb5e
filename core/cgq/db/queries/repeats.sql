-- What recurs (bank/repeats): a question is compared once with what shares a band with it; groups follow from the pairs.

-- name: uncompared
-- Questions that were not compared by this recipe, or not as they are worded now, the oldest first.
SELECT question_id FROM compared WHERE recipe < :recipe ORDER BY recipe, question_id LIMIT :limit

-- name: uncompared_count
-- How many questions that are, and how many the bank holds.
SELECT count(*), (SELECT count(*) FROM question) FROM compared WHERE recipe < ?

-- name: doubted
-- The questions whose answers were stored anew since they were compared by this recipe, with what was right then.
SELECT question_id, "right" FROM compared WHERE doubted = 1 AND recipe = ? ORDER BY question_id

-- name: believe
-- The answer of a question is what it was.
UPDATE compared SET doubted = 0 WHERE question_id = ?

-- name: right_options
-- The one option that is right of some questions (a JSON array of ids), by its number in the question's own row; 0 where
-- places disagree or several are right. What has no answer is left out.
SELECT question_id, iif(min(n) = max(n), min(n), 0)
  FROM (SELECT a.question_id,
               CASE WHEN json_array_length(a.answer, '$.accepted') = 1
                    THEN coalesce(a.option_order ->> (a.answer ->> '$.accepted[0]' - 1), a.answer ->> '$.accepted[0]')
                    ELSE 0 END AS n
          FROM appearance AS a
         WHERE a.question_id IN (SELECT value FROM json_each(?)) AND a.answer IS NOT NULL)
 GROUP BY question_id

-- name: figures
-- What is drawn of some questions (a JSON array of ids) besides their options: where they are printed first.
SELECT a.question_id, json_extract(p.value, '$.asset') AS asset
  FROM appearance AS a JOIN json_each(a.places) AS p
 WHERE a.question_id IN (SELECT value FROM json_each(?))
   AND json_extract(p.value, '$.part') = 'figure' AND json_extract(p.value, '$.asset') <> ''
   AND a.id = (SELECT min(f.id) FROM appearance AS f WHERE f.question_id = a.question_id)
 ORDER BY a.question_id, asset

-- name: of_bands
-- The compared questions with some bands (a JSON array) that are followed.
SELECT r.band, r.question_id
  FROM json_each(:bands) AS b CROSS JOIN repeat_band AS r ON r.band = b.value
 WHERE r.band NOT IN (SELECT band FROM repeat_crowd)
   AND EXISTS (SELECT 1 FROM compared AS c WHERE c.question_id = r.question_id AND c.recipe = :recipe)

-- name: signatures
-- The smallest hashes of some compared questions (a JSON array of ids).
SELECT question_id, signature FROM compared WHERE question_id IN (SELECT value FROM json_each(?))

-- name: wordings
-- What names the content and the wording of some questions (a JSON array of ids).
SELECT id, hash, text_hash FROM question WHERE id IN (SELECT value FROM json_each(?))

-- name: forget_bands
-- Before the bands of some questions (a JSON array of ids) are stored anew.
DELETE FROM repeat_band WHERE question_id IN (SELECT value FROM json_each(?))

-- name: keep_band
-- Where a question is looked for.
INSERT INTO repeat_band (band, question_id) VALUES (?, ?)

-- name: forget_pairs
-- Before some questions (a JSON array of ids) are compared anew.
DELETE FROM repeat_pair
 WHERE first_id IN (SELECT value FROM json_each(:questions)) OR second_id IN (SELECT value FROM json_each(:questions))

-- name: keep_pair
-- Two questions of which one repeats the other.
INSERT INTO repeat_pair (first_id, second_id, kind, way, likeness) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (first_id, second_id) DO UPDATE
SET kind = excluded.kind, way = excluded.way, likeness = excluded.likeness
WHERE kind <> excluded.kind OR way <> excluded.way OR likeness <> excluded.likeness

-- name: keep_compared
-- That a question was compared, whatever came of it (R7).
UPDATE compared SET recipe = ?, "right" = ?, term = ?, signature = ?, doubted = 0 WHERE question_id = ?

-- name: crowd
-- Of some bands (a JSON array) those that became too many to be followed.
SELECT b.value FROM json_each(:bands) AS b
 WHERE b.value NOT IN (SELECT band FROM repeat_crowd)
   AND (SELECT count(*) FROM (SELECT 1 FROM repeat_band WHERE band = b.value LIMIT :most + 1)) > :most

-- name: keep_crowd
-- A band that too many questions share.
INSERT INTO repeat_crowd (band) VALUES (?)

-- name: crowded_bands
-- Those of some bands (a JSON array) that are not followed.
SELECT band FROM repeat_crowd WHERE band IN (SELECT value FROM json_each(?))

-- name: crowd_pairs
-- The pairs of questions that share a band.
SELECT first_id, second_id FROM repeat_pair
 WHERE first_id IN (SELECT question_id FROM repeat_band WHERE band = :band)
   AND second_id IN (SELECT question_id FROM repeat_band WHERE band = :band)

-- name: drop_pair
-- Two questions that do not meet any more.
DELETE FROM repeat_pair WHERE first_id = ? AND second_id = ?

-- name: thinned
-- Crowded bands that so many left that they are followed again.
SELECT c.band FROM repeat_crowd AS c
 WHERE (SELECT count(*) FROM (SELECT 1 FROM repeat_band WHERE band = c.band LIMIT :most + 1)) <= :most

-- name: drop_crowd
-- A band that is followed again.
DELETE FROM repeat_crowd WHERE band = ?

-- name: compare_again
-- The questions of a band are compared anew.
UPDATE compared SET recipe = 0 WHERE question_id IN (SELECT question_id FROM repeat_band WHERE band = ?)

-- name: crowded_questions
-- How many questions have a mark that too many share.
SELECT count(DISTINCT question_id) FROM repeat_band WHERE band IN (SELECT band FROM repeat_crowd)

-- name: pairs_of
-- The pairs of some questions (a JSON array of ids), by the hashes of both.
SELECT p.first_id, f.hash, p.second_id, s.hash, p.kind, p.way, p.likeness
  FROM repeat_pair AS p JOIN question AS f ON f.id = p.first_id JOIN question AS s ON s.id = p.second_id
 WHERE p.first_id IN (SELECT value FROM json_each(:ids))
UNION
SELECT p.first_id, f.hash, p.second_id, s.hash, p.kind, p.way, p.likeness
  FROM repeat_pair AS p JOIN question AS f ON f.id = p.first_id JOIN question AS s ON s.id = p.second_id
 WHERE p.second_id IN (SELECT value FROM json_each(:ids))

-- name: groups_of
-- The groups of some questions (a JSON array of ids).
SELECT question_id, group_id FROM repeat_member WHERE question_id IN (SELECT value FROM json_each(?))

-- name: stale_members
-- The questions of groups that lost a pair, or a member.
SELECT m.question_id FROM repeat_member AS m JOIN repeat_group AS g ON g.id = m.group_id WHERE g.stale = 1

-- name: add_group
-- A new group.
INSERT INTO repeat_group (created_at) VALUES (?)

-- name: join_group
-- A question stands in this group now.
INSERT INTO repeat_member (question_id, group_id) VALUES (?, ?)
ON CONFLICT (question_id) DO UPDATE SET group_id = excluded.group_id WHERE group_id <> excluded.group_id

-- name: leave_group
-- A question stands in no group any more.
DELETE FROM repeat_member WHERE question_id = ?

-- name: printed_again
-- Those of some questions (a JSON array of ids) that are printed more than once.
SELECT question_id FROM appearance WHERE question_id IN (SELECT value FROM json_each(?))
 GROUP BY question_id HAVING count(*) > 1 ORDER BY question_id

-- name: ungrouped_again
-- Questions that are printed more than once and stand in no group: each is a group by itself.
SELECT question_id FROM appearance
 GROUP BY question_id HAVING count(*) > 1 AND question_id NOT IN (SELECT question_id FROM repeat_member)
 ORDER BY question_id

-- name: lonely_members
-- Questions alone in their group that are printed but once: a repeat no more.
SELECT m.question_id FROM repeat_member AS m
 WHERE (SELECT count(*) FROM repeat_member AS o WHERE o.group_id = m.group_id) = 1
   AND (SELECT count(*) FROM appearance AS a WHERE a.question_id = m.question_id) < 2

-- name: drop_empty_groups
-- Groups that nothing is left of.
DELETE FROM repeat_group WHERE NOT EXISTS (SELECT 1 FROM repeat_member AS m WHERE m.group_id = repeat_group.id)

-- name: settle_groups
-- Groups agree with the pairs again.
UPDATE repeat_group SET stale = 0 WHERE stale = 1

-- name: forms
-- Which form of an exam each paper is.
SELECT id, form FROM material WHERE form IS NOT NULL

-- name: numbered_places
-- What some papers (a JSON array of ids) print at which number: the group of a question, or its own id below zero.
SELECT a.material_id, a.number, coalesce(m.group_id, -a.question_id)
  FROM appearance AS a LEFT JOIN repeat_member AS m ON m.question_id = a.question_id
 WHERE a.material_id IN (SELECT value FROM json_each(?))

-- name: group_places
-- Where the questions of every group, or of one, are printed.
SELECT m.group_id, m.question_id, a.material_id, a.year, a.session
  FROM repeat_member AS m JOIN appearance AS a ON a.question_id = m.question_id
 WHERE :group IS NULL OR m.group_id = :group
 ORDER BY m.group_id, m.question_id

-- name: group_pairs
-- The pairs within every group, or within one.
SELECT f.group_id, p.first_id, p.second_id, p.kind
  FROM repeat_member AS f
  JOIN repeat_pair AS p ON p.first_id = f.question_id
  JOIN repeat_member AS s ON s.question_id = p.second_id AND s.group_id = f.group_id
 WHERE :group IS NULL OR f.group_id = :group

-- name: group_heads
-- The hash and the stem of some questions (a JSON array of ids).
SELECT id, hash, stem FROM question WHERE id IN (SELECT value FROM json_each(?))

-- name: members_of
-- The questions of a group.
SELECT question_id FROM repeat_member WHERE group_id = ?

-- name: places_of
-- Where some questions (a JSON array of ids) are printed, with what they say there.
SELECT a.question_id, a.material_id, m.title, m.form, a.section, a.number, a.page, a."row", a.year, a.session, a.printed,
       a.answer
  FROM appearance AS a JOIN material AS m ON m.id = a.material_id
 WHERE a.question_id IN (SELECT value FROM json_each(?))
 ORDER BY m.sha256, coalesce(a.section, ''), a.number, a.seq

-- name: concept_names
-- What the concepts are called that several questions test, but not too many; or one of them.
SELECT id, label FROM concept WHERE questions BETWEEN 2 AND :most AND (:concept IS NULL OR id = :concept)
UNION ALL
SELECT c.id, a.alias FROM concept_alias AS a JOIN concept AS c ON c.id = a.concept_id
 WHERE c.questions BETWEEN 2 AND :most AND (:concept IS NULL OR c.id = :concept)

-- name: who_tests
-- The questions that test these concepts: with how much, and the answer that is right.
SELECT t.concept_id, t.question_id, t.importance, k.term
  FROM concept AS c JOIN tests AS t ON t.concept_id = c.id JOIN compared AS k ON k.question_id = t.question_id
 WHERE c.questions BETWEEN 2 AND :most AND (:concept IS NULL OR c.id = :concept)

-- name: asked_texts
-- The stems and the options of some questions (a JSON array of ids).
SELECT id, stem, options FROM question WHERE id IN (SELECT value FROM json_each(?))

-- name: concept_labels
-- What some concepts (a JSON array of ids) are called first.
SELECT id, label FROM concept WHERE id IN (SELECT value FROM json_each(?))

-- name: printed_at
-- Where some questions (a JSON array of ids) are printed.
SELECT question_id, material_id, year, session FROM appearance
 WHERE question_id IN (SELECT value FROM json_each(?))

-- name: own_concepts
-- The concepts that a question tests, the weightiest first.
SELECT concept_id FROM tests WHERE question_id = ? ORDER BY importance DESC, concept_id
