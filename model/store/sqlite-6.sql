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
