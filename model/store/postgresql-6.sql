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
