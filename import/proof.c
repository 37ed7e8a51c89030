#include "import/proof.h"

#include "model/mem.h"

#include <stdio.h>
#include <string.h>

/* The rows of a file from the oldest to the newest. */
struct walk {
    const struct bank_file *file;
    bool is_reversed;
};

static const struct bank_row *row_at(struct walk walk, size_t index)
{
    return &walk.file->rows[walk.is_reversed ? walk.file->row_count - 1 - index : index];
}

const char *proof_state_name(enum proof_state state)
{
    static const char *const names[] = {
        [PROOF_NONE] = "none", [PROOF_CLOSED] = "closed", [PROOF_BROKEN] = "broken"};
    return names[state];
}

const struct proof_chain *proof_chain_of(const struct proof *proof, const char *currency)
{
    for (size_t i = 0; i < proof->chain_count; i++) {
        if (strcmp(proof->chains[i].currency, currency) == 0) {
            return &proof->chains[i];
        }
    }
    return NULL;
}

static struct proof_chain *chain_of(struct proof *proof, const char *currency)
{
    for (size_t i = 0; i < proof->chain_count; i++) {
        if (memcmp(proof->chains[i].currency, currency, 4) == 0) {
            return &proof->chains[i];
        }
    }
    proof->chains = MEM_GROW(proof, proof->chains, struct proof_chain, proof->chain_count + 1);
    struct proof_chain *chain = &proof->chains[proof->chain_count++];
    *chain = (struct proof_chain){.state = PROOF_NONE};
    memcpy(chain->currency, currency, sizeof chain->currency);
    return chain;
}

static void add_gap(struct proof *proof, struct proof_chain *chain, uint32_t line, int64_t missing)
{
    if (chain->gaps == NULL) {
        chain->gaps = MEM_ARRAY(proof, struct proof_gap, PROOF_GAPS_MAX);
    }
    if (chain->gap_count < PROOF_GAPS_MAX) {
        chain->gaps[chain->gap_count] = (struct proof_gap){line, missing};
    }
    chain->gap_count++;
}

/* A balance onto its chain, at the line that states it. */
static enum status tie_balance(struct proof *proof, struct proof_chain *chain, int64_t balance,
                               uint32_t line, struct error *err)
{
    enum status status = STATUS_OK;
    if (chain->balances++ == 0) {
        status = minor_subtract(balance, chain->sum_minor, &chain->opening_minor, err);
    } else if (balance != chain->closing_minor) {
        int64_t missing = 0;
        status = minor_subtract(balance, chain->closing_minor, &missing, err);
        add_gap(proof, chain, line, missing);
    }
    chain->closing_minor = balance;
    return status;
}

/* One row onto its chain; closing_minor runs along as the balance that the rows so far lead to. */
static enum status tie(struct proof *proof, const struct bank_row *row, struct error *err)
{
    struct proof_chain *chain = chain_of(proof, row->currency);
    enum status status = STATUS_OK;
    chain->rows++;
    if ((status = minor_add(chain->sum_minor, row->amount_minor, &chain->sum_minor, err)) !=
            STATUS_OK ||
        (status = minor_add(chain->closing_minor, row->amount_minor, &chain->closing_minor, err)) !=
            STATUS_OK) {
        return status;
    }
    return row->balance_minor == BANK_NO_BALANCE
               ? STATUS_OK
               : tie_balance(proof, chain, row->balance_minor, row->line, err);
}

/* The balances that are stated before this row; *at runs along. */
static enum status tie_anchors(struct proof *proof, const struct bank_file *file, size_t row,
                               size_t *at, struct error *err)
{
    enum status status = STATUS_OK;
    for (; *at < file->anchor_count && file->anchors[*at].row <= row && status == STATUS_OK;
         (*at)++) {
        const struct bank_anchor *anchor = &file->anchors[*at];
        status = tie_balance(proof, chain_of(proof, anchor->currency), anchor->balance_minor,
                             anchor->line, err);
    }
    return status;
}

static enum status tie_all(void *mem, struct walk walk, struct proof **out, struct error *err)
{
    struct proof *proof = MEM_NEW(mem, struct proof);
    proof->order = walk.is_reversed ? ORDER_NEWEST_FIRST : ORDER_OLDEST_FIRST;
    enum status status = STATUS_OK;
    size_t anchor = 0;
    for (size_t i = 0; i <= walk.file->row_count && status == STATUS_OK; i++) {
        status = tie_anchors(proof, walk.file, i, &anchor, err);
        if (status == STATUS_OK && i < walk.file->row_count) {
            status = tie(proof, row_at(walk, i), err);
        }
    }
    if (status != STATUS_OK) {
        mem_free(proof);
        return status;
    }
    for (size_t i = 0; i < proof->chain_count; i++) {
        struct proof_chain *chain = &proof->chains[i];
        if (chain->balances > 0) {
            chain->state = chain->gap_count == 0 ? PROOF_CLOSED : PROOF_BROKEN;
        }
        proof->state = chain->state > proof->state ? chain->state : proof->state;
    }
    *out = proof;
    return STATUS_OK;
}

static size_t gaps_of(const struct proof *proof)
{
    size_t gaps = 0;
    for (size_t i = 0; i < proof->chain_count; i++) {
        gaps += proof->chains[i].gap_count;
    }
    return gaps;
}

/* The order in which more ties close; where both close as many, the order of the dates. */
static enum status choose_order(void *mem, const struct bank_file *file, struct proof **out,
                                struct error *err)
{
    bool is_likely_reversed = bank_dates_fall(file);
    struct proof *likely = NULL;
    struct proof *other = NULL;
    enum status status = tie_all(mem, (struct walk){file, is_likely_reversed}, &likely, err);
    if (status != STATUS_OK) {
        return status;
    }
    *out = likely;
    if (gaps_of(likely) == 0) {
        return STATUS_OK;
    }
    status = tie_all(mem, (struct walk){file, !is_likely_reversed}, &other, err);
    if (status != STATUS_OK) {
        mem_free(likely);
        return status;
    }
    bool is_other_better = gaps_of(other) < gaps_of(likely);
    *out = is_other_better ? other : likely;
    mem_free(is_other_better ? likely : other);
    return STATUS_OK;
}

/* Controls. */

static bool is_in(const struct bank_row *row, const struct bank_control *control)
{
    return control->currency[0] == '\0' || strcmp(row->currency, control->currency) == 0;
}

/* What the rows themselves come to. */
static int64_t found_of(const struct bank_file *file, const struct proof *proof,
                        const struct bank_control *control)
{
    const struct proof_chain *chain = proof_chain_of(proof, control->currency);
    if (control->kind == CONTROL_OPENING || control->kind == CONTROL_CLOSING) {
        bool is_opening = control->kind == CONTROL_OPENING;
        return chain == NULL ? control->value
                             : (is_opening ? chain->opening_minor : chain->closing_minor);
    }
    if (control->kind == CONTROL_COUNT) {
        return (int64_t)(file->row_count + file->rejects.count + file->uncounted.count);
    }
    bool is_income = control->kind == CONTROL_COUNT_IN || control->kind == CONTROL_SUM_IN;
    bool is_sum = control->kind == CONTROL_SUM_IN || control->kind == CONTROL_SUM_OUT;
    int sign =
        !is_income && control->value >= 0 ? -1 : 1; /* money out is stated with either sign */
    struct error beyond;
    int64_t found = 0;
    for (size_t i = 0; i < file->row_count; i++) {
        const struct bank_row *row = &file->rows[i];
        if (is_in(row, control) && (row->amount_minor > 0) == is_income) {
            int64_t part = is_sum ? row->amount_minor * sign : 1;
            if (minor_add(found, part, &found, &beyond) != STATUS_OK) {
                return INT64_MIN; /* no line can say that */
            }
        }
    }
    return found;
}

static void fail_control(struct proof *proof, const struct bank_control *control, int64_t found)
{
    proof->failures =
        MEM_GROW(proof, proof->failures, struct proof_failure, proof->failure_count + 1);
    proof->failures[proof->failure_count++] =
        (struct proof_failure){.control = *control, .found = found};
    proof->state = PROOF_BROKEN;
    for (size_t i = 0; i < proof->chain_count; i++) {
        if (control->currency[0] == '\0' ||
            strcmp(proof->chains[i].currency, control->currency) == 0) {
            proof->chains[i].state = PROOF_BROKEN;
        }
    }
}

static void check_controls(const struct bank_file *file, struct proof *proof)
{
    for (size_t i = 0; i < file->control_count; i++) {
        int64_t found = found_of(file, proof, &file->controls[i]);
        if (found != file->controls[i].value) {
            fail_control(proof, &file->controls[i], found);
        }
    }
}

char *proof_failure_text(const struct proof_failure *failure, char *buffer)
{
    static const char *const what[CONTROL_KINDS] = {
        [CONTROL_OPENING] = "the opening balance", [CONTROL_CLOSING] = "the closing balance",
        [CONTROL_COUNT] = "rows in all",           [CONTROL_COUNT_IN] = "rows of money in",
        [CONTROL_COUNT_OUT] = "rows of money out", [CONTROL_SUM_IN] = "the money in",
        [CONTROL_SUM_OUT] = "the money out",
    };
    const struct bank_control *control = &failure->control;
    if (control->currency[0] == '\0') {
        (void)snprintf(buffer, PROOF_TEXT_BYTES, "line %u says %lld %s, and there are %lld",
                       control->line, (long long)control->value, what[control->kind],
                       (long long)failure->found);
        return buffer;
    }
    char stated[MONEY_TEXT_BYTES];
    char found[MONEY_TEXT_BYTES];
    struct money money = {.minor = control->value};
    memcpy(money.currency, control->currency, sizeof money.currency);
    (void)money_format_grouped(money, stated);
    money.minor = failure->found;
    (void)snprintf(buffer, PROOF_TEXT_BYTES,
                   "line %u says that %s is %s %s, and the rows make it %s", control->line,
                   what[control->kind], control->currency, stated,
                   money_format_grouped(money, found));
    return buffer;
}

enum status proof_make(void *mem, const struct bank_file *file, struct proof **out,
                       struct error *err)
{
    bool is_reversed = file->profile->order == ORDER_NEWEST_FIRST;
    enum status status = STATUS_OK;
    if (file->anchor_count > 0) {
        status = tie_all(mem, (struct walk){file, false}, out, err);
    } else if (file->profile->order == ORDER_AUTO) {
        status = choose_order(mem, file, out, err);
    } else {
        status = tie_all(mem, (struct walk){file, is_reversed}, out, err);
    }
    if (status == STATUS_OK) {
        check_controls(file, *out);
    }
    return status;
}
