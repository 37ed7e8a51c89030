#include "model/verify_rows.h"

/* The last event about a subject, of those that set what the row has. */
#define LAST_WITH(subject, more)                                                                   \
    "(SELECT max(x.number) FROM event x WHERE x.book_id = $1 AND x.subject = " subject             \
    " AND x.verb <> 'line' AND " more ")"
/* Its buyer had the money back from the provider: nobody decided it. */
#define BY_CHARGEBACK                                                                              \
    "EXISTS (SELECT 1 FROM event x WHERE x.book_id = $1 AND x.subject = t.reasons"                 \
    " AND x.verb <> 'line' AND x.verb = 'chargeback' AND x.context = 'deal:' || t.deal"            \
    " AND x.at_us = t.decided_us AND x.operator = t.decided_by)"
/* Something happened to it, then. */
#define HAPPENED(subject, verb, then)                                                              \
    "EXISTS (SELECT 1 FROM event x WHERE x.book_id = e.book_id AND x.subject = " subject           \
    " AND x.verb <> 'line' AND x.verb = '" verb "' AND " then ")"
/* Something that concerned it happened at that time. */
#define CONCERNED(subject, at)                                                                     \
    "(EXISTS (SELECT 1 FROM event x WHERE x.book_id = e.book_id AND x.subject = " subject          \
    " AND x.verb <> 'line' AND x.at_us = " at ") OR EXISTS (SELECT 1 FROM event x WHERE"           \
    " x.book_id = e.book_id AND x.context = " subject " AND x.at_us = " at "))"
/* What a party has until it is told another. A party to which nothing of it was told is of the
 * founding event, which has none. */
#define PARTY_KEEPS(key_, column_)                                                                 \
    {                                                                                              \
        .table = "party", .label = "'party:' || t.id",                                             \
        .event = "coalesce(" LAST_WITH(                                                            \
            "'party:' || t.id", "x.verb = 'party' AND x.body LIKE '%\"" key_ "\":%'") ", 1)",      \
        .is_of = "1 = 1", .fields = {                                                              \
            {key_, "t." column_, ROW_TEXT, false}                                                  \
        }                                                                                          \
    }
/* The event that made t; subjects are indexed. */
#define MADE_BY(subject, verb)                                                                     \
    "(SELECT min(x.number) FROM event x WHERE x.book_id = $1 AND x.subject = " subject             \
    " AND x.verb <> 'line' AND x.verb = '" verb "')"
/* The first event of verbs whose row is gone; id is what the subject has after its kind. */
#define LOST(verbs, table, key, id)                                                                \
    "SELECT e.number FROM event e WHERE e.verb IN (" verbs                                         \
    ") AND NOT EXISTS (SELECT 1 FROM \"" table "\" t WHERE t." key " = " id                        \
    ") ORDER BY e.number LIMIT 1"
#define LOST_EVENT(verbs, table) LOST(verbs, table, "event", "e.number")

/* What the bank's own lines say, and an opening balance does not. */
#define OF_THE_BANK(column) "CASE WHEN t.file_line > 0 THEN " column " END"

/* A freeze that a demand's clock has put, which says nothing of it in its body. */
#define BY_DEMAND "EXISTS (SELECT 1 FROM demand d WHERE d.freeze_id = t.id)"
#define OF_A_PERSON(column) "CASE WHEN NOT " BY_DEMAND " THEN " column " END"

/* A complaint: opened by its event, about its deal; and whatever it has was brought by another. */
#define BY_EVENT(column) "(t." column " IS NULL OR " CONCERNED("e.subject", "t." column) ")"
#define COMPLAINT_OPENED                                                                           \
    "e.verb = 'complaint open' AND e.subject = 'complaint:' || t.id AND t.opened_us = e.at_us"     \
    " AND EXISTS (SELECT 1 FROM deal d WHERE d.id = t.deal AND d.seller = t.seller"                \
    " AND d.currency = t.currency AND (t.complainant = d.buyer"                                    \
    " OR e.body LIKE '%\"by\":\"' || t.complainant || '\"%'))"
#define WAS_DECIDED HAPPENED("e.subject", "complaint decide", "1 = 1")
#define WAS_ANSWERED HAPPENED("e.subject", "complaint answer", "1 = 1")
#define ITS_STAGES BY_EVENT("noticed_us") " AND " BY_EVENT("admitted_us")
#define ITS_END BY_EVENT("decided_us") " OR " BY_CHARGEBACK
#define COMPLAINT_ENDED                                                                            \
    "(t.decided_us IS NULL) = (t.state IN ('filed', 'open', 'noticed', 'answered', 'silent'))"     \
    " AND (t.decided_us IS NOT NULL OR NOT " WAS_DECIDED ")"                                       \
    " AND (t.answer IS NOT NULL OR NOT " WAS_ANSWERED ")"                                          \
    " AND " ITS_STAGES " AND (" ITS_END ")"
#define COMPLAINT_HOLDS                                                                            \
    "(t.hold_id IS NULL OR EXISTS (SELECT 1 FROM account h WHERE h.id = t.hold_id"                 \
    " AND h.purpose = 'dispute' AND h.deal = t.deal)) AND (t.award_hold_id IS NULL"                \
    " OR EXISTS (SELECT 1 FROM account h WHERE h.id = t.award_hold_id AND h.purpose = 'award'"     \
    " AND (t.decided_event IS NULL OR h.opened_event = t.decided_event)))"

/* There is one party of such a kind at most. */
#define ITS_PARTY(kind)                                                                            \
    "coalesce(t." kind ", '') = coalesce((SELECT min(p.id) FROM party p WHERE p.kind = '" kind     \
    "'), "                                                                                         \
    "'')"
#define ITS_PARTIES ITS_PARTY("platform") " AND " ITS_PARTY("custodian")

static const struct row_terms TERMS[] = {
    {.table = "book",
     .label = "'book:' || t.id",
     .event = "1",
     .is_of = "e.verb = 'init' AND t.id = e.book_id AND " ITS_PARTIES,
     .fields = {{"book", "t.name", ROW_TEXT, true},
                {"policy", "t.policy", ROW_TEXT, true},
                {"sandbox", "t.is_sandbox", ROW_INT, true}},
     .verbs = {"init"}},
    {.table = "operator",
     .label = "'operator:' || t.login",
     .event = LAST_WITH("'operator:' || t.login",
                        "x.verb IN ('init', 'operator')"
                        " AND x.body LIKE '%\"roles\":%' AND x.body NOT LIKE '%\"roles\":\"\"%'"),
     .is_of = "(t.is_revoked = 1) = EXISTS (SELECT 1 FROM event x WHERE x.book_id = e.book_id"
              " AND x.subject = e.subject AND x.verb <> 'line' AND x.number > e.number"
              " AND x.verb = 'operator' AND x.body LIKE '%\"roles\":\"\"%')",
     .fields = {{"login", "t.login", ROW_TEXT, false},
                {"roles", "t.roles", ROW_TEXT, false},
                {"entity", "t.entity", ROW_TEXT, false}},
     .lost = "SELECT e.number FROM event e WHERE e.verb <> 'line' AND e.subject >= 'operator:'"
             " AND e.subject < 'operator;' AND e.body LIKE '%\"roles\":%' AND NOT EXISTS"
             " (SELECT 1 FROM operator t WHERE t.login = substr(e.subject, 10))"
             " ORDER BY e.number LIMIT 1"},
    {.table = "party",
     .label = "'party:' || t.id",
     .event = LAST_WITH("'party:' || t.id", "x.verb = 'party'"),
     .is_of = "(t.closed_us IS NULL OR " HAPPENED(
         "e.subject", "close",
         "x.at_us = t.closed_us") ")"
                                  " AND (t.closed_us IS NOT NULL OR NOT " HAPPENED(
                                      "e.subject", "close",
                                      "1 = 1") ")"
                                               " AND (t.exited_us IS NULL OR " CONCERNED(
                                                   "e.subject",
                                                   "t.exited_us") ")"
                                                                  " AND (t.exited_us IS NOT NULL "
                                                                  "OR NOT " HAPPENED("e.subject",
                                                                                     "exit",
                                                                                     "1 = 1") ")",
     .fields = {{"kind", "t.kind", ROW_TEXT, false},
                {"name", "t.name", ROW_TEXT, false},
                {"jurisdiction", "t.jurisdiction", ROW_TEXT, false}},
     .lost =
         "SELECT e.number FROM event e WHERE e.verb <> 'line' AND e.subject >= 'party:'"
         " AND e.subject < 'party;' AND e.verb = 'party' AND NOT EXISTS"
         " (SELECT 1 FROM party t WHERE t.id = substr(e.subject, 7)) ORDER BY e.number LIMIT 1"},
    PARTY_KEEPS("group", "control_group"),
    PARTY_KEEPS("entity", "entity"),
    PARTY_KEEPS("language", "language"),
    {.table = "account",
     .label = "t.kind || ':' || t.name",
     .event = "t.opened_event",
     .is_of = "t.book_id = e.book_id AND NOT EXISTS (SELECT 1 FROM leg l WHERE l.account_id = t.id"
              " AND l.event < t.opened_event) AND (t.kind <> 'available' OR EXISTS"
              " (SELECT 1 FROM party p WHERE p.id = t.name))"},
    {.table = "deal",
     .order = "t.id",
     .label = "'deal:' || t.id",
     .event = "(SELECT h.opened_event FROM account h WHERE h.id = t.hold_id)", /* found at once */
     .is_of = "e.verb = 'deal' AND e.subject = 'deal:' || t.id AND t.ordered_us = e.at_us AND "
              "(t.cancelled_us IS NULL OR EXISTS (SELECT 1 FROM event x"
              " WHERE x.book_id = e.book_id AND x.subject = e.subject AND x.verb <> 'line'"
              " AND x.verb <> 'deal' AND x.at_us = t.cancelled_us))"
              " AND EXISTS (SELECT 1 FROM account h WHERE h.id = t.hold_id AND h.kind = 'hold'"
              " AND h.parent IS NULL AND h.deal = t.id AND h.payer = t.buyer AND h.payee = t.seller"
              " AND h.currency = t.currency)",
     .currency = "t.currency",
     .fields = {{"mode", "t.mode", ROW_TEXT, true},
                {"buyer", "t.buyer", ROW_TEXT, false},
                {"seller", "t.seller", ROW_TEXT, false},
                {"shop", "t.shop", ROW_TEXT, false},
                {"campaign", "t.campaign", ROW_TEXT, false},
                {"category", "t.category", ROW_TEXT, false},
                {"amount", "t.price_minor", ROW_MONEY, false},
                {"fee", "t.fee_minor", ROW_MONEY, false},
                {"policy", "t.policy", ROW_TEXT, true}},
     .verbs = {"deal"},
     .lost = LOST("'deal'", "deal", "id", "substr(e.subject, 6)")},
    {.table = "campaign",
     .label = "'campaign:' || t.id",
     .event = MADE_BY("'campaign:' || t.id", "campaign open"),
     .is_of = "t.event = e.number AND t.opened_us = e.at_us AND (t.state = 'open') ="
              " (t.closed_us IS NULL) AND (t.closed_us IS NULL OR EXISTS (SELECT 1 FROM event x"
              " WHERE x.book_id = e.book_id AND x.subject = e.subject AND x.verb <> 'line'"
              " AND x.at_us = t.closed_us))",
     .currency = "t.currency",
     .fields = {{"seller", "t.seller", ROW_TEXT, false},
                {"currency", "t.currency", ROW_TEXT, false},
                {"target_count", "t.target_count", ROW_INT, false},
                {"target_amount", "t.target_minor", ROW_MONEY, false},
                {"ends", "t.ends_us", ROW_TIME, false},
                {"policy", "t.policy", ROW_TEXT, true},
                {"early_close", "CASE t.closes_early WHEN 1 THEN 'yes' ELSE 'no' END", ROW_TEXT,
                 true}},
     .verbs = {"campaign open"},
     .lost = LOST("'campaign open'", "campaign", "id", "substr(e.subject, 10)")},
    {.table = "advance",
     .label = "'advance:' || t.id",
     .event = "t.event",
     .is_of =
         "e.verb = 'advance' AND e.subject = 'advance:' || t.id"
         " AND EXISTS (SELECT 1 FROM lien n WHERE n.id = t.lien_id AND n.reference = e.subject)",
     .currency = "t.currency",
     .fields = {{"deal", "t.deal", ROW_TEXT, false},
                {"lender", "t.lender", ROW_TEXT, false},
                {"amount", "t.amount_minor", ROW_MONEY, false},
                {"repay", "t.repay_minor", ROW_MONEY, false}},
     .verbs = {"advance"},
     .lost = LOST_EVENT("'advance'", "advance")},
    {.table = "chargeback",
     .label = "'chargeback:' || t.id",
     .event = "t.event",
     .is_of = "e.verb = 'chargeback' AND e.subject = 'chargeback:' || t.id"
              " AND (t.lien_id IS NULL OR EXISTS (SELECT 1 FROM lien n WHERE n.id = t.lien_id"
              " AND n.reference = e.subject))"
              " AND (t.reversed_event IS NOT NULL) = " HAPPENED("e.subject", "chargeback reverse",
                                                                "1 = 1"),
     .currency = "t.currency",
     .fields = {{"deal", "t.deal", ROW_TEXT, false},
                {"via", "t.psp", ROW_TEXT, false},
                {"amount", "t.amount_minor", ROW_MONEY, false},
                {"reason", "t.reason", ROW_TEXT, false}},
     .verbs = {"chargeback"},
     .lost = LOST_EVENT("'chargeback'", "chargeback")},
    {.table = "expect",
     .label = "'expect:' || t.ref",
     .event = "t.event",
     .is_of = "e.verb = 'expect' AND e.subject = 'expect:' || t.ref",
     .currency = "t.currency",
     .fields = {{"party", "t.party", ROW_TEXT, false},
                {"purpose", "t.purpose", ROW_TEXT, false},
                {"amount", "t.amount_minor", ROW_MONEY, false}},
     .verbs = {"expect"},
     .lost = LOST_EVENT("'expect'", "expect")},
    {.table = "batch",
     .label = "'batch:' || t.id",
     .event = "t.event",
     .is_of = "e.subject = 'batch:' || t.id AND e.verb = CASE t.is_remit WHEN 1 THEN 'remit'"
              " ELSE 'batch' END",
     .currency = "t.currency",
     .fields = {{"psp", "CASE t.is_remit WHEN 0 THEN t.psp END", ROW_TEXT, false},
                {"courier", "CASE t.is_remit WHEN 1 THEN t.psp END", ROW_TEXT, false},
                {"gross", "t.gross_minor", ROW_MONEY, false},
                {"fee", "t.fee_minor", ROW_MONEY, false},
                {"net", "t.net_minor", ROW_MONEY, false}},
     .verbs = {"batch", "remit"},
     .lost = LOST_EVENT("'batch', 'remit'", "batch")},
    {.table = "remit_deal",
     .label = "'batch:' || t.batch || ' of deal:' || t.deal",
     .event = MADE_BY("'batch:' || t.batch", "remit"),
     .is_of = "e.body LIKE '%' || t.deal || '%'"},
    {.table = "parcel",
     .order = "t.deal",
     .label = "'the parcel of deal:' || t.deal",
     .event = "t.event",
     .is_of = "e.verb = 'courier' AND e.subject = 'deal:' || t.deal",
     .currency = "(SELECT d.currency FROM deal d WHERE d.id = t.deal)",
     .fields = {{"courier", "t.courier", ROW_TEXT, false},
                {"fee", "t.fee_minor", ROW_MONEY, false}},
     .verbs = {"courier"},
     .lost = LOST_EVENT("'courier'", "parcel")},
    {.table = "payout",
     .order = "t.id",
     .label = "'payout:' || t.id",
     .event = "t.event",
     .is_of = "e.verb = 'payout' AND e.subject = 'payout:' || t.id AND EXISTS (SELECT 1 FROM"
              " account h WHERE h.id = t.hold_id AND h.purpose = 'payout' AND h.payer = t.party"
              " AND h.currency = t.currency)",
     .currency = "t.currency",
     .fields = {{"seller", "t.party", ROW_TEXT, false},
                {"amount", "t.amount_minor", ROW_MONEY, false}},
     .verbs = {"payout"},
     .lost = LOST_EVENT("'payout'", "payout")},
    {.table = "conversion",
     .label = "'fx:' || t.id",
     .event = "t.event",
     .is_of = "e.verb = 'fx' AND e.subject = 'fx:' || t.id",
     .currency = "t.currency",
     .fields = {{"party", "t.party", ROW_TEXT, false},
                {"dealer", "t.dealer", ROW_TEXT, false},
                {"rounding", "t.rounding", ROW_TEXT, false},
                {"sold", "t.sold_minor", ROW_MONEY, true},
                {"valid_until", "t.valid_until_us", ROW_TIME, false}},
     .verbs = {"fx"},
     .lost = LOST_EVENT("'fx'", "conversion")},
    {.table = "correction",
     .label = "'the correction of event ' || t.corrects",
     .event = "t.event",
     .is_of = "e.verb = 'correct'",
     .fields = {{"corrects", "t.corrects", ROW_INT, false},
                {"reason", "t.reason", ROW_TEXT, false}},
     .verbs = {"correct"},
     .lost = LOST_EVENT("'correct'", "correction")},
    {.table = "document",
     .label = "'document ' || t.sha256",
     .event = "t.event",
     .is_of = "e.verb = 'order' AND length(t.content) = 2 * t.bytes",
     .fields = {{"document", "t.sha256", ROW_TEXT, false}},
     .lost = "SELECT f.event FROM \"freeze\" f WHERE f.document IS NOT NULL AND NOT EXISTS"
             " (SELECT 1 FROM document t WHERE t.sha256 = f.document) ORDER BY f.event LIMIT 1"},
    {.table = "freeze",
     .label = "'freeze:' || t.id",
     .event = "t.event",
     .is_of = "(e.verb = CASE WHEN t.authority IS NULL THEN 'freeze' ELSE 'order' END"
              " AND e.subject = 'freeze:' || t.id AND t.author = e.operator OR " BY_DEMAND
              " AND t.scope = 'listing' AND e.verb = 'demand default') AND (t.hold_id IS NULL OR"
              " EXISTS (SELECT 1 FROM account h WHERE h.id = t.hold_id AND h.purpose = 'freeze'"
              " AND h.payer = t.party)) AND (t.lien_id IS NULL OR EXISTS (SELECT 1 FROM lien n"
              " WHERE n.id = t.lien_id AND n.reference = 'freeze:' || t.id)) AND (t.lifted_us IS "
              "NOT NULL OR NOT " HAPPENED(
                  "'freeze:' || t.id", "unfreeze",
                  "1 = 1") ")"
                           " AND (t.confirmed_us IS NOT NULL OR NOT " HAPPENED(
                               "'freeze:' || t.id", "freeze confirm",
                               "1 = 1") ")"
                                        " AND (t.confirmed_us IS NULL OR " HAPPENED(
                                            "'freeze:' || t.id", "freeze confirm",
                                            "x.at_us = t.confirmed_us AND x.operator = "
                                            "t.confirmed_by") ")"
                                                              " AND (t.is_ended = 1 OR "
                                                              "NOT " HAPPENED(
                                                                  "'freeze:' || t.id", "freeze end",
                                                                  "1 = 1") ") AND (t.is_ended = 0 "
                                                                           "OR " BY_DEMAND
                                                                           " OR  EXISTS (SELECT 1 "
                                                                           "FROM event x WHERE "
                                                                           "x.book_id = e.book_id"
                                                                           " AND x.subject = "
                                                                           "'freeze:' || t.id AND "
                                                                           "x.verb <> 'line' AND "
                                                                           "x.number > e.number))",
     .currency = "t.currency",
     .fields = {{"seller", OF_A_PERSON("t.party"), ROW_TEXT, false},
                {"scope", OF_A_PERSON("t.scope"), ROW_TEXT, false},
                {"ground", OF_A_PERSON("t.ground"), ROW_TEXT, false},
                {"facts", OF_A_PERSON("t.facts"), ROW_TEXT, false},
                {"complaint", OF_A_PERSON("t.complaint"), ROW_TEXT, false},
                {"authority", OF_A_PERSON("t.authority"), ROW_TEXT, false},
                {"reference", OF_A_PERSON("t.reference"), ROW_TEXT, false},
                {"document", OF_A_PERSON("t.document"), ROW_TEXT, false},
                {"amount", OF_A_PERSON("t.amount_minor"), ROW_MONEY, false},
                {"evidence", OF_A_PERSON("t.evidence"), ROW_TEXT, false}},
     .verbs = {"freeze", "order"},
     .counted = "NOT " BY_DEMAND,
     .lost = LOST_EVENT("'freeze', 'order'", "freeze")},
    {.table = "freeze",
     .where = "NOT " BY_DEMAND,
     .label = "'freeze:' || t.id",
     .event = "(SELECT max(x.number) FROM event x WHERE x.book_id = $1 AND x.subject = 'freeze:' ||"
              " t.id AND x.verb <> 'line' AND (x.number = t.event OR x.verb IN ('freeze extend',"
              " 'freeze confirm')))",
     .is_of = "1 = 1",
     .fields = {{"until", "CASE WHEN e.body LIKE '%\"until\":%' THEN t.until_us END", ROW_TIME,
                 false}}},
    {.table = "freeze",
     .where = "t.lifted_us IS NOT NULL AND NOT " BY_DEMAND,
     .label = "'the end of freeze:' || t.id",
     .event = LAST_WITH(
         "'freeze:' || t.id",
         "x.at_us = t.lifted_us"
         " AND x.verb IN ('unfreeze', 'freeze review', 'objection default', 'freeze lapse')"),
     .is_of = "t.lifted_by IS NULL OR t.lifted_by = e.operator",
     .fields = {{"reason", "t.lift_reason", ROW_TEXT, true},
                {"reasons", "t.lift_reason", ROW_TEXT, true}}},
    {.table = "freeze_extension",
     .label = "'extension ' || t.number || ' of freeze:' || t.freeze_id",
     .event = "t.event",
     .is_of = "e.verb = 'freeze extend' AND e.subject = 'freeze:' || t.freeze_id"
              " AND t.author = e.operator AND t.at_us = e.at_us",
     .fields = {{"number", "t.number", ROW_INT, false},
                {"reason", "t.reason", ROW_TEXT, false},
                {"until", "t.until_us", ROW_TIME, false}},
     .verbs = {"freeze extend"},
     .lost = LOST_EVENT("'freeze extend'", "freeze_extension")},
    {.table = "objection",
     .label = "'objection:' || t.id",
     .event = "t.event",
     .is_of = "e.verb = 'freeze object' AND e.subject = 'freeze:' || t.freeze_id"
              " AND t.filed_by = e.operator AND t.filed_us = e.at_us AND (t.state <> 'open' OR "
              "NOT " HAPPENED("e.subject", "freeze review",
                              "x.body LIKE '%\"objection\":' || t.id || ',%'") ")",
     .fields = {{"objection", "t.id", ROW_INT, false}, {"text", "t.text", ROW_TEXT, false}},
     .verbs = {"freeze object"},
     .lost = LOST_EVENT("'freeze object'", "objection")},
    {.table = "objection",
     .where = "t.state <> 'open'",
     .label = "'the decision of objection:' || t.id",
     .event = LAST_WITH("'freeze:' || t.freeze_id",
                        "x.at_us = t.decided_us AND (x.verb = 'objection default'"
                        " OR x.body LIKE '%\"objection\":' || t.id || ',%') AND x.verb IN"
                        " ('freeze review', 'objection default')"),
     .is_of = "(e.verb = 'freeze review') = (t.decided_by IS NOT NULL)"
              " AND (t.decided_by IS NULL OR t.decided_by = e.operator)",
     .currency = "(SELECT f.currency FROM \"freeze\" f WHERE f.id = t.freeze_id)",
     .fields = {{"outcome", "t.state", ROW_TEXT, true},
                {"reasons", "t.reasons", ROW_TEXT, true},
                {"interest", "t.interest_minor", ROW_MONEY, true}}},
    {.table = "complaint",
     .order = "t.id",
     .label = "'complaint:' || t.id",
     .event = "t.event",
     .is_of = COMPLAINT_OPENED " AND " COMPLAINT_ENDED " AND " COMPLAINT_HOLDS,
     .currency = "t.currency",
     .fields = {{"deal", "t.deal", ROW_TEXT, false},
                {"kind", "t.kind", ROW_TEXT, false},
                {"text", "t.text", ROW_TEXT, false},
                {"evidence", "t.evidence", ROW_TEXT, false}},
     .verbs = {"complaint open"},
     .lost = LOST_EVENT("'complaint open'", "complaint")},
    {.table = "complaint",
     .where = "t.state IN ('dismissed', 'upheld', 'refunded', 'awarded') AND NOT " BY_CHARGEBACK,
     .label = "'the decision of complaint:' || t.id",
     .event = LAST_WITH("'complaint:' || t.id", "x.verb = 'complaint decide'"),
     .is_of = "t.decided_us = e.at_us AND (t.decided_event IS NULL OR t.decided_event = e.number)"
              " AND t.decided_by = e.operator",
     .currency = "t.currency",
     .fields = {{"outcome", "t.state", ROW_TEXT, true}, {"reasons", "t.reasons", ROW_TEXT, false}}},
    {.table = "complaint",
     .where = "t.answer IS NOT NULL",
     .label = "'the answer to complaint:' || t.id",
     .event = LAST_WITH("'complaint:' || t.id", "x.verb = 'complaint answer'"),
     .is_of = "t.answered_us = e.at_us",
     .fields = {{"answer", "t.answer", ROW_TEXT, false},
                {"text", "t.answer_text", ROW_TEXT, false}}},
    {.table = "appeal",
     .where = "t.reviewed_by IS NOT NULL",
     .label = "'the review of complaint:' || t.complaint",
     .event = LAST_WITH("'complaint:' || t.complaint", "x.verb = 'complaint review'"),
     .is_of = "t.reviewed_us = e.at_us AND t.reviewed_by = e.operator",
     .currency = "(SELECT c.currency FROM complaint c WHERE c.id = t.complaint)",
     .fields = {{"verdict", "t.outcome", ROW_TEXT, true},
                {"reasons", "t.reasons", ROW_TEXT, false},
                {"refund", "t.refund_minor", ROW_MONEY, true},
                {"award", "t.award_minor", ROW_MONEY, true}}},
    {.table = "appeal",
     .label = "'the appeal of complaint:' || t.complaint",
     .event = "t.event",
     .is_of = "e.verb = 'complaint appeal' AND e.subject = 'complaint:' || t.complaint"
              " AND t.appealed_us = e.at_us AND (t.reviewed_by IS NOT NULL OR NOT " HAPPENED(
                  "e.subject", "complaint review",
                  "1 = 1") ")"
                           " AND (t.outcome IS NULL) = (t.reviewed_us IS NULL)",
     .fields = {{"by", "t.party", ROW_TEXT, false}, {"text", "t.text", ROW_TEXT, false}},
     .verbs = {"complaint appeal"},
     .lost = LOST_EVENT("'complaint appeal'", "appeal")},
    {.table = "consent",
     .label = "'the consent of event ' || t.event",
     .event = "t.event",
     .is_of = "e.verb = 'extend'",
     .fields = {{"by", "t.party", ROW_TEXT, false},
                {"until", "t.until_us", ROW_TIME, true},
                {"expires_us", "t.expires_us", ROW_INT, true}}},
    {.table = "cover",
     .label = "'cover:' || t.id",
     .event = "t.event",
     .is_of = "e.verb = 'insure' AND e.subject = 'cover:' || t.id",
     .currency = "t.currency",
     .fields = {{"insurer", "t.insurer", ROW_TEXT, false},
                {"seller", "t.seller", ROW_TEXT, false},
                {"deal", "t.deal", ROW_TEXT, false},
                {"limit", "t.limit_minor", ROW_MONEY, false},
                {"part_bp", "t.part_bp", ROW_INT, false},
                {"from", "t.from_us", ROW_TIME, false},
                {"until", "t.until_us", ROW_TIME, false}},
     .verbs = {"insure"},
     .lost = LOST_EVENT("'insure'", "cover")},
    {.table = "proposal",
     .label = "'proposal:' || t.id",
     .event = "t.event",
     .is_of = "e.verb = 'propose' AND e.subject = 'proposal:' || t.id AND e.context = t.subject"
              " AND t.proposed_us = e.at_us AND (t.state = 'open') = (t.ended_event IS NULL)"
              " AND (t.state = 'open') = (t.ended_us IS NULL)"
              " AND (t.state <> 'open' OR t.ended_by IS NULL AND t.ended_entity IS NULL)",
     .fields = {{"needs", "t.needs", ROW_TEXT, false}, {"hash", "t.hash", ROW_TEXT, false}}},
    {.table = "proposal",
     .where = "t.ended_event IS NOT NULL",
     .label = "'the end of proposal:' || t.id",
     .event = "t.ended_event",
     .is_of = "t.ended_us = e.at_us AND (t.ended_by IS NULL OR t.ended_by = e.operator)",
     .fields = {{"proposal", "t.id", ROW_INT, true}}},
    {.table = "interest",
     .label = "'the interest of event ' || t.event",
     .event = "t.event",
     .is_of = "e.subject = 'operator:' || t.operator AND t.declared_us = e.at_us"
              " AND (t.ended_event IS NULL) = (t.ended_us IS NULL)"
              " AND (t.ended_event IS NULL OR EXISTS (SELECT 1 FROM event x WHERE x.book_id ="
              " e.book_id AND x.number = t.ended_event AND x.subject = e.subject"
              " AND x.at_us = t.ended_us AND x.body LIKE '%\"interest\":\"ended\"%'))",
     .fields = {{"party", "t.party", ROW_TEXT, false}},
     .verbs = {"operator interest"},
     .lost = LOST_EVENT("'operator interest'", "interest")},
    {.table = "notice",
     .label = "'notice:' || t.id",
     .event = "t.event",
     .is_of = "e.subject = t.subject AND e.at_us = t.at_us AND (t.attempts > 0) = " HAPPENED(
         "'notice:' || t.id", "notice claim",
         "1 = 1") " AND (t.attempts > 0 OR t.delivery IN ('waiting', 'earlier'))"},
    {.table = "notice",
     .where = "t.attempts > 0",
     .label = "'the delivery of notice:' || t.id",
     .event = LAST_WITH("'notice:' || t.id", "x.verb IN ('notice claim', 'notice settle')"),
     .is_of = "t.delivery <> 'sent' OR e.verb = 'notice settle'",
     .fields = {{"delivery", "CASE t.delivery WHEN 'sending' THEN NULL ELSE t.delivery END",
                 ROW_TEXT, true}}},
    {.table = "statement",
     .label = "'statement:' || t.id",
     .event = "t.event",
     .is_of = "e.verb = 'statement' AND e.subject = 'statement:' || t.id",
     .fields = {{"account", "t.account", ROW_TEXT, false},
                {"file", "t.file_name", ROW_TEXT, false},
                {"file_hash", "t.file_hash", ROW_TEXT, false},
                {"profile", "t.profile", ROW_TEXT, false},
                {"plan_hash", "t.plan_hash", ROW_TEXT, false},
                {"proof", "t.proof", ROW_TEXT, false},
                {"broken_accepted", "t.broken_reason", ROW_TEXT, false},
                {"number", "t.number", ROW_TEXT, false},
                {"number_accepted", "t.number_reason", ROW_TEXT, false},
                {"lines", "t.lines", ROW_INT, false},
                {"new_lines", "t.new_lines", ROW_INT, false}},
     .verbs = {"statement"},
     .lost = LOST_EVENT("'statement'", "statement")},
    {.table = "line",
     .label = "'line:' || t.id",
     .event = "t.event",
     .is_of = "CASE t.file_line WHEN 0 THEN e.subject = 'statement:' || t.statement_id ELSE"
              " e.verb = 'line' AND e.subject = 'line:' || t.id END",
     .currency = "(SELECT a.currency FROM account a WHERE a.id = t.account_id)",
     .fields = {{"statement", OF_THE_BANK("t.statement_id"), ROW_INT, false},
                {"file_line", OF_THE_BANK("t.file_line"), ROW_INT, false},
                {"amount", OF_THE_BANK("t.amount_minor"), ROW_MONEY, false},
                {"second", OF_THE_BANK("t.second"), ROW_INT, false},
                {"bank_reference", OF_THE_BANK("t.reference"), ROW_TEXT, false}},
     .verbs = {"line"},
     .counted = "t.file_line > 0",
     .lost = LOST_EVENT("'line'", "line")},
    {.table = "match",
     .label = "'match:' || t.id",
     .event = "t.event",
     .is_of = "e.verb IN ('line', 'match', 'write off') AND (e.subject = 'line:' || t.line_id OR "
              "e.subject = t.item)"
              " AND (t.unmatched_event IS NULL OR EXISTS (SELECT 1 FROM event x WHERE"
              " x.book_id = e.book_id AND x.number = t.unmatched_event AND x.verb = 'unmatch'))",
     .fields = {{"item", "CASE WHEN e.subject = t.item THEN 'line:' || t.line_id ELSE t.item END",
                 ROW_TEXT, false}},
     .verbs = {"line", "match", "write off"},
     .counted = "e.subject = 'line:' || t.line_id",
     .with = "\"item\":",
     .lost = LOST_EVENT("'match'", "match")},
    {.table = "rule",
     .label = "'rule:' || t.name || ':' || t.version",
     .event = "t.event",
     .is_of = "e.verb = 'rule add' AND e.subject = 'rule:' || t.name || ':' || t.version",
     .fields = {{"rule", "t.name", ROW_TEXT, false},
                {"version", "t.version", ROW_INT, false},
                {"text", "t.text", ROW_TEXT, false}},
     .verbs = {"rule add"},
     .lost = LOST_EVENT("'rule add'", "rule")},
    {.table = "rule_switch",
     .label = "'the switch of rule:' || t.name",
     .event = "t.event",
     .is_of = "e.verb = 'rule switch'",
     .fields = {{"rule", "t.name", ROW_TEXT, false}, {"version", "t.version", ROW_INT, false}},
     .verbs = {"rule switch"},
     .lost = LOST_EVENT("'rule switch'", "rule_switch")},
    {.table = "break_note",
     .label = "'the ' || t.kind || ' of ' || t.subject",
     .event = "t.event",
     .is_of = "e.subject = t.subject AND e.operator = t.author AND e.at_us = t.at_us",
     .fields = {{"reason", "CASE t.kind WHEN 'reason' THEN t.value END", ROW_TEXT, false},
                {"owner", "CASE t.kind WHEN 'owner' THEN t.value END", ROW_TEXT, false},
                {"expected", "CASE t.kind WHEN 'expected' THEN t.value END", ROW_TEXT, false},
                {"note", "CASE t.kind WHEN 'note' THEN t.value END", ROW_TEXT, false},
                {"escalated", "CASE t.kind WHEN 'escalated' THEN t.value END", ROW_TEXT, false}},
     .verbs = {"break reason", "break assign", "break expect", "break note", "break escalate",
               "break escalate due"},
     .lost = LOST_EVENT("'break reason', 'break assign', 'break expect', 'break note',"
                        " 'break escalate', 'break escalate due'",
                        "break_note")},
    {.table = "closed_day",
     .label = "'day:' || t.id",
     .event = "t.event",
     .is_of = "e.verb = 'day close' AND e.subject = 'day:' || t.id",
     .fields = {{"account", "t.account", ROW_TEXT, false},
                {"lines", "t.lines", ROW_INT, false},
                {"late", "t.late", ROW_INT, false},
                {"breaks", "t.breaks", ROW_INT, false},
                {"sheet", "t.sheet", ROW_TEXT, false}},
     .verbs = {"day close"},
     .lost = LOST_EVENT("'day close'", "closed_day")},
    {.table = NULL},
};

const struct row_terms *row_terms(void)
{
    return TERMS;
}
