-- What earlier steps of this run left to be checked at the end is checked now: a table with such rows is not altered.
SET CONSTRAINTS ALL IMMEDIATE;
-- Where payouts go stands apart, as contacts do. The event that gave it has only the SHA-256 of salt and value; an
-- older one has the value itself, and here is no hash.
ALTER TABLE personal DROP CONSTRAINT personal_kind_check;
ALTER TABLE personal ADD CONSTRAINT personal_kind_check CHECK (kind = 'contact' OR kind = 'destination');
INSERT INTO personal (event, kind, party, at_us, value)
SELECT y.event, 'destination', y.party, e.at_us, y.destination FROM payout y JOIN account a ON a.id = y.hold_id
JOIN event e ON e.book_id = a.book_id AND e.number = y.event WHERE y.destination IS NOT NULL;
DROP TRIGGER personal_is_erased_or_stays ON personal;
CREATE TRIGGER personal_is_erased_or_stays BEFORE UPDATE ON personal
FOR EACH ROW WHEN (OLD.erased_event IS NOT NULL OR NEW.erased_event IS NULL OR NEW.event <> OLD.event
                   OR NEW.kind <> OLD.kind OR NEW.party <> OLD.party OR NEW.at_us <> OLD.at_us
                   OR NEW.hash IS DISTINCT FROM OLD.hash)
EXECUTE FUNCTION refuse('what a party gave is erased and never changed');
ALTER TABLE payout DROP COLUMN destination;
CREATE INDEX personal_destination ON personal (value) WHERE kind = 'destination' AND value IS NOT NULL;
SET CONSTRAINTS ALL DEFERRED;

-- What a bank line says of its counterparty (text, counterparty, counterparty_account) stands here alone. The line's
-- event has the SHA-256 of salt and words; an older one has the words, and here is no salt. Words and salts of a
-- statement are erased together; its opening balance is ours and stays. No hash of the words is left then.
ALTER TABLE line ADD COLUMN salt TEXT COLLATE "C";
ALTER TABLE line DROP COLUMN fingerprint;
ALTER TABLE statement ADD COLUMN erased_event BIGINT;
CREATE TRIGGER line_keeps_its_words BEFORE UPDATE OF text, counterparty, counterparty_account, salt ON line
FOR EACH ROW WHEN ((NEW.text <> OLD.text OR NEW.counterparty IS DISTINCT FROM OLD.counterparty
                    OR NEW.counterparty_account IS DISTINCT FROM OLD.counterparty_account
                    OR NEW.salt IS DISTINCT FROM OLD.salt)
                   AND (NEW.text <> '' OR NEW.counterparty IS NOT NULL OR NEW.counterparty_account IS NOT NULL
                        OR NEW.salt IS NOT NULL))
EXECUTE FUNCTION refuse('what a bank said is erased and never changed');
CREATE TRIGGER statement_is_erased_once BEFORE UPDATE OF erased_event ON statement
FOR EACH ROW WHEN (OLD.erased_event IS NOT NULL AND NEW.erased_event IS DISTINCT FROM OLD.erased_event)
EXECUTE FUNCTION refuse('a statement is erased once');
