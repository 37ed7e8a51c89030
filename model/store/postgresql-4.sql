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
-- Group buying: a campaign has a target and an end; its members are the deals that name it and whose price
-- lies whole in a hold of purpose group.
CREATE TABLE campaign (
    id TEXT COLLATE "C" PRIMARY KEY,
    seller TEXT COLLATE "C" NOT NULL REFERENCES party (id) DEFERRABLE INITIALLY DEFERRED,
    currency TEXT COLLATE "C" NOT NULL,
    target_count BIGINT CHECK (target_count > 0),
    target_minor BIGINT CHECK (target_minor > 0),
    closes_early BIGINT NOT NULL CHECK (closes_early IN (0, 1)),
    policy TEXT COLLATE "C" NOT NULL,
    opened_us BIGINT NOT NULL,
    ends_us BIGINT NOT NULL,
    state TEXT COLLATE "C" NOT NULL DEFAULT 'open'
        CHECK (state IN ('open', 'met', 'failed', 'cancelled')),
    closed_us BIGINT,
    members BIGINT CHECK (members >= 0),
    paid_minor BIGINT CHECK (paid_minor >= 0),
    event BIGINT NOT NULL,
    CHECK ((target_count IS NULL) <> (target_minor IS NULL)),
    CHECK (ends_us > opened_us),
    CHECK ((state = 'open') = (closed_us IS NULL)),
    CHECK ((state = 'open') = (members IS NULL)),
    CHECK ((state = 'open') = (paid_minor IS NULL)),
    CHECK (state <> 'met' OR coalesce(members >= target_count, paid_minor >= target_minor))
);
CREATE INDEX campaign_seller ON campaign (seller, id);
CREATE INDEX campaign_ends ON campaign (ends_us, id) WHERE state = 'open';
CREATE INDEX deal_campaign ON deal (campaign) WHERE campaign IS NOT NULL;
CREATE TRIGGER campaign_is_decided_once BEFORE UPDATE OF state ON campaign
FOR EACH ROW WHEN (OLD.state <> 'open' AND NEW.state <> OLD.state)
EXECUTE FUNCTION refuse('a campaign is decided once');
CREATE TRIGGER campaign_keeps_its_terms
BEFORE UPDATE OF id, seller, currency, target_count, target_minor, closes_early, policy, opened_us, ends_us
ON campaign
FOR EACH ROW EXECUTE FUNCTION refuse('the terms of a campaign never change');
CREATE FUNCTION keep_member_until_met() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM campaign c JOIN account a ON a.id = NEW.hold_id
               WHERE c.id = NEW.campaign AND c.state <> 'met' AND a.purpose = 'group') THEN
        RAISE EXCEPTION 'a member pays once the target is met';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER member_pays_once_the_target_is_met BEFORE UPDATE OF released_minor ON deal
FOR EACH ROW WHEN (NEW.campaign IS NOT NULL AND NEW.released_minor > OLD.released_minor)
EXECUTE FUNCTION keep_member_until_met();
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
-- Cash on delivery. A parcel: who carries a deal's goods, collects its price at the door, keeps its fee of it
-- and owes us the rest. It waits while the courier has our cash and has not been told that it is late.
CREATE TABLE parcel (
    deal TEXT COLLATE "C" PRIMARY KEY REFERENCES deal (id) DEFERRABLE INITIALLY DEFERRED,
    courier TEXT COLLATE "C" NOT NULL REFERENCES party (id) DEFERRABLE INITIALLY DEFERRED,
    fee_minor BIGINT NOT NULL CHECK (fee_minor >= 0),
    collected_minor BIGINT NOT NULL DEFAULT 0 CHECK (collected_minor >= 0),
    returned_minor BIGINT NOT NULL DEFAULT 0 CHECK (returned_minor BETWEEN 0 AND collected_minor),
    remitted_minor BIGINT NOT NULL DEFAULT 0 CHECK (remitted_minor >= 0),
    remit_by_us BIGINT,
    told_us BIGINT,
    refused_us BIGINT,
    is_waiting BIGINT NOT NULL DEFAULT 0 CHECK (is_waiting IN (0, 1)),
    event BIGINT NOT NULL,
    CHECK (remitted_minor = 0 OR remitted_minor + returned_minor + fee_minor <= collected_minor),
    CHECK ((collected_minor > 0) = (remit_by_us IS NOT NULL)),
    CHECK (refused_us IS NULL OR collected_minor = 0)
);
CREATE INDEX parcel_courier ON parcel (courier, deal);
CREATE INDEX parcel_waiting ON parcel (remit_by_us, deal) WHERE is_waiting = 1;
CREATE TRIGGER parcel_keeps_its_courier BEFORE UPDATE OF deal, courier, fee_minor ON parcel
FOR EACH ROW EXECUTE FUNCTION refuse('the courier of a parcel never changes');

-- A courier's remittance is announced as a batch is. What it names, and how much it owes of each.
ALTER TABLE batch ADD COLUMN is_remit BIGINT NOT NULL DEFAULT 0 CHECK (is_remit IN (0, 1));
CREATE TABLE remit_deal (
    batch TEXT COLLATE "C" NOT NULL REFERENCES batch (id) DEFERRABLE INITIALLY DEFERRED,
    deal TEXT COLLATE "C" NOT NULL REFERENCES parcel (deal) DEFERRABLE INITIALLY DEFERRED,
    amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
    PRIMARY KEY (batch, deal)
);
CREATE INDEX remit_deal_deal ON remit_deal (deal, batch);

-- What has come of a deal's cash by an event, or has gone again: by the bank line of a batch, or (batch is
-- null) out of the courier's bond. verify proves what it refers to.
CREATE TABLE remittance (
    deal TEXT COLLATE "C" NOT NULL,
    event BIGINT NOT NULL,
    book_id BIGINT NOT NULL,
    batch TEXT COLLATE "C",
    amount_minor BIGINT NOT NULL CHECK (amount_minor <> 0),
    PRIMARY KEY (deal, event)
);
CREATE INDEX remittance_event ON remittance (event);
CREATE TRIGGER remittance_is_final BEFORE UPDATE ON remittance
FOR EACH ROW EXECUTE FUNCTION refuse('a remittance is never changed');
CREATE TRIGGER remittance_stays BEFORE DELETE ON remittance
FOR EACH ROW EXECUTE FUNCTION refuse('a remittance is never deleted');
CREATE TRIGGER remittances_stay BEFORE TRUNCATE ON remittance
FOR EACH STATEMENT EXECUTE FUNCTION refuse('a remittance is never deleted');

-- What a courier collected is paid out, to others than the courier, as far as it was remitted, whoever writes
-- it. The courier's account is the one that its deliveries are booked against.
ALTER TABLE account ADD COLUMN is_collected BIGINT CHECK (is_collected = 1);
CREATE TRIGGER collected_stays_so BEFORE UPDATE OF is_collected ON account
FOR EACH ROW EXECUTE FUNCTION refuse('what a courier collects is marked for ever');
CREATE TRIGGER cod_stays_one BEFORE UPDATE OF mode ON deal
FOR EACH ROW WHEN ((OLD.mode = 'cod') <> (NEW.mode = 'cod'))
EXECUTE FUNCTION refuse('cash on delivery stays so');
CREATE FUNCTION keep_collected() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF (SELECT balance_minor FROM leg WHERE account_id = OLD.id ORDER BY event DESC, position DESC
        LIMIT 1) IS DISTINCT FROM NEW.balance_minor
        OR (WITH held (id) AS (SELECT id FROM account WHERE deal = OLD.deal AND is_collected = 1),
                 moved (book_id, event) AS (SELECT DISTINCT book_id, event FROM leg
                                            WHERE account_id IN (SELECT id FROM held)),
                 gone (account_id, amount_minor) AS
                     (SELECT l.account_id, l.amount_minor FROM moved m CROSS JOIN leg l
                      WHERE l.book_id = m.book_id AND l.event = m.event)
            SELECT -sum(g.amount_minor) FROM gone g WHERE g.account_id IN (SELECT id FROM held)
            OR g.account_id IN (SELECT x.account_id FROM gone x JOIN account t ON t.id = x.account_id
                                WHERE x.amount_minor < 0 AND t.kind = 'transit'))
           > coalesce((SELECT sum(amount_minor) FROM remittance WHERE deal = OLD.deal), 0) THEN
        RAISE EXCEPTION 'cash on delivery pays out what its courier remitted';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER collected_pays_what_was_remitted BEFORE UPDATE OF balance_minor ON account
FOR EACH ROW WHEN (OLD.is_collected = 1 AND NEW.balance_minor < OLD.balance_minor)
EXECUTE FUNCTION keep_collected();
CREATE FUNCTION keep_remittance() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF NOT EXISTS
        (SELECT 1 FROM leg l LEFT JOIN account t ON t.id = l.account_id
         WHERE l.book_id = NEW.book_id AND l.event = NEW.event AND l.amount_minor >= NEW.amount_minor
         AND (t.id IS NULL OR t.kind = 'transit' AND EXISTS
              (SELECT 1 FROM account f JOIN leg h ON h.account_id = f.id
               JOIN leg d ON d.book_id = h.book_id AND d.event = h.event
               WHERE f.deal = NEW.deal AND f.is_collected = 1 AND h.amount_minor > 0
               AND d.account_id = t.id AND d.amount_minor < 0))) THEN
        RAISE EXCEPTION 'a remittance comes by an entry of its courier';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER remittance_has_come BEFORE INSERT ON remittance
FOR EACH ROW WHEN (NEW.amount_minor > 0) EXECUTE FUNCTION keep_remittance();
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

-- A chain that is written again as it is stays one.
DROP TRIGGER chain_stays_one ON deal;
CREATE TRIGGER chain_stays_one BEFORE UPDATE OF mode ON deal
FOR EACH ROW WHEN (OLD.mode = 'chain' AND NEW.mode <> 'chain') EXECUTE FUNCTION refuse('a chain stays one');
