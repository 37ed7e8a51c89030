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
