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
-- Group buying: a campaign has a target and an end; its members are the deals that name it and whose price
-- lies whole in a hold of purpose group.
CREATE TABLE campaign (
    id TEXT PRIMARY KEY,
    seller TEXT NOT NULL REFERENCES party (id) DEFERRABLE INITIALLY DEFERRED,
    currency TEXT NOT NULL,
    target_count INTEGER CHECK (target_count > 0),
    target_minor INTEGER CHECK (target_minor > 0),
    closes_early INTEGER NOT NULL CHECK (closes_early = 0 OR closes_early = 1),
    policy TEXT NOT NULL,
    opened_us INTEGER NOT NULL,
    ends_us INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'open' CHECK (state = 'open' OR state = 'met' OR state = 'failed' OR
                                              state = 'cancelled'),
    closed_us INTEGER,
    members INTEGER CHECK (members >= 0),
    paid_minor INTEGER CHECK (paid_minor >= 0),
    event INTEGER NOT NULL,
    CHECK ((target_count IS NULL) <> (target_minor IS NULL)),
    CHECK (ends_us > opened_us),
    CHECK ((state = 'open') = (closed_us IS NULL)),
    CHECK ((state = 'open') = (members IS NULL)),
    CHECK ((state = 'open') = (paid_minor IS NULL)),
    CHECK (state <> 'met' OR coalesce(members >= target_count, paid_minor >= target_minor))
) STRICT, WITHOUT ROWID;
CREATE INDEX campaign_seller ON campaign (seller, id);
CREATE INDEX campaign_ends ON campaign (ends_us, id) WHERE state = 'open';
CREATE INDEX deal_campaign ON deal (campaign) WHERE campaign IS NOT NULL;
CREATE TRIGGER campaign_is_decided_once BEFORE UPDATE OF state ON campaign
WHEN OLD.state <> 'open' AND NEW.state <> OLD.state
BEGIN SELECT RAISE(ABORT, 'a campaign is decided once'); END;
CREATE TRIGGER campaign_keeps_its_terms
BEFORE UPDATE OF id, seller, currency, target_count, target_minor, closes_early, policy, opened_us, ends_us
ON campaign
BEGIN SELECT RAISE(ABORT, 'the terms of a campaign never change'); END;
CREATE TRIGGER member_pays_once_the_target_is_met BEFORE UPDATE OF released_minor ON deal
WHEN NEW.campaign IS NOT NULL AND NEW.released_minor > OLD.released_minor
BEGIN
    SELECT RAISE(ABORT, 'a member pays once the target is met')
    WHERE EXISTS (SELECT 1 FROM campaign c JOIN account a ON a.id = NEW.hold_id
                  WHERE c.id = NEW.campaign AND c.state <> 'met' AND a.purpose = 'group');
END;
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
-- Cash on delivery. A parcel: who carries a deal's goods, collects its price at the door, keeps its fee of it
-- and owes us the rest. It waits while the courier has our cash and has not been told that it is late.
CREATE TABLE parcel (
    deal TEXT PRIMARY KEY REFERENCES deal (id) DEFERRABLE INITIALLY DEFERRED,
    courier TEXT NOT NULL REFERENCES party (id) DEFERRABLE INITIALLY DEFERRED,
    fee_minor INTEGER NOT NULL CHECK (fee_minor >= 0),
    collected_minor INTEGER NOT NULL DEFAULT 0 CHECK (collected_minor >= 0),
    returned_minor INTEGER NOT NULL DEFAULT 0 CHECK (returned_minor BETWEEN 0 AND collected_minor),
    remitted_minor INTEGER NOT NULL DEFAULT 0 CHECK (remitted_minor >= 0),
    remit_by_us INTEGER,
    told_us INTEGER,
    refused_us INTEGER,
    is_waiting INTEGER NOT NULL DEFAULT 0 CHECK (is_waiting = 0 OR is_waiting = 1),
    event INTEGER NOT NULL,
    CHECK (remitted_minor = 0 OR remitted_minor + returned_minor + fee_minor <= collected_minor),
    CHECK ((collected_minor > 0) = (remit_by_us IS NOT NULL)),
    CHECK (refused_us IS NULL OR collected_minor = 0)
) STRICT, WITHOUT ROWID;
CREATE INDEX parcel_courier ON parcel (courier, deal);
CREATE INDEX parcel_waiting ON parcel (remit_by_us, deal) WHERE is_waiting = 1;
CREATE TRIGGER parcel_keeps_its_courier BEFORE UPDATE OF deal, courier, fee_minor ON parcel
BEGIN SELECT RAISE(ABORT, 'the courier of a parcel never changes'); END;

-- A provider may keep chargebacks of a batch, and a courier's remittance is announced as one is.
CREATE TABLE new_batch (
    id TEXT PRIMARY KEY,
    psp TEXT NOT NULL REFERENCES party (id) DEFERRABLE INITIALLY DEFERRED,
    currency TEXT NOT NULL,
    gross_minor INTEGER NOT NULL,
    fee_minor INTEGER NOT NULL,
    net_minor INTEGER NOT NULL CHECK (net_minor > 0),
    is_settled INTEGER NOT NULL DEFAULT 0 CHECK (is_settled IN (0, 1)),
    event INTEGER NOT NULL,
    is_remit INTEGER NOT NULL DEFAULT 0 CHECK (is_remit IN (0, 1)),
    chargebacks_minor INTEGER NOT NULL DEFAULT 0 CHECK (chargebacks_minor >= 0),
    CHECK (gross_minor - fee_minor - chargebacks_minor = net_minor)
) STRICT, WITHOUT ROWID;
INSERT INTO new_batch (id, psp, currency, gross_minor, fee_minor, net_minor, is_settled, event)
SELECT id, psp, currency, gross_minor, fee_minor, net_minor, is_settled, event FROM batch;
DROP TABLE batch;
ALTER TABLE new_batch RENAME TO batch;

-- What a remittance names, and how much it owes of each.
CREATE TABLE remit_deal (
    batch TEXT NOT NULL REFERENCES batch (id) DEFERRABLE INITIALLY DEFERRED,
    deal TEXT NOT NULL REFERENCES parcel (deal) DEFERRABLE INITIALLY DEFERRED,
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
    PRIMARY KEY (batch, deal)
) STRICT, WITHOUT ROWID;
CREATE INDEX remit_deal_deal ON remit_deal (deal, batch);

-- What has come of a deal's cash by an event, or has gone again: by the bank line of a batch, or (batch is
-- null) out of the courier's bond. verify proves what it refers to.
CREATE TABLE remittance (
    deal TEXT NOT NULL,
    event INTEGER NOT NULL,
    book_id INTEGER NOT NULL,
    batch TEXT,
    amount_minor INTEGER NOT NULL CHECK (amount_minor <> 0),
    PRIMARY KEY (deal, event)
) STRICT, WITHOUT ROWID;
CREATE INDEX remittance_event ON remittance (event);
CREATE TRIGGER remittance_is_final BEFORE UPDATE ON remittance
BEGIN SELECT RAISE(ABORT, 'a remittance is never changed'); END;
CREATE TRIGGER remittance_stays BEFORE DELETE ON remittance
BEGIN SELECT RAISE(ABORT, 'a remittance is never deleted'); END;

-- What a courier collected is paid out, to others than the courier, as far as it was remitted, whoever writes
-- it. The courier's account is the one that its deliveries are booked against.
ALTER TABLE account ADD COLUMN is_collected INTEGER CHECK (is_collected = 1);
CREATE TRIGGER collected_stays_so BEFORE UPDATE OF is_collected ON account
BEGIN SELECT RAISE(ABORT, 'what a courier collects is marked for ever'); END;
CREATE TRIGGER cod_stays_one BEFORE UPDATE OF mode ON deal WHEN (OLD.mode = 'cod') <> (NEW.mode = 'cod')
BEGIN SELECT RAISE(ABORT, 'cash on delivery stays so'); END;
CREATE TRIGGER collected_pays_what_was_remitted BEFORE UPDATE OF balance_minor ON account
WHEN OLD.is_collected = 1 AND NEW.balance_minor < OLD.balance_minor
BEGIN
    SELECT RAISE(ABORT, 'cash on delivery pays out what its courier remitted')
    WHERE (SELECT balance_minor FROM leg WHERE account_id = OLD.id ORDER BY event DESC, position DESC
           LIMIT 1) IS NOT NEW.balance_minor
        OR (WITH held (id) AS (SELECT id FROM account WHERE deal = OLD.deal AND is_collected = 1),
                 moved (book_id, event) AS (SELECT DISTINCT book_id, event FROM leg
                                            WHERE account_id IN (SELECT id FROM held)),
                 gone (account_id, amount_minor) AS
                     (SELECT l.account_id, l.amount_minor FROM moved m CROSS JOIN leg l
                      WHERE l.book_id = m.book_id AND l.event = m.event)
            SELECT -sum(g.amount_minor) FROM gone g WHERE g.account_id IN (SELECT id FROM held)
            OR g.account_id IN (SELECT x.account_id FROM gone x JOIN account t ON t.id = x.account_id
                                WHERE x.amount_minor < 0 AND t.kind = 'transit'))
           > coalesce((SELECT sum(amount_minor) FROM remittance WHERE deal = OLD.deal), 0);
END;
CREATE TRIGGER remittance_has_come BEFORE INSERT ON remittance WHEN NEW.amount_minor > 0
BEGIN
    SELECT RAISE(ABORT, 'a remittance comes by an entry of its courier')
    WHERE NOT EXISTS
        (SELECT 1 FROM leg l LEFT JOIN account t ON t.id = l.account_id
         WHERE l.book_id = NEW.book_id AND l.event = NEW.event AND l.amount_minor >= NEW.amount_minor
         AND (t.id IS NULL OR t.kind = 'transit' AND EXISTS
              (SELECT 1 FROM account f JOIN leg h ON h.account_id = f.id
               JOIN leg d ON d.book_id = h.book_id AND d.event = h.event
               WHERE f.deal = NEW.deal AND f.is_collected = 1 AND h.amount_minor > 0
               AND d.account_id = t.id AND d.amount_minor < 0)));
END;
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

-- A chain that is written again as it is stays one.
DROP TRIGGER chain_stays_one;
CREATE TRIGGER chain_stays_one BEFORE UPDATE OF mode ON deal WHEN OLD.mode = 'chain' AND NEW.mode <> 'chain'
BEGIN SELECT RAISE(ABORT, 'a chain stays one'); END;
