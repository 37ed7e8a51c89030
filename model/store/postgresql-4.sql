-- A dispute may be settled in parts: what the buyer had, where that was not all.
ALTER TABLE complaint ADD COLUMN refunded_minor BIGINT CHECK (refunded_minor > 0);

-- What a hold's clock was before an event changed it, so that it can be shown as it was.
CREATE TABLE past_clock (
    account_id BIGINT NOT NULL,
    until_event BIGINT NOT NULL,
    door TEXT COLLATE "C" NOT NULL,
    due_us BIGINT NOT NULL,
    PRIMARY KEY (account_id, until_event)
);

-- More time, as one party asked for it; it counts until it lapses or the other agrees.
CREATE TABLE consent (
    event BIGINT PRIMARY KEY,
    hold_id BIGINT NOT NULL,
    party TEXT COLLATE "C" NOT NULL REFERENCES party (id) DEFERRABLE INITIALLY DEFERRED,
    until_us BIGINT NOT NULL,
    expires_us BIGINT NOT NULL
);
CREATE INDEX consent_hold ON consent (hold_id, party, event);

-- Of which due time who can still act was told.
CREATE TABLE reminder (
    account_id BIGINT NOT NULL,
    due_us BIGINT NOT NULL,
    event BIGINT NOT NULL,
    PRIMARY KEY (account_id, due_us)
);
-- One currency of a party for another, through a dealer: what each gave, and at which exact rate.
CREATE TABLE conversion (
    id TEXT COLLATE "C" PRIMARY KEY,
    party TEXT COLLATE "C" NOT NULL REFERENCES party (id) DEFERRABLE INITIALLY DEFERRED,
    dealer TEXT COLLATE "C" NOT NULL REFERENCES party (id) DEFERRABLE INITIALLY DEFERRED,
    currency TEXT COLLATE "C" NOT NULL,
    sold_minor BIGINT NOT NULL CHECK (sold_minor > 0),
    to_currency TEXT COLLATE "C" NOT NULL,
    bought_minor BIGINT NOT NULL CHECK (bought_minor > 0),
    numerator BIGINT NOT NULL CHECK (numerator > 0),
    denominator BIGINT NOT NULL CHECK (denominator > 0),
    rounding TEXT COLLATE "C" NOT NULL CHECK (rounding IN ('half-even', 'down', 'up')),
    valid_until_us BIGINT,
    event BIGINT NOT NULL UNIQUE,
    CHECK (currency <> to_currency),
    CHECK (party <> dealer)
);
CREATE INDEX conversion_party ON conversion (party, id);
CREATE TRIGGER conversion_is_final BEFORE UPDATE ON conversion
FOR EACH ROW EXECUTE FUNCTION refuse('a conversion is never changed');
CREATE TRIGGER conversion_stays BEFORE DELETE ON conversion
FOR EACH ROW EXECUTE FUNCTION refuse('a conversion is never deleted');
CREATE TRIGGER conversion_stays_whole BEFORE TRUNCATE ON conversion
FOR EACH STATEMENT EXECUTE FUNCTION refuse('a conversion is never deleted');

-- What was entered by mistake and the event that put it right: one for each, and none of its own.
CREATE TABLE correction (
    corrects BIGINT PRIMARY KEY,
    event BIGINT NOT NULL UNIQUE,
    reason TEXT COLLATE "C" NOT NULL CHECK (reason <> ''),
    CHECK (event > corrects)
);
CREATE TRIGGER correction_is_final BEFORE UPDATE ON correction
FOR EACH ROW EXECUTE FUNCTION refuse('a correction is never changed');
CREATE TRIGGER correction_stays BEFORE DELETE ON correction
FOR EACH ROW EXECUTE FUNCTION refuse('a correction is never deleted');
CREATE TRIGGER correction_stays_whole BEFORE TRUNCATE ON correction
FOR EACH STATEMENT EXECUTE FUNCTION refuse('a correction is never deleted');
CREATE FUNCTION keep_corrections_final() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM correction WHERE event = NEW.corrects) THEN
        RAISE EXCEPTION 'a correction is not corrected';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER correction_is_not_corrected BEFORE INSERT ON correction
FOR EACH ROW EXECUTE FUNCTION keep_corrections_final();
