-- A deal keeps the policy under which it was made. There was one only, so far.
ALTER TABLE deal ADD COLUMN policy TEXT COLLATE "C" NOT NULL DEFAULT 'default-1';
ALTER TABLE deal ALTER COLUMN policy DROP DEFAULT;
ALTER TABLE deal DROP CONSTRAINT deal_mode_check;
ALTER TABLE deal ADD CHECK (mode IN ('escrow', 'chain', 'prepaid', 'direct', 'cod', 'self'));
ALTER TABLE deal ADD CONSTRAINT chain_has_no_fee CHECK (mode <> 'chain' OR fee_minor = 0);

-- A merchant that has closed; what its customers have prepaid is due back.
ALTER TABLE party ADD COLUMN closed_us BIGINT;

-- What is held for a chain goes to its payer or its payee, whoever writes it: it bears no lien, has no
-- child, and its balance falls to what its last entry says, by events that credit these two only.
CREATE FUNCTION is_of_chain(hold bigint) RETURNS boolean LANGUAGE sql STABLE
SET search_path FROM CURRENT
AS $$ SELECT EXISTS (SELECT 1 FROM account a JOIN deal d ON d.id = a.deal
                     WHERE a.id = hold AND d.mode = 'chain') $$;
CREATE FUNCTION keep_lien_off_chain() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF is_of_chain(NEW.account_id) THEN
        RAISE EXCEPTION 'a chain bears no lien';
    END IF;
    RETURN NEW;
END $$;
ALTER FUNCTION keep_lien_off_chain() SET search_path FROM CURRENT;
CREATE TRIGGER chain_bears_no_lien BEFORE INSERT ON lien
FOR EACH ROW EXECUTE FUNCTION keep_lien_off_chain();
CREATE FUNCTION keep_chain_whole() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF is_of_chain(NEW.parent) THEN
        RAISE EXCEPTION 'nothing is carved out of a chain';
    END IF;
    RETURN NEW;
END $$;
ALTER FUNCTION keep_chain_whole() SET search_path FROM CURRENT;
CREATE TRIGGER chain_has_no_child BEFORE INSERT ON account
FOR EACH ROW WHEN (NEW.parent IS NOT NULL) EXECUTE FUNCTION keep_chain_whole();
CREATE FUNCTION keep_chain_between_two() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF is_of_chain(OLD.id) AND (
        (SELECT balance_minor FROM leg WHERE account_id = OLD.id ORDER BY event DESC, position DESC
         LIMIT 1) IS DISTINCT FROM NEW.balance_minor
        OR EXISTS (SELECT 1 FROM leg h JOIN leg c ON c.book_id = h.book_id AND c.event = h.event
                   JOIN account r ON r.id = c.account_id
                   WHERE h.account_id = OLD.id AND h.amount_minor < 0 AND c.amount_minor > 0
                   AND NOT (r.kind = 'available' AND r.name IN (OLD.payer, OLD.payee)))) THEN
        RAISE EXCEPTION 'a chain pays its payer or its payee';
    END IF;
    RETURN NEW;
END $$;
ALTER FUNCTION keep_chain_between_two() SET search_path FROM CURRENT;
CREATE TRIGGER chain_pays_its_two_parties BEFORE UPDATE OF balance_minor ON account
FOR EACH ROW WHEN (OLD.deal IS NOT NULL AND NEW.balance_minor < OLD.balance_minor)
EXECUTE FUNCTION keep_chain_between_two();
CREATE TRIGGER chain_stays_one BEFORE UPDATE OF mode ON deal
FOR EACH ROW WHEN (OLD.mode = 'chain') EXECUTE FUNCTION refuse('a chain stays one');
