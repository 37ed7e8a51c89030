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
