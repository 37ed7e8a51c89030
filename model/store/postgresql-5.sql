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
