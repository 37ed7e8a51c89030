#include "import/camt_entry.h"

#include "model/mem.h"
#include "model/money.h"

#include <stdio.h>
#include <string.h>

#define REFERENCE_BYTES 128
#define VALUE_BYTES 128
#define REASON_BYTES 160

/* The parts of an entry that its rows share. */
struct entry {
    const struct camt_entry *of;
    int64_t amount_minor;
    char currency[4];
    bool is_credit, is_reversal;
    int32_t date_days, time_s;
};

static enum status reject(const struct camt_entry *of, const char *what, const char *reason,
                          struct error *err)
{
    char value[VALUE_BYTES];
    char *column = mem_printf(NULL, "%s%s%s", of->path, what[0] != '\0' ? "/" : "", what);
    (void)camt_text(of->node, what, value, sizeof value);
    struct stated_place place = {of->line, of->last_line, column, value[0] != '\0' ? value : NULL};
    enum status status = stated_reject(of->stated, &place, reason, err);
    mem_free(column);
    return status;
}

static bool read_direction(const xmlNode *node, bool *is_credit)
{
    *is_credit = camt_says(node, "CdtDbtInd", "CRDT");
    return *is_credit || camt_says(node, "CdtDbtInd", "DBIT");
}

static bool is_true(const xmlNode *node, const char *path)
{
    return camt_says(node, path, "true") || camt_says(node, path, "1");
}

/* What is wrong with it stands at *what. */
static enum status read_entry(struct entry *entry, const char **what, struct error *why)
{
    const xmlNode *node = entry->of->node;
    *what = "Amt";
    enum status status =
        camt_amount(camt_find(node, "Amt"), entry->currency, &entry->amount_minor, why);
    if (status == STATUS_OK && entry->of->currency[0] != '\0' &&
        strcmp(entry->currency, entry->of->currency) != 0) {
        status = error_set(why, STATUS_INVALID, "it is in %s, and its account in %s",
                           entry->currency, entry->of->currency);
    }
    if (status != STATUS_OK) {
        return status;
    }
    *what = "CdtDbtInd";
    if (!read_direction(node, &entry->is_credit)) {
        return error_set(why, STATUS_INVALID, "it is neither CRDT nor DBIT");
    }
    entry->is_reversal = is_true(node, "RvslInd");
    bool is_booked = camt_find(node, "BookgDt") != NULL;
    *what = is_booked ? "BookgDt" : "ValDt";
    return camt_date(camt_find(node, *what), &entry->date_days, &entry->time_s, why);
}

static void add_up(struct camt_sum *sum, const struct entry *entry)
{
    struct error ignored;
    int64_t *side = entry->is_credit ? &sum->credit_minor : &sum->debit_minor;
    *(entry->is_credit ? &sum->credits : &sum->debits) += 1;
    if (minor_add(*side, entry->amount_minor, side, &ignored) != STATUS_OK ||
        minor_add(sum->sum_minor, entry->amount_minor, &sum->sum_minor, &ignored) != STATUS_OK) {
        sum->is_unknown = true;
    }
}

/* References of the payment; the customer's own first. NOTPROVIDED is what stands for none. */
static void add_references(const xmlNode *details, struct memo *memo)
{
    static const char *const paths[] = {"Refs/EndToEndId", "Refs/InstrId", "Refs/PmtInfId",
                                        "Refs/TxId",       "Refs/MndtId",  "Refs/ChqNb"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        char text[REFERENCE_BYTES];
        (void)camt_text(details, paths[i], text, sizeof text);
        if (strcmp(text, "NOTPROVIDED") != 0) {
            memo_add(memo, text, strlen(text));
        }
    }
}

static void add_details(const xmlNode *details, struct memo *memo)
{
    add_references(details, memo);
    camt_add(details, "RmtInf/Ustrd", memo);
    camt_add(details, "RmtInf/Strd/CdtrRefInf/Ref", memo);
    camt_add(details, "RmtInf/Strd/RfrdDocInf/Nb", memo);
    camt_add(details, "RmtInf/Strd/AddtlRmtInf", memo);
    camt_add(details, "RtrInf/AddtlInf", memo);
    camt_add(details, "AddtlTxInf", memo);
}

/* The other side: of money in, who paid. Of a reversal the parties are those of what it reverses.
 */
static void read_party(const struct entry *entry, const xmlNode *details, char *account,
                       size_t room)
{
    bool is_debtor = entry->is_credit != entry->is_reversal;
    struct memo *name = &entry->of->stated->name;
    const xmlNode *parties = camt_find(details, "RltdPties");
    const xmlNode *party = camt_find(parties, is_debtor ? "Dbtr" : "Cdtr");
    const xmlNode *id = camt_find(parties, is_debtor ? "DbtrAcct/Id" : "CdtrAcct/Id");
    memo_clear(name);
    camt_add(party, "Nm", name);
    camt_add(party, "Pty/Nm", name);
    if (camt_text(id, "IBAN", account, room)[0] == '\0') {
        (void)camt_text(id, "Othr/Id", account, room);
    }
}

static void read_reference(const xmlNode *node, const xmlNode *details, char *out, size_t room)
{
    if (camt_text(details, "Refs/AcctSvcrRef", out, room)[0] == '\0' &&
        camt_text(node, "AcctSvcrRef", out, room)[0] == '\0') {
        (void)camt_text(node, "NtryRef", out, room);
    }
}

/* details is the one that the row is of; memo holds what is said of all. */
static enum status put_row(const struct entry *entry, const xmlNode *details, bool is_credit,
                           int64_t amount_minor, struct error *err)
{
    char reference[REFERENCE_BYTES];
    char account[REFERENCE_BYTES];
    read_reference(entry->of->node, details, reference, sizeof reference);
    read_party(entry, details, account, sizeof account);
    struct stated_row row = {
        .line = entry->of->line,
        .last_line = entry->of->last_line,
        .date_days = entry->date_days,
        .time_s = entry->time_s,
        .amount_minor = is_credit ? amount_minor : -amount_minor,
        .reference = reference,
        .counterparty_account = account,
    };
    memcpy(row.currency, entry->currency, sizeof row.currency);
    return stated_row(entry->of->stated, &row, err);
}

/* Batches. */

static const xmlNode *next_details(const xmlNode *entry, const xmlNode *details)
{
    const xmlNode *next = details != NULL ? camt_next(details) : NULL;
    const xmlNode *group = details != NULL ? details->parent : camt_first(entry, "NtryDtls");
    if (details != NULL && next == NULL) {
        group = camt_next(group);
    }
    while (next == NULL && group != NULL) {
        next = camt_first(group, "TxDtls");
        group = camt_next(group);
    }
    return next;
}

/* What one transaction of the entry moved; false where it does not say so. */
static bool read_share(const struct entry *entry, const xmlNode *details, bool *is_credit,
                       int64_t *amount_minor)
{
    struct error ignored;
    char currency[4];
    const xmlNode *amount = camt_find(details, "Amt");
    if (amount == NULL) {
        amount = camt_find(details, "AmtDtls/TxAmt/Amt");
    }
    if (!read_direction(details, is_credit)) {
        *is_credit = entry->is_credit;
    }
    return camt_amount(amount, currency, amount_minor, &ignored) == STATUS_OK &&
           strcmp(currency, entry->currency) == 0;
}

/* Whether there are several, and they are exactly the entry. */
static bool is_split(const struct entry *entry)
{
    size_t count = 0;
    int64_t sum = 0;
    const xmlNode *details = NULL;
    while ((details = next_details(entry->of->node, details)) != NULL) {
        struct error ignored;
        bool is_credit = false;
        int64_t amount = 0;
        if (!read_share(entry, details, &is_credit, &amount) ||
            minor_add(sum, is_credit == entry->is_credit ? amount : -amount, &sum, &ignored) !=
                STATUS_OK) {
            return false;
        }
        count++;
    }
    return count > 1 && sum == entry->amount_minor;
}

static enum status put_shares(const struct entry *entry, struct error *err)
{
    struct memo *memo = &entry->of->stated->memo;
    const xmlNode *details = NULL;
    enum status status = STATUS_OK;
    while (status == STATUS_OK && (details = next_details(entry->of->node, details)) != NULL) {
        bool is_credit = false;
        int64_t amount = 0;
        (void)read_share(entry, details, &is_credit, &amount);
        memo_clear(memo);
        add_details(details, memo);
        camt_add(entry->of->node, "AddtlNtryInf", memo);
        status = put_row(entry, details, is_credit, amount, err);
    }
    return status;
}

/* Of several parties none is the entry's: what is sent back would all go to the first. */
static enum status put_whole(const struct entry *entry, struct error *err)
{
    struct memo *memo = &entry->of->stated->memo;
    const xmlNode *first = next_details(entry->of->node, NULL);
    bool is_one = first != NULL && next_details(entry->of->node, first) == NULL;
    memo_clear(memo);
    for (const xmlNode *details = first; details != NULL;
         details = next_details(entry->of->node, details)) {
        add_details(details, memo);
    }
    camt_add(entry->of->node, "AddtlNtryInf", memo);
    return put_row(entry, is_one ? first : NULL, entry->is_credit, entry->amount_minor, err);
}

enum status camt_entry_read(const struct camt_entry *of, struct camt_sum *booked,
                            struct camt_sum *all, struct error *err)
{
    struct error why;
    char reason[REASON_BYTES];
    char state[VALUE_BYTES];
    const char *what = "";
    struct entry entry = {.of = of};
    enum status read = read_entry(&entry, &what, &why);
    const xmlNode *code = camt_find(of->node, "Sts/Cd");
    (void)camt_text(code != NULL ? code : camt_find(of->node, "Sts"), "", state, sizeof state);
    bool is_booked = strcmp(state, "BOOK") == 0;
    all->count++;
    booked->count += is_booked;
    all->is_unknown = all->is_unknown || read != STATUS_OK;
    booked->is_unknown = booked->is_unknown || (read != STATUS_OK && is_booked);
    if (read == STATUS_OK) {
        add_up(all, &entry);
    }
    if (read == STATUS_OK && is_booked) {
        add_up(booked, &entry);
    }
    if (!is_booked) {
        struct stated_place place = {of->line, of->last_line, of->path, state};
        (void)snprintf(reason, sizeof reason, "it is not booked: its state is %s",
                       state[0] != '\0' ? state : "missing");
        stated_aside(of->stated, &place, reason);
        return STATUS_OK;
    }
    if (read != STATUS_OK) {
        return reject(of, what, why.message, err);
    }
    return is_split(&entry) ? put_shares(&entry, err) : put_whole(&entry, err);
}
