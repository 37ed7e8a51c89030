-- Where rows are many they are written many at a time, so what a row refers to may come after it in
-- the same transaction: references are looked at when the transaction commits. What every event
-- writes (itself, its legs, accounts and lines) the database does not look up again at all, which
-- would cost more than to write it: verify proves those references.
-- A CHECK of these tables calls no function: where one might stop a statement of many rows halfway,
-- SQLite keeps a copy of every page that the statement writes.
--
-- An event that brings a line is found by its line, not as an event about it. Whatever is held in
-- suspense is held for a line.

-- Appended at its end, which a table without rowids would do by splitting pages in the middle.
CREATE TABLE new_event (
    book_id INTEGER NOT NULL,
    number INTEGER NOT NULL CHECK (number > 0),
    at_us INTEGER NOT NULL,
    operator TEXT NOT NULL,
    verb TEXT NOT NULL,
    subject TEXT NOT NULL,
    context TEXT,
    source TEXT,
    key TEXT,
    body TEXT NOT NULL,
    hash TEXT NOT NULL CHECK (hash <> ''),
    PRIMARY KEY (book_id, number),
    CHECK ((source IS NULL) = (key IS NULL))
) STRICT;
INSERT INTO new_event SELECT * FROM event;
DROP TABLE event;
ALTER TABLE new_event RENAME TO event;
CREATE UNIQUE INDEX event_key ON event (source, key) WHERE key IS NOT NULL;
CREATE INDEX event_subject ON event (subject, number) WHERE verb <> 'line';
CREATE INDEX event_context ON event (context, number) WHERE context IS NOT NULL;
CREATE TRIGGER event_is_final BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'an event is never changed'); END;
CREATE TRIGGER event_stays BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'an event is never deleted'); END;

-- An index ends with the rowid, so account_due is by due_us and id.
CREATE TABLE new_account (
    id INTEGER PRIMARY KEY,
    book_id INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind = 'hold' OR kind = 'available' OR kind = 'bank' OR
                              kind = 'transit'),
    name TEXT NOT NULL,
    party TEXT,
    currency TEXT NOT NULL CHECK (currency BETWEEN 'AAA' AND 'ZZZ'),
    balance_minor INTEGER NOT NULL,
    opened_event INTEGER NOT NULL,
    purpose TEXT CHECK (purpose = 'suspense' OR purpose = 'sale' OR purpose = 'payout' OR
                        purpose = 'dispute' OR purpose = 'bond' OR purpose = 'award' OR
                        purpose = 'freeze' OR purpose = 'reserve' OR purpose = 'prepaid' OR
                        purpose = 'group' OR purpose = 'claim'),
    deal TEXT,
    payer TEXT,
    payee TEXT,
    door TEXT CHECK (door = 'payer' OR door = 'payee' OR door = 'escalate'),
    due_us INTEGER,
    parent INTEGER,
    root INTEGER,
    CHECK (balance_minor >= 0 OR kind = 'bank' OR kind = 'transit'),
    CHECK (kind <> 'transit' OR balance_minor <= 0),
    CHECK ((kind = 'hold') = (purpose IS NOT NULL)),
    CHECK ((kind = 'hold') = (door IS NOT NULL)),
    CHECK (kind <> 'hold' OR balance_minor = 0 OR due_us IS NOT NULL)
) STRICT;
INSERT INTO new_account SELECT * FROM account;
DROP TABLE account;
ALTER TABLE new_account RENAME TO account;
CREATE UNIQUE INDEX account_name ON account (kind, name, currency) WHERE kind <> 'hold';
CREATE INDEX account_due ON account (due_us) WHERE kind = 'hold' AND balance_minor > 0;
CREATE INDEX account_deal ON account (deal) WHERE deal IS NOT NULL;
CREATE INDEX account_payer ON account (payer) WHERE payer IS NOT NULL AND balance_minor > 0;
CREATE INDEX account_payee ON account (payee) WHERE payee IS NOT NULL AND balance_minor > 0;
CREATE TRIGGER account_stays BEFORE DELETE ON account
BEGIN SELECT RAISE(ABORT, 'an account is never deleted'); END;
CREATE TRIGGER hold_keeps_its_parties BEFORE UPDATE OF kind, currency, payer, payee, parent, purpose
ON account WHEN OLD.kind = 'hold'
BEGIN SELECT RAISE(ABORT, 'the parties of a hold never change'); END;

CREATE TABLE new_leg (
    book_id INTEGER NOT NULL,
    event INTEGER NOT NULL,
    position INTEGER NOT NULL,
    account_id INTEGER NOT NULL,
    amount_minor INTEGER NOT NULL CHECK (amount_minor <> 0),
    balance_minor INTEGER NOT NULL,
    PRIMARY KEY (book_id, event, position)
) STRICT, WITHOUT ROWID;
INSERT INTO new_leg SELECT * FROM leg;
DROP TABLE leg;
ALTER TABLE new_leg RENAME TO leg;
CREATE INDEX leg_account ON leg (account_id, event);
CREATE TRIGGER leg_is_final BEFORE UPDATE ON leg
BEGIN SELECT RAISE(ABORT, 'a leg is never changed'); END;
CREATE TRIGGER leg_stays BEFORE DELETE ON leg
BEGIN SELECT RAISE(ABORT, 'a leg is never deleted'); END;

CREATE TABLE new_line (
    id INTEGER PRIMARY KEY,
    statement_id INTEGER NOT NULL,
    account_id INTEGER NOT NULL,
    file_line INTEGER NOT NULL,
    day INTEGER NOT NULL,
    position INTEGER NOT NULL,
    second INTEGER,
    amount_minor INTEGER NOT NULL,
    balance_minor INTEGER,
    reference TEXT,
    text TEXT NOT NULL,
    counterparty TEXT,
    counterparty_account TEXT,
    fingerprint INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state = 'suspense' OR state = 'matched'),
    ground TEXT NOT NULL,
    item TEXT,
    hold_id INTEGER,
    event INTEGER NOT NULL
) STRICT;
INSERT INTO new_line SELECT * FROM line;
DROP TABLE line;
ALTER TABLE new_line RENAME TO line;
CREATE INDEX line_order ON line (account_id, day, position);
CREATE INDEX line_suspense ON line (statement_id) WHERE state = 'suspense';

CREATE TABLE new_lien (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
    beneficiary_id INTEGER NOT NULL REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
    rank INTEGER NOT NULL,
    ground TEXT NOT NULL,
    reference TEXT,
    cap_minor INTEGER NOT NULL CHECK (cap_minor > 0),
    share_per_minor INTEGER CHECK (share_per_minor > 0),
    base_minor INTEGER NOT NULL DEFAULT 0,
    taken_minor INTEGER NOT NULL DEFAULT 0,
    is_closed INTEGER NOT NULL DEFAULT 0 CHECK (is_closed IN (0, 1)),
    event INTEGER NOT NULL,
    CHECK (taken_minor >= 0 AND taken_minor <= cap_minor)
) STRICT;
INSERT INTO new_lien SELECT * FROM lien;
DROP TABLE lien;
ALTER TABLE new_lien RENAME TO lien;
CREATE INDEX lien_account ON lien (account_id, rank, id);
CREATE INDEX lien_beneficiary ON lien (beneficiary_id, account_id);

CREATE TABLE new_deal (
    id TEXT PRIMARY KEY,
    mode TEXT NOT NULL CHECK (mode = 'escrow' OR mode = 'direct' OR mode = 'cod' OR mode = 'self'),
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
    CHECK (released_minor + returned_minor <= funded_minor),
    CHECK (cancelled_us IS NULL OR funded_minor = 0)
) STRICT, WITHOUT ROWID;
INSERT INTO new_deal SELECT * FROM deal;
DROP TABLE deal;
ALTER TABLE new_deal RENAME TO deal;
CREATE INDEX deal_seller ON deal (seller, id);
CREATE INDEX deal_buyer ON deal (buyer, id);

CREATE TABLE new_expect (
    ref TEXT PRIMARY KEY,
    party TEXT NOT NULL REFERENCES party (id) DEFERRABLE INITIALLY DEFERRED,
    purpose TEXT NOT NULL CHECK (purpose IN ('available', 'bond')),
    currency TEXT NOT NULL,
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
    received_minor INTEGER NOT NULL DEFAULT 0 CHECK (received_minor BETWEEN 0 AND amount_minor),
    event INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO new_expect SELECT * FROM expect;
DROP TABLE expect;
ALTER TABLE new_expect RENAME TO expect;

CREATE TABLE new_batch (
    id TEXT PRIMARY KEY,
    psp TEXT NOT NULL REFERENCES party (id) DEFERRABLE INITIALLY DEFERRED,
    currency TEXT NOT NULL,
    gross_minor INTEGER NOT NULL,
    fee_minor INTEGER NOT NULL,
    net_minor INTEGER NOT NULL CHECK (net_minor > 0),
    is_settled INTEGER NOT NULL DEFAULT 0 CHECK (is_settled IN (0, 1)),
    event INTEGER NOT NULL,
    CHECK (gross_minor - fee_minor = net_minor)
) STRICT, WITHOUT ROWID;
INSERT INTO new_batch SELECT * FROM batch;
DROP TABLE batch;
ALTER TABLE new_batch RENAME TO batch;

CREATE TABLE new_payout (
    id TEXT PRIMARY KEY,
    party TEXT NOT NULL REFERENCES party (id) DEFERRABLE INITIALLY DEFERRED,
    currency TEXT NOT NULL,
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
    destination TEXT,
    hold_id INTEGER NOT NULL REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
    state TEXT NOT NULL CHECK (state = 'under way' OR state = 'paid' OR state = 'returned'),
    event INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO new_payout SELECT * FROM payout;
DROP TABLE payout;
ALTER TABLE new_payout RENAME TO payout;
CREATE INDEX payout_party ON payout (party, id);
CREATE INDEX payout_hold ON payout (hold_id);

CREATE TABLE new_freeze (
    id INTEGER PRIMARY KEY,
    party TEXT NOT NULL REFERENCES party (id) DEFERRABLE INITIALLY DEFERRED,
    scope TEXT NOT NULL,
    currency TEXT,
    amount_minor INTEGER CHECK (amount_minor > 0),
    hold_id INTEGER REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
    lien_id INTEGER REFERENCES lien (id) DEFERRABLE INITIALLY DEFERRED,
    ground TEXT NOT NULL CHECK (ground <> ''),
    facts TEXT NOT NULL CHECK (facts <> ''),
    author TEXT NOT NULL,
    from_us INTEGER NOT NULL,
    until_us INTEGER NOT NULL,
    lifted_us INTEGER,
    lifted_by TEXT,
    lift_reason TEXT,
    is_ended INTEGER NOT NULL DEFAULT 0 CHECK (is_ended IN (0, 1)),
    event INTEGER NOT NULL,
    CHECK (until_us > from_us),
    CHECK ((lifted_us IS NULL) = (lift_reason IS NULL))
) STRICT;
INSERT INTO new_freeze SELECT * FROM freeze;
DROP TABLE freeze;
ALTER TABLE new_freeze RENAME TO freeze;
CREATE INDEX freeze_party ON freeze (party, id);
CREATE INDEX freeze_until ON freeze (until_us, id) WHERE is_ended = 0;

CREATE TABLE new_complaint (
    id TEXT PRIMARY KEY,
    deal TEXT NOT NULL REFERENCES deal (id) DEFERRABLE INITIALLY DEFERRED,
    seller TEXT NOT NULL REFERENCES party (id) DEFERRABLE INITIALLY DEFERRED,
    complainant TEXT NOT NULL REFERENCES party (id) DEFERRABLE INITIALLY DEFERRED,
    kind TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'noticed', 'dismissed', 'refunded', 'awarded',
                                         'defaulted')),
    currency TEXT NOT NULL,
    amount_minor INTEGER NOT NULL CHECK (amount_minor >= 0),
    text TEXT,
    evidence TEXT,
    hold_id INTEGER REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
    award_hold_id INTEGER REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
    award_minor INTEGER,
    due_us INTEGER NOT NULL,
    door TEXT NOT NULL CHECK (door IN ('payer', 'payee')),
    opened_us INTEGER NOT NULL,
    noticed_us INTEGER,
    decided_us INTEGER,
    decided_by TEXT,
    reasons TEXT,
    event INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO new_complaint SELECT * FROM complaint;
DROP TABLE complaint;
ALTER TABLE new_complaint RENAME TO complaint;
CREATE INDEX complaint_deal ON complaint (deal);
CREATE INDEX complaint_seller ON complaint (seller, id);
CREATE INDEX complaint_due ON complaint (due_us, id) WHERE state IN ('open', 'noticed');

CREATE TABLE new_notice (
    id INTEGER PRIMARY KEY,
    event INTEGER NOT NULL,
    party TEXT NOT NULL REFERENCES party (id) DEFERRABLE INITIALLY DEFERRED,
    subject TEXT NOT NULL,
    at_us INTEGER NOT NULL,
    text TEXT NOT NULL CHECK (text <> '')
) STRICT;
INSERT INTO new_notice SELECT * FROM notice;
DROP TABLE notice;
ALTER TABLE new_notice RENAME TO notice;
CREATE INDEX notice_subject ON notice (subject, id);

CREATE TABLE new_statement_balance (
    statement_id INTEGER NOT NULL REFERENCES statement (id) DEFERRABLE INITIALLY DEFERRED,
    account_id INTEGER NOT NULL REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
    proof TEXT NOT NULL CHECK (proof IN ('closed', 'broken', 'none')),
    opening_minor INTEGER,
    closing_minor INTEGER,
    last_day INTEGER NOT NULL,
    PRIMARY KEY (statement_id, account_id)
) STRICT, WITHOUT ROWID;
INSERT INTO new_statement_balance SELECT * FROM statement_balance;
DROP TABLE statement_balance;
ALTER TABLE new_statement_balance RENAME TO statement_balance;
CREATE INDEX statement_balance_account ON statement_balance (account_id, last_day, statement_id);

CREATE TABLE new_match (
    id INTEGER PRIMARY KEY,
    line_id INTEGER NOT NULL REFERENCES line (id) DEFERRABLE INITIALLY DEFERRED,
    item TEXT NOT NULL,
    amount_minor INTEGER NOT NULL,
    event INTEGER NOT NULL,
    unmatched_event INTEGER
) STRICT;
INSERT INTO new_match SELECT * FROM match;
DROP TABLE match;
ALTER TABLE new_match RENAME TO match;
CREATE INDEX match_line ON match (line_id);
CREATE INDEX match_item ON match (item);
