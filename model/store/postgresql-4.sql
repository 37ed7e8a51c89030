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
