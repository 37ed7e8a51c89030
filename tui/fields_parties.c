#include "tui/fields.h"

const struct field notices_retry_fields[] = {
    {.name = "notice",
     .title = "Notice",
     .help = "which one, such as notice:3",
     .kind = FIELD_ID,
     .is_required = true,
     .is_positional = true},
    {.name = "reason",
     .title = "Reason",
     .help = "why, such as that the party never got it",
     .kind = FIELD_LONG,
     .is_required = true},
    FIELDS_END,
};

const struct field close_fields[] = {
    {.name = "seller",
     .title = "Seller",
     .help = "who has closed, such as S-0001",
     .kind = FIELD_ID,
     .is_required = true,
     .is_positional = true},
    {.name = "reason",
     .title = "Reason",
     .help = "how it is known",
     .kind = FIELD_TEXT,
     .is_required = true},
    FIELDS_END,
};

const struct field extend_fields[] = {
    {.name = "deal",
     .title = "Deal",
     .help = "which one, such as O-100001",
     .kind = FIELD_ID,
     .is_required = true,
     .is_positional = true},
    {.name = "by",
     .title = "By",
     .help = "who asks, or agrees: its buyer or its seller",
     .kind = FIELD_ID,
     .is_required = true},
    {.name = "days",
     .title = "Days",
     .help = "how much later than it is due now",
     .kind = FIELD_TEXT,
     .is_required = true},
    FIELDS_END,
};

const struct field campaign_open_fields[] = {
    {.name = "seller",
     .title = "Seller",
     .help = "who sells, such as S-0001",
     .kind = FIELD_ID,
     .is_required = true,
     .is_positional = true},
    {.name = "target-count",
     .title = "Members",
     .help = "the target as a number of members who have paid in full",
     .kind = FIELD_TEXT},
    {.name = "target-amount",
     .title = "Amount",
     .help = "or as the sum of what they have paid",
     .kind = FIELD_AMOUNT},
    {.name = "currency",
     .title = "Currency",
     .help = "of its orders; without it the one of the seller or the pool",
     .kind = FIELD_TEXT},
    {.name = "ends",
     .title = "Ends",
     .help = "when it is decided: 72h, 30d, 2026-10-01 or RFC 3339",
     .kind = FIELD_TIME,
     .is_required = true},
    {.name = "early-close",
     .title = "Early close",
     .help = "it may close before, once the target is met",
     .kind = FIELD_FLAG},
    {.name = "id",
     .title = "Campaign",
     .help = "what the campaign is called; without it a number is made",
     .kind = FIELD_ID},
    FIELDS_END,
};

const struct field campaign_close_fields[] = {
    {.name = "campaign",
     .title = "Campaign",
     .help = "which one, such as campaign:G-1",
     .kind = FIELD_ID,
     .is_required = true,
     .is_positional = true},
    {.name = "reason", .title = "Reason", .help = "why now", .kind = FIELD_LONG},
    FIELDS_END,
};

const struct field campaign_cancel_fields[] = {
    {.name = "campaign",
     .title = "Campaign",
     .help = "which one, such as campaign:G-1",
     .kind = FIELD_ID,
     .is_required = true,
     .is_positional = true},
    {.name = "reason",
     .title = "Reason",
     .help = "why; the seller reads it",
     .kind = FIELD_LONG,
     .is_required = true},
    FIELDS_END,
};

#define REVEAL_REASON                                                                              \
    {                                                                                              \
        .name = "reason", .title = "Reason", .help = "what it is needed for; kept with your name", \
        .kind = FIELD_TEXT, .is_required = true                                                    \
    }

const struct field reveal_fields[] = {
    {.name = "party",
     .title = "Party",
     .help = "whose contact, such as S-0001",
     .kind = FIELD_ID,
     .is_required = true,
     .is_positional = true},
    REVEAL_REASON,
    FIELDS_END,
};

const struct field reveal_payout_fields[] = {
    {.name = "payout",
     .title = "Payout",
     .help = "whose destination, such as PO-000123",
     .kind = FIELD_ID,
     .is_required = true,
     .is_positional = true},
    REVEAL_REASON,
    FIELDS_END,
};

const struct field reveal_line_fields[] = {
    {.name = "line",
     .title = "Line",
     .help = "which bank line, such as line:7",
     .kind = FIELD_ID,
     .is_required = true,
     .is_positional = true},
    REVEAL_REASON,
    FIELDS_END,
};

const struct field erase_fields[] = {
    {.name = "party",
     .title = "Party",
     .help = "whose personal data, such as S-0001",
     .kind = FIELD_ID,
     .is_required = true,
     .is_positional = true},
    {.name = "reason",
     .title = "Reason",
     .help = "who asked for it, and when",
     .kind = FIELD_TEXT,
     .is_required = true},
    FIELDS_END,
};

const struct field erase_statement_fields[] = {
    {.name = "statement",
     .title = "Statement",
     .help = "whose lines, such as statement:12",
     .kind = FIELD_ID,
     .is_required = true,
     .is_positional = true},
    {.name = "reason",
     .title = "Reason",
     .help = "who asked for it, and when",
     .kind = FIELD_TEXT,
     .is_required = true},
    FIELDS_END,
};

const struct field exit_fields[] = {
    {.name = "seller",
     .title = "Seller",
     .help = "who leaves, such as S-0001",
     .kind = FIELD_ID,
     .is_required = true,
     .is_positional = true},
    {.name = "reason",
     .title = "Reason",
     .help = "why; the seller reads it",
     .kind = FIELD_LONG,
     .is_required = true},
    FIELDS_END,
};

const struct field courier_draw_fields[] = {
    {.name = "deal",
     .title = "Deal",
     .help = "whose cash has not come, such as O-100001",
     .kind = FIELD_ID,
     .is_required = true,
     .is_positional = true},
    {.name = "amount",
     .title = "Amount",
     .help = "a part; without it all that is missing",
     .kind = FIELD_AMOUNT},
    {.name = "reason",
     .title = "Reason",
     .help = "why; the courier reads it",
     .kind = FIELD_LONG,
     .is_required = true},
    FIELDS_END,
};

const struct field campaign_leave_fields[] = {
    {.name = "deal",
     .title = "Deal",
     .help = "the member's order, such as O-100001",
     .kind = FIELD_ID,
     .is_required = true,
     .is_positional = true},
    {.name = "reason", .title = "Reason", .help = "why", .kind = FIELD_LONG},
    FIELDS_END,
};

const struct field insure_fields[] = {
    {.name = "cover",
     .title = "Cover",
     .help = "what the cover is called, such as K-1",
     .kind = FIELD_ID,
     .is_required = true,
     .is_positional = true},
    {.name = "insurer",
     .title = "Insurer",
     .help = "who bears a part of the awards",
     .kind = FIELD_ID,
     .is_required = true},
    {.name = "seller",
     .title = "Seller",
     .help = "whose deals are covered; or a deal instead",
     .kind = FIELD_ID},
    {.name = "deal", .title = "Deal", .help = "the one deal that is covered", .kind = FIELD_ID},
    {.name = "limit",
     .title = "Limit",
     .help = "at most so much for each deal, such as CNY 500.00",
     .kind = FIELD_AMOUNT,
     .is_required = true},
    {.name = "part-bp",
     .title = "Part",
     .help = "of an award, in basis points; 10000 is all of it",
     .kind = FIELD_TEXT,
     .is_required = true},
    {.name = "from",
     .title = "From",
     .help = "deals ordered from then on; without it from now on",
     .kind = FIELD_TIME},
    {.name = "until",
     .title = "Until",
     .help = "and before then: 30d, 2026-10-01 or RFC 3339",
     .kind = FIELD_TIME,
     .is_required = true},
    FIELDS_END,
};

const struct field operator_fields[] = {
    {.name = "operator",
     .title = "Login",
     .help = "the Unix user",
     .kind = FIELD_ID,
     .is_required = true,
     .is_positional = true},
    {.name = "roles",
     .title = "Roles",
     .help = "what the operator may do",
     .kind = FIELD_SET,
     .choices = "operations,support,finance,auditor,admin",
     .is_required = true},
    {.name = "entity",
     .title = "Entity",
     .help = "the legal entity that the operator acts for",
     .kind = FIELD_TEXT},
    FIELDS_END,
};

#define PROPOSAL_FIELD                                                                             \
    {                                                                                              \
        .name = "proposal", .title = "Proposal", .help = "which one, such as proposal:7",          \
        .kind = FIELD_ID, .is_required = true, .is_positional = true                               \
    }

const struct field approve_fields[] = {
    PROPOSAL_FIELD,
    {.name = "hash",
     .title = "Hash",
     .help = "what was seen; without it what was proposed",
     .kind = FIELD_TEXT,
     .is_for_scripts = true},
    FIELDS_END,
};

const struct field reject_fields[] = {
    PROPOSAL_FIELD,
    {.name = "reason",
     .title = "Reason",
     .help = "why; its maker reads it",
     .kind = FIELD_LONG,
     .is_required = true},
    FIELDS_END,
};

const struct field withdraw_fields[] = {PROPOSAL_FIELD, FIELDS_END};

const struct field operator_interest_fields[] = {
    {.name = "operator",
     .title = "Login",
     .help = "whose interest; one's own, or for an administrator anybody's",
     .kind = FIELD_ID,
     .is_required = true,
     .is_positional = true},
    {.name = "party",
     .title = "Party",
     .help = "in whom, such as S-0001",
     .kind = FIELD_ID,
     .is_required = true,
     .is_positional = true},
    {.name = "end",
     .title = "End",
     .help = "it is over; another administrator says so",
     .kind = FIELD_FLAG},
    {.name = "reason", .title = "Reason", .help = "why, or how it is known", .kind = FIELD_LONG},
    FIELDS_END,
};

const struct field operator_revoke_fields[] = {
    {.name = "operator",
     .title = "Login",
     .help = "the Unix user",
     .kind = FIELD_ID,
     .is_required = true,
     .is_positional = true},
    FIELDS_END,
};
