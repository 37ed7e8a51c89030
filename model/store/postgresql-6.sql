-- Evidence on complaints: files, statements and links, by side. What is in them is kept once, by its SHA-256, in hex;
-- it is gone (null) once no piece that is kept has it. Who looked at which piece, once for each.
CREATE TABLE exhibit (
    sha256 TEXT COLLATE "C" PRIMARY KEY CHECK (length(sha256) = 64),
    content TEXT COLLATE "C" CHECK (content <> '')
);
CREATE TRIGGER exhibit_keeps_its_name BEFORE UPDATE ON exhibit
FOR EACH ROW WHEN (NEW.sha256 <> OLD.sha256 OR OLD.content IS NOT NULL AND NEW.content IS NOT NULL AND NEW.content <> OLD.content)
EXECUTE FUNCTION refuse('what a piece of evidence is never changes');
CREATE TRIGGER exhibit_stays BEFORE DELETE ON exhibit
FOR EACH ROW
EXECUTE FUNCTION refuse('evidence is erased, not deleted');
CREATE TRIGGER exhibits_all_stay BEFORE TRUNCATE ON exhibit
FOR EACH STATEMENT EXECUTE FUNCTION refuse('evidence is erased, not deleted');
CREATE TABLE evidence (
    id BIGINT PRIMARY KEY,
    complaint TEXT COLLATE "C" NOT NULL REFERENCES complaint (id) DEFERRABLE INITIALLY DEFERRED,
    side TEXT COLLATE "C" NOT NULL CHECK (side IN ('buyer', 'seller', 'rights-holder', 'platform')),
    kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('file', 'statement', 'link')),
    name TEXT COLLATE "C" CHECK (name <> ''),
    media TEXT COLLATE "C" NOT NULL CHECK (media <> ''),
    bytes BIGINT NOT NULL CHECK (bytes > 0),
    sha256 TEXT COLLATE "C" NOT NULL REFERENCES exhibit (sha256) DEFERRABLE INITIALLY DEFERRED,
    added_by TEXT COLLATE "C" NOT NULL,
    at_us BIGINT NOT NULL,
    event BIGINT NOT NULL UNIQUE,
    erased_event BIGINT UNIQUE,
    CHECK (erased_event > event)
);
CREATE INDEX evidence_complaint ON evidence (complaint, id);
CREATE INDEX evidence_exhibit ON evidence (sha256) WHERE erased_event IS NULL;
CREATE INDEX evidence_kept ON evidence (at_us, id) WHERE erased_event IS NULL;
CREATE TRIGGER evidence_is_erased_or_stays BEFORE UPDATE ON evidence
FOR EACH ROW WHEN (OLD.erased_event IS NOT NULL OR NEW.erased_event IS NULL OR NEW.id <> OLD.id OR NEW.complaint <> OLD.complaint
     OR NEW.side <> OLD.side OR NEW.kind <> OLD.kind OR NEW.name IS DISTINCT FROM OLD.name OR NEW.media <> OLD.media
     OR NEW.bytes <> OLD.bytes OR NEW.sha256 <> OLD.sha256 OR NEW.added_by <> OLD.added_by OR NEW.at_us <> OLD.at_us
     OR NEW.event <> OLD.event)
EXECUTE FUNCTION refuse('evidence is erased and never changed');
CREATE TRIGGER evidence_stays BEFORE DELETE ON evidence
FOR EACH ROW
EXECUTE FUNCTION refuse('evidence is erased, not deleted');
CREATE TRIGGER evidence_all_stays BEFORE TRUNCATE ON evidence
FOR EACH STATEMENT EXECUTE FUNCTION refuse('evidence is erased, not deleted');
CREATE TABLE evidence_look (
    evidence BIGINT NOT NULL REFERENCES evidence (id) DEFERRABLE INITIALLY DEFERRED,
    operator TEXT COLLATE "C" NOT NULL,
    at_us BIGINT NOT NULL,
    event BIGINT NOT NULL UNIQUE,
    PRIMARY KEY (evidence, operator)
);
CREATE TRIGGER evidence_look_is_final BEFORE UPDATE ON evidence_look
FOR EACH ROW
EXECUTE FUNCTION refuse('who looked at evidence never changes');
CREATE TRIGGER evidence_look_stays BEFORE DELETE ON evidence_look
FOR EACH ROW
EXECUTE FUNCTION refuse('who looked at evidence never changes');
CREATE TRIGGER evidence_looks_all_stay BEFORE TRUNCATE ON evidence_look
FOR EACH STATEMENT EXECUTE FUNCTION refuse('who looked at evidence never changes');
-- Earlier complaints about a seller, and by whoever complains.
CREATE INDEX complaint_about ON complaint (seller, opened_us);
CREATE INDEX complaint_by ON complaint (complainant, opened_us);
-- Freezes that end with what they rest on.
CREATE INDEX freeze_resting ON "freeze" (complaint) WHERE complaint IS NOT NULL AND is_ended = 0;
