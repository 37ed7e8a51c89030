#include "model/campaign_turn.h"

#include "model/ledger.h"
#include "model/mem.h"
#include "model/posting_wrote.h"
#include "model/tell.h"

/* Deals d of campaign $1 and their holds a: whoever has paid anything, and who is a member. */
#define PAID                                                                                       \
    " FROM deal d JOIN account a ON a.id = d.hold_id WHERE d.campaign = $1"                        \
    " AND a.purpose = 'group' AND a.balance_minor > 0"
#define MEMBERS PAID " AND a.balance_minor = d.price_minor"
#define MEMBER_LANGUAGE                                                                            \
    "coalesce((SELECT p.language FROM party p WHERE p.id = d.buyer), CAST($2 AS TEXT))"
#define DEAL_MARK "{deal}"
#define KEEP_CLOCKS                                                                                \
    "INSERT INTO past_clock (account_id, until_event, door, due_us)"                               \
    " SELECT a.id, CAST($2 AS BIGINT), a.door, a.due_us"
#define TURN                                                                                       \
    "UPDATE account SET door = $2, due_us = CAST($3 AS BIGINT) + CAST($4 AS BIGINT) *"             \
    " (SELECT t.period_us FROM deal t WHERE t.id = account.deal)"                                  \
    " WHERE id IN (SELECT d.hold_id"

enum status campaign_turn_count(struct book *book, const char *id, struct campaign_tally *out,
                                struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    const char *sql = "SELECT count(*), CAST(coalesce(sum(d.price_minor), 0) AS BIGINT)" MEMBERS;
    enum status status = book_flush(book, err);
    if (status == STATUS_OK) {
        status = store_prepare(book_store(book), sql, &q, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, id);
    status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK && has_row) {
        *out = (struct campaign_tally){stmt_int(q, 0), stmt_int(q, 1)};
    }
    stmt_reset(q);
    return status;
}

bool campaign_turn_is_reached(const struct campaign_row *row, const struct campaign_tally *tally)
{
    return row->target_count > 0 ? tally->members >= row->target_count
                                 : tally->paid_minor >= row->target_minor;
}

enum status campaign_turn_plan(struct book *book, const struct campaign_row *row,
                               enum campaign_state state, int64_t at_us, struct campaign_turn *out,
                               struct error *err)
{
    const struct policy *policy;
    enum status status = book_policy_named(book, row->policy, &policy, err);
    if (status != STATUS_OK) {
        return status;
    }
    *out = (struct campaign_turn){
        .state = state, .door = DOOR_PAYER, .due_us = at_us, .told = "campaign joined cancelled"};
    if (state == CAMPAIGN_MET) {
        out->due_us += policy->ship_by_us;
        out->door = policy->campaign_to_payee ? DOOR_PAYEE : DOOR_PAYER;
        out->has_period = policy->campaign_to_payee;
        out->told = policy->campaign_to_payee ? "campaign joined kept" : "campaign joined sent";
    }
    return STATUS_OK;
}

/* As the ledger keeps the clock that a hold had. */
static enum status keep_clocks(struct book *book, const struct posting *posting, const char *id,
                               const struct campaign_turn *turn, struct error *err)
{
    struct stmt *q;
    const char *sql = turn->state == CAMPAIGN_MET ? KEEP_CLOCKS MEMBERS : KEEP_CLOCKS PAID;
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, id);
    stmt_bind_int(q, 2, posting->event);
    return stmt_run(q, err);
}

/* All at once, whatever their number. */
static enum status turn_holds(struct book *book, const char *id, const struct campaign_turn *turn,
                              struct error *err)
{
    struct stmt *q;
    const char *sql = turn->state == CAMPAIGN_MET ? TURN MEMBERS ")" : TURN PAID ")";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, id);
    stmt_bind_text(q, 2, door_name(turn->door));
    stmt_bind_int(q, 3, turn->due_us);
    stmt_bind_int(q, 4, turn->has_period);
    return stmt_run(q, err);
}

/* One notice is written for all who have the language, with a mark where each has its own deal. */
static enum status write_in(struct book *book, const struct posting *posting, const char *told,
                            const char *language, void *mem, struct notice **out, struct error *err)
{
    *out = notice_new(mem, "", told);
    notice_text(*out, "deal", DEAL_MARK);
    return tell_write_in(book, language, posting, *out, err);
}

static enum status tell_in(struct book *book, const struct posting *posting, const char *id,
                           const struct notice *notice, int64_t first, struct error *err)
{
    struct stmt *q;
    const char *sql =
        "INSERT INTO notice (id, event, party, subject, at_us, text, kind, language, title)"
        " SELECT CAST($10 AS BIGINT) + row_number() OVER (ORDER BY d.id) - 1,"
        " CAST($3 AS BIGINT), d.buyer, CAST($4 AS TEXT), CAST($5 AS BIGINT),"
        " replace(CAST($6 AS TEXT), '" DEAL_MARK "', d.id), CAST($7 AS TEXT), CAST($8 AS TEXT),"
        " replace(CAST($9 AS TEXT), '" DEAL_MARK "', d.id)" MEMBERS " AND " MEMBER_LANGUAGE " = $8";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, id);
    stmt_bind_text(q, 2, book_policy(book)->language);
    stmt_bind_int(q, 3, posting->event);
    stmt_bind_text(q, 4, posting->subject);
    stmt_bind_int(q, 5, posting->at_us);
    stmt_bind_text(q, 6, notice->text);
    stmt_bind_text(q, 7, notice->kind);
    stmt_bind_text(q, 8, notice->language);
    stmt_bind_text(q, 9, notice->title);
    stmt_bind_int(q, 10, first);
    return stmt_run(q, err);
}

/* How many members have which language. */
struct tongues {
    void *mem;
    struct tongue {
        const char *language;
        int64_t members;
    } * items;
    size_t count;
};

static enum status take_tongue(void *state, const struct stmt *row, struct error *err)
{
    struct tongues *tongues = state;
    (void)err;
    tongues->items = MEM_GROW(tongues->mem, tongues->items, struct tongue, tongues->count + 1);
    tongues->items[tongues->count++] =
        (struct tongue){mem_strdup(tongues->mem, stmt_text(row, 0)), stmt_int(row, 1)};
    return STATUS_OK;
}

static enum status find_tongues(struct book *book, const char *id, struct tongues *out,
                                struct error *err)
{
    struct stmt *q;
    const char *sql = "SELECT " MEMBER_LANGUAGE ", count(*)" MEMBERS " GROUP BY 1 ORDER BY 1";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, id);
    stmt_bind_text(q, 2, book_policy(book)->language);
    return stmt_each(q, take_tongue, out, err);
}

static enum status tell_members(struct book *book, const struct posting *posting, const char *id,
                                const struct campaign_turn *turn, int64_t members,
                                struct error *err)
{
    int64_t first;
    struct tongues tongues = {.mem = mem_context(NULL, "tongues")};
    enum status status = ledger_next_notices(book, members, &first, err);
    if (status == STATUS_OK) {
        status = find_tongues(book, id, &tongues, err);
    }
    for (size_t i = 0; i < tongues.count && status == STATUS_OK; i++) {
        struct notice *notice;
        status = write_in(book, posting, turn->told, tongues.items[i].language, tongues.mem,
                          &notice, err);
        if (status == STATUS_OK) {
            status = tell_in(book, posting, id, notice, first, err);
        }
        first += tongues.items[i].members;
    }
    mem_free(tongues.mem);
    return status;
}

/* ---- what the event covers of it ---- */

struct cover {
    const char *id, *told;
};

/* Letters in one language while they are added. */
struct letters_added {
    struct wrote *wrote;
    struct notice notice;
};

static enum status add_letter(void *state, const struct stmt *row, struct error *err)
{
    struct letters_added *added = state;
    (void)err;
    added->notice.party = stmt_text(row, 0);
    added->notice.text = stmt_text(row, 1);
    added->notice.title = stmt_text(row, 2);
    posting_wrote_notice(added->wrote, &added->notice);
    return STATUS_OK;
}

/* The same rows that tell_in writes, in the same order. */
static enum status add_letters(struct book *book, const char *id, const struct notice *notice,
                               struct wrote *wrote, struct error *err)
{
    struct stmt *q;
    struct letters_added added = {wrote, *notice};
    const char *sql = "SELECT d.buyer, replace(CAST($3 AS TEXT), '" DEAL_MARK "', d.id),"
                      " replace(CAST($4 AS TEXT), '" DEAL_MARK "', d.id)" MEMBERS
                      " AND " MEMBER_LANGUAGE " = $5 ORDER BY d.id";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, id);
    stmt_bind_text(q, 2, book_policy(book)->language);
    stmt_bind_text(q, 3, notice->text);
    stmt_bind_text(q, 4, notice->title);
    stmt_bind_text(q, 5, notice->language);
    stmt_expect_many(q);
    return stmt_each(q, add_letter, &added, err);
}

static enum status add_members(struct book *book, const struct posting *posting,
                               struct wrote *wrote, struct error *err)
{
    const struct cover *cover = posting->more;
    struct tongues tongues = {.mem = mem_context(NULL, "tongues")};
    enum status status = find_tongues(book, cover->id, &tongues, err);
    for (size_t i = 0; i < tongues.count && status == STATUS_OK; i++) {
        struct notice *notice;
        status = write_in(book, posting, cover->told, tongues.items[i].language, tongues.mem,
                          &notice, err);
        if (status == STATUS_OK) {
            status = add_letters(book, cover->id, notice, wrote, err);
        }
    }
    mem_free(tongues.mem);
    return status;
}

enum status campaign_turn_cover(struct book *book, const struct campaign_row *row,
                                enum campaign_state state, struct posting *posting,
                                struct error *err)
{
    struct campaign_turn turn;
    enum status status = campaign_turn_plan(book, row, state, book_now_us(book), &turn, err);
    if (status != STATUS_OK || state == CAMPAIGN_FAILED) {
        return status;
    }
    struct cover *cover = MEM_NEW(posting, struct cover);
    *cover = (struct cover){mem_strdup(posting, row->id), turn.told};
    posting->write_more = add_members;
    posting->more = cover;
    return STATUS_OK;
}

/* ---- the writing ---- */

/* The writing of what was decided: the campaign's row, the members' clocks and letters. One that
 * has failed leaves its members' clocks alone: they have run out. */
enum status campaign_turn_run(struct book *book, const char *id, enum campaign_state state,
                              const struct posting *posting, struct error *err)
{
    const struct campaign_row *row;
    struct campaign_tally tally = {0};
    struct campaign_turn turn = {.state = state};
    enum status status = campaign_row_find(book, id, &row, err);
    if (status == STATUS_OK) {
        status = campaign_turn_count(book, id, &tally, err); /* writes what is pending, too */
    }
    if (status == STATUS_OK) {
        status = campaign_turn_plan(book, row, state, posting->at_us, &turn, err);
    }
    if (status == STATUS_OK) {
        status = campaign_row_decide(book, id, state, &tally, posting->at_us, err);
    }
    if (status != STATUS_OK || state == CAMPAIGN_FAILED) {
        return status;
    }
    if (tally.members > 0) {
        status = tell_members(book, posting, id, &turn, tally.members, err);
    }
    if (status == STATUS_OK) {
        status = keep_clocks(book, posting, id, &turn, err);
    }
    if (status == STATUS_OK) {
        status = turn_holds(book, id, &turn, err);
    }
    account_forget_holds(book, PURPOSE_GROUP);
    return status;
}
