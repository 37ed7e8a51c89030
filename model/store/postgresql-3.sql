-- A deal keeps the policy under which it was made. There was one only, so far.
ALTER TABLE deal ADD COLUMN policy TEXT COLLATE "C" NOT NULL DEFAULT 'default-1';
ALTER TABLE deal ALTER COLUMN policy DROP DEFAULT;
ALTER TABLE deal DROP CONSTRAINT deal_mode_check;
ALTER TABLE deal ADD CHECK (mode IN ('escrow', 'chain', 'prepaid', 'direct', 'cod', 'self'));
ALTER TABLE deal ADD CONSTRAINT chain_has_no_fee CHECK (mode <> 'chain' OR fee_minor = 0);

-- A merchant that has closed; what its customers have prepaid is due back.
ALTER TABLE party ADD COLUMN closed_us BIGINT;

-- What is held between two parties goes to its payer or its payee, whoever writes it: its balance falls to
-- what its last entry says, by events that credit these two only.
ALTER TABLE account ADD COLUMN is_between_two BIGINT CHECK (is_between_two = 1);
DROP TRIGGER hold_keeps_its_parties ON account;
CREATE TRIGGER hold_keeps_its_parties
BEFORE UPDATE OF kind, currency, payer, payee, parent, purpose, is_between_two ON account
FOR EACH ROW WHEN (OLD.kind = 'hold')
EXECUTE FUNCTION refuse('the parties of a hold never change');
CREATE FUNCTION keep_chain_between_two() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF (SELECT balance_minor FROM leg WHERE account_id = OLD.id ORDER BY event DESC, position DESC
        LIMIT 1) IS DISTINCT FROM NEW.balance_minor
        OR EXISTS (SELECT 1 FROM leg h JOIN leg c ON c.book_id = h.book_id AND c.event = h.event
                   JOIN account r ON r.id = c.account_id
                   WHERE h.account_id = OLD.id AND h.amount_minor < 0 AND c.amount_minor > 0
                   AND NOT (r.kind = 'available' AND r.name IN (OLD.payer, OLD.payee))) THEN
        RAISE EXCEPTION 'a chain pays its payer or its payee';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER chain_pays_its_two_parties BEFORE UPDATE OF balance_minor ON account
FOR EACH ROW WHEN (OLD.is_between_two = 1 AND NEW.balance_minor < OLD.balance_minor)
EXECUTE FUNCTION keep_chain_between_two();
CREATE TRIGGER chain_stays_one BEFORE UPDATE OF mode ON deal
FOR EACH ROW WHEN (OLD.mode = 'chain') EXECUTE FUNCTION refuse('a chain stays one');
