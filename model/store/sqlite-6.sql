-- Evidence on complaints: files, statements and links, by side. What is in them is kept once, by its SHA-256, in hex;
-- it is gone (null) once no piece that is kept has it. Who looked at which piece, once for each.
CREATE TABLE exhibit (
    sha256 TEXT PRIMARY KEY CHECK (length(sha256) = 64),
    content TEXT CHECK (content <> '')
) STRICT, WITHOUT ROWID;
CREATE TRIGGER exhibit_keeps_its_name BEFORE UPDATE ON exhibit
WHEN NEW.sha256 <> OLD.sha256 OR OLD.content IS NOT NULL AND NEW.content IS NOT NULL AND NEW.content <> OLD.content
BEGIN SELECT RAISE(ABORT, 'what a piece of evidence is never changes'); END;
CREATE TRIGGER exhibit_stays BEFORE DELETE ON exhibit
BEGIN SELECT RAISE(ABORT, 'evidence is erased, not deleted'); END;
CREATE TABLE evidence (
    id INTEGER PRIMARY KEY,
    complaint TEXT NOT NULL REFERENCES complaint (id) DEFERRABLE INITIALLY DEFERRED,
    side TEXT NOT NULL CHECK (side IN ('buyer', 'seller', 'rights-holder', 'platform')),
    kind TEXT NOT NULL CHECK (kind IN ('file', 'statement', 'link')),
    name TEXT CHECK (name <> ''),
    media TEXT NOT NULL CHECK (media <> ''),
    bytes INTEGER NOT NULL CHECK (bytes > 0),
    sha256 TEXT NOT NULL REFERENCES exhibit (sha256) DEFERRABLE INITIALLY DEFERRED,
    added_by TEXT NOT NULL,
    at_us INTEGER NOT NULL,
    event INTEGER NOT NULL UNIQUE,
    erased_event INTEGER UNIQUE,
    CHECK (erased_event > event)
) STRICT;
CREATE INDEX evidence_complaint ON evidence (complaint, id);
CREATE INDEX evidence_exhibit ON evidence (sha256) WHERE erased_event IS NULL;
CREATE INDEX evidence_kept ON evidence (at_us, id) WHERE erased_event IS NULL;
CREATE TRIGGER evidence_is_erased_or_stays BEFORE UPDATE ON evidence
WHEN OLD.erased_event IS NOT NULL OR NEW.erased_event IS NULL OR NEW.id <> OLD.id OR NEW.complaint <> OLD.complaint
     OR NEW.side <> OLD.side OR NEW.kind <> OLD.kind OR NEW.name IS NOT OLD.name OR NEW.media <> OLD.media
     OR NEW.bytes <> OLD.bytes OR NEW.sha256 <> OLD.sha256 OR NEW.added_by <> OLD.added_by OR NEW.at_us <> OLD.at_us
     OR NEW.event <> OLD.event
BEGIN SELECT RAISE(ABORT, 'evidence is erased and never changed'); END;
CREATE TRIGGER evidence_stays BEFORE DELETE ON evidence
BEGIN SELECT RAISE(ABORT, 'evidence is erased, not deleted'); END;
CREATE TABLE evidence_look (
    evidence INTEGER NOT NULL REFERENCES evidence (id) DEFERRABLE INITIALLY DEFERRED,
    operator TEXT NOT NULL,
    at_us INTEGER NOT NULL,
    event INTEGER NOT NULL UNIQUE,
    PRIMARY KEY (evidence, operator)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER evidence_look_is_final BEFORE UPDATE ON evidence_look
BEGIN SELECT RAISE(ABORT, 'who looked at evidence never changes'); END;
CREATE TRIGGER evidence_look_stays BEFORE DELETE ON evidence_look
BEGIN SELECT RAISE(ABORT, 'who looked at evidence never changes'); END;
-- Earlier complaints about a seller, and by whoever complains.
CREATE INDEX complaint_about ON complaint (seller, opened_us);
CREATE INDEX complaint_by ON complaint (complainant, opened_us);
-- Freezes that end with what they rest on.
CREATE INDEX freeze_resting ON freeze (complaint) WHERE complaint IS NOT NULL AND is_ended = 0;
