-- In which language a party is told things; NULL: the one of the book's pack.
ALTER TABLE party ADD COLUMN language TEXT COLLATE "C";

-- What kind of notice it is, in which language, and what stands above it; '' where it was told before there were
-- any.
ALTER TABLE notice ADD COLUMN kind TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE notice ADD COLUMN language TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE notice ADD COLUMN title TEXT COLLATE "C" NOT NULL DEFAULT '';

-- Second pair of eyes. An operation that one operator proposes and another approves. What is proposed never
-- changes; it is ended once, and never by its maker where that does it.
CREATE TABLE proposal (
    id BIGINT PRIMARY KEY,
    operation TEXT COLLATE "C" NOT NULL,
    request TEXT COLLATE "C" NOT NULL,
    hash TEXT COLLATE "C" NOT NULL CHECK (hash <> ''),
    subject TEXT COLLATE "C" NOT NULL,
    currency TEXT COLLATE "C",
    amount_minor BIGINT,
    needs TEXT COLLATE "C" NOT NULL CHECK (needs = 'second' OR needs = 'entity'),
    maker TEXT COLLATE "C" NOT NULL,
    maker_entity TEXT COLLATE "C",
    proposed_us BIGINT NOT NULL,
    due_us BIGINT NOT NULL,
    state TEXT COLLATE "C" NOT NULL DEFAULT 'open' CHECK (state = 'open' OR state = 'approved' OR state = 'rejected' OR
                                              state = 'withdrawn' OR state = 'expired'),
    ended_event BIGINT,
    ended_by TEXT COLLATE "C",
    ended_entity TEXT COLLATE "C",
    ended_us BIGINT,
    reason TEXT COLLATE "C",
    event BIGINT NOT NULL UNIQUE,
    CHECK (due_us > proposed_us),
    CHECK ((currency IS NULL) = (amount_minor IS NULL)),
    CHECK ((state = 'open') = (ended_event IS NULL)),
    CHECK ((state = 'open') = (ended_us IS NULL)),
    CHECK ((state = 'open' OR state = 'expired') = (ended_by IS NULL)),
    CHECK (state <> 'approved' OR ended_by <> maker),
    CHECK (state <> 'rejected' OR ended_by <> maker),
    CHECK (state <> 'withdrawn' OR ended_by = maker),
    CHECK (state <> 'approved' OR needs <> 'entity' OR coalesce(ended_entity <> maker_entity, FALSE))
);
CREATE UNIQUE INDEX proposal_ended ON proposal (ended_event) WHERE ended_event IS NOT NULL;
CREATE INDEX proposal_due ON proposal (due_us, id) WHERE state = 'open';
CREATE INDEX proposal_subject ON proposal (subject, id);
CREATE TRIGGER proposal_keeps_its_terms BEFORE UPDATE OF id, operation, request, hash, subject, currency, amount_minor, needs,
maker, maker_entity, proposed_us, due_us, event ON proposal
FOR EACH ROW EXECUTE FUNCTION refuse('what is proposed never changes');
CREATE TRIGGER proposal_is_ended_once BEFORE UPDATE ON proposal
FOR EACH ROW WHEN (OLD.state <> 'open') EXECUTE FUNCTION refuse('a proposal is ended once');
CREATE TRIGGER proposal_stays BEFORE DELETE ON proposal
FOR EACH ROW EXECUTE FUNCTION refuse('a proposal is never deleted');
CREATE TRIGGER proposal_stays_whole BEFORE TRUNCATE ON proposal
FOR EACH STATEMENT EXECUTE FUNCTION refuse('a proposal is never deleted');

-- In which parties an operator has an interest, as was declared; what has ended stays.
CREATE TABLE interest (
    event BIGINT PRIMARY KEY,
    operator TEXT COLLATE "C" NOT NULL REFERENCES operator (login) DEFERRABLE INITIALLY DEFERRED,
    party TEXT COLLATE "C" NOT NULL REFERENCES party (id) DEFERRABLE INITIALLY DEFERRED,
    declared_us BIGINT NOT NULL,
    ended_event BIGINT UNIQUE,
    ended_us BIGINT,
    CHECK (ended_event > event),
    CHECK ((ended_event IS NULL) = (ended_us IS NULL))
);
CREATE UNIQUE INDEX interest_running ON interest (operator, party) WHERE ended_event IS NULL;
CREATE INDEX interest_party ON interest (party, operator);
CREATE TRIGGER interest_keeps_its_terms BEFORE UPDATE OF event, operator, party, declared_us ON interest
FOR EACH ROW EXECUTE FUNCTION refuse('what was declared never changes');
CREATE TRIGGER interest_ends_once BEFORE UPDATE ON interest
FOR EACH ROW WHEN (OLD.ended_event IS NOT NULL) EXECUTE FUNCTION refuse('an interest is ended once');
CREATE TRIGGER interest_stays BEFORE DELETE ON interest
FOR EACH ROW EXECUTE FUNCTION refuse('an interest is never deleted');
CREATE TRIGGER interest_stays_whole BEFORE TRUNCATE ON interest
FOR EACH STATEMENT EXECUTE FUNCTION refuse('an interest is never deleted');

-- Freezes. One begins at from_us, which may lie ahead; is_begun says that its beginning was recorded. What one
-- operator puts in an emergency ends at alone_until_us unless another confirms it, and then at wanted_until_us.
-- An order of an authority rests on a document.
CREATE TABLE document (
    sha256 TEXT COLLATE "C" PRIMARY KEY CHECK (length(sha256) = 64),
    name TEXT COLLATE "C" NOT NULL CHECK (name <> ''),
    bytes BIGINT NOT NULL CHECK (bytes > 0),
    content TEXT COLLATE "C" NOT NULL CHECK (content <> ''),
    event BIGINT NOT NULL
);
CREATE TRIGGER document_is_final BEFORE UPDATE ON document
FOR EACH ROW EXECUTE FUNCTION refuse('a document is never changed');
CREATE TRIGGER document_stays BEFORE DELETE ON document
FOR EACH ROW EXECUTE FUNCTION refuse('a document is never deleted');
ALTER TABLE "freeze" ADD COLUMN is_begun BIGINT NOT NULL DEFAULT 1 CHECK (is_begun = 0 OR is_begun = 1);
ALTER TABLE "freeze" ADD COLUMN alone_until_us BIGINT;
ALTER TABLE "freeze" ADD COLUMN wanted_until_us BIGINT CHECK ((wanted_until_us IS NULL) = (alone_until_us IS NULL));
ALTER TABLE "freeze" ADD COLUMN confirmed_us BIGINT CHECK (confirmed_us IS NULL OR alone_until_us IS NOT NULL);
ALTER TABLE "freeze" ADD COLUMN confirmed_by TEXT COLLATE "C"
    CHECK (confirmed_by <> author AND (confirmed_by IS NULL) = (confirmed_us IS NULL));
ALTER TABLE "freeze" ADD COLUMN complaint TEXT COLLATE "C";
ALTER TABLE "freeze" ADD COLUMN evidence TEXT COLLATE "C";
ALTER TABLE "freeze" ADD COLUMN authority TEXT COLLATE "C" REFERENCES party (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "freeze" ADD COLUMN reference TEXT COLLATE "C" CHECK ((reference IS NULL) = (authority IS NULL));
ALTER TABLE "freeze" ADD COLUMN document TEXT COLLATE "C" REFERENCES document (sha256) DEFERRABLE INITIALLY DEFERRED
    CHECK ((document IS NULL) = (authority IS NULL));
CREATE INDEX freeze_from ON "freeze" (from_us, id) WHERE is_begun = 0;
CREATE INDEX freeze_complaint ON "freeze" (complaint) WHERE complaint IS NOT NULL;

-- For how much longer, why and by whom; an objection, and what became of it (decided_by is null where its
-- clock decided, by what lifts says).
CREATE TABLE freeze_extension (
    freeze_id BIGINT NOT NULL REFERENCES "freeze" (id) DEFERRABLE INITIALLY DEFERRED,
    number BIGINT NOT NULL CHECK (number > 0),
    was_until_us BIGINT NOT NULL,
    until_us BIGINT NOT NULL CHECK (until_us > was_until_us),
    reason TEXT COLLATE "C" NOT NULL CHECK (reason <> ''),
    author TEXT COLLATE "C" NOT NULL,
    at_us BIGINT NOT NULL,
    event BIGINT NOT NULL,
    PRIMARY KEY (freeze_id, number)
);
CREATE TRIGGER freeze_extension_is_final BEFORE UPDATE ON freeze_extension
FOR EACH ROW EXECUTE FUNCTION refuse('an extension is never changed');
CREATE TRIGGER freeze_extension_stays BEFORE DELETE ON freeze_extension
FOR EACH ROW EXECUTE FUNCTION refuse('an extension is never deleted');
CREATE TABLE objection (
    id BIGINT PRIMARY KEY,
    freeze_id BIGINT NOT NULL REFERENCES "freeze" (id) DEFERRABLE INITIALLY DEFERRED,
    text TEXT COLLATE "C" NOT NULL CHECK (text <> ''),
    filed_by TEXT COLLATE "C" NOT NULL,
    filed_us BIGINT NOT NULL,
    due_us BIGINT NOT NULL,
    lifts BIGINT NOT NULL CHECK (lifts = 0 OR lifts = 1),
    state TEXT COLLATE "C" NOT NULL DEFAULT 'open' CHECK (state = 'open' OR state = 'upheld' OR state = 'granted'),
    decided_us BIGINT,
    decided_by TEXT COLLATE "C",
    reasons TEXT COLLATE "C",
    interest_minor BIGINT CHECK (interest_minor > 0),
    event BIGINT NOT NULL,
    CHECK (due_us > filed_us),
    CHECK ((state = 'open') = (decided_us IS NULL)),
    CHECK ((state = 'open') = (reasons IS NULL)),
    CHECK (decided_by IS NULL OR state <> 'open'),
    CHECK (interest_minor IS NULL OR state = 'granted')
);
CREATE INDEX objection_due ON objection (due_us, id) WHERE state = 'open';
CREATE INDEX objection_freeze ON objection (freeze_id, id);
CREATE UNIQUE INDEX objection_is_one ON objection (freeze_id) WHERE state = 'open';
CREATE TRIGGER objection_is_decided_once BEFORE UPDATE ON objection
FOR EACH ROW WHEN (OLD.state <> 'open') EXECUTE FUNCTION refuse('an objection is decided once');
CREATE TRIGGER objection_stays BEFORE DELETE ON objection
FOR EACH ROW EXECUTE FUNCTION refuse('an objection is never deleted');
-- A complaint is filed, admitted or refused, told to the seller, answered or not, and decided: each stage has
-- its time, and step_us is when the one under way ends by itself. The money of a decision waits until
-- appeal_until_us, where something waits.
ALTER TABLE complaint DROP CONSTRAINT complaint_state_check;
ALTER TABLE complaint ADD COLUMN admitted_us BIGINT;
ALTER TABLE complaint ADD COLUMN answered_us BIGINT;
ALTER TABLE complaint ADD COLUMN answer TEXT COLLATE "C" CHECK (answer IN ('accept', 'contest'));
ALTER TABLE complaint ADD COLUMN answer_text TEXT COLLATE "C";
ALTER TABLE complaint ADD COLUMN step_us BIGINT;
ALTER TABLE complaint ADD COLUMN appeal_until_us BIGINT;
ALTER TABLE complaint ADD COLUMN decided_event BIGINT;
UPDATE complaint SET admitted_us = opened_us;
ALTER TABLE complaint ADD CHECK (state IN ('filed', 'open', 'noticed', 'answered', 'silent', 'refused',
                                           'dismissed', 'upheld', 'refunded', 'awarded', 'defaulted'));
ALTER TABLE complaint ADD CHECK
    ((decided_us IS NULL) = (state IN ('filed', 'open', 'noticed', 'answered', 'silent')));
ALTER TABLE complaint ADD CHECK (state <> 'answered' OR answer IS NOT NULL);
ALTER TABLE complaint ADD CHECK (state <> 'silent' OR answer IS NULL);
ALTER TABLE complaint ADD CHECK (answer IS NULL OR answered_us IS NOT NULL);
ALTER TABLE complaint ADD CHECK (appeal_until_us IS NULL OR decided_event IS NOT NULL);
ALTER TABLE complaint ADD CHECK (decided_us IS NULL OR step_us IS NULL OR appeal_until_us IS NOT NULL);
DROP INDEX complaint_due;
CREATE INDEX complaint_due ON complaint (due_us, id) WHERE decided_us IS NULL;
CREATE INDEX complaint_step ON complaint (step_us, id) WHERE step_us IS NOT NULL;
CREATE TRIGGER complaint_is_decided_once BEFORE UPDATE OF state, decided_by, reasons ON complaint
FOR EACH ROW WHEN (OLD.decided_us IS NOT NULL AND
                   (NEW.state, NEW.decided_by, NEW.reasons)
                   IS DISTINCT FROM (OLD.state, OLD.decided_by, OLD.reasons))
EXECUTE FUNCTION refuse('a complaint is decided once');

-- One appeal against the decision of a complaint; it is reviewed by somebody else than who decided, or ends by
-- its clock (reviewed_by is null).
CREATE TABLE appeal (
    complaint TEXT COLLATE "C" PRIMARY KEY REFERENCES complaint (id) DEFERRABLE INITIALLY DEFERRED,
    party TEXT COLLATE "C" NOT NULL REFERENCES party (id) DEFERRABLE INITIALLY DEFERRED,
    text TEXT COLLATE "C",
    decided_by TEXT COLLATE "C" NOT NULL,
    outcome TEXT COLLATE "C" CHECK (outcome IN ('upheld', 'changed', 'reversed')),
    refund_minor BIGINT CHECK (refund_minor >= 0),
    award_minor BIGINT CHECK (award_minor >= 0),
    appealed_us BIGINT NOT NULL,
    reviewed_us BIGINT,
    reviewed_by TEXT COLLATE "C",
    reasons TEXT COLLATE "C",
    event BIGINT NOT NULL,
    CHECK ((outcome IS NULL) = (reviewed_us IS NULL)),
    CHECK (reviewed_by IS NULL OR outcome IS NOT NULL),
    CHECK (outcome = 'changed' OR refund_minor IS NULL AND award_minor IS NULL),
    CHECK (reviewed_by <> decided_by)
);
CREATE TRIGGER appeal_is_reviewed_once BEFORE UPDATE OF outcome, reviewed_by, reasons ON appeal
FOR EACH ROW WHEN (OLD.outcome IS NOT NULL AND
                   (NEW.outcome, NEW.reviewed_by, NEW.reasons)
                   IS DISTINCT FROM (OLD.outcome, OLD.reviewed_by, OLD.reasons))
EXECUTE FUNCTION refuse('an appeal is reviewed once');
CREATE TRIGGER appeal_keeps_its_decider BEFORE UPDATE OF party, decided_by ON appeal
FOR EACH ROW WHEN (NEW.party <> OLD.party OR NEW.decided_by <> OLD.decided_by)
EXECUTE FUNCTION refuse('an appeal is against one decision');
CREATE TRIGGER appeal_stays BEFORE DELETE ON appeal
FOR EACH ROW EXECUTE FUNCTION refuse('an appeal is never deleted');
CREATE TRIGGER appeals_stay BEFORE TRUNCATE ON appeal
FOR EACH STATEMENT EXECUTE FUNCTION refuse('an appeal is never deleted');
-- What a party can be reached by, apart from all else, so that it is masked and can be erased. The event that gave
-- it has only the SHA-256 of salt and value; an older one has the value itself, and here is no hash.
CREATE TABLE personal (
    event BIGINT NOT NULL,
    kind TEXT COLLATE "C" NOT NULL CHECK (kind = 'contact'),
    party TEXT COLLATE "C" NOT NULL REFERENCES party (id) DEFERRABLE INITIALLY DEFERRED,
    at_us BIGINT NOT NULL,
    salt TEXT COLLATE "C",
    value TEXT COLLATE "C",
    hash TEXT COLLATE "C",
    erased_event BIGINT,
    PRIMARY KEY (event, kind),
    CHECK ((value IS NULL) = (erased_event IS NOT NULL)),
    CHECK ((salt IS NOT NULL) = (value IS NOT NULL AND hash IS NOT NULL))
);
CREATE INDEX personal_party ON personal (party, event);
CREATE INDEX personal_kept ON personal (at_us, party) WHERE erased_event IS NULL;
INSERT INTO personal (event, kind, party, at_us, value)
SELECT e.number, 'contact', p.id, e.at_us, p.contact FROM party p CROSS JOIN book b JOIN event e
ON e.book_id = b.id AND e.number = coalesce((SELECT max(x.number) FROM event x WHERE x.subject = 'party:' || p.id AND x.verb = 'party'
                        AND x.verb <> 'line' AND x.body LIKE '%"contact":%'), p.event)
WHERE p.contact IS NOT NULL;
ALTER TABLE party DROP COLUMN contact;
CREATE TRIGGER personal_stays BEFORE DELETE ON personal
FOR EACH ROW EXECUTE FUNCTION refuse('what a party gave is erased, not deleted');
CREATE TRIGGER personal_all_stay BEFORE TRUNCATE ON personal
FOR EACH STATEMENT EXECUTE FUNCTION refuse('what a party gave is erased, not deleted');
CREATE TRIGGER personal_is_erased_or_stays BEFORE UPDATE ON personal
FOR EACH ROW WHEN (OLD.erased_event IS NOT NULL OR NEW.erased_event IS NULL OR NEW.event <> OLD.event
                   OR NEW.party <> OLD.party OR NEW.at_us <> OLD.at_us OR NEW.hash IS DISTINCT FROM OLD.hash)
EXECUTE FUNCTION refuse('what a party gave is erased and never changed');

-- How a notice reaches its party: waiting for its time, given away with no answer yet, sent, failed for good, or
-- of an outcome that is not known. What was told earlier than there was any sending is never sent. What was said
-- never changes, and what was sent stays so.
ALTER TABLE notice ADD COLUMN delivery TEXT COLLATE "C" NOT NULL DEFAULT 'waiting' CHECK (delivery = 'waiting' OR
    delivery = 'sending' OR delivery = 'sent' OR delivery = 'failed' OR delivery = 'unknown' OR delivery = 'earlier');
ALTER TABLE notice ADD COLUMN attempts BIGINT NOT NULL DEFAULT 0 CHECK (attempts >= 0);
ALTER TABLE notice ADD COLUMN next_us BIGINT DEFAULT 0 CHECK ((delivery = 'waiting') = (next_us IS NOT NULL));
ALTER TABLE notice ADD COLUMN tried_us BIGINT CHECK (tried_us IS NOT NULL OR attempts = 0);
ALTER TABLE notice ADD COLUMN failure TEXT COLLATE "C" CHECK (failure IS NOT NULL OR (delivery <> 'failed' AND delivery <> 'unknown'));
UPDATE notice SET delivery = 'earlier', next_us = NULL;
CREATE INDEX notice_due ON notice (next_us, id) WHERE next_us IS NOT NULL;
CREATE INDEX notice_undelivered ON notice (tried_us, id) WHERE attempts > 0 AND delivery <> 'sent';
CREATE TRIGGER notice_keeps_its_words BEFORE UPDATE OF id, event, party, subject, at_us, text, kind, language, title ON notice
FOR EACH ROW EXECUTE FUNCTION refuse('what was told never changes');
CREATE TRIGGER notice_is_sent_once BEFORE UPDATE ON notice
FOR EACH ROW WHEN (OLD.delivery = 'sent') EXECUTE FUNCTION refuse('a notice is sent once');
CREATE TRIGGER notice_stays BEFORE DELETE ON notice
FOR EACH ROW EXECUTE FUNCTION refuse('a notice is never deleted');
CREATE TRIGGER notice_stays_whole BEFORE TRUNCATE ON notice
FOR EACH STATEMENT EXECUTE FUNCTION refuse('a notice is never deleted');
