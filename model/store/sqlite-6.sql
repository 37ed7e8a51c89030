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
