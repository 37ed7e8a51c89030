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
