-- The first schema: what sqlite-1.sql says, for a server. The driver makes the namespace holdfast and
-- looks for names there.
--
-- Texts compare by their bytes, whatever the database's language, so that both engines find and sort
-- alike. References are looked at when the transaction ends: the rows of a batch come table by table,
-- and a deal may come before its parties. What every event writes (itself, its legs, accounts and
-- lines) the server does not look up again at all: verify proves those references. freeze is a word of
-- the server's and stands in quotes.

-- Two functions that SQLite has by itself.
-- A list of keys is to be looked up key by key, however small the table was when that was planned: as a
-- function of its own (STRICT, so that it is not put into the query) of which one row is expected.
CREATE FUNCTION json_each(list text) RETURNS TABLE (value text)
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE ROWS 1
AS $$ SELECT e.value FROM json_array_elements_text(list::json) AS e (value) $$;
CREATE FUNCTION instr(whole text, part text) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT strpos(whole, part) $$;

CREATE TABLE book (
    id BIGINT PRIMARY KEY,
    name TEXT COLLATE "C" NOT NULL UNIQUE,
    policy TEXT COLLATE "C" NOT NULL,
    platform TEXT COLLATE "C",
    custodian TEXT COLLATE "C",
    is_sandbox BIGINT NOT NULL CHECK (is_sandbox IN (0, 1)),
    created_us BIGINT NOT NULL
);

CREATE TABLE operator (
    login TEXT COLLATE "C" PRIMARY KEY,
    roles TEXT COLLATE "C" NOT NULL,
    entity TEXT COLLATE "C",
    is_revoked BIGINT NOT NULL DEFAULT 0 CHECK (is_revoked IN (0, 1)),
    event BIGINT NOT NULL
);

-- Everything that ever happened. An event that brings a line is found by its line, not as an event
-- about it. hash is the SHA-256 of the hash before it and of this row and its legs.
CREATE TABLE event (
    book_id BIGINT NOT NULL,
    number BIGINT NOT NULL CHECK (number > 0),
    at_us BIGINT NOT NULL,
    operator TEXT COLLATE "C" NOT NULL,
    verb TEXT COLLATE "C" NOT NULL,
    subject TEXT COLLATE "C" NOT NULL,
    context TEXT COLLATE "C",
    source TEXT COLLATE "C",
    key TEXT COLLATE "C",
    body TEXT COLLATE "C" NOT NULL,
    hash TEXT COLLATE "C" NOT NULL CHECK (length(hash) = 64),
    PRIMARY KEY (book_id, number),
    CHECK ((source IS NULL) = (key IS NULL))
);
CREATE UNIQUE INDEX event_key ON event (source, key) WHERE key IS NOT NULL;
CREATE INDEX event_subject ON event (subject, number) WHERE verb <> 'line';
CREATE INDEX event_context ON event (context, number) WHERE context IS NOT NULL;

-- The four kinds of account. A hold is an account with a clock (due_us) and two doors.
CREATE TABLE account (
    id BIGINT PRIMARY KEY,
    book_id BIGINT NOT NULL,
    kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('bank', 'transit', 'available', 'hold')),
    name TEXT COLLATE "C" NOT NULL,
    party TEXT COLLATE "C",
    currency TEXT COLLATE "C" NOT NULL CHECK (length(currency) = 3),
    balance_minor BIGINT NOT NULL,
    opened_event BIGINT NOT NULL,
    purpose TEXT COLLATE "C"
        CHECK (purpose IN ('sale', 'dispute', 'bond', 'award', 'freeze', 'payout', 'suspense',
            'reserve', 'prepaid', 'group', 'claim')),
    deal TEXT COLLATE "C",
    payer TEXT COLLATE "C",
    payee TEXT COLLATE "C",
    door TEXT COLLATE "C" CHECK (door IN ('payer', 'payee', 'escalate')),
    due_us BIGINT,
    parent BIGINT,
    root BIGINT,
    CHECK (kind NOT IN ('available', 'hold') OR balance_minor >= 0),
    CHECK (kind <> 'transit' OR balance_minor <= 0),
    CHECK ((kind = 'hold') = (purpose IS NOT NULL)),
    CHECK ((kind = 'hold') = (door IS NOT NULL)),
    CHECK (kind <> 'hold' OR balance_minor = 0 OR due_us IS NOT NULL)
);
CREATE UNIQUE INDEX account_name ON account (kind, name, currency) WHERE kind <> 'hold';
CREATE INDEX account_due ON account (due_us, id) WHERE kind = 'hold' AND balance_minor > 0;
CREATE INDEX account_deal ON account (deal) WHERE deal IS NOT NULL;
CREATE INDEX account_payer ON account (payer) WHERE payer IS NOT NULL AND balance_minor > 0;
CREATE INDEX account_payee ON account (payee) WHERE payee IS NOT NULL AND balance_minor > 0;

CREATE TABLE leg (
    book_id BIGINT NOT NULL,
    event BIGINT NOT NULL,
    position BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    amount_minor BIGINT NOT NULL CHECK (amount_minor <> 0),
    balance_minor BIGINT NOT NULL,
    PRIMARY KEY (book_id, event, position)
);
CREATE INDEX leg_account ON leg (account_id, event);

-- A table emptied at once has no rows that a trigger for each would see.
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0];
END $$;
CREATE TRIGGER event_is_final BEFORE UPDATE ON event
FOR EACH ROW EXECUTE FUNCTION refuse('an event is never changed');
CREATE TRIGGER event_stays BEFORE DELETE ON event
FOR EACH ROW EXECUTE FUNCTION refuse('an event is never deleted');
CREATE TRIGGER events_stay BEFORE TRUNCATE ON event
FOR EACH STATEMENT EXECUTE FUNCTION refuse('an event is never deleted');
CREATE TRIGGER leg_is_final BEFORE UPDATE ON leg
FOR EACH ROW EXECUTE FUNCTION refuse('a leg is never changed');
CREATE TRIGGER leg_stays BEFORE DELETE ON leg
FOR EACH ROW EXECUTE FUNCTION refuse('a leg is never deleted');
CREATE TRIGGER legs_stay BEFORE TRUNCATE ON leg
FOR EACH STATEMENT EXECUTE FUNCTION refuse('a leg is never deleted');
CREATE TRIGGER account_stays BEFORE DELETE ON account
FOR EACH ROW EXECUTE FUNCTION refuse('an account is never deleted');
CREATE TRIGGER accounts_stay BEFORE TRUNCATE ON account
FOR EACH STATEMENT EXECUTE FUNCTION refuse('an account is never deleted');
CREATE TRIGGER hold_keeps_its_parties BEFORE UPDATE OF kind, currency, payer, payee, parent, purpose
ON account FOR EACH ROW WHEN (OLD.kind = 'hold')
EXECUTE FUNCTION refuse('the parties of a hold never change');

-- A ranked claim on what passes a hold's payee door (account_id is the root hold) or is credited to
-- a party (account_id is its available account). A share takes floor(share_of_minor * base_minor /
-- share_per_minor) of what passed so far; a plain one takes all up to its cap.
CREATE TABLE lien (
    id BIGINT PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
    beneficiary_id BIGINT NOT NULL REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
    rank BIGINT NOT NULL,
    ground TEXT COLLATE "C" NOT NULL,
    reference TEXT COLLATE "C",
    cap_minor BIGINT NOT NULL CHECK (cap_minor > 0),
    share_per_minor BIGINT CHECK (share_per_minor > 0),
    base_minor BIGINT NOT NULL DEFAULT 0,
    taken_minor BIGINT NOT NULL DEFAULT 0,
    is_closed BIGINT NOT NULL DEFAULT 0 CHECK (is_closed IN (0, 1)),
    event BIGINT NOT NULL,
    CHECK (taken_minor >= 0 AND taken_minor <= cap_minor)
) WITH (fillfactor = 50);
CREATE INDEX lien_account ON lien (account_id, rank, id);
CREATE INDEX lien_beneficiary ON lien (beneficiary_id, account_id);

CREATE TABLE party (
    id TEXT COLLATE "C" PRIMARY KEY,
    kind TEXT COLLATE "C" NOT NULL
        CHECK (kind IN ('buyer', 'seller', 'platform', 'custodian', 'bank', 'psp', 'courier',
            'insurer', 'lender', 'authority')),
    name TEXT COLLATE "C" NOT NULL,
    name_key TEXT COLLATE "C" NOT NULL,
    jurisdiction TEXT COLLATE "C" NOT NULL,
    control_group TEXT COLLATE "C",
    entity TEXT COLLATE "C",
    contact TEXT COLLATE "C",
    event BIGINT NOT NULL
);
CREATE INDEX party_kind ON party (kind, id);

-- Sums run with the legs and are proved against them. Pages keep room for the new versions of rows, as
-- those of liens do, so that no index has to follow an update.
CREATE TABLE deal (
    id TEXT COLLATE "C" PRIMARY KEY,
    mode TEXT COLLATE "C" NOT NULL CHECK (mode IN ('escrow', 'direct', 'cod', 'self')),
    buyer TEXT COLLATE "C" NOT NULL REFERENCES party (id) DEFERRABLE INITIALLY DEFERRED,
    seller TEXT COLLATE "C" NOT NULL REFERENCES party (id) DEFERRABLE INITIALLY DEFERRED,
    shop TEXT COLLATE "C",
    campaign TEXT COLLATE "C",
    category TEXT COLLATE "C" NOT NULL,
    currency TEXT COLLATE "C" NOT NULL,
    price_minor BIGINT NOT NULL CHECK (price_minor > 0),
    fee_minor BIGINT NOT NULL CHECK (fee_minor >= 0 AND fee_minor <= price_minor),
    period_us BIGINT NOT NULL CHECK (period_us >= 0),
    hold_id BIGINT NOT NULL REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
    funded_minor BIGINT NOT NULL DEFAULT 0 CHECK (funded_minor BETWEEN 0 AND price_minor),
    released_minor BIGINT NOT NULL DEFAULT 0 CHECK (released_minor >= 0),
    returned_minor BIGINT NOT NULL DEFAULT 0 CHECK (returned_minor >= 0),
    ordered_us BIGINT NOT NULL,
    funded_us BIGINT,
    shipped_us BIGINT,
    delivered_us BIGINT,
    cancelled_us BIGINT,
    CHECK (released_minor + returned_minor <= funded_minor),
    CHECK (cancelled_us IS NULL OR funded_minor = 0)
) WITH (fillfactor = 50);
CREATE INDEX deal_seller ON deal (seller, id);
CREATE INDEX deal_buyer ON deal (buyer, id);

-- Money announced. It is open until one line bears it.
CREATE TABLE expect (
    ref TEXT COLLATE "C" PRIMARY KEY,
    party TEXT COLLATE "C" NOT NULL REFERENCES party (id) DEFERRABLE INITIALLY DEFERRED,
    purpose TEXT COLLATE "C" NOT NULL CHECK (purpose IN ('available', 'bond')),
    currency TEXT COLLATE "C" NOT NULL,
    amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
    received_minor BIGINT NOT NULL DEFAULT 0 CHECK (received_minor BETWEEN 0 AND amount_minor),
    event BIGINT NOT NULL
);

CREATE TABLE batch (
    id TEXT COLLATE "C" PRIMARY KEY,
    psp TEXT COLLATE "C" NOT NULL REFERENCES party (id) DEFERRABLE INITIALLY DEFERRED,
    currency TEXT COLLATE "C" NOT NULL,
    gross_minor BIGINT NOT NULL,
    fee_minor BIGINT NOT NULL,
    net_minor BIGINT NOT NULL CHECK (net_minor > 0),
    is_settled BIGINT NOT NULL DEFAULT 0 CHECK (is_settled IN (0, 1)),
    event BIGINT NOT NULL,
    CHECK (gross_minor - fee_minor = net_minor)
);

CREATE TABLE payout (
    id TEXT COLLATE "C" PRIMARY KEY,
    party TEXT COLLATE "C" NOT NULL REFERENCES party (id) DEFERRABLE INITIALLY DEFERRED,
    currency TEXT COLLATE "C" NOT NULL,
    amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
    destination TEXT COLLATE "C",
    hold_id BIGINT NOT NULL REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('under way', 'paid', 'returned')),
    event BIGINT NOT NULL
);
CREATE INDEX payout_party ON payout (party, id);
CREATE INDEX payout_hold ON payout (hold_id);

-- scope is a comma-separated list in a fixed order. A freeze runs while it is not lifted and its
-- time has not come; is_ended says that its end was recorded and its amount given back.
CREATE TABLE "freeze" (
    id BIGINT PRIMARY KEY,
    party TEXT COLLATE "C" NOT NULL REFERENCES party (id) DEFERRABLE INITIALLY DEFERRED,
    scope TEXT COLLATE "C" NOT NULL,
    currency TEXT COLLATE "C",
    amount_minor BIGINT CHECK (amount_minor > 0),
    hold_id BIGINT REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
    lien_id BIGINT REFERENCES lien (id) DEFERRABLE INITIALLY DEFERRED,
    ground TEXT COLLATE "C" NOT NULL CHECK (ground <> ''),
    facts TEXT COLLATE "C" NOT NULL CHECK (facts <> ''),
    author TEXT COLLATE "C" NOT NULL,
    from_us BIGINT NOT NULL,
    until_us BIGINT NOT NULL,
    lifted_us BIGINT,
    lifted_by TEXT COLLATE "C",
    lift_reason TEXT COLLATE "C",
    is_ended BIGINT NOT NULL DEFAULT 0 CHECK (is_ended IN (0, 1)),
    event BIGINT NOT NULL,
    CHECK (until_us > from_us),
    CHECK ((lifted_us IS NULL) = (lift_reason IS NULL))
);
CREATE INDEX freeze_party ON "freeze" (party, id);
CREATE INDEX freeze_until ON "freeze" (until_us, id) WHERE is_ended = 0;

CREATE TABLE complaint (
    id TEXT COLLATE "C" PRIMARY KEY,
    deal TEXT COLLATE "C" NOT NULL REFERENCES deal (id) DEFERRABLE INITIALLY DEFERRED,
    seller TEXT COLLATE "C" NOT NULL REFERENCES party (id) DEFERRABLE INITIALLY DEFERRED,
    complainant TEXT COLLATE "C" NOT NULL REFERENCES party (id) DEFERRABLE INITIALLY DEFERRED,
    kind TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL
        CHECK (state IN ('open', 'noticed', 'dismissed', 'refunded', 'awarded',
                                         'defaulted')),
    currency TEXT COLLATE "C" NOT NULL,
    amount_minor BIGINT NOT NULL CHECK (amount_minor >= 0),
    text TEXT COLLATE "C",
    evidence TEXT COLLATE "C",
    hold_id BIGINT REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
    award_hold_id BIGINT REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
    award_minor BIGINT,
    due_us BIGINT NOT NULL,
    door TEXT COLLATE "C" NOT NULL CHECK (door IN ('payer', 'payee')),
    opened_us BIGINT NOT NULL,
    noticed_us BIGINT,
    decided_us BIGINT,
    decided_by TEXT COLLATE "C",
    reasons TEXT COLLATE "C",
    event BIGINT NOT NULL
);
CREATE INDEX complaint_deal ON complaint (deal);
CREATE INDEX complaint_seller ON complaint (seller, id);
CREATE INDEX complaint_due ON complaint (due_us, id) WHERE state IN ('open', 'noticed');

-- What a party was told.
CREATE TABLE notice (
    id BIGINT PRIMARY KEY,
    event BIGINT NOT NULL,
    party TEXT COLLATE "C" NOT NULL REFERENCES party (id) DEFERRABLE INITIALLY DEFERRED,
    subject TEXT COLLATE "C" NOT NULL,
    at_us BIGINT NOT NULL,
    text TEXT COLLATE "C" NOT NULL CHECK (text <> '')
);
CREATE INDEX notice_subject ON notice (subject, id);

CREATE TABLE statement (
    id BIGINT PRIMARY KEY,
    account TEXT COLLATE "C" NOT NULL,
    file_name TEXT COLLATE "C" NOT NULL,
    file_hash TEXT COLLATE "C" NOT NULL,
    profile TEXT COLLATE "C" NOT NULL,
    plan_hash TEXT COLLATE "C" NOT NULL,
    lines BIGINT NOT NULL,
    new_lines BIGINT NOT NULL,
    first_day BIGINT NOT NULL,
    last_day BIGINT NOT NULL,
    proof TEXT COLLATE "C" NOT NULL CHECK (proof IN ('closed', 'broken', 'none')),
    broken_reason TEXT COLLATE "C",
    event BIGINT NOT NULL,
    CHECK (proof <> 'broken' OR broken_reason IS NOT NULL)
);
CREATE INDEX statement_file ON statement (file_hash);

CREATE TABLE statement_balance (
    statement_id BIGINT NOT NULL REFERENCES statement (id) DEFERRABLE INITIALLY DEFERRED,
    account_id BIGINT NOT NULL REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
    proof TEXT COLLATE "C" NOT NULL CHECK (proof IN ('closed', 'broken', 'none')),
    opening_minor BIGINT,
    closing_minor BIGINT,
    last_day BIGINT NOT NULL,
    PRIMARY KEY (statement_id, account_id)
);
CREATE INDEX statement_balance_account ON statement_balance (account_id, last_day, statement_id);

-- Lines of an account stand in the order of the bank's chain: by day, then by position. A line with
-- file_line 0 is no line of the bank's but an opening balance.
CREATE TABLE line (
    id BIGINT PRIMARY KEY,
    statement_id BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    file_line BIGINT NOT NULL,
    day BIGINT NOT NULL,
    position BIGINT NOT NULL,
    second BIGINT,
    amount_minor BIGINT NOT NULL,
    balance_minor BIGINT,
    reference TEXT COLLATE "C",
    text TEXT COLLATE "C" NOT NULL,
    counterparty TEXT COLLATE "C",
    counterparty_account TEXT COLLATE "C",
    fingerprint BIGINT NOT NULL,
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('matched', 'suspense')),
    ground TEXT COLLATE "C" NOT NULL,
    item TEXT COLLATE "C",
    hold_id BIGINT,
    event BIGINT NOT NULL
);
CREATE INDEX line_order ON line (account_id, day, position);
CREATE INDEX line_suspense ON line (statement_id, id) WHERE state = 'suspense';

CREATE TABLE match (
    id BIGINT PRIMARY KEY,
    line_id BIGINT NOT NULL REFERENCES line (id) DEFERRABLE INITIALLY DEFERRED,
    item TEXT COLLATE "C" NOT NULL,
    amount_minor BIGINT NOT NULL,
    event BIGINT NOT NULL,
    unmatched_event BIGINT
);
CREATE INDEX match_line ON match (line_id);
CREATE INDEX match_item ON match (item);
