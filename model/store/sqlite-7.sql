-- What is known of a break: why it is one, whose it is, when it should be gone, what was found, whom it was raised to.
-- The last of a kind holds; none is changed. What is open is never stored here: it follows from lines and items.
CREATE TABLE break_note (
    event INTEGER PRIMARY KEY,
    subject TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('reason', 'owner', 'expected', 'note', 'escalated')),
    value TEXT NOT NULL CHECK (value <> ''),
    author TEXT NOT NULL,
    at_us INTEGER NOT NULL
) STRICT;
CREATE INDEX break_note_subject ON break_note (subject, kind, event);
CREATE TRIGGER break_note_is_final BEFORE UPDATE ON break_note
BEGIN SELECT RAISE(ABORT, 'what was noted of a break never changes'); END;
CREATE TRIGGER break_note_stays BEFORE DELETE ON break_note
BEGIN SELECT RAISE(ABORT, 'what was noted of a break never changes'); END;
-- The days of bank accounts that are closed, with all days from from_day on; the number of the last line then, the
-- breaks and the figures as they were signed. A day is closed once and stays.
CREATE TABLE closed_day (
    id INTEGER PRIMARY KEY,
    account TEXT NOT NULL,
    day INTEGER NOT NULL,
    from_day INTEGER NOT NULL CHECK (from_day <= day),
    lines INTEGER NOT NULL,
    late INTEGER NOT NULL CHECK (late <= lines),
    breaks INTEGER NOT NULL,
    sheet TEXT NOT NULL CHECK (length(sheet) = 64),
    last_line INTEGER NOT NULL,
    event INTEGER NOT NULL UNIQUE,
    UNIQUE (account, day)
) STRICT;
CREATE TRIGGER closed_day_is_final BEFORE UPDATE ON closed_day
BEGIN SELECT RAISE(ABORT, 'a closed day is closed'); END;
CREATE TRIGGER closed_day_stays BEFORE DELETE ON closed_day
BEGIN SELECT RAISE(ABORT, 'a closed day is closed'); END;
CREATE TABLE closed_figure (
    day_id INTEGER NOT NULL REFERENCES closed_day (id) DEFERRABLE INITIALLY DEFERRED,
    currency TEXT NOT NULL,
    opening_minor INTEGER NOT NULL,
    in_minor INTEGER NOT NULL CHECK (in_minor >= 0),
    out_minor INTEGER NOT NULL CHECK (out_minor <= 0),
    stated_minor INTEGER NOT NULL,
    PRIMARY KEY (day_id, currency),
    CHECK (stated_minor = opening_minor + in_minor + out_minor)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER closed_figure_is_final BEFORE UPDATE ON closed_figure
BEGIN SELECT RAISE(ABORT, 'a closed day is closed'); END;
CREATE TRIGGER closed_figure_stays BEFORE DELETE ON closed_figure
BEGIN SELECT RAISE(ABORT, 'a closed day is closed'); END;
CREATE TABLE closed_break (
    day_id INTEGER NOT NULL REFERENCES closed_day (id) DEFERRABLE INITIALLY DEFERRED,
    line_id INTEGER NOT NULL,
    open_minor INTEGER NOT NULL CHECK (open_minor <> 0),
    age INTEGER NOT NULL CHECK (age >= 0),
    reason TEXT,
    owner TEXT,
    expected TEXT,
    PRIMARY KEY (day_id, line_id)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER closed_break_is_final BEFORE UPDATE ON closed_break
BEGIN SELECT RAISE(ABORT, 'a closed day is closed'); END;
CREATE TRIGGER closed_break_stays BEFORE DELETE ON closed_break
BEGIN SELECT RAISE(ABORT, 'a closed day is closed'); END;
