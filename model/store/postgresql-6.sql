-- The versions of its pack that a book has adopted, word for word as the event says that did it.
CREATE TABLE adopted_policy (
    name TEXT COLLATE "C" PRIMARY KEY,
    text TEXT COLLATE "C" NOT NULL,
    event BIGINT NOT NULL UNIQUE
);
CREATE TRIGGER adopted_policy_keeps_its_text BEFORE UPDATE ON adopted_policy
FOR EACH ROW EXECUTE FUNCTION refuse('what was adopted never changes');
CREATE TRIGGER adopted_policy_stays BEFORE DELETE ON adopted_policy
FOR EACH ROW EXECUTE FUNCTION refuse('what was adopted stays');
CREATE TRIGGER adopted_policy_stays_whole BEFORE TRUNCATE ON adopted_policy
FOR EACH STATEMENT EXECUTE FUNCTION refuse('what was adopted stays');
-- Who has taken a complaint, and from whom: the last one has it. What was taken or handed over never changes.
CREATE TABLE taking (
    event BIGINT PRIMARY KEY,
    complaint TEXT COLLATE "C" NOT NULL REFERENCES complaint (id) DEFERRABLE INITIALLY DEFERRED,
    holder TEXT COLLATE "C" NOT NULL REFERENCES operator (login) DEFERRABLE INITIALLY DEFERRED,
    at_us BIGINT NOT NULL
);
CREATE INDEX taking_complaint ON taking (complaint, event);
CREATE TRIGGER taking_is_final BEFORE UPDATE ON taking
FOR EACH ROW EXECUTE FUNCTION refuse('who took a complaint never changes');
CREATE TRIGGER taking_stays BEFORE DELETE ON taking
FOR EACH ROW EXECUTE FUNCTION refuse('who took a complaint never changes');
CREATE TRIGGER takings_stay BEFORE TRUNCATE ON taking
FOR EACH STATEMENT EXECUTE FUNCTION refuse('who took a complaint never changes');
-- The queue: what happens next by itself, of an open complaint or of an appeal.
CREATE INDEX complaint_next ON complaint (
    (CASE WHEN decided_us IS NOT NULL THEN step_us WHEN step_us < due_us THEN step_us ELSE due_us END), id);
-- A rung before a sanction: a training or a warning, which its seller acknowledges by due_us (NULL: it need not), or
-- does not; until when it counts toward the next; which one is proposed to an operator where nobody answered.
CREATE TABLE caution (
    id BIGINT PRIMARY KEY,
    party TEXT COLLATE "C" NOT NULL REFERENCES party (id) DEFERRABLE INITIALLY DEFERRED,
    rung TEXT COLLATE "C" NOT NULL CHECK (rung = 'training' OR rung = 'warning'),
    ground TEXT COLLATE "C" NOT NULL CHECK (ground <> ''),
    facts TEXT COLLATE "C" NOT NULL CHECK (facts <> ''),
    complaint TEXT COLLATE "C" REFERENCES complaint (id) DEFERRABLE INITIALLY DEFERRED,
    author TEXT COLLATE "C" NOT NULL,
    put_us BIGINT NOT NULL,
    due_us BIGINT CHECK (due_us > put_us),
    counts_until_us BIGINT NOT NULL,
    answer TEXT COLLATE "C" CHECK (answer = 'acknowledged' OR answer = 'unanswered'),
    answer_text TEXT COLLATE "C",
    answered_us BIGINT,
    answered_event BIGINT,
    proposes TEXT COLLATE "C" CHECK (proposes IS NULL OR answer = 'unanswered'),
    withdrawn_us BIGINT,
    withdrawn_by TEXT COLLATE "C",
    reason TEXT COLLATE "C" CHECK (reason <> ''),
    withdrawn_event BIGINT,
    event BIGINT NOT NULL UNIQUE,
    CHECK ((answer IS NULL) = (answered_us IS NULL) AND (answer IS NULL) = (answered_event IS NULL)),
    CHECK ((reason IS NULL) = (withdrawn_us IS NULL) AND (reason IS NULL) = (withdrawn_by IS NULL)
           AND (reason IS NULL) = (withdrawn_event IS NULL))
);
CREATE INDEX caution_party ON caution (party, id);
CREATE INDEX caution_due ON caution (due_us, id) WHERE answer IS NULL AND withdrawn_us IS NULL;
CREATE TRIGGER caution_keeps_its_terms BEFORE UPDATE OF id, party, rung, ground, facts, complaint, author, put_us, due_us,
event ON caution
FOR EACH ROW EXECUTE FUNCTION refuse('what a party was cautioned for never changes');
CREATE TRIGGER caution_is_answered_once BEFORE UPDATE OF answer, answer_text, answered_us, answered_event, proposes ON caution
FOR EACH ROW WHEN (OLD.answer IS NOT NULL AND NEW.answered_event IS DISTINCT FROM OLD.answered_event)
EXECUTE FUNCTION refuse('a caution is answered once');
CREATE TRIGGER caution_is_withdrawn_once BEFORE UPDATE ON caution
FOR EACH ROW WHEN (OLD.withdrawn_us IS NOT NULL) EXECUTE FUNCTION refuse('a caution is withdrawn once');
CREATE TRIGGER caution_stays BEFORE DELETE ON caution
FOR EACH ROW EXECUTE FUNCTION refuse('a caution is never deleted');
CREATE TRIGGER cautions_stay BEFORE TRUNCATE ON caution
FOR EACH STATEMENT EXECUTE FUNCTION refuse('a caution is never deleted');
-- What earlier steps of this run left to be checked at the end is checked now: a table with such rows is not altered.
SET CONSTRAINTS ALL IMMEDIATE;
-- Where payouts go stands apart, as contacts do. The event that gave it has only the SHA-256 of salt and value; an
-- older one has the value itself, and here is no hash.
ALTER TABLE personal DROP CONSTRAINT personal_kind_check;
ALTER TABLE personal ADD CONSTRAINT personal_kind_check CHECK (kind = 'contact' OR kind = 'destination');
INSERT INTO personal (event, kind, party, at_us, value)
SELECT y.event, 'destination', y.party, e.at_us, y.destination FROM payout y JOIN account a ON a.id = y.hold_id
JOIN event e ON e.book_id = a.book_id AND e.number = y.event WHERE y.destination IS NOT NULL;
DROP TRIGGER personal_is_erased_or_stays ON personal;
CREATE TRIGGER personal_is_erased_or_stays BEFORE UPDATE ON personal
FOR EACH ROW WHEN (OLD.erased_event IS NOT NULL OR NEW.erased_event IS NULL OR NEW.event <> OLD.event
                   OR NEW.kind <> OLD.kind OR NEW.party <> OLD.party OR NEW.at_us <> OLD.at_us
                   OR NEW.hash IS DISTINCT FROM OLD.hash)
EXECUTE FUNCTION refuse('what a party gave is erased and never changed');
ALTER TABLE payout DROP COLUMN destination;
CREATE INDEX personal_destination ON personal (value) WHERE kind = 'destination' AND value IS NOT NULL;
SET CONSTRAINTS ALL DEFERRED;

-- What a bank line says of its counterparty (text, counterparty, counterparty_account) stands here alone. The line's
-- event has the SHA-256 of salt and words; an older one has the words, and here is no salt. Words and salts of a
-- statement are erased together; its opening balance is ours and stays. No hash of the words is left then.
ALTER TABLE line ADD COLUMN salt TEXT COLLATE "C";
ALTER TABLE line DROP COLUMN fingerprint;
ALTER TABLE statement ADD COLUMN erased_event BIGINT;
CREATE TRIGGER line_keeps_its_words BEFORE UPDATE OF text, counterparty, counterparty_account, salt ON line
FOR EACH ROW WHEN ((NEW.text <> OLD.text OR NEW.counterparty IS DISTINCT FROM OLD.counterparty
                    OR NEW.counterparty_account IS DISTINCT FROM OLD.counterparty_account
                    OR NEW.salt IS DISTINCT FROM OLD.salt)
                   AND (NEW.text <> '' OR NEW.counterparty IS NOT NULL OR NEW.counterparty_account IS NOT NULL
                        OR NEW.salt IS NOT NULL))
EXECUTE FUNCTION refuse('what a bank said is erased and never changed');
CREATE TRIGGER statement_is_erased_once BEFORE UPDATE OF erased_event ON statement
FOR EACH ROW WHEN (OLD.erased_event IS NOT NULL AND NEW.erased_event IS DISTINCT FROM OLD.erased_event)
EXECUTE FUNCTION refuse('a statement is erased once');
-- Evidence on complaints: files, statements and links, by side. What is in them is kept once, by its SHA-256, in hex;
-- it is gone (null) once no piece that is kept has it. Who looked at which piece, once for each.
CREATE TABLE exhibit (
    sha256 TEXT COLLATE "C" PRIMARY KEY CHECK (length(sha256) = 64),
    content TEXT COLLATE "C" CHECK (content <> '')
);
CREATE TRIGGER exhibit_keeps_its_name BEFORE UPDATE ON exhibit
FOR EACH ROW WHEN (NEW.sha256 <> OLD.sha256 OR OLD.content IS NOT NULL AND NEW.content IS NOT NULL AND NEW.content <> OLD.content)
EXECUTE FUNCTION refuse('what a piece of evidence is never changes');
CREATE TRIGGER exhibit_stays BEFORE DELETE ON exhibit
FOR EACH ROW
EXECUTE FUNCTION refuse('evidence is erased, not deleted');
CREATE TRIGGER exhibits_all_stay BEFORE TRUNCATE ON exhibit
FOR EACH STATEMENT EXECUTE FUNCTION refuse('evidence is erased, not deleted');
CREATE TABLE evidence (
    id BIGINT PRIMARY KEY,
    complaint TEXT COLLATE "C" NOT NULL REFERENCES complaint (id) DEFERRABLE INITIALLY DEFERRED,
    side TEXT COLLATE "C" NOT NULL CHECK (side IN ('buyer', 'seller', 'rights-holder', 'platform')),
    kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('file', 'statement', 'link')),
    name TEXT COLLATE "C" CHECK (name <> ''),
    media TEXT COLLATE "C" NOT NULL CHECK (media <> ''),
    bytes BIGINT NOT NULL CHECK (bytes > 0),
    sha256 TEXT COLLATE "C" NOT NULL REFERENCES exhibit (sha256) DEFERRABLE INITIALLY DEFERRED,
    added_by TEXT COLLATE "C" NOT NULL,
    at_us BIGINT NOT NULL,
    event BIGINT NOT NULL UNIQUE,
    erased_event BIGINT UNIQUE,
    CHECK (erased_event > event)
);
CREATE INDEX evidence_complaint ON evidence (complaint, id);
CREATE INDEX evidence_exhibit ON evidence (sha256) WHERE erased_event IS NULL;
CREATE INDEX evidence_kept ON evidence (at_us, id) WHERE erased_event IS NULL;
CREATE TRIGGER evidence_is_erased_or_stays BEFORE UPDATE ON evidence
FOR EACH ROW WHEN (OLD.erased_event IS NOT NULL OR NEW.erased_event IS NULL OR NEW.id <> OLD.id OR NEW.complaint <> OLD.complaint
     OR NEW.side <> OLD.side OR NEW.kind <> OLD.kind OR NEW.name IS DISTINCT FROM OLD.name OR NEW.media <> OLD.media
     OR NEW.bytes <> OLD.bytes OR NEW.sha256 <> OLD.sha256 OR NEW.added_by <> OLD.added_by OR NEW.at_us <> OLD.at_us
     OR NEW.event <> OLD.event)
EXECUTE FUNCTION refuse('evidence is erased and never changed');
CREATE TRIGGER evidence_stays BEFORE DELETE ON evidence
FOR EACH ROW
EXECUTE FUNCTION refuse('evidence is erased, not deleted');
CREATE TRIGGER evidence_all_stays BEFORE TRUNCATE ON evidence
FOR EACH STATEMENT EXECUTE FUNCTION refuse('evidence is erased, not deleted');
CREATE TABLE evidence_look (
    evidence BIGINT NOT NULL REFERENCES evidence (id) DEFERRABLE INITIALLY DEFERRED,
    operator TEXT COLLATE "C" NOT NULL,
    at_us BIGINT NOT NULL,
    event BIGINT NOT NULL UNIQUE,
    PRIMARY KEY (evidence, operator)
);
CREATE TRIGGER evidence_look_is_final BEFORE UPDATE ON evidence_look
FOR EACH ROW
EXECUTE FUNCTION refuse('who looked at evidence never changes');
CREATE TRIGGER evidence_look_stays BEFORE DELETE ON evidence_look
FOR EACH ROW
EXECUTE FUNCTION refuse('who looked at evidence never changes');
CREATE TRIGGER evidence_looks_all_stay BEFORE TRUNCATE ON evidence_look
FOR EACH STATEMENT EXECUTE FUNCTION refuse('who looked at evidence never changes');
-- Earlier complaints about a seller, and by whoever complains.
CREATE INDEX complaint_about ON complaint (seller, opened_us);
CREATE INDEX complaint_by ON complaint (complainant, opened_us);
-- Freezes that end with what they rest on.
CREATE INDEX freeze_resting ON "freeze" (complaint) WHERE complaint IS NOT NULL AND is_ended = 0;
