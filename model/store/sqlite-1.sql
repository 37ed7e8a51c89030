-- The first schema. Every amount is in minor units, credits positive; every *_us is UTC microseconds.
-- Constraints and triggers state what they can of the invariants, as a second net below the code.
-- Where rows are many, a choice is written with OR: SQLite fills a table of its own for every check of
-- an IN list of three or more.

CREATE TABLE book (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    policy TEXT NOT NULL,
    platform TEXT,
    custodian TEXT,
    is_sandbox INTEGER NOT NULL CHECK (is_sandbox IN (0, 1)),
    created_us INTEGER NOT NULL
) STRICT;

CREATE TABLE operator (
    login TEXT PRIMARY KEY,
    roles TEXT NOT NULL,
    entity TEXT,
    is_revoked INTEGER NOT NULL DEFAULT 0 CHECK (is_revoked IN (0, 1)),
    event INTEGER NOT NULL
) STRICT;

-- Everything that ever happened. hash is the SHA-256 of the hash before it and of this row and its legs.
CREATE TABLE event (
    book_id INTEGER NOT NULL REFERENCES book (id),
    number INTEGER NOT NULL CHECK (number > 0),
    at_us INTEGER NOT NULL,
    operator TEXT NOT NULL,
    verb TEXT NOT NULL,
    subject TEXT NOT NULL,
    context TEXT,
    source TEXT,
    key TEXT,
    body TEXT NOT NULL,
    hash TEXT NOT NULL CHECK (length(hash) = 64),
    PRIMARY KEY (book_id, number),
    CHECK ((source IS NULL) = (key IS NULL))
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX event_key ON event (source, key) WHERE key IS NOT NULL;
CREATE INDEX event_subject ON event (subject, number);
CREATE INDEX event_context ON event (context, number) WHERE context IS NOT NULL;

-- The four kinds of account. A hold is an account with a clock (due_us) and two doors.
CREATE TABLE account (
    id INTEGER PRIMARY KEY,
    book_id INTEGER NOT NULL REFERENCES book (id),
    kind TEXT NOT NULL CHECK (kind = 'bank' OR kind = 'transit' OR kind = 'available' OR
                              kind = 'hold'),
    name TEXT NOT NULL,
    party TEXT,
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    balance_minor INTEGER NOT NULL,
    opened_event INTEGER NOT NULL,
    purpose TEXT CHECK (purpose = 'sale' OR purpose = 'dispute' OR purpose = 'bond' OR
                        purpose = 'award' OR purpose = 'freeze' OR purpose = 'payout' OR
                        purpose = 'suspense' OR purpose = 'reserve' OR purpose = 'prepaid' OR
                        purpose = 'group' OR purpose = 'claim'),
    deal TEXT,
    payer TEXT,
    payee TEXT,
    door TEXT CHECK (door = 'payer' OR door = 'payee' OR door = 'escalate'),
    due_us INTEGER,
    parent INTEGER REFERENCES account (id),
    root INTEGER REFERENCES account (id),
    CHECK (kind NOT IN ('available', 'hold') OR balance_minor >= 0),
    CHECK (kind <> 'transit' OR balance_minor <= 0),
    CHECK ((kind = 'hold') = (purpose IS NOT NULL)),
    CHECK ((kind = 'hold') = (door IS NOT NULL)),
    CHECK (kind <> 'hold' OR balance_minor = 0 OR due_us IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX account_name ON account (kind, name, currency) WHERE kind <> 'hold';
CREATE INDEX account_due ON account (due_us, id) WHERE kind = 'hold' AND balance_minor > 0;
CREATE INDEX account_suspense ON account (id) WHERE purpose = 'suspense' AND balance_minor > 0;
CREATE INDEX account_deal ON account (deal) WHERE deal IS NOT NULL;
CREATE INDEX account_payer ON account (payer) WHERE payer IS NOT NULL AND balance_minor > 0;
CREATE INDEX account_payee ON account (payee) WHERE payee IS NOT NULL AND balance_minor > 0;

CREATE TABLE leg (
    book_id INTEGER NOT NULL,
    event INTEGER NOT NULL,
    position INTEGER NOT NULL,
    account_id INTEGER NOT NULL REFERENCES account (id),
    amount_minor INTEGER NOT NULL CHECK (amount_minor <> 0),
    balance_minor INTEGER NOT NULL,
    PRIMARY KEY (book_id, event, position),
    FOREIGN KEY (book_id, event) REFERENCES event (book_id, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX leg_account ON leg (account_id, event);

CREATE TRIGGER event_is_final BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'an event is never changed'); END;
CREATE TRIGGER event_stays BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'an event is never deleted'); END;
CREATE TRIGGER leg_is_final BEFORE UPDATE ON leg
BEGIN SELECT RAISE(ABORT, 'a leg is never changed'); END;
CREATE TRIGGER leg_stays BEFORE DELETE ON leg
BEGIN SELECT RAISE(ABORT, 'a leg is never deleted'); END;
CREATE TRIGGER account_stays BEFORE DELETE ON account
BEGIN SELECT RAISE(ABORT, 'an account is never deleted'); END;
CREATE TRIGGER hold_keeps_its_parties BEFORE UPDATE OF kind, currency, payer, payee, parent, purpose
ON account WHEN OLD.kind = 'hold'
BEGIN SELECT RAISE(ABORT, 'the parties of a hold never change'); END;

-- A ranked claim on what passes a hold's payee door (account_id is the root hold) or is credited to
-- a party (account_id is its available account). A share takes floor(share_of_minor * base_minor /
-- share_per_minor) of what passed so far; a plain one takes all up to its cap.
CREATE TABLE lien (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES account (id),
    beneficiary_id INTEGER NOT NULL REFERENCES account (id),
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
CREATE INDEX lien_account ON lien (account_id, rank, id);
CREATE INDEX lien_beneficiary ON lien (beneficiary_id, account_id);

CREATE TABLE party (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind = 'buyer' OR kind = 'seller' OR kind = 'platform' OR
                              kind = 'custodian' OR kind = 'bank' OR kind = 'psp' OR
                              kind = 'courier' OR kind = 'insurer' OR kind = 'lender' OR
                              kind = 'authority'),
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    jurisdiction TEXT NOT NULL,
    control_group TEXT,
    entity TEXT,
    contact TEXT,
    event INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX party_kind ON party (kind, id);

-- Sums run with the legs and are proved against them.
CREATE TABLE deal (
    id TEXT PRIMARY KEY,
    mode TEXT NOT NULL CHECK (mode = 'escrow' OR mode = 'direct' OR mode = 'cod' OR mode = 'self'),
    buyer TEXT NOT NULL REFERENCES party (id),
    seller TEXT NOT NULL REFERENCES party (id),
    shop TEXT,
    campaign TEXT,
    category TEXT NOT NULL,
    currency TEXT NOT NULL,
    price_minor INTEGER NOT NULL CHECK (price_minor > 0),
    fee_minor INTEGER NOT NULL CHECK (fee_minor >= 0 AND fee_minor <= price_minor),
    period_us INTEGER NOT NULL CHECK (period_us >= 0),
    hold_id INTEGER NOT NULL REFERENCES account (id),
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
CREATE INDEX deal_seller ON deal (seller, id);
CREATE INDEX deal_buyer ON deal (buyer, id);

-- Money announced. It is open until one line bears it.
CREATE TABLE expect (
    ref TEXT PRIMARY KEY,
    party TEXT NOT NULL REFERENCES party (id),
    purpose TEXT NOT NULL CHECK (purpose IN ('available', 'bond')),
    currency TEXT NOT NULL,
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
    received_minor INTEGER NOT NULL DEFAULT 0 CHECK (received_minor BETWEEN 0 AND amount_minor),
    event INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE batch (
    id TEXT PRIMARY KEY,
    psp TEXT NOT NULL REFERENCES party (id),
    currency TEXT NOT NULL,
    gross_minor INTEGER NOT NULL,
    fee_minor INTEGER NOT NULL,
    net_minor INTEGER NOT NULL CHECK (net_minor > 0),
    is_settled INTEGER NOT NULL DEFAULT 0 CHECK (is_settled IN (0, 1)),
    event INTEGER NOT NULL,
    CHECK (gross_minor - fee_minor = net_minor)
) STRICT, WITHOUT ROWID;

CREATE TABLE payout (
    id TEXT PRIMARY KEY,
    party TEXT NOT NULL REFERENCES party (id),
    currency TEXT NOT NULL,
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
    destination TEXT,
    hold_id INTEGER NOT NULL REFERENCES account (id),
    state TEXT NOT NULL CHECK (state = 'under way' OR state = 'paid' OR state = 'returned'),
    event INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX payout_party ON payout (party, id);
CREATE INDEX payout_hold ON payout (hold_id);

-- scope is a comma-separated list in a fixed order. A freeze runs while it is not lifted and its
-- time has not come; is_ended says that its end was recorded and its amount given back.
CREATE TABLE freeze (
    id INTEGER PRIMARY KEY,
    party TEXT NOT NULL REFERENCES party (id),
    scope TEXT NOT NULL,
    currency TEXT,
    amount_minor INTEGER CHECK (amount_minor > 0),
    hold_id INTEGER REFERENCES account (id),
    lien_id INTEGER REFERENCES lien (id),
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
CREATE INDEX freeze_party ON freeze (party, id);
CREATE INDEX freeze_until ON freeze (until_us, id) WHERE is_ended = 0;

CREATE TABLE complaint (
    id TEXT PRIMARY KEY,
    deal TEXT NOT NULL REFERENCES deal (id),
    seller TEXT NOT NULL REFERENCES party (id),
    complainant TEXT NOT NULL REFERENCES party (id),
    kind TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'noticed', 'dismissed', 'refunded', 'awarded',
                                         'defaulted')),
    currency TEXT NOT NULL,
    amount_minor INTEGER NOT NULL CHECK (amount_minor >= 0),
    text TEXT,
    evidence TEXT,
    hold_id INTEGER REFERENCES account (id),
    award_hold_id INTEGER REFERENCES account (id),
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
CREATE INDEX complaint_deal ON complaint (deal);
CREATE INDEX complaint_seller ON complaint (seller, id);
CREATE INDEX complaint_due ON complaint (due_us, id) WHERE state IN ('open', 'noticed');

-- What a party was told.
CREATE TABLE notice (
    id INTEGER PRIMARY KEY,
    event INTEGER NOT NULL,
    party TEXT NOT NULL REFERENCES party (id),
    subject TEXT NOT NULL,
    at_us INTEGER NOT NULL,
    text TEXT NOT NULL CHECK (text <> '')
) STRICT;
CREATE INDEX notice_subject ON notice (subject, id);

CREATE TABLE statement (
    id INTEGER PRIMARY KEY,
    account TEXT NOT NULL,
    file_name TEXT NOT NULL,
    file_hash TEXT NOT NULL,
    profile TEXT NOT NULL,
    plan_hash TEXT NOT NULL,
    lines INTEGER NOT NULL,
    new_lines INTEGER NOT NULL,
    first_day INTEGER NOT NULL,
    last_day INTEGER NOT NULL,
    proof TEXT NOT NULL CHECK (proof IN ('closed', 'broken', 'none')),
    broken_reason TEXT,
    event INTEGER NOT NULL,
    CHECK (proof <> 'broken' OR broken_reason IS NOT NULL)
) STRICT;
CREATE INDEX statement_file ON statement (file_hash);

CREATE TABLE statement_balance (
    statement_id INTEGER NOT NULL REFERENCES statement (id),
    account_id INTEGER NOT NULL REFERENCES account (id),
    proof TEXT NOT NULL CHECK (proof IN ('closed', 'broken', 'none')),
    opening_minor INTEGER,
    closing_minor INTEGER,
    last_day INTEGER NOT NULL,
    PRIMARY KEY (statement_id, account_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX statement_balance_account ON statement_balance (account_id, last_day, statement_id);

-- Lines of an account stand in the order of the bank's chain: by day, then by position. A line with
-- file_line 0 is no line of the bank's but an opening balance.
CREATE TABLE line (
    id INTEGER PRIMARY KEY,
    statement_id INTEGER NOT NULL REFERENCES statement (id),
    account_id INTEGER NOT NULL REFERENCES account (id),
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
    state TEXT NOT NULL CHECK (state IN ('matched', 'suspense')),
    ground TEXT NOT NULL,
    item TEXT,
    hold_id INTEGER REFERENCES account (id),
    event INTEGER NOT NULL
) STRICT;
CREATE INDEX line_order ON line (account_id, day, position);
CREATE INDEX line_hold ON line (hold_id) WHERE hold_id IS NOT NULL;
CREATE INDEX line_suspense ON line (id) WHERE state = 'suspense';

CREATE TABLE match (
    id INTEGER PRIMARY KEY,
    line_id INTEGER NOT NULL REFERENCES line (id),
    item TEXT NOT NULL,
    amount_minor INTEGER NOT NULL,
    event INTEGER NOT NULL,
    unmatched_event INTEGER
) STRICT;
CREATE INDEX match_line ON match (line_id);
CREATE INDEX match_item ON match (item);
