/* party_case.h - what still needs a party's personal data: a case that is open, or business that is
 * not long enough ago. SQL with the first such thing's name ("complaint:C-1"); party, now and since
 * are expressions. */
#ifndef MODEL_PARTY_CASE_H
#define MODEL_PARTY_CASE_H

/* Whoever works on it may have to reach the party: an undecided complaint by or about it, a running
 * freeze or an objection to one, a payout under way, a demand, and what is disputed, awarded,
 * claimed or late. */
#define PARTY_CASE_SQL(party, now)                                                                 \
    "SELECT 'complaint:' || c.id FROM complaint c WHERE c.seller = " party                         \
    " AND c.decided_us IS NULL UNION ALL"                                                          \
    " SELECT 'complaint:' || c.id FROM complaint c JOIN deal d ON d.id = c.deal"                   \
    " WHERE c.decided_us IS NULL AND (d.buyer = " party " OR c.complainant = " party ") UNION ALL" \
    " SELECT 'freeze:' || f.id FROM \"freeze\" f WHERE f.party = " party                           \
    " AND f.lifted_us IS NULL AND f.until_us > " now " UNION ALL"                                  \
    " SELECT 'freeze:' || f.id FROM objection b JOIN \"freeze\" f ON f.id = b.freeze_id"           \
    " WHERE b.state = 'open' AND f.party = " party " UNION ALL"                                    \
    " SELECT 'payout:' || o.id FROM payout o WHERE o.party = " party                               \
    " AND o.state = 'under way' UNION ALL"                                                         \
    " SELECT 'demand:' || m.id FROM demand m WHERE m.seller = " party                              \
    " AND m.ended_us IS NULL UNION ALL"                                                            \
    " SELECT 'hold:' || a.id FROM account a WHERE a.payer = " party                                \
    " AND a.balance_minor > 0 AND a.purpose IN ('dispute', 'award', 'claim') UNION ALL"            \
    " SELECT 'hold:' || a.id FROM account a WHERE a.payee = " party                                \
    " AND a.balance_minor > 0 AND a.purpose IN ('dispute', 'award', 'claim') UNION ALL"            \
    " SELECT 'deal:' || r.deal FROM parcel r WHERE r.courier = " party                             \
    " AND r.is_waiting = 1 AND r.remit_by_us <= " now

/* Its money, its deals, and whatever moved on either after since. */
#define PARTY_BUSINESS_SQL(party, since)                                                           \
    "SELECT a.kind || ':' || a.name FROM account a"                                                \
    " WHERE a.kind IN ('available', 'transit') AND a.kind <> 'hold' AND a.name = " party           \
    " AND (a.balance_minor <> 0 OR (SELECT e.at_us FROM leg l JOIN event e"                        \
    " ON e.book_id = l.book_id AND e.number = l.event WHERE l.account_id = a.id"                   \
    " ORDER BY l.event DESC LIMIT 1) > " since ") UNION ALL"                                       \
    " SELECT 'hold:' || a.id FROM account a WHERE a.payer = " party                                \
    " AND a.balance_minor > 0 UNION ALL"                                                           \
    " SELECT 'hold:' || a.id FROM account a WHERE a.payee = " party                                \
    " AND a.balance_minor > 0 UNION ALL"                                                           \
    " SELECT 'deal:' || d.id FROM deal d WHERE (d.seller = " party " OR d.buyer = " party ")"      \
    " AND (d.ordered_us > " since " OR EXISTS (SELECT 1 FROM account a JOIN leg l"                 \
    " ON l.account_id = a.id JOIN event e ON e.book_id = l.book_id AND e.number = l.event"         \
    " WHERE a.deal = d.id AND e.at_us > " since "))"

#endif
