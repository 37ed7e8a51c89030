#include "import/ofx.h"

#include "import/exact.h"
#include "import/ofx_tag.h"
#include "model/money.h"
#include "model/time.h"

#include <stdio.h>
#include <string.h>

#define LOOK_BYTES 4096
#define TEXT_BYTES 256
#define DEPTH_MAX 32
#define PATH_BYTES 64
#define DECIMALS ".,"
#define DATE_DIGITS 8
#define TIME_DIGITS 14

/* Leaves of an entry, as they stand in the file. */
struct entry {
    char amount[TEXT_BYTES], posted[TEXT_BYTES], fitid[TEXT_BYTES], account[TEXT_BYTES];
    char currency[TEXT_BYTES]; /* of its own, else "" */
    uint32_t line;
};

struct ofx {
    struct stated *stated;
    char aggregates[DEPTH_MAX][OFX_NAME_BYTES]; /* that are open */
    size_t depth;
    unsigned statements, entries;
    bool is_open; /* a statement */
    uint32_t line;
    bool is_begun;
    char number[TEXT_BYTES], currency[TEXT_BYTES];
    char period_end[TEXT_BYTES], balance[TEXT_BYTES], balance_date[TEXT_BYTES];
    uint32_t balance_line;
    size_t first_row;
    struct entry entry;
    bool is_cut; /* a value of the entry was too long */
};

static enum status damaged(uint32_t line, const char *what, struct error *err)
{
    (void)error_set(err, STATUS_INVALID, "line %u: %s", line, what);
    return error_hint(err, "the file is damaged or was cut off; download it again");
}

static bool is_in(const struct ofx *ofx, const char *aggregate)
{
    for (size_t i = 0; i < ofx->depth; i++) {
        if (strcmp(ofx->aggregates[i], aggregate) == 0) {
            return true;
        }
    }
    return false;
}

static const char *innermost(const struct ofx *ofx)
{
    return ofx->depth > 0 ? ofx->aggregates[ofx->depth - 1] : "";
}

/* "20260901", "20260901120000.000[+8:CST]": the day as the bank writes it, in the bank's zone. */
static enum status read_date(const char *text, int32_t *days, int32_t *second, struct error *why)
{
    size_t digits = strspn(text, "0123456789");
    int year = 0;
    int month = 0;
    int day = 0;
    int hour = 0;
    int minute = 0;
    int seconds = 0;
    if (digits < DATE_DIGITS) {
        return error_set(why, STATUS_INVALID, "this is no date");
    }
    (void)sscanf(text, "%4d%2d%2d%2d%2d%2d", &year, &month, &day, &hour, &minute, &seconds);
    bool has_time = digits >= TIME_DIGITS && hour < 24 && minute < 60 && seconds < 60;
    *second = has_time ? (hour * 60 + minute) * 60 + seconds : BANK_NO_TIME;
    return date_from_civil(year, month, day, days, why);
}

/* Statements. */

static void begin_statement(struct ofx *ofx, uint32_t line)
{
    ofx->statements++;
    ofx->entries = 0;
    ofx->line = line;
    ofx->is_open = true;
    ofx->is_begun = false;
    ofx->number[0] = ofx->currency[0] = ofx->period_end[0] = '\0';
    ofx->balance[0] = ofx->balance_date[0] = '\0';
}

/* Its account and currency stand before its entries. */
static enum status begin(struct ofx *ofx, struct error *err)
{
    if (ofx->is_begun) {
        return STATUS_OK;
    }
    if (ofx->number[0] == '\0' || currency_exponent(ofx->currency) < 0) {
        return damaged(ofx->line,
                       ofx->number[0] == '\0' ? "the statement names no account (ACCTID)"
                                              : "the statement names no currency (CURDEF)",
                       err);
    }
    ofx->is_begun = true;
    ofx->first_row = ofx->stated->file->row_count;
    stated_begin(ofx->stated, ofx->number);
    return STATUS_OK;
}

/* Whether the balance is of the last day that the rows are of. */
static bool is_closing(const struct ofx *ofx, int32_t balance_days)
{
    const struct bank_file *file = ofx->stated->file;
    struct error ignored;
    int32_t end = 0;
    int32_t second = 0;
    for (size_t i = ofx->first_row; i < file->row_count; i++) {
        if (file->rows[i].date_days > balance_days) {
            return false;
        }
    }
    return ofx->period_end[0] == '\0' ||
           (read_date(ofx->period_end, &end, &second, &ignored) == STATUS_OK &&
            balance_days <= end);
}

static enum status take_balance(struct ofx *ofx, struct error *err)
{
    struct error why;
    int32_t second = 0;
    struct bank_anchor closing = {.line = ofx->balance_line};
    memcpy(closing.currency, ofx->currency, sizeof closing.currency);
    enum status status = exact_parse(ofx->balance, strlen(ofx->balance), DECIMALS, ofx->currency,
                                     &closing.balance_minor, &why);
    if (status == STATUS_OK) {
        status = read_date(ofx->balance_date, &closing.date_days, &second, &why);
    }
    if (status != STATUS_OK) {
        (void)damaged(ofx->balance_line, "the balance (LEDGERBAL) cannot be read", err);
        return error_detail(err, "%s", why.message);
    }
    if (is_closing(ofx, closing.date_days)) {
        stated_closing(ofx->stated, &closing);
    }
    return STATUS_OK;
}

static enum status end_statement(struct ofx *ofx, struct error *err)
{
    enum status status = begin(ofx, err);
    if (status == STATUS_OK && ofx->balance[0] != '\0') {
        status = take_balance(ofx, err);
    }
    if (status == STATUS_OK) {
        stated_end(ofx->stated);
    }
    ofx->is_open = false;
    return status;
}

/* Entries. */

static void begin_entry(struct ofx *ofx, uint32_t line)
{
    ofx->entries++;
    ofx->entry = (struct entry){.line = line};
    ofx->is_cut = false;
    memo_clear(&ofx->stated->memo);
    memo_clear(&ofx->stated->name);
}

static enum status reject(struct ofx *ofx, uint32_t last_line, const char *what, const char *value,
                          const char *reason, struct error *err)
{
    char path[PATH_BYTES];
    (void)snprintf(path, sizeof path, "STMTRS[%u]/STMTTRN[%u]%s", ofx->statements, ofx->entries,
                   what);
    struct stated_place place = {ofx->entry.line, last_line, path, value};
    return stated_reject(ofx->stated, &place, reason, err);
}

static enum status end_entry(struct ofx *ofx, uint32_t last_line, struct error *err)
{
    struct error why;
    const struct entry *entry = &ofx->entry;
    struct stated_row row = {.line = entry->line,
                             .last_line = last_line,
                             .reference = entry->fitid,
                             .counterparty_account = entry->account};
    memcpy(row.currency, ofx->currency, sizeof row.currency);
    if (ofx->is_cut) {
        return reject(ofx, last_line, "", NULL, "one of its values is too long", err);
    }
    if (entry->currency[0] != '\0' && strcmp(entry->currency, ofx->currency) != 0) {
        return reject(ofx, last_line, "/CURRENCY", entry->currency,
                      "its amount is not in the currency of the account", err);
    }
    if (read_date(entry->posted, &row.date_days, &row.time_s, &why) != STATUS_OK) {
        return reject(ofx, last_line, "/DTPOSTED", entry->posted, why.message, err);
    }
    if (exact_parse(entry->amount, strlen(entry->amount), DECIMALS, ofx->currency,
                    &row.amount_minor, &why) != STATUS_OK) {
        return reject(ofx, last_line, "/TRNAMT", entry->amount, why.message, err);
    }
    return stated_row(ofx->stated, &row, err);
}

/* Leaves. */

static void keep(struct ofx *ofx, const struct ofx_tag *tag, char *out)
{
    ofx->is_cut = ofx->is_cut || tag->is_cut || strlen(tag->value) >= TEXT_BYTES;
    (void)snprintf(out, TEXT_BYTES, "%.*s", TEXT_BYTES - 1, tag->value);
}

static void take_entry_leaf(struct ofx *ofx, const struct ofx_tag *tag)
{
    struct entry *entry = &ofx->entry;
    const struct {
        const char *inside, *name;
        char *out;
    } leaves[] = {{"STMTTRN", "TRNAMT", entry->amount},   {"STMTTRN", "DTPOSTED", entry->posted},
                  {"STMTTRN", "FITID", entry->fitid},     {"BANKACCTTO", "ACCTID", entry->account},
                  {"CCACCTTO", "ACCTID", entry->account}, {"CURRENCY", "CURSYM", entry->currency}};
    for (size_t i = 0; i < sizeof leaves / sizeof *leaves; i++) {
        if (strcmp(tag->name, leaves[i].name) == 0 &&
            strcmp(innermost(ofx), leaves[i].inside) == 0) {
            keep(ofx, tag, leaves[i].out);
        }
    }
    bool is_memo = strcmp(tag->name, "MEMO") == 0 || strcmp(tag->name, "REFNUM") == 0 ||
                   strcmp(tag->name, "CHECKNUM") == 0;
    if (is_memo || strcmp(tag->name, "NAME") == 0) {
        ofx->is_cut = ofx->is_cut || tag->is_cut;
        memo_add(is_memo ? &ofx->stated->memo : &ofx->stated->name, tag->value, strlen(tag->value));
    }
}

static void take_statement_leaf(struct ofx *ofx, const struct ofx_tag *tag)
{
    const struct {
        const char *inside, *name;
        char *out;
    } leaves[] = {{"BANKACCTFROM", "ACCTID", ofx->number},    {"CCACCTFROM", "ACCTID", ofx->number},
                  {"STMTRS", "CURDEF", ofx->currency},        {"CCSTMTRS", "CURDEF", ofx->currency},
                  {"BANKTRANLIST", "DTEND", ofx->period_end}, {"LEDGERBAL", "BALAMT", ofx->balance},
                  {"LEDGERBAL", "DTASOF", ofx->balance_date}};
    for (size_t i = 0; i < sizeof leaves / sizeof *leaves; i++) {
        if (strcmp(tag->name, leaves[i].name) == 0 &&
            strcmp(innermost(ofx), leaves[i].inside) == 0) {
            (void)snprintf(leaves[i].out, TEXT_BYTES, "%.*s", TEXT_BYTES - 1, tag->value);
        }
    }
    if (strcmp(tag->name, "BALAMT") == 0 && strcmp(innermost(ofx), "LEDGERBAL") == 0) {
        ofx->balance_line = tag->line;
    }
}

/* Tags. */

/* Those that matter here. Any other tag without a value may be an empty leaf, which SGML does not
 * close. */
static bool is_aggregate(const char *name)
{
    static const char *const names[] = {
        "OFX",          "STMTRS",     "CCSTMTRS", "INVSTMTRS", "BANKACCTFROM",
        "CCACCTFROM",   "STMTTRN",    "PAYEE",    "CURRENCY",  "BANKTRANLIST",
        "ORIGCURRENCY", "BANKACCTTO", "CCACCTTO", "LEDGERBAL", "AVAILBAL"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(names[i], name) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_statement(const char *name)
{
    return strcmp(name, "STMTRS") == 0 || strcmp(name, "CCSTMTRS") == 0;
}

static enum status open_aggregate(struct ofx *ofx, const struct ofx_tag *tag, struct error *err)
{
    enum status status = STATUS_OK;
    if (strcmp(tag->name, "INVSTMTRS") == 0) {
        (void)error_set(err, STATUS_UNSUPPORTED, "line %u: this is a statement of securities",
                        tag->line);
        return error_hint(err, "download the statement of the cash account");
    }
    if (ofx->depth == DEPTH_MAX) {
        return damaged(tag->line, "the tags are nested too deep", err);
    }
    (void)snprintf(ofx->aggregates[ofx->depth++], OFX_NAME_BYTES, "%s", tag->name);
    if (is_statement(tag->name)) {
        if (ofx->is_open) {
            return damaged(tag->line, "a statement begins inside of another", err);
        }
        begin_statement(ofx, tag->line);
    } else if (strcmp(tag->name, "STMTTRN") == 0) {
        status = ofx->is_open ? begin(ofx, err)
                              : damaged(tag->line, "an entry outside of a statement", err);
        begin_entry(ofx, tag->line);
    }
    return status;
}

/* Aggregates that are open inside of it end with it; the end of a leaf is no end of one. */
static enum status close_aggregate(struct ofx *ofx, const struct ofx_tag *tag, struct error *err)
{
    size_t depth = ofx->depth;
    while (depth > 0 && strcmp(ofx->aggregates[depth - 1], tag->name) != 0) {
        depth--;
    }
    if (depth == 0) {
        return STATUS_OK;
    }
    if (strcmp(tag->name, "STMTTRN") != 0 && is_in(ofx, "STMTTRN") &&
        (is_statement(tag->name) || strcmp(tag->name, "BANKTRANLIST") == 0)) {
        return damaged(tag->line, "an entry (STMTTRN) is never closed", err);
    }
    ofx->depth = depth - 1;
    if (strcmp(tag->name, "STMTTRN") == 0) {
        return end_entry(ofx, tag->line, err);
    }
    return is_statement(tag->name) ? end_statement(ofx, err) : STATUS_OK;
}

static enum status take_tag(struct ofx *ofx, const struct ofx_tag *tag, struct error *err)
{
    if (tag->is_end) {
        return close_aggregate(ofx, tag, err);
    }
    if (tag->value[0] == '\0') {
        return is_aggregate(tag->name) ? open_aggregate(ofx, tag, err) : STATUS_OK;
    }
    if (is_in(ofx, "STMTTRN")) {
        take_entry_leaf(ofx, tag);
    } else if (ofx->is_open) {
        take_statement_leaf(ofx, tag);
    }
    return STATUS_OK;
}

bool ofx_fits(const char *text, size_t bytes)
{
    bytes = bytes < LOOK_BYTES ? bytes : LOOK_BYTES;
    return memmem(text, bytes, "OFXHEADER", strlen("OFXHEADER")) != NULL ||
           memmem(text, bytes, "<OFX>", strlen("<OFX>")) != NULL;
}

enum status ofx_read(struct stated *stated, const char *text, size_t bytes, struct error *err)
{
    struct ofx ofx = {.stated = stated};
    struct ofx_tags tags = {text, text + bytes, 1};
    struct ofx_tag tag;
    enum status status = STATUS_OK;
    while (status == STATUS_OK && ofx_tag_next(&tags, &tag)) {
        status = take_tag(&ofx, &tag, err);
    }
    if (status == STATUS_OK && (ofx.depth > 0 || tags.at < tags.end)) {
        status = damaged(tags.line, "the file ends in the middle", err);
    }
    if (status == STATUS_OK && ofx.statements == 0) {
        status = damaged(tags.line, "the file has no statement (STMTRS, CCSTMTRS)", err);
    }
    return status;
}
