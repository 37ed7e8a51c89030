-- A dispute may be settled in parts: what the buyer had, where that was not all.
ALTER TABLE complaint ADD COLUMN refunded_minor INTEGER CHECK (refunded_minor > 0);

-- What a hold's clock was before an event changed it, so that it can be shown as it was.
CREATE TABLE past_clock (
    account_id INTEGER NOT NULL,
    until_event INTEGER NOT NULL,
    door TEXT NOT NULL,
    due_us INTEGER NOT NULL,
    PRIMARY KEY (account_id, until_event)
) STRICT, WITHOUT ROWID;

-- More time, as one party asked for it; it counts until it lapses or the other agrees.
CREATE TABLE consent (
    event INTEGER PRIMARY KEY,
    hold_id INTEGER NOT NULL,
    party TEXT NOT NULL REFERENCES party (id) DEFERRABLE INITIALLY DEFERRED,
    until_us INTEGER NOT NULL,
    expires_us INTEGER NOT NULL
) STRICT;
CREATE INDEX consent_hold ON consent (hold_id, party, event);

-- Of which due time who can still act was told.
CREATE TABLE reminder (
    account_id INTEGER NOT NULL,
    due_us INTEGER NOT NULL,
    event INTEGER NOT NULL,
    PRIMARY KEY (account_id, due_us)
) STRICT, WITHOUT ROWID;
-- One currency of a party for another, through a dealer: what each gave, and at which exact rate.
CREATE TABLE conversion (
    id TEXT PRIMARY KEY,
    party TEXT NOT NULL REFERENCES party (id) DEFERRABLE INITIALLY DEFERRED,
    dealer TEXT NOT NULL REFERENCES party (id) DEFERRABLE INITIALLY DEFERRED,
    currency TEXT NOT NULL,
    sold_minor INTEGER NOT NULL CHECK (sold_minor > 0),
    to_currency TEXT NOT NULL,
    bought_minor INTEGER NOT NULL CHECK (bought_minor > 0),
    numerator INTEGER NOT NULL CHECK (numerator > 0),
    denominator INTEGER NOT NULL CHECK (denominator > 0),
    rounding TEXT NOT NULL CHECK (rounding = 'half-even' OR rounding = 'down' OR rounding = 'up'),
    valid_until_us INTEGER,
    event INTEGER NOT NULL UNIQUE,
    CHECK (currency <> to_currency),
    CHECK (party <> dealer)
) STRICT, WITHOUT ROWID;
CREATE INDEX conversion_party ON conversion (party, id);
CREATE TRIGGER conversion_is_final BEFORE UPDATE ON conversion
BEGIN SELECT RAISE(ABORT, 'a conversion is never changed'); END;
CREATE TRIGGER conversion_stays BEFORE DELETE ON conversion
BEGIN SELECT RAISE(ABORT, 'a conversion is never deleted'); END;

-- What was entered by mistake and the event that put it right: one for each, and none of its own.
CREATE TABLE correction (
    corrects INTEGER PRIMARY KEY,
    event INTEGER NOT NULL UNIQUE,
    reason TEXT NOT NULL CHECK (reason <> ''),
    CHECK (event > corrects)
) STRICT;
CREATE TRIGGER correction_is_final BEFORE UPDATE ON correction
BEGIN SELECT RAISE(ABORT, 'a correction is never changed'); END;
CREATE TRIGGER correction_stays BEFORE DELETE ON correction
BEGIN SELECT RAISE(ABORT, 'a correction is never deleted'); END;
CREATE TRIGGER correction_is_not_corrected BEFORE INSERT ON correction
WHEN EXISTS (SELECT 1 FROM correction WHERE event = NEW.corrects)
BEGIN SELECT RAISE(ABORT, 'a correction is not corrected'); END;
