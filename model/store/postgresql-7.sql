-- What is known of a break: why it is one, whose it is, when it should be gone, what was found, whom it was raised to.
-- The last of a kind holds; none is changed. What is open is never stored here: it follows from lines and items.
CREATE TABLE break_note (
    event BIGINT PRIMARY KEY,
    subject TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('reason', 'owner', 'expected', 'note', 'escalated')),
    value TEXT COLLATE "C" NOT NULL CHECK (value <> ''),
    author TEXT COLLATE "C" NOT NULL,
    at_us BIGINT NOT NULL
);
CREATE INDEX break_note_subject ON break_note (subject, kind, event);
CREATE TRIGGER break_note_is_final BEFORE UPDATE ON break_note
FOR EACH ROW EXECUTE FUNCTION refuse('what was noted of a break never changes');
CREATE TRIGGER break_note_stays BEFORE DELETE ON break_note
FOR EACH ROW EXECUTE FUNCTION refuse('what was noted of a break never changes');
CREATE TRIGGER break_note_stays_whole BEFORE TRUNCATE ON break_note
FOR EACH STATEMENT EXECUTE FUNCTION refuse('what was noted of a break never changes');
-- The days of bank accounts that are closed, with all days from from_day on; the number of the last line then, the
-- breaks and the figures as they were signed. A day is closed once and stays.
CREATE TABLE closed_day (
    id BIGINT PRIMARY KEY,
    account TEXT COLLATE "C" NOT NULL,
    day BIGINT NOT NULL,
    from_day BIGINT NOT NULL CHECK (from_day <= day),
    lines BIGINT NOT NULL,
    late BIGINT NOT NULL CHECK (late <= lines),
    breaks BIGINT NOT NULL,
    sheet TEXT COLLATE "C" NOT NULL CHECK (length(sheet) = 64),
    last_line BIGINT NOT NULL,
    event BIGINT NOT NULL UNIQUE,
    UNIQUE (account, day)
);
CREATE TRIGGER closed_day_is_final BEFORE UPDATE ON closed_day
FOR EACH ROW EXECUTE FUNCTION refuse('a closed day is closed');
CREATE TRIGGER closed_day_stays BEFORE DELETE ON closed_day
FOR EACH ROW EXECUTE FUNCTION refuse('a closed day is closed');
CREATE TRIGGER closed_day_stays_whole BEFORE TRUNCATE ON closed_day
FOR EACH STATEMENT EXECUTE FUNCTION refuse('a closed day is closed');
CREATE TABLE closed_figure (
    day_id BIGINT NOT NULL REFERENCES closed_day (id) DEFERRABLE INITIALLY DEFERRED,
    currency TEXT COLLATE "C" NOT NULL,
    opening_minor BIGINT NOT NULL,
    in_minor BIGINT NOT NULL CHECK (in_minor >= 0),
    out_minor BIGINT NOT NULL CHECK (out_minor <= 0),
    stated_minor BIGINT NOT NULL,
    PRIMARY KEY (day_id, currency),
    CHECK (stated_minor = opening_minor + in_minor + out_minor)
);
CREATE TRIGGER closed_figure_is_final BEFORE UPDATE ON closed_figure
FOR EACH ROW EXECUTE FUNCTION refuse('a closed day is closed');
CREATE TRIGGER closed_figure_stays BEFORE DELETE ON closed_figure
FOR EACH ROW EXECUTE FUNCTION refuse('a closed day is closed');
CREATE TRIGGER closed_figure_stays_whole BEFORE TRUNCATE ON closed_figure
FOR EACH STATEMENT EXECUTE FUNCTION refuse('a closed day is closed');
CREATE TABLE closed_break (
    day_id BIGINT NOT NULL REFERENCES closed_day (id) DEFERRABLE INITIALLY DEFERRED,
    line_id BIGINT NOT NULL,
    open_minor BIGINT NOT NULL CHECK (open_minor <> 0),
    age BIGINT NOT NULL CHECK (age >= 0),
    reason TEXT COLLATE "C",
    owner TEXT COLLATE "C",
    expected TEXT COLLATE "C",
    PRIMARY KEY (day_id, line_id)
);
CREATE TRIGGER closed_break_is_final BEFORE UPDATE ON closed_break
FOR EACH ROW EXECUTE FUNCTION refuse('a closed day is closed');
CREATE TRIGGER closed_break_stays BEFORE DELETE ON closed_break
FOR EACH ROW EXECUTE FUNCTION refuse('a closed day is closed');
CREATE TRIGGER closed_break_stays_whole BEFORE TRUNCATE ON closed_break
FOR EACH STATEMENT EXECUTE FUNCTION refuse('a closed day is closed');
