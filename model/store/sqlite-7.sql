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
