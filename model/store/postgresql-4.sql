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
-- Bonds. A seller that leaves sells nothing more, and its bond goes back when its tail is over.
ALTER TABLE party ADD COLUMN exited_us BIGINT;

-- What the policies of a seller's deals ask of its bond: the highest tariff so far.
CREATE TABLE bond_required (
    seller TEXT COLLATE "C" NOT NULL REFERENCES party (id) DEFERRABLE INITIALLY DEFERRED,
    currency TEXT COLLATE "C" NOT NULL,
    required_minor BIGINT NOT NULL CHECK (required_minor > 0),
    category TEXT COLLATE "C" NOT NULL,
    policy TEXT COLLATE "C" NOT NULL,
    from_us BIGINT NOT NULL,
    event BIGINT NOT NULL,
    PRIMARY KEY (seller, currency)
);

-- What a seller is asked to put back into its bond. What is still missing of it is what its lien has
-- not taken yet.
CREATE TABLE demand (
    id BIGINT PRIMARY KEY,
    seller TEXT COLLATE "C" NOT NULL REFERENCES party (id) DEFERRABLE INITIALLY DEFERRED,
    currency TEXT COLLATE "C" NOT NULL,
    amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
    hold_id BIGINT NOT NULL REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
    lien_id BIGINT NOT NULL REFERENCES lien (id) DEFERRABLE INITIALLY DEFERRED,
    state TEXT COLLATE "C" NOT NULL CHECK (state = 'asked' OR state = 'stopped' OR state = 'met' OR
                               state = 'exited'),
    from_us BIGINT NOT NULL,
    due_us BIGINT NOT NULL,
    freeze_id BIGINT REFERENCES "freeze" (id) DEFERRABLE INITIALLY DEFERRED,
    ended_us BIGINT,
    event BIGINT NOT NULL,
    CHECK ((ended_us IS NULL) = (state = 'asked' OR state = 'stopped')),
    CHECK (state <> 'stopped' OR freeze_id IS NOT NULL)
);
CREATE INDEX demand_due ON demand (due_us, id) WHERE ended_us IS NULL;
CREATE INDEX demand_seller ON demand (seller, id);
CREATE INDEX demand_hold ON demand (hold_id);

-- Insurance: a part of the awards on a seller's deals, or on one deal, that an insurer pays.
CREATE TABLE cover (
    id TEXT COLLATE "C" PRIMARY KEY,
    insurer TEXT COLLATE "C" NOT NULL REFERENCES party (id) DEFERRABLE INITIALLY DEFERRED,
    seller TEXT COLLATE "C" REFERENCES party (id) DEFERRABLE INITIALLY DEFERRED,
    deal TEXT COLLATE "C" REFERENCES deal (id) DEFERRABLE INITIALLY DEFERRED,
    currency TEXT COLLATE "C" NOT NULL,
    limit_minor BIGINT NOT NULL CHECK (limit_minor > 0),
    part_bp BIGINT NOT NULL CHECK (part_bp BETWEEN 1 AND 10000),
    from_us BIGINT NOT NULL,
    until_us BIGINT NOT NULL,
    event BIGINT NOT NULL,
    CHECK ((seller IS NULL) <> (deal IS NULL)),
    CHECK (until_us > from_us)
);
CREATE INDEX cover_seller ON cover (seller, id) WHERE seller IS NOT NULL;
CREATE INDEX cover_deal ON cover (deal, id) WHERE deal IS NOT NULL;
CREATE INDEX cover_insurer ON cover (insurer, id);
-- Advances. A lender pays a seller ahead: what is repaid is a lien (reference advance:ID), on the deal's hold at
-- first, on the seller's money once the deal holds nothing. Who lends is a lender, by the database itself.
DROP INDEX party_kind;
CREATE UNIQUE INDEX party_kind ON party (kind, id);
CREATE TABLE advance (
    id TEXT COLLATE "C" PRIMARY KEY,
    deal TEXT COLLATE "C" NOT NULL REFERENCES deal (id) DEFERRABLE INITIALLY DEFERRED,
    lender TEXT COLLATE "C" NOT NULL,
    lender_kind TEXT COLLATE "C" NOT NULL DEFAULT 'lender' CHECK (lender_kind = 'lender'),
    seller TEXT COLLATE "C" NOT NULL REFERENCES party (id) DEFERRABLE INITIALLY DEFERRED,
    currency TEXT COLLATE "C" NOT NULL,
    amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
    repay_minor BIGINT NOT NULL CHECK (repay_minor >= amount_minor),
    hold_id BIGINT NOT NULL REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
    lien_id BIGINT NOT NULL REFERENCES lien (id) DEFERRABLE INITIALLY DEFERRED,
    event BIGINT NOT NULL,
    FOREIGN KEY (lender, lender_kind) REFERENCES party (id, kind) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX advance_deal ON advance (deal);
CREATE INDEX advance_lender ON advance (lender, id);
CREATE INDEX advance_seller ON advance (seller, id);
CREATE UNIQUE INDEX advance_event ON advance (event);
CREATE INDEX lien_advance ON lien (reference) WHERE rank = 50;
CREATE TRIGGER advance_is_final BEFORE UPDATE ON advance
FOR EACH ROW EXECUTE FUNCTION refuse('an advance is never changed');
CREATE TRIGGER advance_stays BEFORE DELETE ON advance
FOR EACH ROW EXECUTE FUNCTION refuse('an advance is never deleted');

-- Chargebacks. A provider takes back what it captured for a deal. held_minor was taken of what the deal held,
-- refund_minor of what its buyer had been refunded; the lien is on the seller's money for what nobody had.
CREATE TABLE chargeback (
    id TEXT COLLATE "C" PRIMARY KEY,
    deal TEXT COLLATE "C" NOT NULL REFERENCES deal (id) DEFERRABLE INITIALLY DEFERRED,
    psp TEXT COLLATE "C" NOT NULL,
    psp_kind TEXT COLLATE "C" NOT NULL DEFAULT 'psp' CHECK (psp_kind = 'psp'),
    currency TEXT COLLATE "C" NOT NULL,
    amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
    held_minor BIGINT NOT NULL CHECK (held_minor >= 0),
    refund_minor BIGINT NOT NULL CHECK (refund_minor >= 0),
    lien_id BIGINT REFERENCES lien (id) DEFERRABLE INITIALLY DEFERRED,
    reason TEXT COLLATE "C" NOT NULL CHECK (reason <> ''),
    event BIGINT NOT NULL,
    reversed_event BIGINT,
    CHECK (held_minor + refund_minor <= amount_minor),
    FOREIGN KEY (psp, psp_kind) REFERENCES party (id, kind) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX chargeback_deal ON chargeback (deal);
CREATE INDEX chargeback_psp ON chargeback (psp, id);
CREATE UNIQUE INDEX chargeback_event ON chargeback (event);
CREATE TRIGGER chargeback_stays BEFORE DELETE ON chargeback
FOR EACH ROW EXECUTE FUNCTION refuse('a chargeback is never deleted');

-- What a settlement leaves out for chargebacks.
ALTER TABLE batch ADD COLUMN chargebacks_minor BIGINT NOT NULL DEFAULT 0 CHECK (chargebacks_minor >= 0);
ALTER TABLE batch DROP CONSTRAINT batch_check;
ALTER TABLE batch ADD CHECK (gross_minor - fee_minor - chargebacks_minor = net_minor);
