-- The versions of its pack that a book has adopted, word for word as the event says that did it.
CREATE TABLE adopted_policy (
    name TEXT PRIMARY KEY,
    text TEXT NOT NULL,
    event INTEGER NOT NULL UNIQUE
) STRICT, WITHOUT ROWID;
CREATE TRIGGER adopted_policy_keeps_its_text BEFORE UPDATE ON adopted_policy
BEGIN SELECT RAISE(ABORT, 'what was adopted never changes'); END;
CREATE TRIGGER adopted_policy_stays BEFORE DELETE ON adopted_policy
BEGIN SELECT RAISE(ABORT, 'what was adopted stays'); END;
-- Who has taken a complaint, and from whom: the last one has it. What was taken or handed over never changes.
CREATE TABLE taking (
    event INTEGER PRIMARY KEY,
    complaint TEXT NOT NULL REFERENCES complaint (id) DEFERRABLE INITIALLY DEFERRED,
    holder TEXT NOT NULL REFERENCES operator (login) DEFERRABLE INITIALLY DEFERRED,
    at_us INTEGER NOT NULL
) STRICT;
CREATE INDEX taking_complaint ON taking (complaint, event);
CREATE TRIGGER taking_is_final BEFORE UPDATE ON taking
BEGIN SELECT RAISE(ABORT, 'who took a complaint never changes'); END;
CREATE TRIGGER taking_stays BEFORE DELETE ON taking
BEGIN SELECT RAISE(ABORT, 'who took a complaint never changes'); END;
-- The queue: what happens next by itself, of an open complaint or of an appeal.
CREATE INDEX complaint_next ON complaint (
    (CASE WHEN decided_us IS NOT NULL THEN step_us WHEN step_us < due_us THEN step_us ELSE due_us END), id);
-- A rung before a sanction: a training or a warning, which its seller acknowledges by due_us (NULL: it need not), or
-- does not; until when it counts toward the next; which one is proposed to an operator where nobody answered.
CREATE TABLE caution (
    id INTEGER PRIMARY KEY,
    party TEXT NOT NULL REFERENCES party (id) DEFERRABLE INITIALLY DEFERRED,
    rung TEXT NOT NULL CHECK (rung = 'training' OR rung = 'warning'),
    ground TEXT NOT NULL CHECK (ground <> ''),
    facts TEXT NOT NULL CHECK (facts <> ''),
    complaint TEXT REFERENCES complaint (id) DEFERRABLE INITIALLY DEFERRED,
    author TEXT NOT NULL,
    put_us INTEGER NOT NULL,
    due_us INTEGER CHECK (due_us > put_us),
    counts_until_us INTEGER NOT NULL,
    answer TEXT CHECK (answer = 'acknowledged' OR answer = 'unanswered'),
    answer_text TEXT,
    answered_us INTEGER,
    answered_event INTEGER,
    proposes TEXT CHECK (proposes IS NULL OR answer = 'unanswered'),
    withdrawn_us INTEGER,
    withdrawn_by TEXT,
    reason TEXT CHECK (reason <> ''),
    withdrawn_event INTEGER,
    event INTEGER NOT NULL UNIQUE,
    CHECK ((answer IS NULL) = (answered_us IS NULL) AND (answer IS NULL) = (answered_event IS NULL)),
    CHECK ((reason IS NULL) = (withdrawn_us IS NULL) AND (reason IS NULL) = (withdrawn_by IS NULL)
           AND (reason IS NULL) = (withdrawn_event IS NULL))
) STRICT;
CREATE INDEX caution_party ON caution (party, id);
CREATE INDEX caution_due ON caution (due_us, id) WHERE answer IS NULL AND withdrawn_us IS NULL;
CREATE TRIGGER caution_keeps_its_terms BEFORE UPDATE OF id, party, rung, ground, facts, complaint, author, put_us, due_us,
event ON caution
BEGIN SELECT RAISE(ABORT, 'what a party was cautioned for never changes'); END;
CREATE TRIGGER caution_is_answered_once BEFORE UPDATE OF answer, answer_text, answered_us, answered_event, proposes ON caution
WHEN OLD.answer IS NOT NULL AND NEW.answered_event IS NOT OLD.answered_event
BEGIN SELECT RAISE(ABORT, 'a caution is answered once'); END;
CREATE TRIGGER caution_is_withdrawn_once BEFORE UPDATE ON caution WHEN OLD.withdrawn_us IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a caution is withdrawn once'); END;
CREATE TRIGGER caution_stays BEFORE DELETE ON caution
BEGIN SELECT RAISE(ABORT, 'a caution is never deleted'); END;
-- Where payouts go stands apart, as contacts do. The event that gave it has only the SHA-256 of salt and value; an
-- older one has the value itself, and here is no hash.
CREATE TABLE new_personal (
    event INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind = 'contact' OR kind = 'destination'),
    party TEXT NOT NULL REFERENCES party (id) DEFERRABLE INITIALLY DEFERRED,
    at_us INTEGER NOT NULL,
    salt TEXT,
    value TEXT,
    hash TEXT,
    erased_event INTEGER,
    PRIMARY KEY (event, kind),
    CHECK ((value IS NULL) = (erased_event IS NOT NULL)),
    CHECK ((salt IS NOT NULL) = (value IS NOT NULL AND hash IS NOT NULL))
) STRICT, WITHOUT ROWID;
INSERT INTO new_personal SELECT event, kind, party, at_us, salt, value, hash, erased_event FROM personal;
INSERT INTO new_personal (event, kind, party, at_us, value)
SELECT y.event, 'destination', y.party, e.at_us, y.destination FROM payout y JOIN account a ON a.id = y.hold_id
JOIN event e ON e.book_id = a.book_id AND e.number = y.event WHERE y.destination IS NOT NULL;
DROP TABLE personal;
ALTER TABLE new_personal RENAME TO personal;
CREATE INDEX personal_party ON personal (party, event);
CREATE INDEX personal_kept ON personal (at_us, party) WHERE erased_event IS NULL;
CREATE TRIGGER personal_stays BEFORE DELETE ON personal
BEGIN SELECT RAISE(ABORT, 'what a party gave is erased, not deleted'); END;
CREATE TRIGGER personal_is_erased_or_stays BEFORE UPDATE ON personal
WHEN OLD.erased_event IS NOT NULL OR NEW.erased_event IS NULL OR NEW.event <> OLD.event OR NEW.kind <> OLD.kind
     OR NEW.party <> OLD.party OR NEW.at_us <> OLD.at_us OR NEW.hash IS NOT OLD.hash
BEGIN SELECT RAISE(ABORT, 'what a party gave is erased and never changed'); END;
ALTER TABLE payout DROP COLUMN destination;
CREATE INDEX personal_destination ON personal (value) WHERE kind = 'destination' AND value IS NOT NULL;

-- What a bank line says of its counterparty (text, counterparty, counterparty_account) stands here alone. The line's
-- event has the SHA-256 of salt and words; an older one has the words, and here is no salt. Words and salts of a
-- statement are erased together; its opening balance is ours and stays. No hash of the words is left then.
ALTER TABLE line ADD COLUMN salt TEXT;
ALTER TABLE line DROP COLUMN fingerprint;
ALTER TABLE statement ADD COLUMN erased_event INTEGER;
CREATE TRIGGER line_keeps_its_words BEFORE UPDATE OF text, counterparty, counterparty_account, salt ON line
WHEN (NEW.text <> OLD.text OR NEW.counterparty IS NOT OLD.counterparty
      OR NEW.counterparty_account IS NOT OLD.counterparty_account OR NEW.salt IS NOT OLD.salt)
     AND (NEW.text <> '' OR NEW.counterparty IS NOT NULL OR NEW.counterparty_account IS NOT NULL OR NEW.salt IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'what a bank said is erased and never changed'); END;
CREATE TRIGGER statement_is_erased_once BEFORE UPDATE OF erased_event ON statement
WHEN OLD.erased_event IS NOT NULL AND NEW.erased_event IS NOT OLD.erased_event
BEGIN SELECT RAISE(ABORT, 'a statement is erased once'); END;
-- Evidence on complaints: files, statements and links, by side. What is in them is kept once, by its SHA-256, in hex;
-- it is gone (null) once no piece that is kept has it. Who looked at which piece, once for each.
CREATE TABLE exhibit (
    sha256 TEXT PRIMARY KEY CHECK (length(sha256) = 64),
    content TEXT CHECK (content <> '')
) STRICT, WITHOUT ROWID;
CREATE TRIGGER exhibit_keeps_its_name BEFORE UPDATE ON exhibit
WHEN NEW.sha256 <> OLD.sha256 OR OLD.content IS NOT NULL AND NEW.content IS NOT NULL AND NEW.content <> OLD.content
BEGIN SELECT RAISE(ABORT, 'what a piece of evidence is never changes'); END;
CREATE TRIGGER exhibit_stays BEFORE DELETE ON exhibit
BEGIN SELECT RAISE(ABORT, 'evidence is erased, not deleted'); END;
CREATE TABLE evidence (
    id INTEGER PRIMARY KEY,
    complaint TEXT NOT NULL REFERENCES complaint (id) DEFERRABLE INITIALLY DEFERRED,
    side TEXT NOT NULL CHECK (side IN ('buyer', 'seller', 'rights-holder', 'platform')),
    kind TEXT NOT NULL CHECK (kind IN ('file', 'statement', 'link')),
    name TEXT CHECK (name <> ''),
    media TEXT NOT NULL CHECK (media <> ''),
    bytes INTEGER NOT NULL CHECK (bytes > 0),
    sha256 TEXT NOT NULL REFERENCES exhibit (sha256) DEFERRABLE INITIALLY DEFERRED,
    added_by TEXT NOT NULL,
    at_us INTEGER NOT NULL,
    event INTEGER NOT NULL UNIQUE,
    erased_event INTEGER UNIQUE,
    CHECK (erased_event > event)
) STRICT;
CREATE INDEX evidence_complaint ON evidence (complaint, id);
CREATE INDEX evidence_exhibit ON evidence (sha256) WHERE erased_event IS NULL;
CREATE INDEX evidence_kept ON evidence (at_us, id) WHERE erased_event IS NULL;
CREATE TRIGGER evidence_is_erased_or_stays BEFORE UPDATE ON evidence
WHEN OLD.erased_event IS NOT NULL OR NEW.erased_event IS NULL OR NEW.id <> OLD.id OR NEW.complaint <> OLD.complaint
     OR NEW.side <> OLD.side OR NEW.kind <> OLD.kind OR NEW.name IS NOT OLD.name OR NEW.media <> OLD.media
     OR NEW.bytes <> OLD.bytes OR NEW.sha256 <> OLD.sha256 OR NEW.added_by <> OLD.added_by OR NEW.at_us <> OLD.at_us
     OR NEW.event <> OLD.event
BEGIN SELECT RAISE(ABORT, 'evidence is erased and never changed'); END;
CREATE TRIGGER evidence_stays BEFORE DELETE ON evidence
BEGIN SELECT RAISE(ABORT, 'evidence is erased, not deleted'); END;
CREATE TABLE evidence_look (
    evidence INTEGER NOT NULL REFERENCES evidence (id) DEFERRABLE INITIALLY DEFERRED,
    operator TEXT NOT NULL,
    at_us INTEGER NOT NULL,
    event INTEGER NOT NULL UNIQUE,
    PRIMARY KEY (evidence, operator)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER evidence_look_is_final BEFORE UPDATE ON evidence_look
BEGIN SELECT RAISE(ABORT, 'who looked at evidence never changes'); END;
CREATE TRIGGER evidence_look_stays BEFORE DELETE ON evidence_look
BEGIN SELECT RAISE(ABORT, 'who looked at evidence never changes'); END;
-- Earlier complaints about a seller, and by whoever complains.
CREATE INDEX complaint_about ON complaint (seller, opened_us);
CREATE INDEX complaint_by ON complaint (complainant, opened_us);
-- Freezes that end with what they rest on.
CREATE INDEX freeze_resting ON freeze (complaint) WHERE complaint IS NOT NULL AND is_ended = 0;
