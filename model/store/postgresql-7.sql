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
