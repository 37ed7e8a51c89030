#include "tui/local.h"

#include "model/mem.h"
#include "model/posting.h"
#include "reports/visible.h"
#include "tui/action_text.h"
#include "tui/call.h"
#include "tui/together.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

static const struct column leg_columns[] = {
    {.name = "account", .title = "Account", .kind = CELL_TEXT},
    {.name = "amount", .title = "Amount", .kind = CELL_MONEY},
    {.name = "balance", .title = "Balance after", .kind = CELL_MONEY},
};
#define LEG_COLUMNS (sizeof leg_columns / sizeof *leg_columns)

/* What an action is about, where it made nothing new. */
static const char *result_of(const struct posting *posting)
{
    return posting->result != NULL ? posting->result : posting->subject;
}

static struct cell money_cell(const struct account *account, int64_t minor)
{
    struct cell cell = {.kind = CELL_MONEY, .number = minor};
    memcpy(cell.currency, account->currency, sizeof cell.currency);
    return cell;
}

/* ---- JSON ---- */

static json_t *money_json(const struct account *account, int64_t minor)
{
    return json_pack("{s:I, s:s}", "minor", (json_int_t)minor, "currency", account->currency);
}

/* What it will have, or has by now. */
static int64_t balance_of(const struct run *run, const struct account *account)
{
    return run->is_preview ? posting_balance(run->posting, account) : account->balance_minor;
}

static json_t *legs_json(const struct run *run)
{
    const struct posting *posting = run->posting;
    json_t *legs = json_array();
    for (size_t i = 0; i < posting->leg_count; i++) {
        const struct leg *leg = &posting->legs[i];
        char label[ACCOUNT_LABEL_BYTES];
        (void)json_array_append_new(
            legs, json_pack("{s:s, s:o, s:o}", "account", account_label(leg->account, label),
                            "amount", money_json(leg->account, leg->amount_minor), "balance",
                            money_json(leg->account, balance_of(run, leg->account))));
    }
    return legs;
}

/* The new ones: who will have to pay what is not there now. */
static bool is_new_lien(const struct lien_change *lien)
{
    return lien->id == 0 && lien->on != NULL && lien->beneficiary != NULL;
}

static json_t *liens_json(const struct posting *posting)
{
    json_t *liens = json_array();
    for (size_t i = 0; i < posting->lien_count; i++) {
        const struct lien_change *lien = &posting->liens[i];
        char on[ACCOUNT_LABEL_BYTES], into[ACCOUNT_LABEL_BYTES];
        if (is_new_lien(lien)) {
            (void)json_array_append_new(
                liens, json_pack("{s:s, s:s, s:s, s:o}", "on", account_label(lien->on, on), "into",
                                 account_label(lien->beneficiary, into), "ground", lien->ground,
                                 "cap", money_json(lien->on, lien->cap_minor)));
        }
    }
    return liens;
}

static json_t *notices_json(const struct posting *posting)
{
    json_t *notices = json_array();
    for (size_t i = 0; i < posting->notice_count; i++) {
        const struct notice *notice = posting->notices[i];
        (void)json_array_append_new(notices,
                                    json_pack("{s:s, s:s, s:s, s:s, s:s}", "party", notice->party,
                                              "kind", notice->kind, "language", notice->language,
                                              "title", notice->title, "text", notice->text));
    }
    return notices;
}

static json_t *basis_json(const struct posting *posting)
{
    json_t *basis = json_array();
    for (size_t i = 0; i < posting->basis_count; i++) {
        const struct policy_value *value = &posting->basis[i];
        (void)json_array_append_new(
            basis, json_pack("{s:s, s:s, s:s, s:s*}", "key", value->key, "value", value->value,
                             "citation", value->citation, "reviewed_on",
                             value->reviewed_on[0] ? value->reviewed_on : NULL));
    }
    return basis;
}

static json_t *remarks_json(const struct posting *posting)
{
    json_t *remarks = json_array();
    for (size_t i = 0; i < posting->remark_count; i++) {
        (void)json_array_append_new(remarks, json_string(posting->remarks[i]));
    }
    return remarks;
}

void action_json(struct command_call *call, const struct run *run)
{
    struct posting *posting = run->posting;
    char digest[POSTING_DIGEST_BYTES];
    json_t *object = json_pack(
        "{s:s, s:b, s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:s*, s:s*, s:s*, s:s*}", "result",
        result_of(posting), "dry_run", run->is_preview, "event",
        run->is_preview ? json_null() : json_integer(posting->event), "digest",
        posting_digest(posting, digest), "legs", legs_json(run), "liens", liens_json(posting),
        "notices", notices_json(posting), "basis", basis_json(posting), "remarks",
        remarks_json(posting), "standing", posting->standing, "under", posting->under, "eyes",
        posting->eyes, "hash", posting->hash);
    char *text = object == NULL ? NULL : json_dumps(object, JSON_COMPACT);
    json_decref(object);
    if (text != NULL) {
        (void)fprintf(call->out, "%s\n", text);
    }
    free(text);
}

/* ---- text ---- */

static enum status print_legs(struct command_call *call, const struct values *values,
                              const struct posting *posting, struct error *err)
{
    struct table_writer *writer = call_writer(call, values, leg_columns, LEG_COLUMNS);
    for (size_t i = 0; i < posting->leg_count; i++) {
        const struct account *account = posting->legs[i].account;
        char label[ACCOUNT_LABEL_BYTES];
        struct cell cells[LEG_COLUMNS] = {
            {.kind = CELL_TEXT, .text = account_label(account, label)},
            money_cell(account, posting->legs[i].amount_minor),
            money_cell(account, posting_balance(posting, account)),
        };
        enum status status = table_write(writer, cells, err);
        if (status != STATUS_OK) {
            return status;
        }
    }
    return table_end(writer, err);
}

static void print_lien(struct command_call *call, const struct lien_change *lien)
{
    char on[ACCOUNT_LABEL_BYTES], into[ACCOUNT_LABEL_BYTES], cap[MONEY_TEXT_BYTES];
    struct money money = {.minor = lien->cap_minor};
    memcpy(money.currency, lien->on->currency, sizeof money.currency);
    call_print(call, "lien on %s of %s %s into %s: %s", account_label(lien->on, on), money.currency,
               money_format_grouped(money, cap), account_label(lien->beneficiary, into),
               lien->ground);
}

/* A notice keeps its lines. */
static void print_notice(struct command_call *call, const struct notice *notice)
{
    (void)fputc('\n', call->out);
    call_print(call, "notice to %s: %s", notice->party, notice->title);
    for (const char *at = notice->text; *at != '\0';) {
        size_t bytes = strcspn(at, "\n");
        char *line = mem_strndup(call->mem, at, bytes);
        call_print(call, "  %s", line);
        at += bytes + (at[bytes] == '\n' ? 1 : 0);
    }
}

enum status action_preview(struct command_call *call, const struct values *values,
                           const struct posting *posting, struct error *err)
{
    call_print(call, "would do: %s %s%s%s%s", posting->verb, result_of(posting),
               posting->context == NULL ? "" : " (",
               posting->context == NULL ? "" : posting->context,
               posting->context == NULL ? "" : ")");
    enum status status = print_legs(call, values, posting, err);
    for (size_t i = 0; i < posting->clock_count; i++) {
        const struct clock_change *clock = &posting->clocks[i];
        char label[ACCOUNT_LABEL_BYTES];
        char due[TIME_TEXT_BYTES];
        call_print(call, "clock of %s: %s at %s", account_label(clock->hold, label),
                   door_name(clock->door), time_format(clock->due_us, due));
    }
    for (size_t i = 0; i < posting->lien_count; i++) {
        if (is_new_lien(&posting->liens[i])) {
            print_lien(call, &posting->liens[i]);
        }
    }
    for (size_t i = 0; i < posting->remark_count; i++) {
        call_print(call, "consider: %s", posting->remarks[i]);
    }
    if (posting->eyes != NULL) {
        call_print(call, "second pair of eyes: %s", posting->eyes);
    }
    if (posting->hash != NULL) {
        call_print(call, "hash: %s", posting->hash);
    }
    if (posting->standing != NULL) {
        call_print(call, "standing: %s", posting->standing);
    }
    if (posting->under != NULL) {
        call_print(call, "under: %s", posting->under);
    }
    for (size_t i = 0; i < posting->basis_count; i++) {
        call_print(call, "rests on %s", policy_value_text(call->mem, &posting->basis[i]));
    }
    for (size_t i = 0; i < posting->notice_count; i++) {
        print_notice(call, posting->notices[i]);
    }
    return status;
}

static enum status run_one(struct command_call *call, const struct values *values,
                           struct error *err)
{
    struct run run = {.mem = call->mem, .is_preview = values_flag(values, "dry-run")};
    enum status status = call->command->act(call->book, values, &run, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (call_format(values) == TABLE_JSON) {
        action_json(call, &run);
        return STATUS_OK;
    }
    if (run.is_preview) {
        return action_preview(call, values, run.posting, err);
    }
    call_print(call, "%s", result_of(run.posting));
    call_print(call, "%s done, event %lld", run.posting->verb, (long long)run.posting->event);
    if (run.posting->proposal != NULL) {
        call_print(call, "%s", run.posting->eyes);
    }
    return STATUS_OK;
}

/* On one thing, on each of several, or several acts that are one request. */
enum status local_action(struct command_call *call, const struct values *values, struct error *err)
{
    enum status status = call_open(call, STORE_WRITE, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (call->subject_count > 1) {
        struct together each =
            together_new(call->mem, call->command, values, call->subjects, call->subject_count);
        return local_together(call, values, &each, err);
    }
    struct together parts;
    status = together_spread(call->mem, call->book, call->command, values, &parts, err);
    if (status != STATUS_OK) {
        return status;
    }
    return parts.count > 0 ? local_together(call, values, &parts, err) : run_one(call, values, err);
}
