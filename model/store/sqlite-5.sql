-- In which language a party is told things; NULL: the one of the book's pack.
ALTER TABLE party ADD COLUMN language TEXT;

-- What kind of notice it is, in which language, and what stands above it; '' where it was told before there were
-- any.
ALTER TABLE notice ADD COLUMN kind TEXT NOT NULL DEFAULT '';
ALTER TABLE notice ADD COLUMN language TEXT NOT NULL DEFAULT '';
ALTER TABLE notice ADD COLUMN title TEXT NOT NULL DEFAULT '';

-- Second pair of eyes. An operation that one operator proposes and another approves. What is proposed never
-- changes; it is ended once, and never by its maker where that does it.
CREATE TABLE proposal (
    id INTEGER PRIMARY KEY,
    operation TEXT NOT NULL,
    request TEXT NOT NULL,
    hash TEXT NOT NULL CHECK (hash <> ''),
    subject TEXT NOT NULL,
    currency TEXT,
    amount_minor INTEGER,
    needs TEXT NOT NULL CHECK (needs = 'second' OR needs = 'entity'),
    maker TEXT NOT NULL,
    maker_entity TEXT,
    proposed_us INTEGER NOT NULL,
    due_us INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'open' CHECK (state = 'open' OR state = 'approved' OR state = 'rejected' OR
                                              state = 'withdrawn' OR state = 'expired'),
    ended_event INTEGER,
    ended_by TEXT,
    ended_entity TEXT,
    ended_us INTEGER,
    reason TEXT,
    event INTEGER NOT NULL UNIQUE,
    CHECK (due_us > proposed_us),
    CHECK ((currency IS NULL) = (amount_minor IS NULL)),
    CHECK ((state = 'open') = (ended_event IS NULL)),
    CHECK ((state = 'open') = (ended_us IS NULL)),
    CHECK ((state = 'open' OR state = 'expired') = (ended_by IS NULL)),
    CHECK (state <> 'approved' OR ended_by <> maker),
    CHECK (state <> 'rejected' OR ended_by <> maker),
    CHECK (state <> 'withdrawn' OR ended_by = maker),
    CHECK (state <> 'approved' OR needs <> 'entity' OR coalesce(ended_entity <> maker_entity, 0))
) STRICT;
CREATE UNIQUE INDEX proposal_ended ON proposal (ended_event) WHERE ended_event IS NOT NULL;
CREATE INDEX proposal_due ON proposal (due_us, id) WHERE state = 'open';
CREATE INDEX proposal_subject ON proposal (subject, id);
CREATE TRIGGER proposal_keeps_its_terms BEFORE UPDATE OF id, operation, request, hash, subject, currency, amount_minor, needs,
maker, maker_entity, proposed_us, due_us, event ON proposal
BEGIN SELECT RAISE(ABORT, 'what is proposed never changes'); END;
CREATE TRIGGER proposal_is_ended_once BEFORE UPDATE ON proposal WHEN OLD.state <> 'open'
BEGIN SELECT RAISE(ABORT, 'a proposal is ended once'); END;
CREATE TRIGGER proposal_stays BEFORE DELETE ON proposal
BEGIN SELECT RAISE(ABORT, 'a proposal is never deleted'); END;

-- In which parties an operator has an interest, as was declared; what has ended stays.
CREATE TABLE interest (
    event INTEGER PRIMARY KEY,
    operator TEXT NOT NULL REFERENCES operator (login) DEFERRABLE INITIALLY DEFERRED,
    party TEXT NOT NULL REFERENCES party (id) DEFERRABLE INITIALLY DEFERRED,
    declared_us INTEGER NOT NULL,
    ended_event INTEGER UNIQUE,
    ended_us INTEGER,
    CHECK (ended_event > event),
    CHECK ((ended_event IS NULL) = (ended_us IS NULL))
) STRICT;
CREATE UNIQUE INDEX interest_running ON interest (operator, party) WHERE ended_event IS NULL;
CREATE INDEX interest_party ON interest (party, operator);
CREATE TRIGGER interest_keeps_its_terms BEFORE UPDATE OF event, operator, party, declared_us ON interest
BEGIN SELECT RAISE(ABORT, 'what was declared never changes'); END;
CREATE TRIGGER interest_ends_once BEFORE UPDATE ON interest WHEN OLD.ended_event IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'an interest is ended once'); END;
CREATE TRIGGER interest_stays BEFORE DELETE ON interest
BEGIN SELECT RAISE(ABORT, 'an interest is never deleted'); END;

-- Freezes. One begins at from_us, which may lie ahead; is_begun says that its beginning was recorded. What one
-- operator puts in an emergency ends at alone_until_us unless another confirms it, and then at wanted_until_us.
-- An order of an authority rests on a document.
CREATE TABLE document (
    sha256 TEXT PRIMARY KEY CHECK (length(sha256) = 64),
    name TEXT NOT NULL CHECK (name <> ''),
    bytes INTEGER NOT NULL CHECK (bytes > 0),
    content TEXT NOT NULL CHECK (content <> ''),
    event INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TRIGGER document_is_final BEFORE UPDATE ON document
BEGIN SELECT RAISE(ABORT, 'a document is never changed'); END;
CREATE TRIGGER document_stays BEFORE DELETE ON document
BEGIN SELECT RAISE(ABORT, 'a document is never deleted'); END;
ALTER TABLE freeze ADD COLUMN is_begun INTEGER NOT NULL DEFAULT 1 CHECK (is_begun = 0 OR is_begun = 1);
ALTER TABLE freeze ADD COLUMN alone_until_us INTEGER;
ALTER TABLE freeze ADD COLUMN wanted_until_us INTEGER CHECK ((wanted_until_us IS NULL) = (alone_until_us IS NULL));
ALTER TABLE freeze ADD COLUMN confirmed_us INTEGER CHECK (confirmed_us IS NULL OR alone_until_us IS NOT NULL);
ALTER TABLE freeze ADD COLUMN confirmed_by TEXT
    CHECK (confirmed_by <> author AND (confirmed_by IS NULL) = (confirmed_us IS NULL));
ALTER TABLE freeze ADD COLUMN complaint TEXT;
ALTER TABLE freeze ADD COLUMN evidence TEXT;
ALTER TABLE freeze ADD COLUMN authority TEXT REFERENCES party (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE freeze ADD COLUMN reference TEXT CHECK ((reference IS NULL) = (authority IS NULL));
ALTER TABLE freeze ADD COLUMN document TEXT REFERENCES document (sha256) DEFERRABLE INITIALLY DEFERRED
    CHECK ((document IS NULL) = (authority IS NULL));
CREATE INDEX freeze_from ON freeze (from_us, id) WHERE is_begun = 0;
CREATE INDEX freeze_complaint ON freeze (complaint) WHERE complaint IS NOT NULL;

-- For how much longer, why and by whom; an objection, and what became of it (decided_by is null where its
-- clock decided, by what lifts says).
CREATE TABLE freeze_extension (
    freeze_id INTEGER NOT NULL REFERENCES freeze (id) DEFERRABLE INITIALLY DEFERRED,
    number INTEGER NOT NULL CHECK (number > 0),
    was_until_us INTEGER NOT NULL,
    until_us INTEGER NOT NULL CHECK (until_us > was_until_us),
    reason TEXT NOT NULL CHECK (reason <> ''),
    author TEXT NOT NULL,
    at_us INTEGER NOT NULL,
    event INTEGER NOT NULL,
    PRIMARY KEY (freeze_id, number)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER freeze_extension_is_final BEFORE UPDATE ON freeze_extension
BEGIN SELECT RAISE(ABORT, 'an extension is never changed'); END;
CREATE TRIGGER freeze_extension_stays BEFORE DELETE ON freeze_extension
BEGIN SELECT RAISE(ABORT, 'an extension is never deleted'); END;
CREATE TABLE objection (
    id INTEGER PRIMARY KEY,
    freeze_id INTEGER NOT NULL REFERENCES freeze (id) DEFERRABLE INITIALLY DEFERRED,
    text TEXT NOT NULL CHECK (text <> ''),
    filed_by TEXT NOT NULL,
    filed_us INTEGER NOT NULL,
    due_us INTEGER NOT NULL,
    lifts INTEGER NOT NULL CHECK (lifts = 0 OR lifts = 1),
    state TEXT NOT NULL DEFAULT 'open' CHECK (state = 'open' OR state = 'upheld' OR state = 'granted'),
    decided_us INTEGER,
    decided_by TEXT,
    reasons TEXT,
    interest_minor INTEGER CHECK (interest_minor > 0),
    event INTEGER NOT NULL,
    CHECK (due_us > filed_us),
    CHECK ((state = 'open') = (decided_us IS NULL)),
    CHECK ((state = 'open') = (reasons IS NULL)),
    CHECK (decided_by IS NULL OR state <> 'open'),
    CHECK (interest_minor IS NULL OR state = 'granted')
) STRICT;
CREATE INDEX objection_due ON objection (due_us, id) WHERE state = 'open';
CREATE INDEX objection_freeze ON objection (freeze_id, id);
CREATE UNIQUE INDEX objection_is_one ON objection (freeze_id) WHERE state = 'open';
CREATE TRIGGER objection_is_decided_once BEFORE UPDATE ON objection WHEN OLD.state <> 'open'
BEGIN SELECT RAISE(ABORT, 'an objection is decided once'); END;
CREATE TRIGGER objection_stays BEFORE DELETE ON objection
BEGIN SELECT RAISE(ABORT, 'an objection is never deleted'); END;
-- A complaint is filed, admitted or refused, told to the seller, answered or not, and decided: each stage has
-- its time, and step_us is when the one under way ends by itself. The money of a decision waits until
-- appeal_until_us, where something waits.
CREATE TABLE new_complaint (
    id TEXT PRIMARY KEY,
    deal TEXT NOT NULL REFERENCES deal (id) DEFERRABLE INITIALLY DEFERRED,
    seller TEXT NOT NULL REFERENCES party (id) DEFERRABLE INITIALLY DEFERRED,
    complainant TEXT NOT NULL REFERENCES party (id) DEFERRABLE INITIALLY DEFERRED,
    kind TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('filed', 'open', 'noticed', 'answered', 'silent', 'refused',
                                         'dismissed', 'upheld', 'refunded', 'awarded', 'defaulted')),
    currency TEXT NOT NULL,
    amount_minor INTEGER NOT NULL CHECK (amount_minor >= 0),
    text TEXT,
    evidence TEXT,
    hold_id INTEGER REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
    award_hold_id INTEGER REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
    award_minor INTEGER,
    due_us INTEGER NOT NULL,
    door TEXT NOT NULL CHECK (door IN ('payer', 'payee')),
    opened_us INTEGER NOT NULL,
    noticed_us INTEGER,
    decided_us INTEGER,
    decided_by TEXT,
    reasons TEXT,
    event INTEGER NOT NULL,
    refunded_minor INTEGER CHECK (refunded_minor > 0),
    admitted_us INTEGER,
    answered_us INTEGER,
    answer TEXT CHECK (answer IN ('accept', 'contest')),
    answer_text TEXT,
    step_us INTEGER,
    appeal_until_us INTEGER,
    decided_event INTEGER,
    CHECK ((decided_us IS NULL) = (state IN ('filed', 'open', 'noticed', 'answered', 'silent'))),
    CHECK (state <> 'answered' OR answer IS NOT NULL),
    CHECK (state <> 'silent' OR answer IS NULL),
    CHECK (answer IS NULL OR answered_us IS NOT NULL),
    CHECK (appeal_until_us IS NULL OR decided_event IS NOT NULL),
    CHECK (decided_us IS NULL OR step_us IS NULL OR appeal_until_us IS NOT NULL)
) STRICT, WITHOUT ROWID;
INSERT INTO new_complaint (id, deal, seller, complainant, kind, state, currency, amount_minor, text, evidence,
                           hold_id, award_hold_id, award_minor, due_us, door, opened_us, noticed_us, decided_us,
                           decided_by, reasons, event, refunded_minor, admitted_us)
SELECT id, deal, seller, complainant, kind, state, currency, amount_minor, text, evidence, hold_id,
       award_hold_id, award_minor, due_us, door, opened_us, noticed_us, decided_us, decided_by, reasons, event,
       refunded_minor, opened_us FROM complaint;
DROP TABLE complaint;
ALTER TABLE new_complaint RENAME TO complaint;
CREATE INDEX complaint_deal ON complaint (deal);
CREATE INDEX complaint_seller ON complaint (seller, id);
CREATE INDEX complaint_due ON complaint (due_us, id) WHERE decided_us IS NULL;
CREATE INDEX complaint_step ON complaint (step_us, id) WHERE step_us IS NOT NULL;
CREATE TRIGGER complaint_is_decided_once BEFORE UPDATE OF state, decided_by, reasons ON complaint
WHEN OLD.decided_us IS NOT NULL AND (NEW.state <> OLD.state OR NEW.decided_by IS NOT OLD.decided_by
                                    OR NEW.reasons IS NOT OLD.reasons)
BEGIN SELECT RAISE(ABORT, 'a complaint is decided once'); END;

-- One appeal against the decision of a complaint; it is reviewed by somebody else than who decided, or ends by
-- its clock (reviewed_by is null).
CREATE TABLE appeal (
    complaint TEXT PRIMARY KEY REFERENCES complaint (id) DEFERRABLE INITIALLY DEFERRED,
    party TEXT NOT NULL REFERENCES party (id) DEFERRABLE INITIALLY DEFERRED,
    text TEXT,
    decided_by TEXT NOT NULL,
    outcome TEXT CHECK (outcome IN ('upheld', 'changed', 'reversed')),
    refund_minor INTEGER CHECK (refund_minor >= 0),
    award_minor INTEGER CHECK (award_minor >= 0),
    appealed_us INTEGER NOT NULL,
    reviewed_us INTEGER,
    reviewed_by TEXT,
    reasons TEXT,
    event INTEGER NOT NULL,
    CHECK ((outcome IS NULL) = (reviewed_us IS NULL)),
    CHECK (reviewed_by IS NULL OR outcome IS NOT NULL),
    CHECK (outcome = 'changed' OR refund_minor IS NULL AND award_minor IS NULL),
    CHECK (reviewed_by <> decided_by)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER appeal_is_reviewed_once BEFORE UPDATE OF outcome, reviewed_by, reasons ON appeal
WHEN OLD.outcome IS NOT NULL AND (NEW.outcome IS NOT OLD.outcome OR NEW.reviewed_by IS NOT OLD.reviewed_by
                                  OR NEW.reasons IS NOT OLD.reasons)
BEGIN SELECT RAISE(ABORT, 'an appeal is reviewed once'); END;
CREATE TRIGGER appeal_keeps_its_decider BEFORE UPDATE OF party, decided_by ON appeal
WHEN NEW.party <> OLD.party OR NEW.decided_by <> OLD.decided_by
BEGIN SELECT RAISE(ABORT, 'an appeal is against one decision'); END;
CREATE TRIGGER appeal_stays BEFORE DELETE ON appeal
BEGIN SELECT RAISE(ABORT, 'an appeal is never deleted'); END;
-- What a party can be reached by, apart from all else, so that it is masked and can be erased. The event that gave
-- it has only the SHA-256 of salt and value; an older one has the value itself, and here is no hash.
CREATE TABLE personal (
    event INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind = 'contact'),
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
CREATE INDEX personal_party ON personal (party, event);
CREATE INDEX personal_kept ON personal (at_us, party) WHERE erased_event IS NULL;
INSERT INTO personal (event, kind, party, at_us, value)
SELECT e.number, 'contact', p.id, e.at_us, p.contact FROM party p CROSS JOIN book b JOIN event e
ON e.book_id = b.id AND e.number = coalesce((SELECT max(x.number) FROM event x WHERE x.subject = 'party:' || p.id AND x.verb = 'party'
                        AND x.verb <> 'line' AND x.body LIKE '%"contact":%'), p.event)
WHERE p.contact IS NOT NULL;
ALTER TABLE party DROP COLUMN contact;
CREATE TRIGGER personal_stays BEFORE DELETE ON personal
BEGIN SELECT RAISE(ABORT, 'what a party gave is erased, not deleted'); END;
CREATE TRIGGER personal_is_erased_or_stays BEFORE UPDATE ON personal
WHEN OLD.erased_event IS NOT NULL OR NEW.erased_event IS NULL OR NEW.event <> OLD.event
     OR NEW.party <> OLD.party OR NEW.at_us <> OLD.at_us OR NEW.hash IS NOT OLD.hash
BEGIN SELECT RAISE(ABORT, 'what a party gave is erased and never changed'); END;

-- How a notice reaches its party: waiting for its time, given away with no answer yet, sent, failed for good, or
-- of an outcome that is not known. What was told earlier than there was any sending is never sent. What was said
-- never changes, and what was sent stays so.
ALTER TABLE notice ADD COLUMN delivery TEXT NOT NULL DEFAULT 'waiting' CHECK (delivery = 'waiting' OR
    delivery = 'sending' OR delivery = 'sent' OR delivery = 'failed' OR delivery = 'unknown' OR delivery = 'earlier');
ALTER TABLE notice ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0);
ALTER TABLE notice ADD COLUMN next_us INTEGER DEFAULT 0 CHECK ((delivery = 'waiting') = (next_us IS NOT NULL));
ALTER TABLE notice ADD COLUMN tried_us INTEGER CHECK (tried_us IS NOT NULL OR attempts = 0);
ALTER TABLE notice ADD COLUMN failure TEXT CHECK (failure IS NOT NULL OR (delivery <> 'failed' AND delivery <> 'unknown'));
UPDATE notice SET delivery = 'earlier', next_us = NULL;
CREATE INDEX notice_due ON notice (next_us, id) WHERE next_us IS NOT NULL;
CREATE INDEX notice_undelivered ON notice (tried_us, id) WHERE attempts > 0 AND delivery <> 'sent';
CREATE TRIGGER notice_keeps_its_words BEFORE UPDATE OF id, event, party, subject, at_us, text, kind, language, title ON notice
BEGIN SELECT RAISE(ABORT, 'what was told never changes'); END;
CREATE TRIGGER notice_is_sent_once BEFORE UPDATE ON notice WHEN OLD.delivery = 'sent'
BEGIN SELECT RAISE(ABORT, 'a notice is sent once'); END;
CREATE TRIGGER notice_stays BEFORE DELETE ON notice
BEGIN SELECT RAISE(ABORT, 'a notice is never deleted'); END;
