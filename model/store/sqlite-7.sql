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
CREATE TRIGGER line_fits_its_matches AFTER INSERT ON line
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
