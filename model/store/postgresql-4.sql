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
