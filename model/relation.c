#include "model/relation.h"

#include <assert.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct relation_column book_columns[] = {
    {"id", RELATION_INT, RELATION_KEY},
    {"name", RELATION_TEXT, RELATION_CHANGES},
    {"policy", RELATION_TEXT, RELATION_CHANGES},
    {"platform", RELATION_TEXT, RELATION_CHANGES},
    {"custodian", RELATION_TEXT, RELATION_CHANGES},
    {"is_sandbox", RELATION_INT, RELATION_CHANGES},
    {"created_us", RELATION_INT, RELATION_CHANGES},
};

static const struct relation_column operator_columns[] = {
    {"login", RELATION_TEXT, RELATION_KEY},      {"roles", RELATION_TEXT, RELATION_CHANGES},
    {"entity", RELATION_TEXT, RELATION_CHANGES}, {"is_revoked", RELATION_INT, RELATION_CHANGES},
    {"event", RELATION_INT, RELATION_CHANGES},
};

static const struct relation_column event_columns[] = {
    {"book_id", RELATION_INT, RELATION_KEY},    {"number", RELATION_INT, RELATION_KEY},
    {"at_us", RELATION_INT, RELATION_FIXED},    {"operator", RELATION_TEXT, RELATION_FIXED},
    {"verb", RELATION_TEXT, RELATION_FIXED},    {"subject", RELATION_TEXT, RELATION_FIXED},
    {"context", RELATION_TEXT, RELATION_FIXED}, {"source", RELATION_TEXT, RELATION_FIXED},
    {"key", RELATION_TEXT, RELATION_FIXED},     {"body", RELATION_TEXT, RELATION_FIXED},
    {"hash", RELATION_TEXT, RELATION_FIXED},    {"wrote", RELATION_TEXT, RELATION_FIXED},
};

static const struct relation_column account_columns[] = {
    {"id", RELATION_INT, RELATION_KEY},
    {"book_id", RELATION_INT, RELATION_FIXED},
    {"kind", RELATION_TEXT, RELATION_FIXED},
    {"name", RELATION_TEXT, RELATION_FIXED},
    {"party", RELATION_TEXT, RELATION_FIXED},
    {"currency", RELATION_TEXT, RELATION_FIXED},
    {"balance_minor", RELATION_INT, RELATION_CHANGES},
    {"opened_event", RELATION_INT, RELATION_FIXED},
    {"purpose", RELATION_TEXT, RELATION_FIXED},
    {"deal", RELATION_TEXT, RELATION_FIXED},
    {"payer", RELATION_TEXT, RELATION_FIXED},
    {"payee", RELATION_TEXT, RELATION_FIXED},
    {"door", RELATION_TEXT, RELATION_CHANGES},
    {"due_us", RELATION_INT, RELATION_CHANGES},
    {"parent", RELATION_INT, RELATION_FIXED},
    {"root", RELATION_INT, RELATION_FIXED},
    {"is_between_two", RELATION_INT, RELATION_FIXED},
    {"is_collected", RELATION_INT, RELATION_FIXED},
};

static const struct relation_column leg_columns[] = {
    {"book_id", RELATION_INT, RELATION_KEY},        {"event", RELATION_INT, RELATION_KEY},
    {"position", RELATION_INT, RELATION_KEY},       {"account_id", RELATION_INT, RELATION_FIXED},
    {"amount_minor", RELATION_INT, RELATION_FIXED}, {"balance_minor", RELATION_INT, RELATION_FIXED},
};

static const struct relation_column lien_columns[] = {
    {"id", RELATION_INT, RELATION_KEY},
    {"account_id", RELATION_INT, RELATION_CHANGES},
    {"beneficiary_id", RELATION_INT, RELATION_CHANGES},
    {"rank", RELATION_INT, RELATION_CHANGES},
    {"ground", RELATION_TEXT, RELATION_CHANGES},
    {"reference", RELATION_TEXT, RELATION_CHANGES},
    {"cap_minor", RELATION_INT, RELATION_CHANGES},
    {"share_per_minor", RELATION_INT, RELATION_CHANGES},
    {"base_minor", RELATION_INT, RELATION_CHANGES},
    {"taken_minor", RELATION_INT, RELATION_CHANGES},
    {"is_closed", RELATION_INT, RELATION_CHANGES},
    {"event", RELATION_INT, RELATION_CHANGES},
};

static const struct relation_column party_columns[] = {
    {"id", RELATION_TEXT, RELATION_KEY},
    {"kind", RELATION_TEXT, RELATION_CHANGES},
    {"name", RELATION_TEXT, RELATION_CHANGES},
    {"name_key", RELATION_TEXT, RELATION_CHANGES},
    {"jurisdiction", RELATION_TEXT, RELATION_CHANGES},
    {"control_group", RELATION_TEXT, RELATION_CHANGES},
    {"entity", RELATION_TEXT, RELATION_CHANGES},
    {"language", RELATION_TEXT, RELATION_CHANGES},
    {"event", RELATION_INT, RELATION_CHANGES},
    {"closed_us", RELATION_INT, RELATION_CHANGES},
    {"exited_us", RELATION_INT, RELATION_CHANGES},
};

static const struct relation_column personal_columns[] = {
    {"event", RELATION_INT, RELATION_KEY},     {"kind", RELATION_TEXT, RELATION_KEY},
    {"party", RELATION_TEXT, RELATION_FIXED},  {"at_us", RELATION_INT, RELATION_FIXED},
    {"salt", RELATION_TEXT, RELATION_CHANGES}, {"value", RELATION_TEXT, RELATION_CHANGES},
    {"hash", RELATION_TEXT, RELATION_FIXED},   {"erased_event", RELATION_INT, RELATION_CHANGES},
};

static const struct relation_column campaign_columns[] = {
    {"id", RELATION_TEXT, RELATION_KEY},
    {"seller", RELATION_TEXT, RELATION_FIXED},
    {"currency", RELATION_TEXT, RELATION_FIXED},
    {"target_count", RELATION_INT, RELATION_FIXED},
    {"target_minor", RELATION_INT, RELATION_FIXED},
    {"closes_early", RELATION_INT, RELATION_FIXED},
    {"policy", RELATION_TEXT, RELATION_FIXED},
    {"opened_us", RELATION_INT, RELATION_FIXED},
    {"ends_us", RELATION_INT, RELATION_FIXED},
    {"state", RELATION_TEXT, RELATION_CHANGES},
    {"closed_us", RELATION_INT, RELATION_CHANGES},
    {"members", RELATION_INT, RELATION_CHANGES},
    {"paid_minor", RELATION_INT, RELATION_CHANGES},
    {"event", RELATION_INT, RELATION_FIXED},
};

static const struct relation_column deal_columns[] = {
    {"id", RELATION_TEXT, RELATION_KEY},
    {"mode", RELATION_TEXT, RELATION_CHANGES},
    {"buyer", RELATION_TEXT, RELATION_CHANGES},
    {"seller", RELATION_TEXT, RELATION_CHANGES},
    {"shop", RELATION_TEXT, RELATION_CHANGES},
    {"campaign", RELATION_TEXT, RELATION_CHANGES},
    {"category", RELATION_TEXT, RELATION_CHANGES},
    {"currency", RELATION_TEXT, RELATION_CHANGES},
    {"price_minor", RELATION_INT, RELATION_CHANGES},
    {"fee_minor", RELATION_INT, RELATION_CHANGES},
    {"period_us", RELATION_INT, RELATION_CHANGES},
    {"hold_id", RELATION_INT, RELATION_CHANGES},
    {"funded_minor", RELATION_INT, RELATION_CHANGES},
    {"released_minor", RELATION_INT, RELATION_CHANGES},
    {"returned_minor", RELATION_INT, RELATION_CHANGES},
    {"ordered_us", RELATION_INT, RELATION_CHANGES},
    {"funded_us", RELATION_INT, RELATION_CHANGES},
    {"shipped_us", RELATION_INT, RELATION_CHANGES},
    {"delivered_us", RELATION_INT, RELATION_CHANGES},
    {"cancelled_us", RELATION_INT, RELATION_CHANGES},
    {"policy", RELATION_TEXT, RELATION_CHANGES},
};

static const struct relation_column advance_columns[] = {
    {"id", RELATION_TEXT, RELATION_KEY},
    {"deal", RELATION_TEXT, RELATION_CHANGES},
    {"lender", RELATION_TEXT, RELATION_CHANGES},
    {"lender_kind", RELATION_TEXT, RELATION_CHANGES},
    {"seller", RELATION_TEXT, RELATION_CHANGES},
    {"currency", RELATION_TEXT, RELATION_CHANGES},
    {"amount_minor", RELATION_INT, RELATION_CHANGES},
    {"repay_minor", RELATION_INT, RELATION_CHANGES},
    {"hold_id", RELATION_INT, RELATION_CHANGES},
    {"lien_id", RELATION_INT, RELATION_CHANGES},
    {"event", RELATION_INT, RELATION_CHANGES},
};

static const struct relation_column chargeback_columns[] = {
    {"id", RELATION_TEXT, RELATION_KEY},
    {"deal", RELATION_TEXT, RELATION_CHANGES},
    {"psp", RELATION_TEXT, RELATION_CHANGES},
    {"psp_kind", RELATION_TEXT, RELATION_CHANGES},
    {"currency", RELATION_TEXT, RELATION_CHANGES},
    {"amount_minor", RELATION_INT, RELATION_CHANGES},
    {"held_minor", RELATION_INT, RELATION_CHANGES},
    {"refund_minor", RELATION_INT, RELATION_CHANGES},
    {"lien_id", RELATION_INT, RELATION_CHANGES},
    {"reason", RELATION_TEXT, RELATION_CHANGES},
    {"event", RELATION_INT, RELATION_CHANGES},
    {"reversed_event", RELATION_INT, RELATION_CHANGES},
};

static const struct relation_column expect_columns[] = {
    {"ref", RELATION_TEXT, RELATION_KEY},
    {"party", RELATION_TEXT, RELATION_CHANGES},
    {"purpose", RELATION_TEXT, RELATION_CHANGES},
    {"currency", RELATION_TEXT, RELATION_CHANGES},
    {"amount_minor", RELATION_INT, RELATION_CHANGES},
    {"received_minor", RELATION_INT, RELATION_CHANGES},
    {"event", RELATION_INT, RELATION_CHANGES},
};

static const struct relation_column batch_columns[] = {
    {"id", RELATION_TEXT, RELATION_KEY},
    {"psp", RELATION_TEXT, RELATION_CHANGES},
    {"currency", RELATION_TEXT, RELATION_CHANGES},
    {"gross_minor", RELATION_INT, RELATION_CHANGES},
    {"fee_minor", RELATION_INT, RELATION_CHANGES},
    {"net_minor", RELATION_INT, RELATION_CHANGES},
    {"is_settled", RELATION_INT, RELATION_CHANGES},
    {"event", RELATION_INT, RELATION_CHANGES},
    {"is_remit", RELATION_INT, RELATION_CHANGES},
    {"chargebacks_minor", RELATION_INT, RELATION_CHANGES},
};

static const struct relation_column remittance_columns[] = {
    {"deal", RELATION_TEXT, RELATION_KEY},
    {"event", RELATION_INT, RELATION_KEY},
    {"book_id", RELATION_INT, RELATION_CHANGES},
    {"batch", RELATION_TEXT, RELATION_CHANGES},
    {"amount_minor", RELATION_INT, RELATION_CHANGES},
};

static const struct relation_column parcel_columns[] = {
    {"deal", RELATION_TEXT, RELATION_KEY},
    {"courier", RELATION_TEXT, RELATION_FIXED},
    {"fee_minor", RELATION_INT, RELATION_FIXED},
    {"collected_minor", RELATION_INT, RELATION_CHANGES},
    {"returned_minor", RELATION_INT, RELATION_CHANGES},
    {"remitted_minor", RELATION_INT, RELATION_CHANGES},
    {"remit_by_us", RELATION_INT, RELATION_CHANGES},
    {"told_us", RELATION_INT, RELATION_CHANGES},
    {"refused_us", RELATION_INT, RELATION_CHANGES},
    {"is_waiting", RELATION_INT, RELATION_CHANGES},
    {"event", RELATION_INT, RELATION_FIXED},
};

static const struct relation_column remit_deal_columns[] = {
    {"batch", RELATION_TEXT, RELATION_KEY},
    {"deal", RELATION_TEXT, RELATION_KEY},
    {"amount_minor", RELATION_INT, RELATION_CHANGES},
};

static const struct relation_column payout_columns[] = {
    {"id", RELATION_TEXT, RELATION_KEY},           {"party", RELATION_TEXT, RELATION_CHANGES},
    {"currency", RELATION_TEXT, RELATION_CHANGES}, {"amount_minor", RELATION_INT, RELATION_CHANGES},
    {"hold_id", RELATION_INT, RELATION_CHANGES},   {"state", RELATION_TEXT, RELATION_CHANGES},
    {"event", RELATION_INT, RELATION_CHANGES},
};

static const struct relation_column conversion_columns[] = {
    {"id", RELATION_TEXT, RELATION_KEY},
    {"party", RELATION_TEXT, RELATION_CHANGES},
    {"dealer", RELATION_TEXT, RELATION_CHANGES},
    {"currency", RELATION_TEXT, RELATION_CHANGES},
    {"sold_minor", RELATION_INT, RELATION_CHANGES},
    {"to_currency", RELATION_TEXT, RELATION_CHANGES},
    {"bought_minor", RELATION_INT, RELATION_CHANGES},
    {"numerator", RELATION_INT, RELATION_CHANGES},
    {"denominator", RELATION_INT, RELATION_CHANGES},
    {"rounding", RELATION_TEXT, RELATION_CHANGES},
    {"valid_until_us", RELATION_INT, RELATION_CHANGES},
    {"event", RELATION_INT, RELATION_CHANGES},
};

static const struct relation_column correction_columns[] = {
    {"corrects", RELATION_INT, RELATION_KEY},
    {"event", RELATION_INT, RELATION_CHANGES},
    {"reason", RELATION_TEXT, RELATION_CHANGES},
};

static const struct relation_column freeze_columns[] = {
    {"id", RELATION_INT, RELATION_KEY},
    {"party", RELATION_TEXT, RELATION_CHANGES},
    {"scope", RELATION_TEXT, RELATION_CHANGES},
    {"currency", RELATION_TEXT, RELATION_CHANGES},
    {"amount_minor", RELATION_INT, RELATION_CHANGES},
    {"hold_id", RELATION_INT, RELATION_CHANGES},
    {"lien_id", RELATION_INT, RELATION_CHANGES},
    {"ground", RELATION_TEXT, RELATION_CHANGES},
    {"facts", RELATION_TEXT, RELATION_CHANGES},
    {"author", RELATION_TEXT, RELATION_CHANGES},
    {"from_us", RELATION_INT, RELATION_CHANGES},
    {"until_us", RELATION_INT, RELATION_CHANGES},
    {"lifted_us", RELATION_INT, RELATION_CHANGES},
    {"lifted_by", RELATION_TEXT, RELATION_CHANGES},
    {"lift_reason", RELATION_TEXT, RELATION_CHANGES},
    {"is_ended", RELATION_INT, RELATION_CHANGES},
    {"event", RELATION_INT, RELATION_CHANGES},
    {"is_begun", RELATION_INT, RELATION_CHANGES},
    {"alone_until_us", RELATION_INT, RELATION_CHANGES},
    {"wanted_until_us", RELATION_INT, RELATION_CHANGES},
    {"confirmed_us", RELATION_INT, RELATION_CHANGES},
    {"confirmed_by", RELATION_TEXT, RELATION_CHANGES},
    {"complaint", RELATION_TEXT, RELATION_CHANGES},
    {"evidence", RELATION_TEXT, RELATION_CHANGES},
    {"authority", RELATION_TEXT, RELATION_CHANGES},
    {"reference", RELATION_TEXT, RELATION_CHANGES},
    {"document", RELATION_TEXT, RELATION_CHANGES},
};

static const struct relation_column document_columns[] = {
    {"sha256", RELATION_TEXT, RELATION_KEY},   {"name", RELATION_TEXT, RELATION_CHANGES},
    {"bytes", RELATION_INT, RELATION_CHANGES}, {"content", RELATION_TEXT, RELATION_CHANGES},
    {"event", RELATION_INT, RELATION_CHANGES},
};

static const struct relation_column freeze_extension_columns[] = {
    {"freeze_id", RELATION_INT, RELATION_KEY},        {"number", RELATION_INT, RELATION_KEY},
    {"was_until_us", RELATION_INT, RELATION_CHANGES}, {"until_us", RELATION_INT, RELATION_CHANGES},
    {"reason", RELATION_TEXT, RELATION_CHANGES},      {"author", RELATION_TEXT, RELATION_CHANGES},
    {"at_us", RELATION_INT, RELATION_CHANGES},        {"event", RELATION_INT, RELATION_CHANGES},
};

static const struct relation_column objection_columns[] = {
    {"id", RELATION_INT, RELATION_KEY},
    {"freeze_id", RELATION_INT, RELATION_CHANGES},
    {"text", RELATION_TEXT, RELATION_CHANGES},
    {"filed_by", RELATION_TEXT, RELATION_CHANGES},
    {"filed_us", RELATION_INT, RELATION_CHANGES},
    {"due_us", RELATION_INT, RELATION_CHANGES},
    {"lifts", RELATION_INT, RELATION_CHANGES},
    {"state", RELATION_TEXT, RELATION_CHANGES},
    {"decided_us", RELATION_INT, RELATION_CHANGES},
    {"decided_by", RELATION_TEXT, RELATION_CHANGES},
    {"reasons", RELATION_TEXT, RELATION_CHANGES},
    {"interest_minor", RELATION_INT, RELATION_CHANGES},
    {"event", RELATION_INT, RELATION_CHANGES},
};

static const struct relation_column complaint_columns[] = {
    {"id", RELATION_TEXT, RELATION_KEY},
    {"deal", RELATION_TEXT, RELATION_CHANGES},
    {"seller", RELATION_TEXT, RELATION_CHANGES},
    {"complainant", RELATION_TEXT, RELATION_CHANGES},
    {"kind", RELATION_TEXT, RELATION_CHANGES},
    {"state", RELATION_TEXT, RELATION_CHANGES},
    {"currency", RELATION_TEXT, RELATION_CHANGES},
    {"amount_minor", RELATION_INT, RELATION_CHANGES},
    {"text", RELATION_TEXT, RELATION_CHANGES},
    {"evidence", RELATION_TEXT, RELATION_CHANGES},
    {"hold_id", RELATION_INT, RELATION_CHANGES},
    {"award_hold_id", RELATION_INT, RELATION_CHANGES},
    {"award_minor", RELATION_INT, RELATION_CHANGES},
    {"due_us", RELATION_INT, RELATION_CHANGES},
    {"door", RELATION_TEXT, RELATION_CHANGES},
    {"opened_us", RELATION_INT, RELATION_CHANGES},
    {"noticed_us", RELATION_INT, RELATION_CHANGES},
    {"decided_us", RELATION_INT, RELATION_CHANGES},
    {"decided_by", RELATION_TEXT, RELATION_CHANGES},
    {"reasons", RELATION_TEXT, RELATION_CHANGES},
    {"event", RELATION_INT, RELATION_CHANGES},
    {"refunded_minor", RELATION_INT, RELATION_CHANGES},
    {"admitted_us", RELATION_INT, RELATION_CHANGES},
    {"answered_us", RELATION_INT, RELATION_CHANGES},
    {"answer", RELATION_TEXT, RELATION_CHANGES},
    {"answer_text", RELATION_TEXT, RELATION_CHANGES},
    {"step_us", RELATION_INT, RELATION_CHANGES},
    {"appeal_until_us", RELATION_INT, RELATION_CHANGES},
    {"decided_event", RELATION_INT, RELATION_CHANGES},
};

static const struct relation_column taking_columns[] = {
    {"event", RELATION_INT, RELATION_KEY},
    {"complaint", RELATION_TEXT, RELATION_CHANGES},
    {"holder", RELATION_TEXT, RELATION_CHANGES},
    {"at_us", RELATION_INT, RELATION_CHANGES},
};

static const struct relation_column caution_columns[] = {
    {"id", RELATION_INT, RELATION_KEY},
    {"party", RELATION_TEXT, RELATION_FIXED},
    {"rung", RELATION_TEXT, RELATION_FIXED},
    {"ground", RELATION_TEXT, RELATION_FIXED},
    {"facts", RELATION_TEXT, RELATION_FIXED},
    {"complaint", RELATION_TEXT, RELATION_FIXED},
    {"author", RELATION_TEXT, RELATION_FIXED},
    {"put_us", RELATION_INT, RELATION_FIXED},
    {"due_us", RELATION_INT, RELATION_FIXED},
    {"counts_until_us", RELATION_INT, RELATION_CHANGES},
    {"answer", RELATION_TEXT, RELATION_CHANGES},
    {"answer_text", RELATION_TEXT, RELATION_CHANGES},
    {"answered_us", RELATION_INT, RELATION_CHANGES},
    {"answered_event", RELATION_INT, RELATION_CHANGES},
    {"proposes", RELATION_TEXT, RELATION_CHANGES},
    {"withdrawn_us", RELATION_INT, RELATION_CHANGES},
    {"withdrawn_by", RELATION_TEXT, RELATION_CHANGES},
    {"reason", RELATION_TEXT, RELATION_CHANGES},
    {"withdrawn_event", RELATION_INT, RELATION_CHANGES},
    {"event", RELATION_INT, RELATION_FIXED},
};

static const struct relation_column appeal_columns[] = {
    {"complaint", RELATION_TEXT, RELATION_KEY},
    {"party", RELATION_TEXT, RELATION_CHANGES},
    {"text", RELATION_TEXT, RELATION_CHANGES},
    {"decided_by", RELATION_TEXT, RELATION_CHANGES},
    {"outcome", RELATION_TEXT, RELATION_CHANGES},
    {"refund_minor", RELATION_INT, RELATION_CHANGES},
    {"award_minor", RELATION_INT, RELATION_CHANGES},
    {"appealed_us", RELATION_INT, RELATION_CHANGES},
    {"reviewed_us", RELATION_INT, RELATION_CHANGES},
    {"reviewed_by", RELATION_TEXT, RELATION_CHANGES},
    {"reasons", RELATION_TEXT, RELATION_CHANGES},
    {"event", RELATION_INT, RELATION_CHANGES},
};

static const struct relation_column consent_columns[] = {
    {"event", RELATION_INT, RELATION_KEY},          {"hold_id", RELATION_INT, RELATION_CHANGES},
    {"party", RELATION_TEXT, RELATION_CHANGES},     {"until_us", RELATION_INT, RELATION_CHANGES},
    {"expires_us", RELATION_INT, RELATION_CHANGES},
};

static const struct relation_column reminder_columns[] = {
    {"account_id", RELATION_INT, RELATION_KEY},
    {"due_us", RELATION_INT, RELATION_KEY},
    {"event", RELATION_INT, RELATION_CHANGES},
};

static const struct relation_column past_clock_columns[] = {
    {"account_id", RELATION_INT, RELATION_KEY},
    {"until_event", RELATION_INT, RELATION_KEY},
    {"door", RELATION_TEXT, RELATION_CHANGES},
    {"due_us", RELATION_INT, RELATION_CHANGES},
};

static const struct relation_column cover_columns[] = {
    {"id", RELATION_TEXT, RELATION_KEY},           {"insurer", RELATION_TEXT, RELATION_CHANGES},
    {"seller", RELATION_TEXT, RELATION_CHANGES},   {"deal", RELATION_TEXT, RELATION_CHANGES},
    {"currency", RELATION_TEXT, RELATION_CHANGES}, {"limit_minor", RELATION_INT, RELATION_CHANGES},
    {"part_bp", RELATION_INT, RELATION_CHANGES},   {"from_us", RELATION_INT, RELATION_CHANGES},
    {"until_us", RELATION_INT, RELATION_CHANGES},  {"event", RELATION_INT, RELATION_CHANGES},
};

static const struct relation_column notice_columns[] = {
    {"id", RELATION_INT, RELATION_KEY},           {"event", RELATION_INT, RELATION_FIXED},
    {"party", RELATION_TEXT, RELATION_FIXED},     {"subject", RELATION_TEXT, RELATION_FIXED},
    {"at_us", RELATION_INT, RELATION_FIXED},      {"text", RELATION_TEXT, RELATION_FIXED},
    {"kind", RELATION_TEXT, RELATION_FIXED},      {"language", RELATION_TEXT, RELATION_FIXED},
    {"title", RELATION_TEXT, RELATION_FIXED},     {"delivery", RELATION_TEXT, RELATION_CHANGES},
    {"attempts", RELATION_INT, RELATION_CHANGES}, {"next_us", RELATION_INT, RELATION_CHANGES},
    {"tried_us", RELATION_INT, RELATION_CHANGES}, {"failure", RELATION_TEXT, RELATION_CHANGES},
};

static const struct relation_column bond_required_columns[] = {
    {"seller", RELATION_TEXT, RELATION_KEY},
    {"currency", RELATION_TEXT, RELATION_KEY},
    {"required_minor", RELATION_INT, RELATION_CHANGES},
    {"category", RELATION_TEXT, RELATION_CHANGES},
    {"policy", RELATION_TEXT, RELATION_CHANGES},
    {"from_us", RELATION_INT, RELATION_CHANGES},
    {"event", RELATION_INT, RELATION_CHANGES},
};

static const struct relation_column demand_columns[] = {
    {"id", RELATION_INT, RELATION_KEY},
    {"seller", RELATION_TEXT, RELATION_CHANGES},
    {"currency", RELATION_TEXT, RELATION_CHANGES},
    {"amount_minor", RELATION_INT, RELATION_CHANGES},
    {"hold_id", RELATION_INT, RELATION_CHANGES},
    {"lien_id", RELATION_INT, RELATION_CHANGES},
    {"state", RELATION_TEXT, RELATION_CHANGES},
    {"from_us", RELATION_INT, RELATION_CHANGES},
    {"due_us", RELATION_INT, RELATION_CHANGES},
    {"freeze_id", RELATION_INT, RELATION_CHANGES},
    {"ended_us", RELATION_INT, RELATION_CHANGES},
    {"event", RELATION_INT, RELATION_CHANGES},
};

static const struct relation_column statement_columns[] = {
    {"id", RELATION_INT, RELATION_KEY},
    {"account", RELATION_TEXT, RELATION_CHANGES},
    {"file_name", RELATION_TEXT, RELATION_CHANGES},
    {"file_hash", RELATION_TEXT, RELATION_CHANGES},
    {"profile", RELATION_TEXT, RELATION_CHANGES},
    {"plan_hash", RELATION_TEXT, RELATION_CHANGES},
    {"lines", RELATION_INT, RELATION_CHANGES},
    {"new_lines", RELATION_INT, RELATION_CHANGES},
    {"first_day", RELATION_INT, RELATION_CHANGES},
    {"last_day", RELATION_INT, RELATION_CHANGES},
    {"proof", RELATION_TEXT, RELATION_CHANGES},
    {"broken_reason", RELATION_TEXT, RELATION_CHANGES},
    {"event", RELATION_INT, RELATION_CHANGES},
    {"erased_event", RELATION_INT, RELATION_CHANGES},
    {"number", RELATION_TEXT, RELATION_CHANGES},
    {"number_reason", RELATION_TEXT, RELATION_CHANGES},
};

static const struct relation_column statement_balance_columns[] = {
    {"statement_id", RELATION_INT, RELATION_KEY},
    {"account_id", RELATION_INT, RELATION_KEY},
    {"proof", RELATION_TEXT, RELATION_CHANGES},
    {"opening_minor", RELATION_INT, RELATION_CHANGES},
    {"closing_minor", RELATION_INT, RELATION_CHANGES},
    {"last_day", RELATION_INT, RELATION_CHANGES},
};

static const struct relation_column line_columns[] = {
    {"id", RELATION_INT, RELATION_KEY},
    {"statement_id", RELATION_INT, RELATION_CHANGES},
    {"account_id", RELATION_INT, RELATION_CHANGES},
    {"file_line", RELATION_INT, RELATION_CHANGES},
    {"day", RELATION_INT, RELATION_CHANGES},
    {"position", RELATION_INT, RELATION_CHANGES},
    {"second", RELATION_INT, RELATION_CHANGES},
    {"amount_minor", RELATION_INT, RELATION_CHANGES},
    {"balance_minor", RELATION_INT, RELATION_CHANGES},
    {"reference", RELATION_TEXT, RELATION_CHANGES},
    {"text", RELATION_TEXT, RELATION_CHANGES},
    {"counterparty", RELATION_TEXT, RELATION_CHANGES},
    {"counterparty_account", RELATION_TEXT, RELATION_CHANGES},
    {"salt", RELATION_TEXT, RELATION_CHANGES},
    {"state", RELATION_TEXT, RELATION_CHANGES},
    {"ground", RELATION_TEXT, RELATION_CHANGES},
    {"item", RELATION_TEXT, RELATION_CHANGES},
    {"hold_id", RELATION_INT, RELATION_CHANGES},
    {"event", RELATION_INT, RELATION_CHANGES},
};

static const struct relation_column match_columns[] = {
    {"id", RELATION_INT, RELATION_KEY},        {"line_id", RELATION_INT, RELATION_CHANGES},
    {"item", RELATION_TEXT, RELATION_CHANGES}, {"amount_minor", RELATION_INT, RELATION_CHANGES},
    {"event", RELATION_INT, RELATION_CHANGES}, {"unmatched_event", RELATION_INT, RELATION_CHANGES},
};

static const struct relation_column proposal_columns[] = {
    {"id", RELATION_INT, RELATION_KEY},
    {"operation", RELATION_TEXT, RELATION_FIXED},
    {"request", RELATION_TEXT, RELATION_FIXED},
    {"hash", RELATION_TEXT, RELATION_FIXED},
    {"subject", RELATION_TEXT, RELATION_FIXED},
    {"currency", RELATION_TEXT, RELATION_FIXED},
    {"amount_minor", RELATION_INT, RELATION_FIXED},
    {"needs", RELATION_TEXT, RELATION_FIXED},
    {"maker", RELATION_TEXT, RELATION_FIXED},
    {"maker_entity", RELATION_TEXT, RELATION_FIXED},
    {"proposed_us", RELATION_INT, RELATION_FIXED},
    {"due_us", RELATION_INT, RELATION_FIXED},
    {"state", RELATION_TEXT, RELATION_CHANGES},
    {"ended_event", RELATION_INT, RELATION_CHANGES},
    {"ended_by", RELATION_TEXT, RELATION_CHANGES},
    {"ended_entity", RELATION_TEXT, RELATION_CHANGES},
    {"ended_us", RELATION_INT, RELATION_CHANGES},
    {"reason", RELATION_TEXT, RELATION_CHANGES},
    {"event", RELATION_INT, RELATION_FIXED},
};

static const struct relation_column exhibit_columns[] = {
    {"sha256", RELATION_TEXT, RELATION_KEY},
    {"content", RELATION_TEXT, RELATION_CHANGES},
};

static const struct relation_column evidence_columns[] = {
    {"id", RELATION_INT, RELATION_KEY},          {"complaint", RELATION_TEXT, RELATION_FIXED},
    {"side", RELATION_TEXT, RELATION_FIXED},     {"kind", RELATION_TEXT, RELATION_FIXED},
    {"name", RELATION_TEXT, RELATION_FIXED},     {"media", RELATION_TEXT, RELATION_FIXED},
    {"bytes", RELATION_INT, RELATION_FIXED},     {"sha256", RELATION_TEXT, RELATION_FIXED},
    {"added_by", RELATION_TEXT, RELATION_FIXED}, {"at_us", RELATION_INT, RELATION_FIXED},
    {"event", RELATION_INT, RELATION_FIXED},     {"erased_event", RELATION_INT, RELATION_CHANGES},
};

static const struct relation_column evidence_look_columns[] = {
    {"evidence", RELATION_INT, RELATION_KEY},
    {"operator", RELATION_TEXT, RELATION_KEY},
    {"at_us", RELATION_INT, RELATION_CHANGES},
    {"event", RELATION_INT, RELATION_CHANGES},
};

static const struct relation_column interest_columns[] = {
    {"event", RELATION_INT, RELATION_KEY},           {"operator", RELATION_TEXT, RELATION_FIXED},
    {"party", RELATION_TEXT, RELATION_FIXED},        {"declared_us", RELATION_INT, RELATION_FIXED},
    {"ended_event", RELATION_INT, RELATION_CHANGES}, {"ended_us", RELATION_INT, RELATION_CHANGES},
};

static const struct relation_column adopted_policy_columns[] = {
    {"name", RELATION_TEXT, RELATION_KEY},
    {"text", RELATION_TEXT, RELATION_CHANGES},
    {"event", RELATION_INT, RELATION_CHANGES},
};

static const struct relation_column rule_columns[] = {
    {"name", RELATION_TEXT, RELATION_KEY},
    {"version", RELATION_INT, RELATION_KEY},
    {"text", RELATION_TEXT, RELATION_FIXED},
    {"event", RELATION_INT, RELATION_FIXED},
};

static const struct relation_column rule_switch_columns[] = {
    {"event", RELATION_INT, RELATION_KEY},
    {"name", RELATION_TEXT, RELATION_FIXED},
    {"version", RELATION_INT, RELATION_FIXED},
};

static const struct relation_column break_note_columns[] = {
    {"event", RELATION_INT, RELATION_KEY},       {"subject", RELATION_TEXT, RELATION_CHANGES},
    {"kind", RELATION_TEXT, RELATION_CHANGES},   {"value", RELATION_TEXT, RELATION_CHANGES},
    {"author", RELATION_TEXT, RELATION_CHANGES}, {"at_us", RELATION_INT, RELATION_CHANGES},
};

static const struct relation_column closed_day_columns[] = {
    {"id", RELATION_INT, RELATION_KEY},
    {"account", RELATION_TEXT, RELATION_CHANGES},
    {"day", RELATION_INT, RELATION_CHANGES},
    {"from_day", RELATION_INT, RELATION_CHANGES},
    {"lines", RELATION_INT, RELATION_CHANGES},
    {"late", RELATION_INT, RELATION_CHANGES},
    {"breaks", RELATION_INT, RELATION_CHANGES},
    {"sheet", RELATION_TEXT, RELATION_CHANGES},
    {"last_line", RELATION_INT, RELATION_CHANGES},
    {"event", RELATION_INT, RELATION_CHANGES},
};

static const struct relation_column closed_figure_columns[] = {
    {"day_id", RELATION_INT, RELATION_KEY},
    {"currency", RELATION_TEXT, RELATION_KEY},
    {"opening_minor", RELATION_INT, RELATION_CHANGES},
    {"in_minor", RELATION_INT, RELATION_CHANGES},
    {"out_minor", RELATION_INT, RELATION_CHANGES},
    {"stated_minor", RELATION_INT, RELATION_CHANGES},
};

static const struct relation_column closed_break_columns[] = {
    {"day_id", RELATION_INT, RELATION_KEY},         {"line_id", RELATION_INT, RELATION_KEY},
    {"open_minor", RELATION_INT, RELATION_CHANGES}, {"age", RELATION_INT, RELATION_CHANGES},
    {"reason", RELATION_TEXT, RELATION_CHANGES},    {"owner", RELATION_TEXT, RELATION_CHANGES},
    {"expected", RELATION_TEXT, RELATION_CHANGES},
};

static const struct relation relations[] = {
    {"book", book_columns, COUNT(book_columns)},
    {"operator", operator_columns, COUNT(operator_columns)},
    {"adopted_policy", adopted_policy_columns, COUNT(adopted_policy_columns)},
    {"event", event_columns, COUNT(event_columns)},
    /* Before the accounts: what a collected hold may pay out is written before it is paid. */
    {"remittance", remittance_columns, COUNT(remittance_columns)},
    {"account", account_columns, COUNT(account_columns)},
    {"leg", leg_columns, COUNT(leg_columns)},
    {"lien", lien_columns, COUNT(lien_columns)},
    {"party", party_columns, COUNT(party_columns)},
    {"personal", personal_columns, COUNT(personal_columns)},
    {"campaign", campaign_columns, COUNT(campaign_columns)},
    {"deal", deal_columns, COUNT(deal_columns)},
    {"advance", advance_columns, COUNT(advance_columns)},
    {"chargeback", chargeback_columns, COUNT(chargeback_columns)},
    {"expect", expect_columns, COUNT(expect_columns)},
    {"batch", batch_columns, COUNT(batch_columns)},
    {"parcel", parcel_columns, COUNT(parcel_columns)},
    {"remit_deal", remit_deal_columns, COUNT(remit_deal_columns)},
    {"payout", payout_columns, COUNT(payout_columns)},
    {"conversion", conversion_columns, COUNT(conversion_columns)},
    {"correction", correction_columns, COUNT(correction_columns)},
    {"document", document_columns, COUNT(document_columns)},
    {"freeze", freeze_columns, COUNT(freeze_columns)},
    {"freeze_extension", freeze_extension_columns, COUNT(freeze_extension_columns)},
    {"objection", objection_columns, COUNT(objection_columns)},
    {"complaint", complaint_columns, COUNT(complaint_columns)},
    {"taking", taking_columns, COUNT(taking_columns)},
    {"caution", caution_columns, COUNT(caution_columns)},
    {"appeal", appeal_columns, COUNT(appeal_columns)},
    {"exhibit", exhibit_columns, COUNT(exhibit_columns)},
    {"evidence", evidence_columns, COUNT(evidence_columns)},
    {"evidence_look", evidence_look_columns, COUNT(evidence_look_columns)},
    {"past_clock", past_clock_columns, COUNT(past_clock_columns)},
    {"consent", consent_columns, COUNT(consent_columns)},
    {"reminder", reminder_columns, COUNT(reminder_columns)},
    {"bond_required", bond_required_columns, COUNT(bond_required_columns)},
    {"demand", demand_columns, COUNT(demand_columns)},
    {"cover", cover_columns, COUNT(cover_columns)},
    {"notice", notice_columns, COUNT(notice_columns)},
    {"proposal", proposal_columns, COUNT(proposal_columns)},
    {"interest", interest_columns, COUNT(interest_columns)},
    {"statement", statement_columns, COUNT(statement_columns)},
    {"statement_balance", statement_balance_columns, COUNT(statement_balance_columns)},
    {"line", line_columns, COUNT(line_columns)},
    {"match", match_columns, COUNT(match_columns)},
    {"rule", rule_columns, COUNT(rule_columns)},
    {"rule_switch", rule_switch_columns, COUNT(rule_switch_columns)},
    {"break_note", break_note_columns, COUNT(break_note_columns)},
    {"closed_day", closed_day_columns, COUNT(closed_day_columns)},
    {"closed_figure", closed_figure_columns, COUNT(closed_figure_columns)},
    {"closed_break", closed_break_columns, COUNT(closed_break_columns)},
    {NULL, NULL, 0},
};

const struct relation *relation_list(void)
{
    return relations;
}

const struct relation *relation_find(const char *name)
{
    const struct relation *relation = relations;
    while (strcmp(relation->name, name) != 0) {
        relation++;
        assert(relation->name != NULL);
    }
    return relation;
}
