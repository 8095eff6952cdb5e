-- name: material_by_sha
-- The paper of this content, or the one that gets it; whether it has it.
SELECT id, 1 FROM material WHERE sha256 = :sha256
 UNION ALL
SELECT m.id, 0 FROM material AS m
 WHERE m.next_sha256 = :sha256
   AND EXISTS (SELECT 1 FROM job AS j
                WHERE j.document = m.id AND j.kind IN ('process_pdf', 'recognise_pdf', 'import_questions')
                  AND j.state NOT IN ('done', 'cancelled', 'discarded')
                  AND CASE WHEN json_valid(j.args) THEN json_extract(j.args, '$.sha256') END = m.next_sha256)
 LIMIT 1

-- name: material_next
-- The file that takes a paper's number once it is read; none where it is the one that the paper has.
UPDATE material
   SET next_sha256 = nullif(:sha256, sha256), next_path = CASE WHEN sha256 <> :sha256 THEN :path END,
       next_format = CASE WHEN sha256 <> :sha256 THEN :format END, updated_at = :now
 WHERE id = :id

-- name: material_next_forget
-- No paper gets the file of this content any more.
UPDATE material SET next_sha256 = NULL, next_path = NULL, next_format = NULL WHERE next_sha256 = :sha256

-- name: material_next_moved
-- Where the file that takes a paper's number was seen last.
UPDATE material SET next_path = :path, updated_at = :now WHERE id = :id

-- name: material_next_path
-- Where the file lies that takes a paper's number.
SELECT next_path FROM material WHERE id = ?

-- name: material_next_file
-- The content of a paper, and the file that was named to take its number; no row where none was.
SELECT sha256, next_sha256, next_path, next_format FROM material WHERE id = ? AND next_sha256 IS NOT NULL

-- name: material_prepared
-- The file that takes a paper's number, with the last job that reads it: no row where nobody waits for it any more,
-- for its jobs were called off.
SELECT m.next_path, m.next_sha256, j.id, j.state
  FROM material AS m
  JOIN job AS j ON j.document = m.id AND j.kind IN ('process_pdf', 'recognise_pdf', 'import_questions')
   AND j.state NOT IN ('done', 'cancelled', 'discarded')
   AND CASE WHEN json_valid(j.args) THEN json_extract(j.args, '$.sha256') END = m.next_sha256
 WHERE m.id = ? ORDER BY j.id DESC LIMIT 1

-- name: material_becomes
-- A paper goes over to another file; a person's title stays.
UPDATE material
   SET sha256 = :sha256, format = :format, next_sha256 = NULL, next_path = NULL, next_format = NULL,
       title = CASE WHEN titled_by = 'person' THEN title ELSE :title END,
       titled_by = CASE WHEN titled_by = 'person' THEN titled_by ELSE 'file' END
 WHERE id = :id

-- name: material_paths_clear
-- The paths of the file that a paper had before it went over to another one.
DELETE FROM material_path WHERE material_id = ?

-- name: second_looks_forget
-- What was asked and said of the pages of the file that a paper had before.
DELETE FROM second_look WHERE material_id = ?

-- name: edits_carry
-- The decisions about a spot of one file, for the same spot of another; not where one holds there already.
UPDATE edit SET material = :sha256
 WHERE material = :before AND section = :section AND number = :number AND nth = :nth
   AND NOT EXISTS (SELECT 1 FROM edit AS o WHERE o.material = :sha256 AND o.section = :section
                     AND o.number = :number AND o.nth = :nth AND o.state = 'live')

-- name: material_add
-- A paper, or a file with rows, that was never seen before.
INSERT INTO material (sha256, format, title, titled_by, description, created_at, updated_at)
VALUES (:sha256, :format, :title, :titled_by, :description, :now, :now)

-- name: material_edit
-- What a person said about a paper; NULL leaves a column as it is.
UPDATE material
   SET title = coalesce(:title, title),
       titled_by = CASE WHEN :title IS NULL THEN titled_by ELSE 'person' END,
       description = coalesce(:description, description),
       updated_at = :now
 WHERE id = :id

-- name: material_path_add
-- A place where the paper lies; seen again, it is the freshest of its paths.
INSERT INTO material_path (material_id, path, seen_at) VALUES (:id, :path, :now)
ON CONFLICT (material_id, path) DO UPDATE SET seen_at = excluded.seen_at

-- name: material_paths_all
-- Every place where the file of a material was seen, and whose it is: an export does not write over it.
SELECT path, material_id FROM material_path ORDER BY path, material_id

-- name: material_path_known
-- Was the paper ever seen at this place?
SELECT 1 FROM material_path WHERE material_id = :id AND path = :path

-- name: material_paths_move
-- The paths of kept papers (FOLDER-files/ab/ab34…) lie in this folder of kept files.
UPDATE OR REPLACE material_path SET path = :folder || substr(path, -68)
WHERE substr(path, -64) = (SELECT sha256 FROM material WHERE material.id = material_path.material_id)
  AND substr(path, -68, 4) = '/' || substr(path, -64, 2) || '/'
  AND substr(path, -68 - length(:suffix), length(:suffix)) = :suffix
  AND path <> :folder || substr(path, -68)

-- name: material_is_read
-- Whether a paper's last reading succeeded, whatever became of another one that was asked for since.
SELECT status = 'completed' FROM material WHERE id = ?

-- name: material_source
-- What it takes to open a paper: its content's hash, what it was taken in as, and its paths, the freshest first.
SELECT m.sha256, m.format, p.path
  FROM material AS m LEFT JOIN material_path AS p ON p.material_id = m.id
 WHERE m.id = ?
 ORDER BY p.seen_at DESC, p.path

-- name: converted_keep
-- The PDF that was made of a file, in place of what was made of it before.
INSERT INTO converted (original, converter, sha256, findings, made_at)
VALUES (:original, :converter, :sha256, :findings, :now)
ON CONFLICT (original) DO UPDATE
   SET converter = excluded.converter, sha256 = excluded.sha256, findings = excluded.findings, made_at = excluded.made_at

-- name: converted_of
-- The PDF that was made of a file.
SELECT converter, sha256, findings FROM converted WHERE original = ?

-- name: unpacked_keep
-- A file that a paper was made of; seen again, it is the freshest.
INSERT INTO unpacked (folder, name, sha256, page, seen_at) VALUES (:folder, :name, :sha256, :page, :now)
ON CONFLICT (folder, name, sha256) DO UPDATE SET page = excluded.page, seen_at = excluded.seen_at

-- name: unpacked_others
-- The papers other than one that some files (a JSON array of folder and name) are or belong to, and how many of these.
SELECT id, count(*) FROM (
  SELECT m.id, u.folder, u.name
    FROM json_each(:parts) AS part
    JOIN unpacked AS u ON u.folder = json_extract(part.value, '$[0]') AND u.name = json_extract(part.value, '$[1]')
    JOIN material AS m ON m.sha256 = u.sha256
   WHERE m.sha256 <> :sha
   UNION
  SELECT m.id, json_extract(part.value, '$[0]'), json_extract(part.value, '$[1]')
    FROM json_each(:parts) AS part
    JOIN material_path AS p ON p.path = json_extract(part.value, '$[0]') || '/' || json_extract(part.value, '$[1]')
    JOIN material AS m ON m.id = p.material_id
   WHERE m.sha256 <> :sha)
 GROUP BY id ORDER BY id

-- name: unpacked_pictures
-- The pictures that a paper was made of, those of the folder that was seen last first.
SELECT name, folder, page FROM unpacked WHERE sha256 = ? ORDER BY seen_at DESC, folder, page

-- name: unpacked_is_kept
-- Whether a file of some content is kept beside the database.
SELECT 1 FROM artifact WHERE sha256 = ?

-- name: archive_keep
-- What a zip held when it was opened last.
INSERT INTO archive (sha256, reader, contents, seen_at) VALUES (:sha256, :reader, :contents, :now)
ON CONFLICT (sha256) DO UPDATE SET reader = excluded.reader, contents = excluded.contents, seen_at = excluded.seen_at

-- name: archive_papers_clear
-- A zip may hold other papers than another version found.
DELETE FROM archive_paper WHERE archive = ?

-- name: archive_papers_keep
-- The papers (a JSON array of sha256) that a zip held.
INSERT INTO archive_paper (paper, archive) SELECT DISTINCT value, :sha256 FROM json_each(:papers)

-- name: archive_known
-- What a zip held when a version of the program opened it.
SELECT contents FROM archive WHERE sha256 = :sha256 AND reader = :reader

-- name: archive_unasked
-- How many of some contents (a JSON array of sha256) are no papers, or, to be read, papers that nobody ever asked to read.
SELECT count(*) FROM json_each(:hashes) AS h
 WHERE NOT EXISTS (
   SELECT 1 FROM material AS m
    WHERE m.sha256 = h.value
      AND (NOT :read OR m.extracted_at IS NOT NULL OR EXISTS (
            SELECT 1 FROM job AS j WHERE j.document = m.id AND j.kind IN ('process_pdf', 'recognise_pdf', 'import_questions'))))

-- name: not_taken_known
-- What else lay in folders and zips when they were last searched.
SELECT path, counts FROM not_taken

-- name: not_taken_keep
-- What else lies in a folder or a zip.
INSERT INTO not_taken (path, counts, seen_at) VALUES (:path, :counts, :now)
ON CONFLICT (path) DO UPDATE SET counts = excluded.counts, seen_at = excluded.seen_at

-- name: not_taken_forget
-- Nothing else lies in a folder or a zip any more.
DELETE FROM not_taken WHERE path = ?

-- name: material_status
-- What the last reading of a paper came to.
UPDATE material SET status = :status, error_code = :code, error = :error, updated_at = :now WHERE id = :id

-- name: material_read
-- What its document says of a paper that was read; a person's title stays.
UPDATE material
   SET title = CASE WHEN titled_by = 'person' OR :title IS NULL THEN title ELSE :title END,
       titled_by = CASE WHEN titled_by = 'person' OR :title IS NULL THEN titled_by ELSE 'document' END,
       form = :form, heads = :heads, language = :language, pages = :pages, extractor = :extractor,
       tallies = :tallies, tallies_read = :tallies,
       extracted_at = :now, updated_at = :now, status = 'completed', error_code = NULL, error = NULL
 WHERE id = :id

-- name: material_imported
-- A file whose rows are all stored.
UPDATE material
   SET extractor = :importer, extracted_at = :now, updated_at = :now, status = 'completed', error_code = NULL, error = NULL
 WHERE id = :id

-- name: material_list
-- The papers with what was found in them, as the view counts it; every filter may be NULL.
SELECT m.id, m.sha256, m.format, m.title, m.description, v.status, v.error_code, v.error_message AS error, m.form, m.language,
       m.pages, CASE WHEN m.has_rows THEN (
         SELECT count(DISTINCT a."row") FROM appearance AS a WHERE a.material_id = m.id) END AS rows,
       m.extractor, v.questions, v.answers, v.missing, v.findings, v.keys, v.paths,
       (SELECT json_group_array(path) FROM
         (SELECT path FROM unpacked_name WHERE sha256 = m.sha256 ORDER BY seen_at DESC, path)) AS unpacked_from,
       m.created_at, m.updated_at, m.extracted_at, c.converter, c.sha256 AS pdf
  FROM material AS m JOIN papers AS v ON v.id = m.id LEFT JOIN converted AS c ON c.original = m.sha256
 WHERE (:id IS NULL OR m.id = :id)
   AND (:status IS NULL OR v.status = :status)
   AND (:like IS NULL OR m.title LIKE :like ESCAPE '\' OR m.description LIKE :like ESCAPE '\'
        OR m.id IN (SELECT p.material_id FROM material_known_as AS p
                     WHERE p.path LIKE :like ESCAPE '\' OR p.path LIKE :like_decomposed ESCAPE '\'))
 ORDER BY m.id
 LIMIT :limit OFFSET :skip

-- name: material_findings
-- Everything that a person should know of a paper, in page order.
SELECT code, message, page, number FROM finding WHERE material_id = ? ORDER BY page, number, id

-- name: material_keys
-- The answer keys that stand in a paper, in its order.
SELECT form, session, subject, answers, read_from, named_by_shape, name_unread
  FROM answer_key WHERE material_id = ? ORDER BY id

-- name: material_span
-- The first and the last id of a paper, for somebody who named one that is not there.
SELECT min(id), max(id) FROM material

-- name: question_span
-- The first and the last id of a question, for somebody who named one that is not there.
SELECT min(id), max(id) FROM question

-- name: question_became
-- The last question on the way from one that left the bank to those that took its position, itself where none did;
-- no row for a number that no question ever had.
WITH RECURSIVE way (id, step) AS (
  SELECT id, 0 FROM former_question WHERE id = :id
   UNION ALL
  SELECT f.became, way.step + 1 FROM way JOIN former_question AS f ON f.id = way.id WHERE f.became IS NOT NULL
)
SELECT id FROM way ORDER BY step DESC LIMIT 1

-- name: former_hashes_by_prefix
-- The questions whose hash once began with some hexadecimal digits, by hash, the youngest of each first.
SELECT question, hash FROM former_hash WHERE hash >= :prefix AND hash < :prefix || 'g'
 ORDER BY hash, question DESC

-- name: numbers_returning
-- The numbers that some hashes (a JSON array) had whose question left the bank, the youngest first.
SELECT h.hash, h.question FROM former_hash AS h JOIN former_question AS f ON f.id = h.question
 WHERE h.hash IN (SELECT value FROM json_each(?)) ORDER BY h.question DESC

-- name: former_hash_add
-- A hash that a question had.
INSERT INTO former_hash (hash, question) SELECT hash, id FROM question WHERE id = ? ON CONFLICT DO NOTHING

-- name: former_question_add
-- A question that leaves the bank, and the one that takes its position.
INSERT INTO former_question (id, became) VALUES (?, ?)
ON CONFLICT (id) DO UPDATE SET became = excluded.became

-- name: former_question_back
-- A question that is in the bank again.
DELETE FROM former_question WHERE id = ?

-- name: question_rehash
-- A question goes on with another text.
UPDATE question SET hash = ? WHERE id = ?

-- name: question_forget_analysis
-- What was looked for in a question's text before that changed.
DELETE FROM analysed WHERE question_id = ?

-- name: question_forget_candidates
-- The terms of a question's text before that changed.
DELETE FROM candidate WHERE question_id = ?

-- name: question_forget_statements
-- What sentences of a question's text told of terms before that changed.
DELETE FROM statement WHERE question_id = ?

-- name: question_forget_tests
-- The concepts of a question's text before that changed.
DELETE FROM tests WHERE question_id = ?

-- name: appearances_held
-- The questions of a paper before it is derived anew, in its order, and whether other papers print each.
SELECT a.question_id, q.hash, coalesce(a.section, ''), a.number, a.reading, a.printed,
       EXISTS (SELECT 1 FROM appearance AS o WHERE o.question_id = a.question_id AND o.material_id <> a.material_id)
  FROM appearance AS a JOIN question AS q ON q.id = a.question_id
 WHERE a.material_id = ? ORDER BY a.seq

-- name: question_there
-- Whether there is a question with this id.
SELECT 1 FROM question WHERE id = ?

-- name: questions_by_prefix
-- The questions whose hash begins with some hexadecimal digits; `g` is greater than any such digit.
SELECT id, hash FROM question WHERE hash >= :prefix AND hash < :prefix || 'g' ORDER BY hash LIMIT :limit

-- name: material_question_ids
-- The questions that a paper prints, in its order; one printed twice comes once.
SELECT question_id FROM appearance WHERE material_id = ? GROUP BY question_id ORDER BY min(seq)

-- name: material_only_here
-- How many questions a paper prints, and how many of them no other paper does.
SELECT count(*), coalesce(sum(NOT elsewhere), 0)
  FROM (SELECT EXISTS (SELECT 1 FROM appearance AS o
                        WHERE o.question_id = a.question_id AND o.material_id <> :id) AS elsewhere
          FROM appearance AS a WHERE a.material_id = :id GROUP BY a.question_id)

-- name: questions_only_in
-- How many questions only some papers (a JSON array of ids) print.
SELECT count(DISTINCT a.question_id) FROM appearance AS a
 WHERE a.material_id IN (SELECT value FROM json_each(:materials))
   AND NOT EXISTS (SELECT 1 FROM appearance AS o WHERE o.question_id = a.question_id
                     AND o.material_id NOT IN (SELECT value FROM json_each(:materials)))

-- name: edits_counted
-- How many decisions hold for a paper (its sha256).
SELECT count(*) FROM edit WHERE material = ? AND state = 'live'

-- name: material_remove
-- Forget a paper; its paths, appearances, keys and findings go with it.
DELETE FROM material WHERE id = ?

-- name: appearances_clear
-- Before a paper is stored anew: what it said before.
DELETE FROM appearance WHERE material_id = ?

-- name: readings_clear
-- Before a paper is stored anew: what was read of it before.
DELETE FROM reading WHERE material_id = ?

-- name: reading_add
-- One question as it was read.
INSERT INTO reading (material_id, seq, question) VALUES (?, ?, ?)

-- name: material_tallies
-- How the numbers of a paper add up, run by run.
SELECT tallies FROM material WHERE id = ?

-- name: readings
-- What was read of a paper, in its order, with the answers of its key.
SELECT coalesce(answered, question) FROM reading WHERE material_id = ? ORDER BY seq

-- name: readings_bare
-- What was read of a paper itself, in its order.
SELECT question FROM reading WHERE material_id = ? ORDER BY seq

-- name: readings_unanswered
-- Take the answers of a key away again.
UPDATE reading SET answered = NULL WHERE material_id = ? AND answered IS NOT NULL

-- name: reading_answered
-- A question with the answer that the paper's key gives.
UPDATE reading SET answered = ? WHERE material_id = ? AND seq = ?

-- name: tallies_keyed
-- How the numbers of a paper add up by its key.
UPDATE material SET tallies = ? WHERE id = ?

-- name: tallies_unkeyed
-- How they add up without one.
UPDATE material SET tallies = tallies_read WHERE id = ?

-- name: key_files
-- The files that are answer keys, and what each says of itself: no questions were read in them.
SELECT m.id, CASE WHEN m.titled_by = 'file' THEN NULL ELSE m.title END, m.form, m.heads,
       (SELECT names FROM material_names WHERE material_id = m.id),
       (SELECT json_group_array(subject) FROM answer_key AS k WHERE k.material_id = m.id AND k.subject IS NOT NULL)
  FROM material AS m
 WHERE EXISTS (SELECT 1 FROM answer_key AS k WHERE k.material_id = m.id)
   AND NOT EXISTS (SELECT 1 FROM reading AS r WHERE r.material_id = m.id)
 ORDER BY m.sha256

-- name: paper_files
-- The papers with questions, and what each says of itself; no file with rows is one.
SELECT m.id, CASE WHEN m.titled_by = 'file' THEN NULL ELSE m.title END, m.form, m.heads,
       (SELECT names FROM material_names WHERE material_id = m.id),
       (SELECT json_group_array(DISTINCT section) FROM appearance AS a
         WHERE a.material_id = m.id AND section IS NOT NULL)
  FROM material AS m
 WHERE NOT m.has_rows AND EXISTS (SELECT 1 FROM reading AS r WHERE r.material_id = m.id)
 ORDER BY m.sha256

-- name: says_of
-- What one file says of itself.
SELECT m.id, CASE WHEN m.titled_by = 'file' THEN NULL ELSE m.title END, m.form, m.heads,
       (SELECT names FROM material_names WHERE material_id = m.id),
       (SELECT json_group_array(subject) FROM answer_key AS k WHERE k.material_id = m.id AND k.subject IS NOT NULL)
  FROM material AS m WHERE m.id = ?

-- name: key_give
-- A person gives a key for a paper; the last word holds.
INSERT INTO key_given (material_id, key_id, given_at) VALUES (?, ?, ?)
ON CONFLICT (material_id) DO UPDATE SET key_id = excluded.key_id, given_at = excluded.given_at

-- name: key_take_back
-- The key that a person gave for a paper is called off, where it does not answer it.
DELETE FROM key_given WHERE material_id = :paper
   AND EXISTS (SELECT 1 FROM finding WHERE material_id = :paper AND origin = 'key' AND code = 'key_mismatch'
                  AND number IS NULL)
   AND NOT EXISTS (SELECT 1 FROM key_used AS u WHERE u.material_id = :paper AND u.key_id = key_given.key_id)

-- name: key_given_for
-- The key that a person gave for a paper.
SELECT key_id FROM key_given WHERE material_id = ?

-- name: key_state
-- How a file stands that was given as a key: its status, why it failed, and whether a reading refused its tables.
SELECT m.status, m.error, (SELECT f.message FROM finding AS f
                            WHERE f.material_id = m.id AND f.code = 'key_refused' AND f.number IS NULL LIMIT 1)
  FROM material AS m WHERE m.id = ?

-- name: key_use
-- The key that answers a paper from now on.
INSERT INTO key_used (material_id, key_id, given, reasons) VALUES (?, ?, ?, ?)

-- name: key_used_by
-- The key that answers a paper now.
SELECT key_id FROM key_used WHERE material_id = ?

-- name: key_unuse
-- A paper's key answers it no more.
DELETE FROM key_used WHERE material_id = ?

-- name: papers_near_key
-- The papers that a key answers or was given for.
SELECT material_id FROM key_used WHERE key_id = :key UNION SELECT material_id FROM key_given WHERE key_id = :key

-- name: papers_refusing
-- The papers that say why no key answers them.
SELECT DISTINCT material_id FROM finding WHERE origin = 'key' AND code = 'key_mismatch' AND number IS NULL

-- name: has_drawn_keys
-- Whether any answer key of a file by itself is drawn, so that other forms of a paper may prove whose its tables are.
SELECT EXISTS (SELECT 1 FROM answer_key WHERE read_from != 'text')

-- name: papers_sharing
-- The papers that print any of these questions (a JSON array of content hashes).
SELECT DISTINCT a.material_id FROM question AS q JOIN appearance AS a ON a.question_id = q.id
  JOIN material AS m ON m.id = a.material_id AND NOT m.has_rows
 WHERE q.hash IN (SELECT value FROM json_each(?))

-- name: papers_beside
-- The other papers that print a question which a paper prints.
SELECT DISTINCT b.material_id FROM appearance AS a JOIN appearance AS b ON b.question_id = a.question_id
  JOIN material AS m ON m.id = b.material_id AND NOT m.has_rows
 WHERE a.material_id = :paper AND b.material_id != :paper

-- name: key_answers
-- The papers that a key answers.
SELECT u.material_id, m.title, m.sha256, u.given FROM key_used AS u JOIN material AS m ON m.id = u.material_id
 WHERE u.key_id = ? ORDER BY u.material_id

-- name: key_of
-- The key that answers a paper, and what spoke for it.
SELECT u.key_id, m.title, m.sha256, u.given, u.reasons
  FROM key_used AS u JOIN material AS m ON m.id = u.key_id WHERE u.material_id = ?

-- name: findings_of_key_clear
-- Before a paper's key is looked for anew: what was said of it before.
DELETE FROM finding WHERE material_id = ? AND origin = 'key'

-- name: findings_of_papers_clear
-- Before the places of some questions (a JSON array of ids) are compared anew: what was said before.
DELETE FROM finding WHERE origin = 'papers' AND question_id IN (SELECT value FROM json_each(?))

-- name: finding_between_add
-- Something that two papers say differently of one question.
INSERT INTO finding (material_id, code, message, page, number, origin, question_id)
VALUES (?, ?, ?, ?, ?, 'papers', ?)

-- name: appearances_compared
-- What answer some questions (a JSON array of ids) have wherever they are printed, the first place first.
SELECT a.question_id, a.material_id, m.title, m.form, a.number, a.page, a."row", a.option_order,
       json_extract(a.printed, '$.options'), a.answer
  FROM appearance AS a JOIN material AS m ON m.id = a.material_id
 WHERE a.question_id IN (SELECT value FROM json_each(?)) AND a.answer IS NOT NULL
 ORDER BY a.question_id, m.sha256, coalesce(a.section, ''), a.number, a.seq

-- name: material_facts
-- What it takes to derive a paper's appearances: its content's hash and its language.
SELECT sha256, language FROM material WHERE id = ?

-- name: edits_live
-- The decisions that hold for a paper (its sha256), the oldest first.
SELECT id, section, number, nth, question, verdict, change, before, reason, made_by, made_at, state, undone_by, undone_at
  FROM edit WHERE material = ? AND state = 'live' ORDER BY id

-- name: edits_all
-- Every decision about a paper (its sha256), the oldest first.
SELECT id, section, number, nth, question, verdict, change, before, reason, made_by, made_at, state, undone_by, undone_at
  FROM edit WHERE material = ? ORDER BY id

-- name: edit_add
-- One decision of a person.
INSERT INTO edit (material, section, number, nth, question, verdict, change, before, reason, made_by, made_at,
                  follows)
VALUES (:material, :section, :number, :nth, :question, :verdict, :change, :before, :reason, :by, :now, :follows)

-- name: edit_followed
-- A decision in whose place another one comes.
UPDATE edit SET state = 'followed' WHERE id = ? AND state = 'live'

-- name: edit_undo
-- A decision that a person takes back.
UPDATE edit SET state = 'undone', undone_by = :by, undone_at = :now WHERE id = :id AND state = 'live'

-- name: edit_revive
-- The decision that an undone one followed holds again, unless its spot was decided about anew.
UPDATE edit SET state = 'live'
 WHERE id = (SELECT u.follows FROM edit AS u WHERE u.id = :id) AND state = 'followed'
   AND NOT EXISTS (SELECT 1 FROM edit AS o WHERE o.state = 'live' AND o.material = edit.material
                     AND o.section = edit.section AND o.number = edit.number AND o.nth = edit.nth)

-- name: appearance_ids
-- The question at each of a paper's places, in its order, and at how many places it is printed in all.
SELECT a.question_id, (SELECT count(*) FROM appearance AS o WHERE o.question_id = a.question_id)
  FROM appearance AS a WHERE a.material_id = ? ORDER BY a.seq

-- name: materials_of_questions
-- The papers that print some questions (a JSON array of ids), or in which a decision about them holds.
SELECT material_id FROM appearance WHERE question_id IN (SELECT value FROM json_each(:ids))
 UNION
SELECT m.id FROM edit AS e JOIN material AS m ON m.sha256 = e.material
 WHERE e.question IN (SELECT value FROM json_each(:ids)) AND e.state = 'live'
 ORDER BY 1

-- name: question_decided
-- Whether a decision that holds is about a question.
SELECT 1 FROM edit AS e JOIN material AS m ON m.sha256 = e.material
 WHERE e.question = ? AND e.state = 'live' LIMIT 1

-- name: materials_to_review
-- The papers in which something may ask for review; which it is, the readings tell.
SELECT m.id FROM material AS m
 WHERE m.tallies GLOB '*"missing":[[][0-9]*'
    OR EXISTS (SELECT 1 FROM finding AS f WHERE f.material_id = m.id AND f.code = 'gap')
    OR EXISTS (SELECT 1 FROM appearance AS a
                WHERE a.material_id = m.id AND a.reviewed = 0
                  AND (a.confidence < :trusted OR a.flags <> '[]'
                       OR (a.answer IS NULL AND EXISTS (SELECT 1 FROM finding AS f
                                                         WHERE f.material_id = m.id AND f.number = a.number))
                       OR EXISTS (SELECT 1 FROM appearance AS o
                                   WHERE o.question_id = a.question_id AND o.id <> a.id AND o.answer <> a.answer)))
 ORDER BY m.id

-- name: materials_decided
-- The papers about which people decided, by id; those that are not in the bank have no id.
SELECT m.id, e.material FROM edit AS e LEFT JOIN material AS m ON m.sha256 = e.material
 GROUP BY e.material ORDER BY m.id IS NULL, m.id, e.material

-- name: keys_clear
-- Before a paper is stored anew: the answer keys it held before.
DELETE FROM answer_key WHERE material_id = ?

-- name: findings_clear
-- Before a paper is stored anew: the findings of the reading before.
DELETE FROM finding WHERE material_id = ? AND origin = 'reading'

-- name: question_add
-- A question that is new, with the number that its text had before, NULL where it had none.
INSERT INTO question (id, hash, stem, passage, boxes, options, language, text_hash, created_at)
VALUES (:id, :hash, :stem, :passage, :boxes, :options, :language, :text_hash, :now)

-- name: question_ids
-- The ids of questions by their hashes (a JSON array).
SELECT hash, id FROM question WHERE hash IN (SELECT value FROM json_each(?))

-- name: question_reword
-- Repeat the text of the question's first appearance.
UPDATE question
   SET stem = :stem, passage = :passage, boxes = :boxes, options = :options, language = :language,
       text_hash = :text_hash
 WHERE id = :id

-- name: question_explain
-- Remember by which explanations a question is known.
UPDATE question SET explained = ? WHERE id = ?

-- name: explanations
-- Why the answers of some questions (a JSON array of ids) are right, as their papers say, each text once.
SELECT DISTINCT question_id, explanation FROM appearance
 WHERE question_id IN (SELECT value FROM json_each(?)) AND explanation <> ''
 ORDER BY question_id, explanation

-- name: question_hashes
-- The hashes of some questions (a JSON array of ids).
SELECT id, hash FROM question WHERE id IN (SELECT value FROM json_each(?))

-- name: question_texts
-- The stored texts of some questions (a JSON array of ids).
SELECT id, stem, passage, boxes, options, language, text_hash, explained
  FROM question WHERE id IN (SELECT value FROM json_each(?))

-- name: question_rejected
-- Who rejected a question that was in the bank, and why; nothing where it left for another reason.
SELECT made_by, reason FROM edit WHERE question = ? AND verdict = 'reject' AND state = 'live'
 ORDER BY id DESC LIMIT 1

-- name: question_remove
-- A question that no paper prints any more; its candidates and concepts go with it.
DELETE FROM question WHERE id = ?

-- name: questions_all
-- The ids of all questions.
SELECT id FROM question ORDER BY id

-- name: appearance_add
-- One place where a question is printed.
INSERT INTO appearance (material_id, question_id, seq, section, number, page, bbox, "row", places, printed, option_order,
                        answer, explanation, year, session, tags, concepts, language, confidence, flags, reading, edit,
                        reviewed)
VALUES (:material, :question, :seq, :section, :number, :page, :bbox, :row, :places, :printed, :option_order,
        :answer, :explanation, :year, :session, :tags, :concepts, :language, :confidence, :flags, :reading, :edit,
        :reviewed)

-- name: appearances_printed
-- What some questions (a JSON array of ids) look like wherever they are printed, the first place first.
SELECT a.question_id, a.id, a.printed, a.option_order, coalesce(a.language, m.language), a.explanation
  FROM appearance AS a JOIN material AS m ON m.id = a.material_id
 WHERE a.question_id IN (SELECT value FROM json_each(?))
 ORDER BY a.question_id, m.sha256, coalesce(a.section, ''), a.number, a.seq

-- name: appearance_reorder
-- The order of options, told against the question's text as it now stands.
UPDATE appearance SET option_order = ? WHERE id = ?

-- name: key_add
-- One answer key that stands in a paper.
INSERT INTO answer_key (material_id, form, session, subject, answers, read_from, named_by_shape, name_unread)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)

-- name: finding_add
-- One thing that a person should know of a paper.
INSERT INTO finding (material_id, code, message, page, number, origin)
VALUES (:material, :code, :message, :page, :number, :origin)

-- name: question_list
-- Questions with the first of their places that the filters allow; every filter may be NULL.
SELECT f.id, f.hash, f.stem, f.material_id, f.title, f.section, f.number, f.page, f."row",
       json_extract(f.printed, '$.options') AS options, f.answer, f.confidence, f.flags,
       (SELECT count(DISTINCT json_extract(part.value, '$.asset')) FROM json_each(f.places) AS part
         WHERE json_extract(part.value, '$.part') IN ('figure', 'option')) AS figures,
       (SELECT count(*) FROM appearance AS o WHERE o.question_id = f.id) AS appearances
  FROM (
SELECT q.id, q.hash, q.stem, a.material_id, m.title, a.section, a.number, a.page, a."row", a.printed, a.answer, a.confidence,
       a.flags, a.places, a.seq
  FROM (SELECT p.*, row_number() OVER (
                 PARTITION BY p.question_id
                 ORDER BY s.sha256, coalesce(p.section, ''), p.number, p.seq) AS place
          FROM appearance AS p JOIN material AS s ON s.id = p.material_id
         WHERE (:material IS NULL OR p.material_id = :material)
           AND (:number IS NULL OR p.number = :number)
           AND (:flagged IS NULL OR :flagged = (p.flags <> '[]'))
           AND (:among IS NULL OR p.question_id IN (SELECT value FROM json_each(:among)))
           AND (:like IS NULL OR p.question_id IN (
                 SELECT rowid FROM question_fts WHERE body LIKE :like ESCAPE '\'))) AS a
  JOIN question AS q ON q.id = a.question_id
  JOIN material AS m ON m.id = a.material_id
 WHERE a.place = 1
 ORDER BY a.material_id, a.seq
 LIMIT :limit OFFSET :skip) AS f
 ORDER BY f.material_id, f.seq

-- name: question_count
-- How many questions the bank holds.
SELECT count(*) FROM question

-- name: questions_full
-- Some questions (a JSON array of ids) by hash: what the record of each is made of.
SELECT id, hash, stem, passage, boxes, options, language
  FROM question WHERE id IN (SELECT value FROM json_each(?)) ORDER BY hash

-- name: appearances_full
-- Where some questions (a JSON array of ids) are printed, the first place first.
SELECT a.question_id, m.sha256, m.title, m.form, a.section, a.number, a.page, a.bbox, a."row", a.year, a.session, a.tags,
       a.concepts,
       a.places, a.option_order,
       json_extract(a.printed, '$.options'), a.answer, a.explanation, a.confidence, a.flags, a.reviewed,
       (SELECT names FROM material_names WHERE material_id = m.id) AS paths
  FROM appearance AS a JOIN material AS m ON m.id = a.material_id
 WHERE a.question_id IN (SELECT value FROM json_each(?))
 ORDER BY a.question_id, m.sha256, coalesce(a.section, ''), a.number, a.seq

-- name: repeats_full
-- What repeats some questions (a JSON array of ids), by the other's hash.
SELECT p.first_id, q.hash, p.kind, p.way FROM repeat_pair AS p JOIN question AS q ON q.id = p.second_id
 WHERE p.first_id IN (SELECT value FROM json_each(:ids))
 UNION ALL
SELECT p.second_id, q.hash, p.kind, p.way FROM repeat_pair AS p JOIN question AS q ON q.id = p.first_id
 WHERE p.second_id IN (SELECT value FROM json_each(:ids))
 ORDER BY 1, 2

-- name: questions_selected_after
-- The next ids in the order of their hashes, of questions of a list that test one of some concepts and appear in one of
-- some papers in one of some years; each list is a JSON array, or NULL for any. `of_years` are the papers that give one of
-- the years themselves, for appearances without a year of their own.
SELECT q.id, q.hash FROM question AS q
 WHERE q.hash > :after
   AND (:among IS NULL OR q.id IN (SELECT value FROM json_each(:among)))
   AND (:concepts IS NULL
        OR EXISTS (SELECT 1 FROM tests AS t
                    WHERE t.question_id = q.id AND t.concept_id IN (SELECT value FROM json_each(:concepts))))
   AND ((:materials IS NULL AND :years IS NULL AND :sections IS NULL)
        OR EXISTS (SELECT 1 FROM appearance AS a
                    WHERE a.question_id = q.id
                      AND (:materials IS NULL OR a.material_id IN (SELECT value FROM json_each(:materials)))
                      AND (:sections IS NULL OR EXISTS (SELECT 1 FROM json_each(:sections) AS s
                                                         WHERE instr(lower(replace(a.section, ' ', '')), s.value)))
                      AND (:years IS NULL
                           OR coalesce(a.year IN (SELECT value FROM json_each(:years)),
                                       a.material_id IN (SELECT value FROM json_each(:of_years))))))
 ORDER BY q.hash LIMIT :limit

-- name: questions_selected_count
-- How many questions the same filters leave.
SELECT count(*) FROM question AS q
 WHERE (:among IS NULL OR q.id IN (SELECT value FROM json_each(:among)))
   AND (:concepts IS NULL
        OR EXISTS (SELECT 1 FROM tests AS t
                    WHERE t.question_id = q.id AND t.concept_id IN (SELECT value FROM json_each(:concepts))))
   AND ((:materials IS NULL AND :years IS NULL AND :sections IS NULL)
        OR EXISTS (SELECT 1 FROM appearance AS a
                    WHERE a.question_id = q.id
                      AND (:materials IS NULL OR a.material_id IN (SELECT value FROM json_each(:materials)))
                      AND (:sections IS NULL OR EXISTS (SELECT 1 FROM json_each(:sections) AS s
                                                         WHERE instr(lower(replace(a.section, ' ', '')), s.value)))
                      AND (:years IS NULL
                           OR coalesce(a.year IN (SELECT value FROM json_each(:years)),
                                       a.material_id IN (SELECT value FROM json_each(:of_years))))))

-- name: material_headings
-- What each paper or file gives of its exam: title, heads and paths (JSON arrays).
SELECT m.id, m.sha256, m.title, m.heads,
       (SELECT json_group_array(path) FROM material_path AS p WHERE p.material_id = m.id)
  FROM material AS m ORDER BY m.id

-- name: vector_add
-- Keep a vector; the same text and model have one already.
INSERT INTO vector (text_hash, model, dimension, data, made_at)
VALUES (:text_hash, :model, :dimension, :data, :now)
ON CONFLICT (text_hash, model) DO NOTHING

-- name: vector_get
-- The vectors of some texts (a JSON array of hashes) in one model.
SELECT text_hash, data FROM vector WHERE model = ? AND text_hash IN (SELECT value FROM json_each(?))

-- name: vector_missing
-- Questions whose text has no vector of a model yet, up to a limit (-1: all).
SELECT q.id FROM question AS q
 WHERE NOT EXISTS (SELECT 1 FROM vector AS v WHERE v.text_hash = q.text_hash AND v.model = :model)
 ORDER BY q.id LIMIT :limit

-- name: vector_missing_count
-- How many questions have no vector of a model.
SELECT count(*) FROM question AS q
 WHERE NOT EXISTS (SELECT 1 FROM vector AS v WHERE v.text_hash = q.text_hash AND v.model = ?)

-- name: vector_count
-- How many vectors a model has.
SELECT count(*) FROM vector WHERE model = ?

-- name: vector_scan
-- Every vector of a model whose text is in the bank: the search without an index.
SELECT v.text_hash, v.data FROM vector AS v
 WHERE v.model = :model AND v.dimension = :dimension
   AND EXISTS (SELECT 1 FROM question AS q WHERE q.text_hash = v.text_hash)

-- name: near_module
-- Are vec0 tables at hand on this connection?
SELECT 1 FROM pragma_module_list WHERE name = 'vec0'

-- name: near_find
-- The index of a model, if there is one.
SELECT id, dimension, stale FROM vector_index WHERE model = ?

-- name: near_register
-- A model that gets an index.
INSERT INTO vector_index (model, dimension) VALUES (?, ?)

-- name: near_forget
-- A model whose index is thrown away.
DELETE FROM vector_index WHERE id = ?

-- name: near_create
-- The index itself: bits that tell where a vector lies. {table} and {bits} come from our own rows.
CREATE VIRTUAL TABLE {table} USING vec0 (bits bit[{bits}])

-- name: near_counts
-- How many rows an index has, and how many vectors it should have.
SELECT (SELECT count(*) FROM {table}),
       (SELECT count(*) FROM vector AS v
         WHERE v.model = :model AND v.dimension = :dimension
           AND EXISTS (SELECT 1 FROM question AS q WHERE q.text_hash = v.text_hash))

-- name: near_drop
-- Throw an index away; its vectors stay.
DROP TABLE IF EXISTS {table}

-- name: near_clean
-- Take out what is no longer a text of the bank.
DELETE FROM {table} WHERE rowid NOT IN (
  SELECT v.id FROM vector AS v
   WHERE v.model = :model AND v.dimension = :dimension
     AND EXISTS (SELECT 1 FROM question AS q WHERE q.text_hash = v.text_hash))

-- name: near_lacking
-- Vectors that the index lacks, as many as are taken in one step.
SELECT v.id, v.data FROM vector AS v
 WHERE v.model = :model AND v.dimension = :dimension AND v.id > :after
   AND EXISTS (SELECT 1 FROM question AS q WHERE q.text_hash = v.text_hash)
   AND v.id NOT IN (SELECT rowid FROM {table})
 ORDER BY v.id LIMIT :limit

-- name: near_add
-- The bits of one vector.
INSERT INTO {table} (rowid, bits) VALUES (?, vec_bit(?))

-- name: near_fresh
-- The index says what the rows say.
UPDATE vector_index SET stale = 0 WHERE id = ?

-- name: near_search
-- Candidates by their bits.
SELECT v.text_hash, v.data
  FROM (SELECT rowid FROM {table} WHERE bits MATCH vec_bit(:bits) AND k = :candidates) AS c
  JOIN vector AS v ON v.id = c.rowid

-- name: second_look_ask
-- A doubtful page that waits for a second look; one that this version of the reader showed before is left alone.
INSERT INTO second_look (material_id, page, extractor, lines) VALUES (:material, :page, :extractor, :lines)
ON CONFLICT DO NOTHING

-- name: second_look_page
-- The lines of a page that waits.
SELECT lines, extractor FROM second_look
 WHERE material_id = ? AND page = ? AND hints IS NULL ORDER BY extractor DESC LIMIT 1

-- name: second_look_keep
-- What a look came to.
UPDATE second_look SET model = :model, hints = :hints
 WHERE material_id = :material AND page = :page AND extractor = :extractor

-- name: second_look_hints
-- Everything that was said of a paper's lines as this version of the reader counts them.
SELECT hints FROM second_look WHERE material_id = ? AND extractor = ? AND hints IS NOT NULL ORDER BY page

-- name: materials_unread
-- Papers that were never read with success, up to a limit (-1: all).
SELECT id FROM material WHERE extracted_at IS NULL ORDER BY id LIMIT ?

-- name: refused_files
-- The files of folders that gave no paper when they were last looked at.
SELECT path, code FROM refused_file

-- name: refused_file_keep
-- Keep a file that gave no paper; changes nothing where it is known for the same reason.
INSERT INTO refused_file (path, code, seen_at) VALUES (:path, :code, :now)
ON CONFLICT (path) DO UPDATE SET code = excluded.code, seen_at = excluded.seen_at WHERE code <> excluded.code

-- name: refused_file_forget
-- Forget a file that is gone, or that gave a paper.
DELETE FROM refused_file WHERE path = ?

-- name: material_is_paper
-- Whether a file is a paper with pages, and not one with rows; no row where it is gone.
SELECT NOT has_rows FROM material WHERE id = ?

-- name: material_at_path
-- The files with rows that were seen at a path with other content, the last one first.
SELECT m.id, m.sha256, m.title FROM material_path AS p JOIN material AS m ON m.id = p.material_id
 WHERE p.path = :path AND m.has_rows AND m.sha256 <> :sha256 ORDER BY p.seen_at DESC, m.id DESC

-- name: material_language
-- The language of a file with rows, as its first rows show it.
UPDATE material SET language = :language WHERE id = :id AND language IS NOT :language

-- name: rows_newest
-- The last reading of a file with rows: it tells which job brought it.
SELECT max(seq) FROM reading WHERE material_id = ?

-- name: rows_oldest
-- The first reading of a file with rows.
SELECT min(seq) FROM reading WHERE material_id = ?

-- name: rows_at
-- The readings of a file with rows at some spots (a JSON array of [section, number]), of one job, in their order.
SELECT r.seq, r.question
  FROM json_each(:spots) AS s
  CROSS JOIN reading AS r INDEXED BY reading_row
    ON r.material_id = :material
   AND json_extract(r.question, '$.row') IS NOT NULL
   AND json_extract(r.question, '$.number') = json_extract(s.value, '$[1]')
   AND coalesce(json_extract(r.question, '$.section'), '') = json_extract(s.value, '$[0]')
   AND r.seq BETWEEN :first AND :last
 ORDER BY r.seq

-- name: rows_after
-- The next readings of a file with rows, in their order.
SELECT seq, question FROM reading
 WHERE material_id = :material AND seq > :after AND seq <= :last ORDER BY seq LIMIT :limit

-- name: rows_forget
-- Forget some readings of a file with rows (a JSON array of their seq).
DELETE FROM reading WHERE material_id = :material AND seq IN (SELECT value FROM json_each(:seqs))

-- name: rows_clear
-- Before some rows are derived anew: where they stood (a JSON array of seq).
DELETE FROM appearance WHERE material_id = :material AND seq IN (SELECT value FROM json_each(:seqs))

-- name: rows_held
-- The questions of some rows (a JSON array of seq) before they are derived anew, and whether they stand elsewhere, too.
SELECT a.question_id, q.hash, coalesce(a.section, ''), a.number, a.reading, a.printed,
       EXISTS (SELECT 1 FROM appearance AS o
                WHERE o.question_id = a.question_id
                  AND NOT (o.material_id = :material AND o.seq IN (SELECT value FROM json_each(:seqs))))
  FROM json_each(:seqs) AS s CROSS JOIN appearance AS a ON a.material_id = :material AND a.seq = s.value
  CROSS JOIN question AS q ON q.id = a.question_id
 ORDER BY s.key

-- name: rows_shown
-- The questions of some rows (a JSON array of seq) and at how many places each is printed.
SELECT a.seq, a.question_id, (SELECT count(*) FROM appearance AS o WHERE o.question_id = a.question_id)
  FROM json_each(:seqs) AS s CROSS JOIN appearance AS a ON a.material_id = :material AND a.seq = s.value

-- name: rows_added
-- What stands in a file with rows by a person's decision alone, at some spots (a JSON array of [section, number]).
SELECT a.seq FROM appearance AS a JOIN edit AS e ON e.id = a.edit
 WHERE a.material_id = :material AND a.seq > :added
   AND EXISTS (SELECT 1 FROM json_each(:spots) AS s
                WHERE json_extract(s.value, '$[0]') = e.section AND json_extract(s.value, '$[1]') = e.number)

-- name: rows_outdated
-- The next rows of a file that another job brought than the last one, or that a decision about another file did.
SELECT a.seq, a.question_id
  FROM appearance AS a
 WHERE a.material_id = :material AND a.seq > :after
   AND (a.seq < :first OR a.seq BETWEEN :last + 1 AND :added
        OR (a.seq > :added
            AND a.edit NOT IN (SELECT e.id FROM edit AS e WHERE e.material = :sha256 AND e.state = 'live')))
 ORDER BY a.seq LIMIT :limit

-- name: rows_outdated_readings
-- The next readings of a file that another job brought than the last one.
SELECT seq FROM reading WHERE material_id = :material AND seq NOT BETWEEN :first AND :last ORDER BY seq LIMIT :limit

-- name: rows_next
-- The next places of a file with rows, whatever brought them.
SELECT seq FROM appearance WHERE material_id = :material ORDER BY seq LIMIT :limit

-- name: rows_taking
-- The questions that stand now at a spot of a file, in the rows of one job.
SELECT a.question_id, a.printed
  FROM reading AS r INDEXED BY reading_row
 CROSS JOIN appearance AS a ON a.material_id = r.material_id AND a.seq = r.seq
 WHERE r.material_id = :material AND json_extract(r.question, '$.row') IS NOT NULL
   AND json_extract(r.question, '$.number') = :number
   AND coalesce(json_extract(r.question, '$.section'), '') = :section
   AND r.seq BETWEEN :first AND :last
 ORDER BY r.seq LIMIT :limit

-- name: rows_with
-- The rows of one job in which questions (a JSON array of content hashes) stand.
SELECT a.seq FROM question AS q JOIN appearance AS a ON a.question_id = q.id
 WHERE q.hash IN (SELECT value FROM json_each(:hashes))
   AND a.material_id = :material AND a.seq BETWEEN :first AND :last
 ORDER BY a.seq

-- name: rows_known
-- How many questions stand in the next rows of a file, how many of them stand in other papers, too, and the last row.
SELECT count(*), coalesce(sum(elsewhere), 0), max(seq) FROM (
  SELECT a.seq, EXISTS (SELECT 1 FROM appearance AS o
                         WHERE o.question_id = a.question_id AND o.material_id <> a.material_id) AS elsewhere
    FROM appearance AS a WHERE a.material_id = :material AND a.seq > :after ORDER BY a.seq LIMIT :limit)

-- name: numbers_of
-- The questions of a paper in its order: section, number, how many options each has, and how its stem begins.
SELECT section, number, json_array_length(printed, '$.options'),
       substr(coalesce(json_extract(printed, '$.stem'), ''), 1, :characters)
  FROM appearance WHERE material_id = :material ORDER BY seq

-- name: rows_everywhere
-- The spots of a file with rows: of the rows of one job, and of the decisions that hold.
SELECT coalesce(json_extract(question, '$.section'), ''), json_extract(question, '$.number')
  FROM reading WHERE material_id = :material AND seq BETWEEN :first AND :last
 UNION
SELECT section, number FROM edit WHERE material = :sha256 AND state = 'live'

-- name: rows_rejected
-- The spots of a file (its sha256) of which something is rejected.
SELECT DISTINCT section, number FROM edit WHERE material = :sha256 AND state = 'live' AND verdict = 'reject'

-- name: rows_to_review
-- The spots of a file with rows where something may ask for review: what speaks against it, or another place that says
-- otherwise.
SELECT DISTINCT coalesce(json_extract(r.question, '$.section'), ''), json_extract(r.question, '$.number')
  FROM appearance AS a JOIN reading AS r ON r.material_id = a.material_id AND r.seq = a.reading
 WHERE a.material_id = :material AND a.reviewed = 0
   AND (a.confidence < :trusted OR a.flags <> '[]'
        OR EXISTS (SELECT 1 FROM appearance AS o
                    WHERE o.question_id = a.question_id AND o.id <> a.id AND o.answer <> a.answer))

-- name: rows_of_questions
-- The spots of a file with rows where questions (a JSON array of ids) stand.
SELECT DISTINCT coalesce(json_extract(r.question, '$.section'), ''), json_extract(r.question, '$.number')
  FROM appearance AS a JOIN reading AS r ON r.material_id = a.material_id AND r.seq = a.reading
 WHERE a.material_id = :material AND a.question_id IN (SELECT value FROM json_each(:ids))

-- name: rows_of_number
-- The spots of a file with rows that have a number, by the row or by a person's word.
SELECT DISTINCT coalesce(json_extract(r.question, '$.section'), ''), json_extract(r.question, '$.number')
  FROM reading AS r
 WHERE r.material_id = :material AND json_extract(r.question, '$.row') IS NOT NULL
   AND json_extract(r.question, '$.number') = :number
 UNION
SELECT e.section, e.number FROM appearance AS a JOIN edit AS e ON e.id = a.edit
 WHERE a.material_id = :material AND a.number = :number

-- name: edits_at
-- The decisions that hold for some spots (a JSON array of [section, number]) of a file (its sha256), the oldest first.
SELECT e.id, e.section, e.number, e.nth, e.question, e.verdict, e.change, e.before, e.reason, e.made_by, e.made_at,
       e.state, e.undone_by, e.undone_at
  FROM json_each(:spots) AS s
  CROSS JOIN edit AS e
    ON e.material = :sha256 AND e.section = json_extract(s.value, '$[0]') AND e.number = json_extract(s.value, '$[1]')
   AND e.state = 'live'
 ORDER BY e.id

-- name: edits_after
-- The next decisions that hold for a file (its sha256), by id.
SELECT id, section, number, nth, question, verdict, change, before, reason, made_by, made_at, state, undone_by, undone_at
  FROM edit WHERE material = :sha256 AND state = 'live' AND id > :after ORDER BY id LIMIT :limit

-- name: edits_carry_to
-- The decisions about a spot of one file, for a spot of another; not where one holds there already.
UPDATE edit SET material = :sha256, section = :to_section, number = :to_number, nth = :to_nth
 WHERE material = :before AND section = :section AND number = :number AND nth = :nth
   AND NOT EXISTS (SELECT 1 FROM edit AS o WHERE o.material = :sha256 AND o.section = :to_section
                     AND o.number = :to_number AND o.nth = :to_nth AND o.state = 'live')

-- name: row_read
-- One reading of a file with rows.
SELECT question FROM reading WHERE material_id = ? AND seq = ?

-- name: question_hash_of
-- The hash of a question.
SELECT hash FROM question WHERE id = ?

-- name: question_is_new_in
-- Whether a question stands nowhere but in the rows of one job.
SELECT NOT EXISTS (SELECT 1 FROM appearance AS a
                    WHERE a.question_id = :question
                      AND NOT (a.material_id = :material AND a.seq BETWEEN :first AND :last))

-- name: question_moves
-- The places of a question become those of another one.
UPDATE appearance SET question_id = :to WHERE question_id = :question

-- name: job_rows_behind
-- The last row of a job's file that arrived, and the rows that are asked for again (a JSON array).
-- Of one that takes all or nothing a row that failed arrives before any is stored: only those that were stored count.
SELECT max(CAST(key AS INTEGER)),
       (SELECT json_group_array(CAST(w.key AS INTEGER)) FROM item AS w WHERE w.job_id = :job AND w.state = 'waiting')
  FROM item WHERE job_id = :job AND (NOT :all_or_nothing OR state IN ('done', 'duplicate', 'skipped'))

-- name: job_came_to
-- What a job came to when it was last done, as JSON; NULL for one that never was.
SELECT result FROM job WHERE id = ?

-- name: fetched_known
-- What was fetched from some addresses (a JSON array) before, and is still a paper, or a zip that was opened.
SELECT f.address, f.sha256, json_extract(f.headers, '$.etag'), json_extract(f.headers, '$."last-modified"')
  FROM fetched AS f
 WHERE f.address IN (SELECT value FROM json_each(?))
   AND (EXISTS (SELECT 1 FROM material AS m WHERE m.sha256 = f.sha256)
        OR EXISTS (SELECT 1 FROM archive AS a WHERE a.sha256 = f.sha256))

-- name: fetched_name
-- What the file is called that came from an address.
SELECT file FROM fetched WHERE address = ?

-- name: fetched_keep
-- What came from an address, in place of what came before.
INSERT INTO fetched (address, answered, file, sha256, headers, job_id, fetched_at)
VALUES (:address, :answered, :file, :sha256, :headers, :job, :now)
ON CONFLICT (address) DO UPDATE
   SET answered = excluded.answered, file = excluded.file, sha256 = excluded.sha256, headers = excluded.headers,
       job_id = excluded.job_id, fetched_at = excluded.fetched_at

-- name: fetched_unchanged
-- An address still has what came from it before.
UPDATE fetched SET fetched_at = :now WHERE address = :address

-- name: material_of
-- The paper with some content.
SELECT id, title, format FROM material WHERE sha256 = ?

-- name: fetched_from
-- The addresses that some content came from last.
SELECT address FROM fetched WHERE sha256 = ? ORDER BY address

-- name: searched_pages
-- The pages that a job has looked through, by their numbers.
SELECT number, key, next, links, items, ignored FROM searched_page WHERE job_id = ? ORDER BY number

-- name: searched_keep
-- A job has looked through a page. One that is in no queue keeps nothing: nobody takes it up again.
INSERT INTO searched_page (job_id, number, key, next, links, items, ignored)
SELECT :job, :number, :key, :next, :links, :items, :ignored WHERE EXISTS (SELECT 1 FROM job WHERE id = :job)
ON CONFLICT (job_id, number) DO UPDATE SET
  key = excluded.key, next = excluded.next, links = excluded.links, items = excluded.items, ignored = excluded.ignored
