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
