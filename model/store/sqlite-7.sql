-- What is matched exceeds neither its line nor its item, whoever writes it; a match is taken back once and never
-- changed. A match may be written before its line, which then looks after it.
CREATE TRIGGER match_keeps_its_terms BEFORE UPDATE OF id, line_id, item, amount_minor, event ON match
BEGIN SELECT RAISE(ABORT, 'what a line was matched to never changes'); END;
CREATE TRIGGER match_is_taken_back_once BEFORE UPDATE OF unmatched_event ON match WHEN OLD.unmatched_event IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a match is taken back once'); END;
CREATE TRIGGER match_stays BEFORE DELETE ON match
BEGIN SELECT RAISE(ABORT, 'a match is taken back, not deleted'); END;
CREATE TRIGGER line_keeps_its_amount BEFORE UPDATE OF id, account_id, amount_minor ON line
BEGIN SELECT RAISE(ABORT, 'the amount of a bank line never changes'); END;
CREATE TRIGGER match_fits_its_line AFTER INSERT ON match
BEGIN
    SELECT RAISE(ABORT, 'a line is matched beyond its amount') FROM line l
    WHERE l.id = NEW.line_id AND ((l.amount_minor < 0) <> (NEW.amount_minor < 0) OR NEW.amount_minor = 0
        OR abs((SELECT sum(m.amount_minor) FROM match m WHERE m.line_id = l.id AND m.unmatched_event IS NULL))
           > abs(l.amount_minor));
END;
CREATE TRIGGER line_fits_its_matches AFTER INSERT ON line WHEN NEW.state = 'matched'
BEGIN
    SELECT RAISE(ABORT, 'a line is matched beyond its amount') FROM match n
    WHERE n.line_id = NEW.id AND ((n.amount_minor < 0) <> (NEW.amount_minor < 0) OR n.amount_minor = 0
        OR abs((SELECT sum(m.amount_minor) FROM match m WHERE m.line_id = NEW.id AND m.unmatched_event IS NULL))
           > abs(NEW.amount_minor));
END;
CREATE TRIGGER match_fits_its_deal AFTER INSERT ON match WHEN substr(NEW.item, 1, 5) = 'deal:'
BEGIN
    SELECT RAISE(ABORT, 'an item is matched beyond its amount') FROM deal d
    WHERE d.id = substr(NEW.item, 6) AND d.price_minor <
        (SELECT sum(m.amount_minor) FROM match m WHERE m.item = NEW.item AND m.unmatched_event IS NULL);
END;
CREATE TRIGGER match_fits_what_is_expected AFTER INSERT ON match WHEN substr(NEW.item, 1, 7) = 'expect:'
BEGIN
    SELECT RAISE(ABORT, 'an item is matched beyond its amount') FROM expect x
    WHERE x.ref = substr(NEW.item, 8) AND x.amount_minor <
        (SELECT sum(m.amount_minor) FROM match m WHERE m.item = NEW.item AND m.unmatched_event IS NULL);
END;
CREATE TRIGGER match_fits_its_batch AFTER INSERT ON match WHEN substr(NEW.item, 1, 6) = 'batch:'
BEGIN
    SELECT RAISE(ABORT, 'an item is matched beyond its amount') FROM batch b
    WHERE b.id = substr(NEW.item, 7) AND b.net_minor <
        (SELECT sum(m.amount_minor) FROM match m WHERE m.item = NEW.item AND m.unmatched_event IS NULL);
END;
CREATE TRIGGER match_fits_its_payout AFTER INSERT ON match WHEN substr(NEW.item, 1, 7) = 'payout:'
BEGIN
    SELECT RAISE(ABORT, 'an item is matched beyond its amount') FROM payout p
    WHERE p.id = substr(NEW.item, 8) AND p.amount_minor <
        abs((SELECT sum(m.amount_minor) FROM match m WHERE m.item = NEW.item AND m.unmatched_event IS NULL
             AND (m.amount_minor < 0) = (NEW.amount_minor < 0)));
END;
-- What a bank line may be by its amount alone: open items of one amount, the latest order first.
CREATE INDEX deal_open_price ON deal (currency, price_minor, ordered_us) WHERE funded_minor = 0 AND cancelled_us IS NULL;
CREATE INDEX expect_open_amount ON expect (currency, amount_minor) WHERE received_minor = 0;
CREATE INDEX batch_open_net ON batch (currency, net_minor) WHERE is_settled = 0;
CREATE INDEX payout_open_amount ON payout (currency, amount_minor) WHERE state = 'under way';
-- By whom a destination was given, to find the payout that goes there.
CREATE INDEX payout_event ON payout (event);
-- The versions of the house's rules for bank lines, word for word as their events have them; and which version of a
-- rule holds from which event on, 0 for none. Neither ever changes.
CREATE TABLE rule (
    name TEXT NOT NULL CHECK (name <> ''),
    version INTEGER NOT NULL CHECK (version > 0),
    text TEXT NOT NULL CHECK (text <> ''),
    event INTEGER NOT NULL UNIQUE,
    PRIMARY KEY (name, version)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER rule_keeps_its_text BEFORE UPDATE ON rule
BEGIN SELECT RAISE(ABORT, 'a version of a rule never changes'); END;
CREATE TRIGGER rule_stays BEFORE DELETE ON rule
BEGIN SELECT RAISE(ABORT, 'a version of a rule stays'); END;
CREATE TABLE rule_switch (
    event INTEGER PRIMARY KEY,
    name TEXT NOT NULL CHECK (name <> ''),
    version INTEGER NOT NULL CHECK (version >= 0)
) STRICT;
CREATE INDEX rule_switch_name ON rule_switch (name, event);
CREATE TRIGGER rule_switch_is_final BEFORE UPDATE ON rule_switch
BEGIN SELECT RAISE(ABORT, 'when a rule was switched never changes'); END;
CREATE TRIGGER rule_switch_stays BEFORE DELETE ON rule_switch
BEGIN SELECT RAISE(ABORT, 'when a rule was switched never changes'); END;
-- The bank's own number of the account that a statement is of, and why another than before was taken.
ALTER TABLE statement ADD COLUMN number TEXT CHECK (number <> '');
ALTER TABLE statement ADD COLUMN number_reason TEXT CHECK (number_reason <> '');
CREATE INDEX statement_number ON statement (account, id) WHERE number IS NOT NULL;
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
-- What an event writes beside its legs (accounts, terms of liens, words of notices), as a SHA-256 that its own hash
-- covers; '' where it writes none of these. Events of before have NULL, and none that comes after one that has it.
ALTER TABLE event ADD COLUMN wrote TEXT CHECK (wrote = '' OR length(wrote) = 64);
