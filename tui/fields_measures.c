#include "tui/fields.h"

#include "model/ground.h"

#define CAUTION_FIELD                                                                              \
    {                                                                                              \
        .name = "caution", .title = "Caution", .help = "which one, such as caution:3",             \
        .kind = FIELD_ID, .is_required = true, .is_positional = true                               \
    }
#define SKIP_FIELD                                                                                 \
    {                                                                                              \
        .name = "skip-reason", .title = "Skips", .help = "why it skips rungs before it, if any",   \
        .kind = FIELD_TEXT                                                                         \
    }

const struct field freeze_fields[] = {
    {.name = "seller",
     .title = "Seller",
     .help = "whom it concerns, such as S-0001, or complaint:C-1, on which it rests",
     .kind = FIELD_ID,
     .is_required = true,
     .is_positional = true},
    {.name = "scope",
     .title = "Scope",
     .help = "what is suspended; may be left out when an amount is given",
     .kind = FIELD_SET,
     .choices = "payout,advance,listing,campaign,return,release"},
    {.name = "amount",
     .title = "Amount",
     .help = "money to set aside now and from what comes in",
     .kind = FIELD_AMOUNT},
    {.name = "until",
     .title = "Until",
     .help = "when it ends by itself: 72h, 30d, 2026-10-01 or RFC 3339",
     .kind = FIELD_TIME,
     .is_required = true},
    {.name = "ground",
     .title = "Ground",
     .help = "why, as a code of the policy: holdfast policy show",
     .kind = FIELD_CHOICE,
     .choices_of = ground_codes,
     .is_required = true},
    {.name = "facts",
     .title = "Facts",
     .help = "what happened, in words that the seller can answer",
     .kind = FIELD_LONG,
     .is_required = true},
    {.name = "from",
     .title = "From",
     .help = "when it begins; without it as soon as the policy's notice allows",
     .kind = FIELD_TIME},
    {.name = "emergency",
     .title = "Emergency",
     .help = "at once; it ends soon unless another operator confirms it",
     .kind = FIELD_FLAG},
    {.name = "complaint",
     .title = "Complaint",
     .help = "that it rests on; without scope and amount, what that is about is set aside",
     .kind = FIELD_ID},
    {.name = "evidence", .title = "Evidence", .help = "what else it rests on", .kind = FIELD_TEXT},
    SKIP_FIELD,
    FIELDS_END,
};

const struct field terminate_fields[] = {
    {.name = "seller",
     .title = "Seller",
     .help = "whose shop, such as S-0001",
     .kind = FIELD_ID,
     .is_required = true,
     .is_positional = true},
    {.name = "from",
     .title = "On",
     .help = "when it leaves; without it as soon as the policy's notice allows",
     .kind = FIELD_TIME},
    {.name = "ground",
     .title = "Ground",
     .help = "why, as a code of the policy: holdfast policy show",
     .kind = FIELD_CHOICE,
     .choices_of = ground_codes,
     .is_required = true},
    {.name = "facts",
     .title = "Facts",
     .help = "what happened, in words that the seller can answer",
     .kind = FIELD_LONG,
     .is_required = true},
    {.name = "complaint", .title = "Complaint", .help = "that it rests on", .kind = FIELD_ID},
    {.name = "evidence", .title = "Evidence", .help = "what else it rests on", .kind = FIELD_TEXT},
    SKIP_FIELD,
    FIELDS_END,
};

const struct field caution_fields[] = {
    {.name = "seller",
     .title = "Seller",
     .help = "whom it concerns, such as S-0001, or complaint:C-1, on which it rests",
     .kind = FIELD_ID,
     .is_required = true,
     .is_positional = true},
    {.name = "rung",
     .title = "Rung",
     .help = "a training, or the warning after it",
     .kind = FIELD_CHOICE,
     .choices = "training,warning",
     .is_required = true},
    {.name = "ground",
     .title = "Ground",
     .help = "why, as a code of the policy: holdfast policy show",
     .kind = FIELD_CHOICE,
     .choices_of = ground_codes,
     .is_required = true},
    {.name = "facts",
     .title = "Facts",
     .help = "what happened, and what to learn of it",
     .kind = FIELD_LONG,
     .is_required = true},
    {.name = "complaint", .title = "Complaint", .help = "that it rests on", .kind = FIELD_ID},
    SKIP_FIELD,
    FIELDS_END,
};

const struct field caution_acknowledge_fields[] = {
    CAUTION_FIELD,
    {.name = "text", .title = "Text", .help = "what the seller says of it", .kind = FIELD_LONG},
    FIELDS_END,
};

const struct field caution_withdraw_fields[] = {
    CAUTION_FIELD,
    {.name = "reason",
     .title = "Reason",
     .help = "why it is withdrawn; the seller reads it",
     .kind = FIELD_LONG,
     .is_required = true},
    FIELDS_END,
};

const struct field order_fields[] = {
    {.name = "seller",
     .title = "Seller",
     .help = "whom it concerns, such as S-0001",
     .kind = FIELD_ID,
     .is_required = true,
     .is_positional = true},
    {.name = "authority",
     .title = "Authority",
     .help = "who ordered it, a party of that kind",
     .kind = FIELD_ID,
     .is_required = true},
    {.name = "reference",
     .title = "Reference",
     .help = "what the authority calls it",
     .kind = FIELD_TEXT,
     .is_required = true},
    {.name = "document",
     .title = "Document",
     .help = "the file of the order, at most 1 MiB; the store keeps it",
     .kind = FIELD_FILE,
     .is_required = true},
    {.name = "scope",
     .title = "Scope",
     .help = "what is suspended; may be left out when an amount is given",
     .kind = FIELD_SET,
     .choices = "payout,advance,listing,campaign,return,release"},
    {.name = "amount",
     .title = "Amount",
     .help = "money to set aside now and from what comes in, before all else",
     .kind = FIELD_AMOUNT},
    {.name = "until",
     .title = "Until",
     .help = "when it ends, or is looked at again: 30d, 2026-10-01 or RFC 3339",
     .kind = FIELD_TIME,
     .is_required = true},
    {.name = "facts",
     .title = "Facts",
     .help = "what is ordered, in words that the seller can answer",
     .kind = FIELD_LONG,
     .is_required = true},
    FIELDS_END,
};

#define FREEZE_FIELD                                                                               \
    {                                                                                              \
        .name = "freeze", .title = "Freeze", .help = "which one, such as freeze:3",                \
        .kind = FIELD_ID, .is_required = true, .is_positional = true                               \
    }

const struct field freeze_confirm_fields[] = {FREEZE_FIELD, FIELDS_END};

const struct field freeze_extend_fields[] = {
    FREEZE_FIELD,
    {.name = "until",
     .title = "Until",
     .help = "its new end: 72h, 30d, 2026-10-01 or RFC 3339",
     .kind = FIELD_TIME,
     .is_required = true},
    {.name = "reason",
     .title = "Reason",
     .help = "what is new; the seller reads it",
     .kind = FIELD_LONG,
     .is_required = true},
    FIELDS_END,
};

const struct field freeze_object_fields[] = {
    FREEZE_FIELD,
    {.name = "text",
     .title = "Text",
     .help = "what the seller says",
     .kind = FIELD_LONG,
     .is_required = true},
    FIELDS_END,
};

const struct field freeze_review_fields[] = {
    FREEZE_FIELD,
    {.name = "outcome",
     .title = "Outcome",
     .help = "the freeze stands; or it is lifted, with what the policy pays",
     .kind = FIELD_CHOICE,
     .choices = "uphold,lift",
     .is_required = true,
     .is_positional = true},
    {.name = "reasons",
     .title = "Reasons",
     .help = "why; the seller reads it",
     .kind = FIELD_LONG,
     .is_required = true},
    FIELDS_END,
};

const struct field order_save_fields[] = {
    FREEZE_FIELD,
    {.name = "file",
     .title = "File",
     .help = "where to write it; never over what is there",
     .kind = FIELD_FILE,
     .is_required = true,
     .is_positional = true},
    FIELDS_END,
};

const struct field unfreeze_fields[] = {
    FREEZE_FIELD,
    {.name = "reason",
     .title = "Reason",
     .help = "why it is lifted; the seller reads it",
     .kind = FIELD_LONG,
     .is_required = true},
    FIELDS_END,
};

const struct field complaint_open_fields[] = {
    {.name = "deal",
     .title = "Deal",
     .help = "the order it is about, such as O-100001",
     .kind = FIELD_ID,
     .is_required = true,
     .is_positional = true},
    {.name = "kind",
     .title = "Kind",
     .help = "what is complained of",
     .kind = FIELD_CHOICE,
     .choices = "counterfeit,not-received,not-as-described,merchant-gone,rights-notice,"
                "wrongful-freeze"},
    {.name = "amount",
     .title = "Amount",
     .help = "the disputed part; without it all that is still held",
     .kind = FIELD_AMOUNT},
    {.name = "by", .title = "By", .help = "who complains; without it the buyer", .kind = FIELD_ID},
    {.name = "text", .title = "Text", .help = "what the complainant says", .kind = FIELD_LONG},
    {.name = "evidence",
     .title = "Evidence",
     .help = "what it rests on, or where that is kept",
     .kind = FIELD_TEXT},
    {.name = "id",
     .title = "Complaint",
     .help = "what the complaint is called; without it a number is made",
     .kind = FIELD_ID},
    FIELDS_END,
};

#define COMPLAINT_FIELD                                                                            \
    {                                                                                              \
        .name = "complaint", .title = "Complaint", .help = "which one, such as complaint:C-1",     \
        .kind = FIELD_ID, .is_required = true, .is_positional = true                               \
    }

const struct field complaint_fields[] = {
    COMPLAINT_FIELD,
    FIELDS_END,
};

const struct field complaint_take_fields[] = {
    COMPLAINT_FIELD,
    {.name = "reason",
     .title = "Reason",
     .help = "why, where another operator has it",
     .kind = FIELD_LONG},
    FIELDS_END,
};

const struct field complaint_hand_fields[] = {
    COMPLAINT_FIELD,
    {.name = "to",
     .title = "To",
     .help = "the operator who works on it from now on",
     .kind = FIELD_ID,
     .is_required = true},
    {.name = "reason",
     .title = "Reason",
     .help = "why it is handed over",
     .kind = FIELD_LONG,
     .is_required = true},
    FIELDS_END,
};

const struct field complaint_evidence_fields[] = {
    COMPLAINT_FIELD,
    {.name = "side",
     .title = "Side",
     .help = "who brings it",
     .kind = FIELD_CHOICE,
     .choices = "buyer,seller,rights-holder,platform",
     .is_required = true},
    {.name = "file", .title = "File", .help = "a file of at most 4 MiB", .kind = FIELD_FILE},
    {.name = "text", .title = "Text", .help = "or a statement", .kind = FIELD_LONG},
    {.name = "link", .title = "Link", .help = "or a link: http, https", .kind = FIELD_TEXT},
    {.name = "name",
     .title = "Name",
     .help = "what the file is called; without it as it is on the disk",
     .kind = FIELD_TEXT},
    FIELDS_END,
};

#define EVIDENCE_FIELD                                                                             \
    {                                                                                              \
        .name = "evidence", .title = "Evidence", .help = "which piece, such as evidence:3",        \
        .kind = FIELD_ID, .is_required = true, .is_positional = true                               \
    }

const struct field evidence_fields[] = {
    EVIDENCE_FIELD,
    FIELDS_END,
};

const struct field evidence_save_fields[] = {
    EVIDENCE_FIELD,
    {.name = "file",
     .title = "File",
     .help = "where to write it; never over what is there",
     .kind = FIELD_FILE,
     .is_required = true,
     .is_positional = true},
    FIELDS_END,
};

const struct field complaint_refuse_fields[] = {
    COMPLAINT_FIELD,
    {.name = "reasons",
     .title = "Reasons",
     .help = "why it is not admitted; who complains reads it",
     .kind = FIELD_LONG,
     .is_required = true},
    FIELDS_END,
};

const struct field complaint_answer_fields[] = {
    COMPLAINT_FIELD,
    {.name = "answer",
     .title = "Answer",
     .help = "whether the seller accepts the complaint or contests it",
     .kind = FIELD_CHOICE,
     .choices = "accept,contest",
     .is_required = true,
     .is_positional = true},
    {.name = "text", .title = "Text", .help = "what the seller says", .kind = FIELD_LONG},
    FIELDS_END,
};

const struct field complaint_appeal_fields[] = {
    COMPLAINT_FIELD,
    {.name = "by",
     .title = "By",
     .help = "who appeals; without it the side that lost, the only one that can",
     .kind = FIELD_ID},
    {.name = "text", .title = "Text", .help = "what it says against it", .kind = FIELD_LONG},
    FIELDS_END,
};

const struct field complaint_review_fields[] = {
    COMPLAINT_FIELD,
    {.name = "verdict",
     .title = "Verdict",
     .help = "the decision stands, is changed in its amounts, or is turned round",
     .kind = FIELD_CHOICE,
     .choices = "uphold,change,reverse",
     .is_required = true,
     .is_positional = true},
    {.name = "reasons",
     .title = "Reasons",
     .help = "why; both sides read it",
     .kind = FIELD_LONG,
     .is_required = true},
    {.name = "amount",
     .title = "Refund",
     .help = "of a change: what the buyer has of what is in dispute; without it as decided",
     .kind = FIELD_AMOUNT},
    {.name = "award",
     .title = "Award",
     .help = "of a change: what is awarded; without it as decided",
     .kind = FIELD_AMOUNT},
    FIELDS_END,
};

const struct field complaint_notice_fields[] = {
    COMPLAINT_FIELD,
    {.name = "text",
     .title = "Text",
     .help = "what the seller is told; without it the standard text",
     .kind = FIELD_LONG},
    FIELDS_END,
};

const struct field complaint_decide_fields[] = {
    COMPLAINT_FIELD,
    {.name = "outcome",
     .title = "Outcome",
     .help = "to the seller; to the buyer; that and the policy's multiple; a notice stands",
     .kind = FIELD_CHOICE,
     .choices = "dismiss,refund,award,uphold",
     .is_required = true,
     .is_positional = true},
    {.name = "reasons",
     .title = "Reasons",
     .help = "why; both sides read it",
     .kind = FIELD_LONG,
     .is_required = true},
    {.name = "amount",
     .title = "Amount",
     .help = "of a refund: the buyer's part, the seller has the rest; without it all",
     .kind = FIELD_AMOUNT},
    FIELDS_END,
};
