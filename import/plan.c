#include "import/plan.h"

#include "import/detect.h"
#include "import/format.h"
#include "import/plan_known.h"
#include "import/plan_match.h"
#include "import/plan_number.h"
#include "import/plan_rows.h"
#include "model/foresight.h"
#include "model/ledger.h"
#include "model/line.h"
#include "model/mem.h"
#include "model/settle.h"
#include "model/statement.h"

#include <stdio.h>
#include <string.h>

#define BROKEN_HINT                                                                                \
    "download the whole period again, or say why it is right with --accept-broken REASON"
#define PROGRESS_LINES 1000
#define LINE_BYTES 8192 /* of memory that posting a usual line takes */

static const char *const GROUNDS[] = {
    [PLAN_KNOWN] = "stored already",
    [PLAN_MATCHED] = "its reference and the exact amount",
    [PLAN_SUSPENSE] = LINE_NO_REFERENCE,
    [PLAN_SUGGESTED] = "",
    [PLAN_AMBIGUOUS] = "",
};

struct accounts {
    struct line_account items[LINE_CURRENCIES_MAX];
    size_t count;
};

/* Every currency of the file needs an account of the books. */
static enum status check_currencies(const struct plan *plan, const struct accounts *accounts,
                                    struct error *err)
{
    for (size_t i = 0; i < plan->file->row_count; i++) {
        const struct bank_row *row = &plan->file->rows[i];
        bool is_known = false;
        for (size_t a = 0; a < accounts->count && !is_known; a++) {
            is_known = strcmp(accounts->items[a].currency, row->currency) == 0;
        }
        if (!is_known) {
            (void)error_set(err, STATUS_NOT_FOUND, "line %u is in %s, and bank account %s has none",
                            row->line, row->currency, plan->account);
            return error_hint(err, "name the account once more with that currency, in the feed: "
                                   "type bank");
        }
    }
    return STATUS_OK;
}

/* A file of these very bytes was imported before, whatever its rows are taken for now. */
static void know_all(struct plan_inside *inside, const struct proof *proof)
{
    for (size_t i = 0; i < inside->file->row_count; i++) {
        inside->rows[i].fate = PLAN_KNOWN;
    }
    inside->balances = MEM_ARRAY(inside, struct statement_balance, proof->chain_count + 1);
    inside->balance_count = proof->chain_count;
    for (size_t i = 0; i < proof->chain_count; i++) {
        const struct proof_chain *chain = &proof->chains[i];
        inside->balances[i] = (struct statement_balance){
            .proof = proof_state_name(chain->state),
            .has_balances = chain->balances > 0,
            .opening_minor = chain->opening_minor,
            .closing_minor = chain->closing_minor,
        };
        memcpy(inside->balances[i].currency, chain->currency, sizeof chain->currency);
    }
}

static enum status decide_rows(struct book *book, const struct accounts *accounts,
                               struct plan_inside *inside, const struct proof *proof,
                               struct error *err)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < accounts->count && status == STATUS_OK; i++) {
        if (proof_chain_of(proof, accounts->items[i].currency) != NULL) {
            status = plan_known(book, inside, &accounts->items[i], err);
        }
    }
    return status == STATUS_OK ? plan_match(book, inside, err) : status;
}

/* Decide everything anew; used when the plan is made, and again when the books have moved on. */
static enum status decide(struct book *book, const struct plan *plan, const struct proof *proof,
                          struct plan_inside **out, struct error *err)
{
    struct accounts accounts;
    struct plan_inside *inside = MEM_NEW(NULL, struct plan_inside);
    enum status status = ledger_next(book, &inside->event_mark, err);
    if (status == STATUS_OK) {
        status = line_accounts(book, plan->account, accounts.items, &accounts.count, err);
    }
    if (status == STATUS_OK) {
        status = check_currencies(plan, &accounts, err);
    }
    bool is_known = false;
    if (status == STATUS_OK) {
        status = line_file_known(book, plan->account, plan->file_hash,
                                 (int64_t)plan->file->row_count, &is_known, err);
    }
    if (status == STATUS_OK) {
        plan_rows_init(inside, inside, plan->file, proof);
    }
    if (status == STATUS_OK && is_known) {
        know_all(inside, proof);
    } else if (status == STATUS_OK) {
        status = decide_rows(book, &accounts, inside, proof, err);
    }
    if (status != STATUS_OK) {
        mem_free(inside);
        return status;
    }
    *out = inside;
    return STATUS_OK;
}

static void add_text(struct digest *digest, const char *text)
{
    digest_add(digest, text, strlen(text) + 1);
}

static char *put_number(char *at, uint32_t number, char end)
{
    at += text_of_int(number, at);
    *at = end;
    return at + 1;
}

/* Over all that applying will do. The file's own hash stands for what the rows say. */
static void hash_plan(const struct plan *plan, const struct plan_inside *inside, char *hash)
{
    char line[160];
    struct digest *digest = digest_new(NULL);
    add_text(digest, "holdfast import plan 1");
    add_text(digest, plan->account);
    add_text(digest, plan->file_hash);
    add_text(digest, plan->others != NULL ? plan->others : "");
    for (int i = 0; i < KEY_COUNT; i++) {
        const char *value = plan->file->profile->values[i];
        add_text(digest, value != NULL ? value : "");
    }
    for (size_t i = 0; i < plan->file->row_count; i++) {
        const struct plan_row *row = plan_row(inside, i);
        char *end = put_number(line, inside->order[i], ' ');
        end = put_number(end, row->fate, ' ');
        end = put_number(end, row->fate == PLAN_KNOWN ? 0 : row->position, '\0');
        digest_add(digest, line, (size_t)(end - line));
        add_text(digest, texts_at(&inside->texts, row->item));
        add_text(digest, texts_at(&inside->texts, row->ground));
    }
    for (size_t i = 0; i < inside->balance_count; i++) {
        const struct statement_balance *balance = &inside->balances[i];
        (void)snprintf(line, sizeof line, "%s %s %lld %lld %lld", balance->currency, balance->proof,
                       (long long)balance->opening_minor, (long long)balance->closing_minor,
                       (long long)balance->to_post_minor);
        add_text(digest, line);
    }
    for (size_t i = 0; i < inside->revision_count; i++) {
        const struct statement_revision *revision = &inside->revisions[i];
        (void)snprintf(line, sizeof line, "%lld %lld %lld", (long long)revision->line,
                       (long long)revision->position, (long long)revision->balance_minor);
        add_text(digest, line);
    }
    for (size_t i = 0; i < inside->shift_count; i++) {
        const struct statement_shift *shift = &inside->shifts[i];
        (void)snprintf(line, sizeof line, "%s %ld %lld %lld", shift->currency, (long)shift->day,
                       (long long)shift->position, (long long)shift->by_minor);
        add_text(digest, line);
    }
    digest_finish(digest, hash);
    mem_free(digest);
}

static void count_rows(struct plan *plan)
{
    struct plan_counts *counts = &plan->counts;
    *counts = (struct plan_counts){
        .lines = (int64_t)plan->file->row_count,
        .rejected = (int64_t)plan->file->rejects.count,
        .uncounted = (int64_t)plan->file->uncounted.count,
    };
    for (size_t i = 0; i < plan->file->row_count; i++) {
        enum plan_fate fate = (enum plan_fate)plan->inside->rows[i].fate;
        counts->duplicate += fate == PLAN_KNOWN;
        counts->matched += fate == PLAN_MATCHED;
        counts->suggested += fate == PLAN_SUGGESTED;
        counts->ambiguous += fate == PLAN_AMBIGUOUS;
    }
    counts->new_lines = counts->lines - counts->duplicate;
    counts->suspense = counts->new_lines - counts->matched;
}

static int64_t new_of(const struct plan *plan, const char *currency)
{
    int64_t count = 0;
    for (size_t i = 0; i < plan->file->row_count; i++) {
        count += plan->inside->rows[i].fate != PLAN_KNOWN &&
                 strcmp(plan->file->rows[i].currency, currency) == 0;
    }
    return count;
}

/* What there is to show of each currency, and the worst of their proofs. */
static void show_chains(struct plan *plan)
{
    const struct plan_inside *inside = plan->inside;
    struct plan_chain *chains = MEM_ARRAY(plan, struct plan_chain, inside->balance_count + 1);
    plan->proof = PROOF_NONE;
    for (size_t i = 0; i < inside->balance_count; i++) {
        const struct statement_balance *balance = &inside->balances[i];
        struct plan_chain *chain = &chains[i];
        *chain = (struct plan_chain){.proof = strcmp(balance->proof, "broken") == 0   ? PROOF_BROKEN
                                              : strcmp(balance->proof, "closed") == 0 ? PROOF_CLOSED
                                                                                      : PROOF_NONE,
                                     .has_balances = balance->has_balances,
                                     .opening_minor = balance->opening_minor,
                                     .closing_minor = balance->closing_minor,
                                     .to_post_minor = balance->to_post_minor};
        memcpy(chain->currency, balance->currency, sizeof chain->currency);
        chain->new_lines = new_of(plan, chain->currency);
        plan->proof = chain->proof > plan->proof ? chain->proof : plan->proof;
    }
    plan->chains = chains;
    if (plan->chain->failure_count > 0) {
        plan->proof = PROOF_BROKEN;
    }
    plan->chain_count = inside->balance_count;
    plan->gaps = inside->gaps;
    plan->gap_count = inside->gap_count < PLAN_GAPS_MAX ? inside->gap_count : PLAN_GAPS_MAX;
}

/* The parsed file belongs to plan. */
static enum status parse(struct book *book, const struct source *source,
                         const struct plan_terms *terms, struct plan *plan, struct error *err)
{
    struct accounts accounts;
    const struct profile *profile = NULL;
    struct bank_file *file = NULL;
    enum status status = line_accounts(book, terms->account, accounts.items, &accounts.count, err);
    if (status == STATUS_OK) {
        status = detect_or_load(plan, terms->profile_folder, terms->profile, source, &profile, err);
    }
    if (status == STATUS_OK) {
        const char *currency = accounts.count == 1 ? accounts.items[0].currency : NULL;
        status = read_bank_file(plan, profile, currency, source, &file, err);
        if (status == STATUS_OK) {
            status = format_select(plan, file, terms->number, terms->account, &plan->others, err);
        }
        if (status == STATUS_OK) {
            status = plan_number_check(book, terms->account, file, terms->accept_number,
                                       &plan->is_other_number, err);
        }
        status = status == STATUS_OK ? STATUS_OK : source_name(source, err);
    }
    if (status == STATUS_OK) {
        plan->file = file;
        digest_of(source->bytes, source->size, plan->file_hash);
    }
    return status;
}

/* The source is needed until the file is parsed; take_source is freed then. */
static enum status make(void *mem, struct book *book, const struct source *source,
                        void *take_source, const struct plan_terms *terms, struct plan **out,
                        struct error *err)
{
    struct plan *plan = MEM_NEW(mem, struct plan);
    plan->account = mem_strdup(plan, terms->account);
    plan->file_name = mem_strdup(plan, source->name);
    plan->accept_broken =
        terms->accept_broken != NULL ? mem_strdup(plan, terms->accept_broken) : NULL;
    plan->accept_number =
        terms->accept_number != NULL ? mem_strdup(plan, terms->accept_number) : NULL;
    plan->good_rows = terms->good_rows;
    enum status status = book_begin_snapshot(book, err);
    if (status != STATUS_OK) {
        mem_free(take_source);
        mem_free(plan);
        return status;
    }
    struct proof *proof = NULL;
    struct plan_inside *inside = NULL;
    status = parse(book, source, terms, plan, err);
    mem_free(take_source);
    if (status == STATUS_OK) {
        status = proof_make(plan, plan->file, &proof, err);
    }
    if (status == STATUS_OK) {
        status = decide(book, plan, proof, &inside, err);
    }
    book_rollback(book);
    if (status != STATUS_OK) {
        mem_free(plan);
        return status;
    }
    plan->chain = proof;
    plan->inside = mem_move(plan, inside);
    count_rows(plan);
    show_chains(plan);
    hash_plan(plan, inside, plan->hash);
    *out = plan;
    return STATUS_OK;
}

enum status plan_make(void *mem, struct book *book, const char *path,
                      const struct plan_terms *terms, struct plan **out, struct error *err)
{
    struct source *source = NULL;
    enum status status = source_load(NULL, path, &source, err);
    return status == STATUS_OK ? make(mem, book, source, source, terms, out, err) : status;
}

enum status plan_make_source(void *mem, struct book *book, const struct source *source,
                             const struct plan_terms *terms, struct plan **out, struct error *err)
{
    return make(mem, book, source, NULL, terms, out, err);
}

static const char *ground_of(const struct plan_inside *inside, const struct plan_row *row)
{
    return row->ground != 0 ? texts_at(&inside->texts, row->ground) : GROUNDS[row->fate];
}

void plan_line_at(const struct plan *plan, size_t index, struct plan_line *out)
{
    const struct plan_row *row = plan_row(plan->inside, index);
    out->row = plan_bank_row(plan->inside, index);
    out->fate = (enum plan_fate)row->fate;
    out->item = texts_at(&plan->inside->texts, row->item);
    (void)snprintf(out->ground, sizeof out->ground, "%s", ground_of(plan->inside, row));
}

static enum status refuse_rejects(const struct plan *plan, struct error *err)
{
    const struct bank_aside *first = &plan->file->rejects.items[0];
    const char *column = bank_text(plan->file, first->column);
    (void)error_set(err, STATUS_REFUSED, "%s: %lld of its rows cannot be read; nothing is imported",
                    plan->file_name, (long long)plan->counts.rejected);
    (void)error_detail(err, "line %u%s%s: %s", first->line, column[0] != '\0' ? ", " : "", column,
                       bank_text(plan->file, first->reason));
    return error_hint(err, "--rejects FILE writes them out; --good-rows imports the others");
}

static enum status refuse_broken(const struct plan *plan, struct error *err)
{
    char failure[PROOF_TEXT_BYTES];
    char gap[PLAN_GAP_BYTES];
    if (plan->chain->failure_count > 0) {
        (void)error_set(err, STATUS_REFUSED, "%s: it is not whole by what it says itself",
                        plan->file_name);
        (void)error_detail(err, "%s", proof_failure_text(&plan->chain->failures[0], failure));
        return error_hint(err, BROKEN_HINT);
    }
    (void)error_set(err, STATUS_REFUSED, "%s: the balances do not prove it whole", plan->file_name);
    (void)error_detail(err, "%s", plan_gap_text(&plan->gaps[0], gap));
    return error_hint(err, BROKEN_HINT);
}

enum status plan_check(const struct plan *plan, struct error *err)
{
    if (plan->counts.rejected > 0 && !plan->good_rows) {
        return refuse_rejects(plan, err);
    }
    if (plan->counts.new_lines > 0 && plan->proof == PROOF_BROKEN &&
        (plan->accept_broken == NULL || plan->accept_broken[0] == '\0')) {
        return refuse_broken(plan, err);
    }
    return STATUS_OK;
}

/* Books that have an event more may still lead to the same plan. */
static enum status check_fresh(struct book *book, struct plan *plan, struct error *err)
{
    int64_t mark = 0;
    char hash[DIGEST_HEX_BYTES];
    struct plan_inside *again = NULL;
    enum status status = ledger_next(book, &mark, err);
    if (status != STATUS_OK || mark == plan->inside->event_mark) {
        return status;
    }
    status = decide(book, plan, plan->chain, &again, err);
    if (status != STATUS_OK) {
        return status;
    }
    hash_plan(plan, again, hash);
    mem_free(again);
    if (strcmp(hash, plan->hash) == 0) {
        return STATUS_OK;
    }
    (void)error_set(err, STATUS_STALE, "%s: the books have changed since this was planned",
                    plan->file_name);
    return error_hint(err, "plan it again and look at what is different");
}

static enum status post_statement(struct book *book, struct plan *plan, struct error *err)
{
    const struct plan_inside *inside = plan->inside;
    struct statement statement = {
        .account = plan->account,
        .file_name = plan->file_name,
        .file_hash = plan->file_hash,
        .profile = plan->file->profile->name,
        .plan_hash = plan->hash,
        .lines = plan->counts.lines,
        .new_lines = plan->counts.new_lines,
        .rejected = plan->counts.rejected,
        .first_day = INT32_MAX,
        .last_day = INT32_MIN,
        .proof = proof_state_name(plan->proof),
        .broken_reason = plan->proof == PROOF_BROKEN ? plan->accept_broken : NULL,
        .number = plan->file->number != 0 ? bank_text(plan->file, plan->file->number) : NULL,
        .number_reason = plan->is_other_number ? plan->accept_number : NULL,
        .balances = inside->balances,
        .balance_count = inside->balance_count,
        .revisions = inside->revisions,
        .revision_count = inside->revision_count,
        .shifts = inside->shifts,
        .shift_count = inside->shift_count,
    };
    for (size_t i = 0; i < inside->balance_count; i++) {
        const struct statement_balance *balance = &inside->balances[i];
        statement.first_day =
            balance->first_day < statement.first_day ? balance->first_day : statement.first_day;
        statement.last_day =
            balance->last_day > statement.last_day ? balance->last_day : statement.last_day;
    }
    struct run run = {.mem = mem_context(NULL, "statement")};
    enum status status = statement_post(book, &statement, &run, err);
    if (status == STATUS_OK) {
        const char *id = strchr(run.posting->result, ':') + 1;
        status = text_to_int(id, &plan->statement) ? STATUS_OK : STATUS_CORRUPT;
    }
    mem_free(run.mem);
    return status;
}

/* What the lines of the plan from this one on are going to ask the books for, told before they are
 * posted. Sets where the next such look ahead begins. */
static enum status look_ahead(struct book *book, const struct plan *plan, size_t from, size_t *next,
                              struct error *err)
{
    static const enum foresight_kind kinds[] = {[TARGET_DEAL] = FORESEE_DEAL,
                                                [TARGET_EXPECT] = FORESEE_RECEIPT,
                                                [TARGET_BATCH] = FORESEE_SETTLEMENT,
                                                [TARGET_PAYOUT] = FORESEE_PAID};
    const struct plan_inside *inside = plan->inside;
    struct foresight *foresight = foresight_new(NULL, NULL);
    struct target target;
    enum status status = STATUS_OK;
    size_t matched = 0;
    size_t i = from;
    for (; i < plan->file->row_count && matched < FORESIGHT_EVENTS_MAX && status == STATUS_OK;
         i++) {
        const struct plan_row *row = plan_row(inside, i);
        if (row->fate == PLAN_MATCHED) {
            const char *label = texts_at(&inside->texts, row->item);
            status = target_parse(label, &target, err);
            if (status == STATUS_OK) {
                foresight_event(foresight, label, NULL);
                foresight_want(foresight, kinds[target.kind], target.id);
            }
            matched++;
        }
    }
    *next = i;
    if (status == STATUS_OK) {
        status = foresight_ask(foresight, book, err);
    }
    mem_free(foresight);
    return status;
}

/* "deal:O-1" back into the item that it was. */
static enum status item_of(const char *label, struct item *out, struct error *err)
{
    struct target target;
    enum status status = target_parse(label, &target, err);
    if (status == STATUS_OK) {
        *out = (struct item){.kind = (enum item_kind)target.kind};
        (void)snprintf(out->id, sizeof out->id, "%s", target.id);
    }
    return status;
}

static enum status post_line(struct book *book, const struct plan *plan, size_t index, int64_t id,
                             void *mem, struct error *err)
{
    const struct plan_inside *inside = plan->inside;
    const struct bank_file *file = plan->file;
    const struct bank_row *row = plan_bank_row(inside, index);
    const struct plan_row *planned = plan_row(inside, index);
    struct item item;
    struct statement_line line = {
        .statement = plan->statement,
        .line = id,
        .account = plan->account,
        .file_line = row->line,
        .day = row->date_days,
        .second = row->time_s,
        .position = planned->position,
        .amount.minor = row->amount_minor,
        .balance_minor = row->balance_minor,
        .reference = bank_text(file, row->reference),
        .text = bank_text(file, row->text),
        .counterparty = bank_text(file, row->counterparty),
        .counterparty_account = bank_text(file, row->counterparty_account),
        .ground = ground_of(inside, planned),
        .is_suggestion = planned->fate != PLAN_MATCHED,
    };
    memcpy(line.amount.currency, row->currency, sizeof line.amount.currency);
    enum status status = STATUS_OK;
    if (planned->item != 0) {
        status = item_of(texts_at(&inside->texts, planned->item), &item, err);
        line.item = &item;
    }
    struct run run = {.mem = mem};
    if (status == STATUS_OK) {
        status = line_post(book, &line, &run, err);
    }
    mem_empty(mem);
    return status;
}

static enum status post_all(struct book *book, struct plan *plan,
                            bool (*progress)(void *state, int64_t done, int64_t all), void *state,
                            struct error *err)
{
    int64_t next = 0;
    int64_t done = 0;
    void *mem = mem_pool(NULL, LINE_BYTES, "line");
    enum status status = check_fresh(book, plan, err);
    if (status == STATUS_OK) {
        status = plan_number_check(book, plan->account, plan->file, plan->accept_number,
                                   &plan->is_other_number, err);
    }
    if (status == STATUS_OK) {
        status = post_statement(book, plan, err);
    }
    if (status == STATUS_OK) {
        status = statement_next_line(book, &next, err);
    }
    for (size_t i = 0, ahead = 0; i < plan->file->row_count && status == STATUS_OK; i++) {
        if (i == ahead) {
            status = look_ahead(book, plan, i, &ahead, err);
        }
        if (status != STATUS_OK || plan_row(plan->inside, i)->fate == PLAN_KNOWN) {
            continue;
        }
        status = post_line(book, plan, i, next++, mem, err);
        done++;
        if (status == STATUS_OK && progress != NULL && done % PROGRESS_LINES == 0 &&
            !progress(state, done, plan->counts.new_lines)) {
            status = error_set(err, STATUS_CANCELLED, "the import was stopped; nothing is kept");
        }
    }
    mem_free(mem);
    return status;
}

enum status plan_apply(struct book *book, struct plan *plan,
                       bool (*progress)(void *state, int64_t done, int64_t all), void *state,
                       struct error *err)
{
    enum status status = plan_check(plan, err);
    if (status != STATUS_OK || plan->counts.new_lines == 0) {
        return status;
    }
    status = book_begin(book, err);
    if (status != STATUS_OK) {
        return status;
    }
    mem_give_back(); /* what making the plan took; posting takes as much of its own */
    status = post_all(book, plan, progress, state, err);
    if (status == STATUS_OK) {
        return book_commit(book, err);
    }
    book_rollback(book);
    plan->statement = 0;
    return status;
}
