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
-- Bonds. A seller that leaves sells nothing more, and its bond goes back when its tail is over.
ALTER TABLE party ADD COLUMN exited_us INTEGER;

-- What the policies of a seller's deals ask of its bond: the highest tariff so far.
CREATE TABLE bond_required (
    seller TEXT NOT NULL REFERENCES party (id) DEFERRABLE INITIALLY DEFERRED,
    currency TEXT NOT NULL,
    required_minor INTEGER NOT NULL CHECK (required_minor > 0),
    category TEXT NOT NULL,
    policy TEXT NOT NULL,
    from_us INTEGER NOT NULL,
    event INTEGER NOT NULL,
    PRIMARY KEY (seller, currency)
) STRICT, WITHOUT ROWID;

-- What a seller is asked to put back into its bond. What is still missing of it is what its lien has
-- not taken yet.
CREATE TABLE demand (
    id INTEGER PRIMARY KEY,
    seller TEXT NOT NULL REFERENCES party (id) DEFERRABLE INITIALLY DEFERRED,
    currency TEXT NOT NULL,
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
    hold_id INTEGER NOT NULL REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
    lien_id INTEGER NOT NULL REFERENCES lien (id) DEFERRABLE INITIALLY DEFERRED,
    state TEXT NOT NULL CHECK (state = 'asked' OR state = 'stopped' OR state = 'met' OR
                               state = 'exited'),
    from_us INTEGER NOT NULL,
    due_us INTEGER NOT NULL,
    freeze_id INTEGER REFERENCES freeze (id) DEFERRABLE INITIALLY DEFERRED,
    ended_us INTEGER,
    event INTEGER NOT NULL,
    CHECK ((ended_us IS NULL) = (state = 'asked' OR state = 'stopped')),
    CHECK (state <> 'stopped' OR freeze_id IS NOT NULL)
) STRICT;
CREATE INDEX demand_due ON demand (due_us, id) WHERE ended_us IS NULL;
CREATE INDEX demand_seller ON demand (seller, id);
CREATE INDEX demand_hold ON demand (hold_id);

-- Insurance: a part of the awards on a seller's deals, or on one deal, that an insurer pays.
CREATE TABLE cover (
    id TEXT PRIMARY KEY,
    insurer TEXT NOT NULL REFERENCES party (id) DEFERRABLE INITIALLY DEFERRED,
    seller TEXT REFERENCES party (id) DEFERRABLE INITIALLY DEFERRED,
    deal TEXT REFERENCES deal (id) DEFERRABLE INITIALLY DEFERRED,
    currency TEXT NOT NULL,
    limit_minor INTEGER NOT NULL CHECK (limit_minor > 0),
    part_bp INTEGER NOT NULL CHECK (part_bp BETWEEN 1 AND 10000),
    from_us INTEGER NOT NULL,
    until_us INTEGER NOT NULL,
    event INTEGER NOT NULL,
    CHECK ((seller IS NULL) <> (deal IS NULL)),
    CHECK (until_us > from_us)
) STRICT, WITHOUT ROWID;
CREATE INDEX cover_seller ON cover (seller, id) WHERE seller IS NOT NULL;
CREATE INDEX cover_deal ON cover (deal, id) WHERE deal IS NOT NULL;
CREATE INDEX cover_insurer ON cover (insurer, id);
-- Advances. A lender pays a seller ahead: what is repaid is a lien (reference advance:ID), on the deal's hold at
-- first, on the seller's money once the deal holds nothing. Who lends is a lender, by the database itself.
DROP INDEX party_kind;
CREATE UNIQUE INDEX party_kind ON party (kind, id);
CREATE TABLE advance (
    id TEXT PRIMARY KEY,
    deal TEXT NOT NULL REFERENCES deal (id) DEFERRABLE INITIALLY DEFERRED,
    lender TEXT NOT NULL,
    lender_kind TEXT NOT NULL DEFAULT 'lender' CHECK (lender_kind = 'lender'),
    seller TEXT NOT NULL REFERENCES party (id) DEFERRABLE INITIALLY DEFERRED,
    currency TEXT NOT NULL,
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
    repay_minor INTEGER NOT NULL CHECK (repay_minor >= amount_minor),
    hold_id INTEGER NOT NULL REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
    lien_id INTEGER NOT NULL REFERENCES lien (id) DEFERRABLE INITIALLY DEFERRED,
    event INTEGER NOT NULL,
    FOREIGN KEY (lender, lender_kind) REFERENCES party (id, kind) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
CREATE INDEX advance_deal ON advance (deal);
CREATE INDEX advance_lender ON advance (lender, id);
CREATE INDEX advance_seller ON advance (seller, id);
CREATE UNIQUE INDEX advance_event ON advance (event);
CREATE INDEX lien_advance ON lien (reference) WHERE rank = 50;
CREATE TRIGGER advance_is_final BEFORE UPDATE ON advance
BEGIN SELECT RAISE(ABORT, 'an advance is never changed'); END;
CREATE TRIGGER advance_stays BEFORE DELETE ON advance
BEGIN SELECT RAISE(ABORT, 'an advance is never deleted'); END;

-- Chargebacks. A provider takes back what it captured for a deal. held_minor was taken of what the deal held,
-- refund_minor of what its buyer had been refunded; the lien is on the seller's money for what nobody had.
CREATE TABLE chargeback (
    id TEXT PRIMARY KEY,
    deal TEXT NOT NULL REFERENCES deal (id) DEFERRABLE INITIALLY DEFERRED,
    psp TEXT NOT NULL,
    psp_kind TEXT NOT NULL DEFAULT 'psp' CHECK (psp_kind = 'psp'),
    currency TEXT NOT NULL,
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
    held_minor INTEGER NOT NULL CHECK (held_minor >= 0),
    refund_minor INTEGER NOT NULL CHECK (refund_minor >= 0),
    lien_id INTEGER REFERENCES lien (id) DEFERRABLE INITIALLY DEFERRED,
    reason TEXT NOT NULL CHECK (reason <> ''),
    event INTEGER NOT NULL,
    reversed_event INTEGER,
    CHECK (held_minor + refund_minor <= amount_minor),
    FOREIGN KEY (psp, psp_kind) REFERENCES party (id, kind) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
CREATE INDEX chargeback_deal ON chargeback (deal);
CREATE INDEX chargeback_psp ON chargeback (psp, id);
CREATE UNIQUE INDEX chargeback_event ON chargeback (event);
CREATE TRIGGER chargeback_stays BEFORE DELETE ON chargeback
BEGIN SELECT RAISE(ABORT, 'a chargeback is never deleted'); END;

-- What a settlement leaves out for chargebacks.
CREATE TABLE new_batch (
    id TEXT PRIMARY KEY,
    psp TEXT NOT NULL REFERENCES party (id) DEFERRABLE INITIALLY DEFERRED,
    currency TEXT NOT NULL,
    gross_minor INTEGER NOT NULL,
    fee_minor INTEGER NOT NULL,
    net_minor INTEGER NOT NULL CHECK (net_minor > 0),
    is_settled INTEGER NOT NULL DEFAULT 0 CHECK (is_settled IN (0, 1)),
    event INTEGER NOT NULL,
    chargebacks_minor INTEGER NOT NULL DEFAULT 0 CHECK (chargebacks_minor >= 0),
    CHECK (gross_minor - fee_minor - chargebacks_minor = net_minor)
) STRICT, WITHOUT ROWID;
INSERT INTO new_batch (id, psp, currency, gross_minor, fee_minor, net_minor, is_settled, event)
SELECT id, psp, currency, gross_minor, fee_minor, net_minor, is_settled, event FROM batch;
DROP TABLE batch;
ALTER TABLE new_batch RENAME TO batch;
