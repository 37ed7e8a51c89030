-- A deal keeps the policy under which it was made. There was one only, so far.
CREATE TABLE new_deal (
    id TEXT PRIMARY KEY,
    mode TEXT NOT NULL CHECK (mode = 'escrow' OR mode = 'chain' OR mode = 'prepaid' OR
                              mode = 'direct' OR mode = 'cod' OR mode = 'self'),
    buyer TEXT NOT NULL REFERENCES party (id) DEFERRABLE INITIALLY DEFERRED,
    seller TEXT NOT NULL REFERENCES party (id) DEFERRABLE INITIALLY DEFERRED,
    shop TEXT,
    campaign TEXT,
    category TEXT NOT NULL,
    currency TEXT NOT NULL,
    price_minor INTEGER NOT NULL CHECK (price_minor > 0),
    fee_minor INTEGER NOT NULL CHECK (fee_minor >= 0 AND fee_minor <= price_minor),
    period_us INTEGER NOT NULL CHECK (period_us >= 0),
    hold_id INTEGER NOT NULL REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
    funded_minor INTEGER NOT NULL DEFAULT 0 CHECK (funded_minor BETWEEN 0 AND price_minor),
    released_minor INTEGER NOT NULL DEFAULT 0 CHECK (released_minor >= 0),
    returned_minor INTEGER NOT NULL DEFAULT 0 CHECK (returned_minor >= 0),
    ordered_us INTEGER NOT NULL,
    funded_us INTEGER,
    shipped_us INTEGER,
    delivered_us INTEGER,
    cancelled_us INTEGER,
    policy TEXT NOT NULL,
    CHECK (released_minor + returned_minor <= funded_minor),
    CHECK (cancelled_us IS NULL OR funded_minor = 0),
    CHECK (mode <> 'chain' OR fee_minor = 0)
) STRICT, WITHOUT ROWID;
INSERT INTO new_deal SELECT *, 'default-1' FROM deal;
DROP TABLE deal;
ALTER TABLE new_deal RENAME TO deal;
CREATE INDEX deal_seller ON deal (seller, id);
CREATE INDEX deal_buyer ON deal (buyer, id);

-- A merchant that has closed; what its customers have prepaid is due back.
ALTER TABLE party ADD COLUMN closed_us INTEGER;

-- What is held between two parties goes to its payer or its payee, whoever writes it: its balance falls to
-- what its last entry says, by events that credit these two only.
ALTER TABLE account ADD COLUMN is_between_two INTEGER CHECK (is_between_two = 1);
DROP TRIGGER hold_keeps_its_parties;
CREATE TRIGGER hold_keeps_its_parties
BEFORE UPDATE OF kind, currency, payer, payee, parent, purpose, is_between_two ON account
WHEN OLD.kind = 'hold'
BEGIN SELECT RAISE(ABORT, 'the parties of a hold never change'); END;
CREATE TRIGGER chain_pays_its_two_parties BEFORE UPDATE OF balance_minor ON account
WHEN OLD.is_between_two = 1 AND NEW.balance_minor < OLD.balance_minor
BEGIN
    SELECT RAISE(ABORT, 'a chain pays its payer or its payee')
    WHERE (SELECT balance_minor FROM leg WHERE account_id = OLD.id ORDER BY event DESC, position DESC
           LIMIT 1) IS NOT NEW.balance_minor
        OR EXISTS (SELECT 1 FROM leg h JOIN leg c ON c.book_id = h.book_id AND c.event = h.event
                   JOIN account r ON r.id = c.account_id
                   WHERE h.account_id = OLD.id AND h.amount_minor < 0 AND c.amount_minor > 0
                   AND NOT (r.kind = 'available' AND r.name IN (OLD.payer, OLD.payee)));
END;
CREATE TRIGGER chain_stays_one BEFORE UPDATE OF mode ON deal WHEN OLD.mode = 'chain'
BEGIN SELECT RAISE(ABORT, 'a chain stays one'); END;
