-- Where payouts go stands apart, as contacts do. The event that gave it has only the SHA-256 of salt and value; an
-- older one has the value itself, and here is no hash.
CREATE TABLE new_personal (
    event INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind = 'contact' OR kind = 'destination'),
    party TEXT NOT NULL REFERENCES party (id) DEFERRABLE INITIALLY DEFERRED,
    at_us INTEGER NOT NULL,
    salt TEXT,
    value TEXT,
    hash TEXT,
    erased_event INTEGER,
    PRIMARY KEY (event, kind),
    CHECK ((value IS NULL) = (erased_event IS NOT NULL)),
    CHECK ((salt IS NOT NULL) = (value IS NOT NULL AND hash IS NOT NULL))
) STRICT, WITHOUT ROWID;
INSERT INTO new_personal SELECT event, kind, party, at_us, salt, value, hash, erased_event FROM personal;
INSERT INTO new_personal (event, kind, party, at_us, value)
SELECT y.event, 'destination', y.party, e.at_us, y.destination FROM payout y JOIN account a ON a.id = y.hold_id
JOIN event e ON e.book_id = a.book_id AND e.number = y.event WHERE y.destination IS NOT NULL;
DROP TABLE personal;
ALTER TABLE new_personal RENAME TO personal;
CREATE INDEX personal_party ON personal (party, event);
CREATE INDEX personal_kept ON personal (at_us, party) WHERE erased_event IS NULL;
CREATE TRIGGER personal_stays BEFORE DELETE ON personal
BEGIN SELECT RAISE(ABORT, 'what a party gave is erased, not deleted'); END;
CREATE TRIGGER personal_is_erased_or_stays BEFORE UPDATE ON personal
WHEN OLD.erased_event IS NOT NULL OR NEW.erased_event IS NULL OR NEW.event <> OLD.event OR NEW.kind <> OLD.kind
     OR NEW.party <> OLD.party OR NEW.at_us <> OLD.at_us OR NEW.hash IS NOT OLD.hash
BEGIN SELECT RAISE(ABORT, 'what a party gave is erased and never changed'); END;
ALTER TABLE payout DROP COLUMN destination;
CREATE INDEX personal_destination ON personal (value) WHERE kind = 'destination' AND value IS NOT NULL;

-- What a bank line says of its counterparty (text, counterparty, counterparty_account) stands here alone. The line's
-- event has the SHA-256 of salt and words; an older one has the words, and here is no salt. Words and salts of a
-- statement are erased together; its opening balance is ours and stays. No hash of the words is left then.
ALTER TABLE line ADD COLUMN salt TEXT;
ALTER TABLE line DROP COLUMN fingerprint;
ALTER TABLE statement ADD COLUMN erased_event INTEGER;
CREATE TRIGGER line_keeps_its_words BEFORE UPDATE OF text, counterparty, counterparty_account, salt ON line
WHEN (NEW.text <> OLD.text OR NEW.counterparty IS NOT OLD.counterparty
      OR NEW.counterparty_account IS NOT OLD.counterparty_account OR NEW.salt IS NOT OLD.salt)
     AND (NEW.text <> '' OR NEW.counterparty IS NOT NULL OR NEW.counterparty_account IS NOT NULL OR NEW.salt IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'what a bank said is erased and never changed'); END;
CREATE TRIGGER statement_is_erased_once BEFORE UPDATE OF erased_event ON statement
WHEN OLD.erased_event IS NOT NULL AND NEW.erased_event IS NOT OLD.erased_event
BEGIN SELECT RAISE(ABORT, 'a statement is erased once'); END;
