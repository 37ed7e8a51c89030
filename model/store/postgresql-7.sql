-- What is matched exceeds neither its line nor its item, whoever writes it; a match is taken back once and never
-- changed. A match may be written before its line, which then looks after it. Writers of matches wait for each
-- other, so that each sees what the one before it has kept.
CREATE TRIGGER match_keeps_its_terms BEFORE UPDATE OF id, line_id, item, amount_minor, event ON match
FOR EACH ROW EXECUTE FUNCTION refuse('what a line was matched to never changes');
CREATE TRIGGER match_is_taken_back_once BEFORE UPDATE OF unmatched_event ON match
FOR EACH ROW WHEN (OLD.unmatched_event IS NOT NULL) EXECUTE FUNCTION refuse('a match is taken back once');
CREATE TRIGGER match_stays BEFORE DELETE ON match
FOR EACH ROW EXECUTE FUNCTION refuse('a match is taken back, not deleted');
CREATE TRIGGER matches_stay BEFORE TRUNCATE ON match
FOR EACH STATEMENT EXECUTE FUNCTION refuse('a match is taken back, not deleted');
CREATE TRIGGER line_keeps_its_amount BEFORE UPDATE OF id, account_id, amount_minor ON line
FOR EACH ROW EXECUTE FUNCTION refuse('the amount of a bank line never changes');
CREATE FUNCTION keep_matched() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('match', 0));
    IF EXISTS (SELECT 1 FROM added a WHERE (
        SELECT (l.amount_minor < 0) <> (a.amount_minor < 0) OR a.amount_minor = 0 OR abs(l.amount_minor) <
               (SELECT sum(abs(m.amount_minor)) FROM match m WHERE m.line_id = l.id AND m.unmatched_event IS NULL)
        FROM line l WHERE l.id = a.line_id)) THEN
        RAISE EXCEPTION 'a line is matched beyond its amount';
    END IF;
    IF EXISTS (SELECT 1 FROM added a
               WHERE a.item NOT LIKE 'available:%' AND a.item NOT LIKE 'line:%'
               AND CASE split_part(a.item, ':', 1)
                   WHEN 'deal' THEN (SELECT price_minor FROM deal WHERE id = substr(a.item, 6))
                   WHEN 'expect' THEN (SELECT amount_minor FROM expect WHERE ref = substr(a.item, 8))
                   WHEN 'batch' THEN (SELECT net_minor FROM batch WHERE id = substr(a.item, 7))
                   WHEN 'payout' THEN (SELECT amount_minor FROM payout WHERE id = substr(a.item, 8)) END
                   < abs((SELECT sum(m.amount_minor) FROM match m WHERE m.item = a.item
                          AND m.unmatched_event IS NULL AND (m.amount_minor < 0) = (a.amount_minor < 0)))) THEN
        RAISE EXCEPTION 'an item is matched beyond its amount';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER match_fits AFTER INSERT ON match REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION keep_matched();
CREATE FUNCTION keep_matched_lines() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM added l WHERE (
        SELECT bool_or((m.amount_minor < 0) <> (l.amount_minor < 0) OR m.amount_minor = 0)
               OR sum(abs(m.amount_minor)) > abs(l.amount_minor)
        FROM match m WHERE m.line_id = l.id AND m.unmatched_event IS NULL)) THEN
        RAISE EXCEPTION 'a line is matched beyond its amount';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER line_fits_its_matches AFTER INSERT ON line REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION keep_matched_lines();
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
    name TEXT COLLATE "C" NOT NULL CHECK (name <> ''),
    version BIGINT NOT NULL CHECK (version > 0),
    text TEXT COLLATE "C" NOT NULL CHECK (text <> ''),
    event BIGINT NOT NULL UNIQUE,
    PRIMARY KEY (name, version)
);
CREATE TRIGGER rule_keeps_its_text BEFORE UPDATE ON rule
FOR EACH ROW EXECUTE FUNCTION refuse('a version of a rule never changes');
CREATE TRIGGER rule_stays BEFORE DELETE ON rule
FOR EACH ROW EXECUTE FUNCTION refuse('a version of a rule stays');
CREATE TRIGGER rule_stays_whole BEFORE TRUNCATE ON rule
FOR EACH STATEMENT EXECUTE FUNCTION refuse('a version of a rule stays');
CREATE TABLE rule_switch (
    event BIGINT PRIMARY KEY,
    name TEXT COLLATE "C" NOT NULL CHECK (name <> ''),
    version BIGINT NOT NULL CHECK (version >= 0)
);
CREATE INDEX rule_switch_name ON rule_switch (name, event);
CREATE TRIGGER rule_switch_is_final BEFORE UPDATE ON rule_switch
FOR EACH ROW EXECUTE FUNCTION refuse('when a rule was switched never changes');
CREATE TRIGGER rule_switch_stays BEFORE DELETE ON rule_switch
FOR EACH ROW EXECUTE FUNCTION refuse('when a rule was switched never changes');
CREATE TRIGGER rule_switch_stays_whole BEFORE TRUNCATE ON rule_switch
FOR EACH STATEMENT EXECUTE FUNCTION refuse('when a rule was switched never changes');
-- The bank's own number of the account that a statement is of, and why another than before was taken.
ALTER TABLE statement ADD COLUMN number TEXT COLLATE "C" CHECK (number <> '');
ALTER TABLE statement ADD COLUMN number_reason TEXT COLLATE "C" CHECK (number_reason <> '');
CREATE INDEX statement_number ON statement (account, id) WHERE number IS NOT NULL;
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
-- What an event writes beside its legs (accounts, terms of liens, words of notices), as a SHA-256 that its own hash
-- covers; '' where it writes none of these. Events of before have NULL, and none that comes after one that has it.
ALTER TABLE event ADD COLUMN wrote TEXT COLLATE "C" CHECK (wrote = '' OR length(wrote) = 64);
