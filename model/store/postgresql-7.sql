-- The bank's own number of the account that a statement is of, and why another than before was taken.
ALTER TABLE statement ADD COLUMN number TEXT COLLATE "C" CHECK (number <> '');
ALTER TABLE statement ADD COLUMN number_reason TEXT COLLATE "C" CHECK (number_reason <> '');
CREATE INDEX statement_number ON statement (account, id) WHERE number IS NOT NULL;
