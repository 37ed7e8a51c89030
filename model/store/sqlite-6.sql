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
