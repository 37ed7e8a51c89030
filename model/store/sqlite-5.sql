-- In which language a party is told things; NULL: the one of the book's pack.
ALTER TABLE party ADD COLUMN language TEXT;

-- What kind of notice it is, in which language, and what stands above it; '' where it was told before there were
-- any.
ALTER TABLE notice ADD COLUMN kind TEXT NOT NULL DEFAULT '';
ALTER TABLE notice ADD COLUMN language TEXT NOT NULL DEFAULT '';
ALTER TABLE notice ADD COLUMN title TEXT NOT NULL DEFAULT '';
-- Freezes. One begins at from_us, which may lie ahead; is_begun says that its beginning was recorded. What one
-- operator puts in an emergency ends at alone_until_us unless another confirms it, and then at wanted_until_us.
-- An order of an authority rests on a document.
CREATE TABLE document (
    sha256 TEXT PRIMARY KEY CHECK (length(sha256) = 64),
    name TEXT NOT NULL CHECK (name <> ''),
    bytes INTEGER NOT NULL CHECK (bytes > 0),
    content TEXT NOT NULL CHECK (content <> ''),
    event INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TRIGGER document_is_final BEFORE UPDATE ON document
BEGIN SELECT RAISE(ABORT, 'a document is never changed'); END;
CREATE TRIGGER document_stays BEFORE DELETE ON document
BEGIN SELECT RAISE(ABORT, 'a document is never deleted'); END;
ALTER TABLE freeze ADD COLUMN is_begun INTEGER NOT NULL DEFAULT 1 CHECK (is_begun = 0 OR is_begun = 1);
ALTER TABLE freeze ADD COLUMN alone_until_us INTEGER;
ALTER TABLE freeze ADD COLUMN wanted_until_us INTEGER CHECK ((wanted_until_us IS NULL) = (alone_until_us IS NULL));
ALTER TABLE freeze ADD COLUMN confirmed_us INTEGER CHECK (confirmed_us IS NULL OR alone_until_us IS NOT NULL);
ALTER TABLE freeze ADD COLUMN confirmed_by TEXT
    CHECK (confirmed_by <> author AND (confirmed_by IS NULL) = (confirmed_us IS NULL));
ALTER TABLE freeze ADD COLUMN complaint TEXT;
ALTER TABLE freeze ADD COLUMN evidence TEXT;
ALTER TABLE freeze ADD COLUMN authority TEXT REFERENCES party (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE freeze ADD COLUMN reference TEXT CHECK ((reference IS NULL) = (authority IS NULL));
ALTER TABLE freeze ADD COLUMN document TEXT REFERENCES document (sha256) DEFERRABLE INITIALLY DEFERRED
    CHECK ((document IS NULL) = (authority IS NULL));
CREATE INDEX freeze_from ON freeze (from_us, id) WHERE is_begun = 0;
CREATE INDEX freeze_complaint ON freeze (complaint) WHERE complaint IS NOT NULL;

-- For how much longer, why and by whom; an objection, and what became of it (decided_by is null where its
-- clock decided, by what lifts says).
CREATE TABLE freeze_extension (
    freeze_id INTEGER NOT NULL REFERENCES freeze (id) DEFERRABLE INITIALLY DEFERRED,
    number INTEGER NOT NULL CHECK (number > 0),
    was_until_us INTEGER NOT NULL,
    until_us INTEGER NOT NULL CHECK (until_us > was_until_us),
    reason TEXT NOT NULL CHECK (reason <> ''),
    author TEXT NOT NULL,
    at_us INTEGER NOT NULL,
    event INTEGER NOT NULL,
    PRIMARY KEY (freeze_id, number)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER freeze_extension_is_final BEFORE UPDATE ON freeze_extension
BEGIN SELECT RAISE(ABORT, 'an extension is never changed'); END;
CREATE TRIGGER freeze_extension_stays BEFORE DELETE ON freeze_extension
BEGIN SELECT RAISE(ABORT, 'an extension is never deleted'); END;
CREATE TABLE objection (
    id INTEGER PRIMARY KEY,
    freeze_id INTEGER NOT NULL REFERENCES freeze (id) DEFERRABLE INITIALLY DEFERRED,
    text TEXT NOT NULL CHECK (text <> ''),
    filed_by TEXT NOT NULL,
    filed_us INTEGER NOT NULL,
    due_us INTEGER NOT NULL,
    lifts INTEGER NOT NULL CHECK (lifts = 0 OR lifts = 1),
    state TEXT NOT NULL DEFAULT 'open' CHECK (state = 'open' OR state = 'upheld' OR state = 'granted'),
    decided_us INTEGER,
    decided_by TEXT,
    reasons TEXT,
    interest_minor INTEGER CHECK (interest_minor > 0),
    event INTEGER NOT NULL,
    CHECK (due_us > filed_us),
    CHECK ((state = 'open') = (decided_us IS NULL)),
    CHECK ((state = 'open') = (reasons IS NULL)),
    CHECK (decided_by IS NULL OR state <> 'open'),
    CHECK (interest_minor IS NULL OR state = 'granted')
) STRICT;
CREATE INDEX objection_due ON objection (due_us, id) WHERE state = 'open';
CREATE INDEX objection_freeze ON objection (freeze_id, id);
CREATE UNIQUE INDEX objection_is_one ON objection (freeze_id) WHERE state = 'open';
CREATE TRIGGER objection_is_decided_once BEFORE UPDATE ON objection WHEN OLD.state <> 'open'
BEGIN SELECT RAISE(ABORT, 'an objection is decided once'); END;
CREATE TRIGGER objection_stays BEFORE DELETE ON objection
BEGIN SELECT RAISE(ABORT, 'an objection is never deleted'); END;
