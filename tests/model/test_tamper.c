/* Rows changed, deleted and added by raw SQL, in every table and every column of the schema: verify
 * finds it, or the table below says that it does not, and why. A new column has to be found. */
#include "model/mem.h"
#include "model/relation.h"
#include "model/verify.h"
#include "tests/support/copying.h"
#include "tests/support/tampered.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define ROW_MORE "+row"
#define ROW_LESS "-row"
/* What is not proved, and why, column by column; "" is a table without a row to attack. Whatever is
 * proved one day has to leave this list. */
#define FOUNDED "the founding event does not say it; the name is in every anchor"
#define COPY "a copy, or a number, of what is proved elsewhere; nothing is decided by it"
#define CLOCK "a time that a rule sets, and no body repeats"
#define STATE "follows from later events, whose bodies do not repeat it"
#define TERMS "computed by a plan; what moved by it is proved by the legs, what it claims is not"
#define WORDS "no body has the words of a notice; anchors count the notices"
#define EMPTY "no row of these pools; its own tests have them"
#define UNUSED "null here, and meant for a state that the row is not in"
static const struct {
    const char *table, *column, *why;
} UNPROVED[] = {
    {"book", ROW_MORE, FOUNDED},
    {"book", ROW_LESS, FOUNDED},
    {"book", "name", FOUNDED},
    {"book", "policy", FOUNDED},
    {"book", "platform", FOUNDED},
    {"book", "custodian", FOUNDED},
    {"book", "is_sandbox", FOUNDED},
    {"book", "created_us", FOUNDED},
    {"operator", "event", COPY},
    {"remittance", "batch", COPY},
    {"account", "+row", TERMS},
    {"account", "kind", TERMS},
    {"account", "name", TERMS},
    {"account", "party", TERMS},
    {"account", "opened_event", TERMS},
    {"account", "deal", TERMS},
    {"account", "payer", TERMS},
    {"account", "payee", TERMS},
    {"account", "door", CLOCK},
    {"account", "due_us", CLOCK},
    {"account", "parent", TERMS},
    {"account", "is_between_two", TERMS},
    {"account", "is_collected", TERMS},
    {"lien", "+row", TERMS},
    {"lien", "-row", TERMS},
    {"lien", "account_id", TERMS},
    {"lien", "beneficiary_id", TERMS},
    {"lien", "rank", TERMS},
    {"lien", "ground", TERMS},
    {"lien", "reference", TERMS},
    {"lien", "cap_minor", TERMS},
    {"lien", "share_per_minor", TERMS},
    {"lien", "base_minor", TERMS},
    {"lien", "taken_minor", TERMS},
    {"lien", "is_closed", TERMS},
    {"lien", "event", TERMS},
    {"party", "name_key", COPY},
    {"party", "event", COPY},
    {"campaign", "members", STATE},
    {"campaign", "paid_minor", STATE},
    {"deal", "period_us", CLOCK},
    {"deal", "funded_us", STATE},
    {"deal", "shipped_us", STATE},
    {"deal", "delivered_us", STATE},
    {"advance", "lender_kind", COPY},
    {"advance", "lien_id", TERMS},
    {"chargeback", "psp_kind", COPY},
    {"chargeback", "held_minor", TERMS},
    {"chargeback", "refund_minor", TERMS},
    {"chargeback", "lien_id", TERMS},
    {"expect", "received_minor", STATE},
    {"batch", "is_settled", STATE},
    {"batch", "chargebacks_minor", TERMS},
    {"parcel", "collected_minor", STATE},
    {"parcel", "remit_by_us", CLOCK},
    {"parcel", "told_us", CLOCK},
    {"parcel", "refused_us", STATE},
    {"parcel", "is_waiting", STATE},
    {"remit_deal", "-row", TERMS},
    {"remit_deal", "amount_minor", TERMS},
    {"payout", "state", STATE},
    {"conversion", "numerator", COPY},
    {"conversion", "denominator", COPY},
    {"document", "name", COPY},
    {"freeze", "currency", COPY},
    {"freeze", "lien_id", TERMS},
    {"freeze", "from_us", CLOCK},
    {"freeze", "lifted_by", UNUSED},
    {"freeze", "lift_reason", UNUSED},
    {"freeze", "is_ended", STATE},
    {"freeze", "is_begun", STATE},
    {"freeze", "wanted_until_us", CLOCK},
    {"freeze", "confirmed_by", UNUSED},
    {"freeze_extension", "was_until_us", CLOCK},
    {"objection", "due_us", CLOCK},
    {"objection", "lifts", TERMS},
    {"objection", "decided_us", UNUSED},
    {"objection", "decided_by", UNUSED},
    {"objection", "reasons", UNUSED},
    {"objection", "interest_minor", TERMS},
    {"complaint", "state", STATE},
    {"complaint", "amount_minor", TERMS},
    {"complaint", "award_minor", TERMS},
    {"complaint", "due_us", CLOCK},
    {"complaint", "door", CLOCK},
    {"complaint", "refunded_minor", TERMS},
    {"complaint", "answered_us", UNUSED},
    {"complaint", "answer_text", UNUSED},
    {"complaint", "step_us", CLOCK},
    {"complaint", "appeal_until_us", CLOCK},
    {"appeal", "refund_minor", TERMS},
    {"appeal", "award_minor", TERMS},
    {"appeal", "reasons", UNUSED},
    {"past_clock", "+row", COPY},
    {"past_clock", "-row", COPY},
    {"past_clock", "door", COPY},
    {"past_clock", "due_us", COPY},
    {"consent", "-row", TERMS},
    {"consent", "hold_id", TERMS},
    {"reminder", "", EMPTY},
    {"demand", "", EMPTY},
    {"adopted_policy", "", EMPTY},
    {"taking", "", EMPTY},
    {"caution", "", EMPTY},
    {"exhibit", "", EMPTY},
    {"evidence", "", EMPTY},
    {"evidence_look", "", EMPTY},
    {"rule", "", EMPTY},
    {"rule_switch", "", EMPTY},
    {"notice", "+row", WORDS},
    {"notice", "-row", WORDS},
    {"notice", "party", WORDS},
    {"notice", "text", WORDS},
    {"notice", "kind", WORDS},
    {"notice", "language", WORDS},
    {"notice", "title", WORDS},
    {"notice", "next_us", CLOCK},
    {"notice", "tried_us", CLOCK},
    {"notice", "failure", STATE},
    {"proposal", "currency", COPY},
    {"proposal", "amount_minor", TERMS},
    {"proposal", "reason", UNUSED},
    {"statement", "first_day", COPY},
    {"statement", "last_day", COPY},
    {"statement_balance", "", EMPTY},
    {"line", "day", COPY},
    {"line", "position", COPY},
    {"line", "balance_minor", STATE},
    {"line", "state", STATE},
    {"line", "ground", TERMS},
    {"line", "item", STATE},
    {"line", "hold_id", TERMS},
};

static const char *unproved(const char *table, const char *column)
{
    for (size_t i = 0; i < sizeof UNPROVED / sizeof *UNPROVED; i++) {
        if (strcmp(UNPROVED[i].table, table) == 0 && strcmp(UNPROVED[i].column, column) == 0) {
            return UNPROVED[i].why;
        }
    }
    return NULL;
}

/* ---- one attack at a time ---- */

static void run(struct pool *pool, char *sql)
{
    pool_must(pool, store_execute(pool->store, sql, &pool->err));
    mem_free(sql);
}

static void keep_whole(struct pool *pool)
{
    for (const struct relation *r = relation_list(); r->name != NULL; r++) {
        run(pool, mem_printf(pool->mem, "CREATE TABLE \"whole_%s\" AS SELECT * FROM \"%s\"",
                             r->name, r->name));
    }
}

static void mend(struct pool *pool, const struct relation *r)
{
    run(pool, mem_printf(pool->mem,
                         "DELETE FROM \"%s\"; INSERT INTO \"%s\" SELECT * FROM"
                         " \"whole_%s\"",
                         r->name, r->name, r->name));
}

/* What verify says first, owned by the pool; NULL where it finds nothing. */
static const char *found(struct pool *pool)
{
    struct verify_row *rows = NULL;
    size_t count = 0;
    const char *said = NULL;
    if (verify_run(pool->book, pool->mem, &rows, &count, &pool->err) != STATUS_OK) {
        pool_must_be(pool, pool->err.status, STATUS_CORRUPT, "verify");
        return mem_strdup(pool->mem, pool->err.message);
    }
    for (size_t i = 0; i < count && said == NULL; i++) {
        said = rows[i].holds ? NULL : mem_strdup(pool->mem, rows[i].first_breach);
    }
    mem_free(rows);
    return said;
}

/* 1 where an attack was not found and should have been, or was and this says that it is not. */
static int try(struct pool *pool, const struct relation *r, const char *column, char *sql)
{
    const char *said = "a key of the table";
    const char *why = unproved(r->name, column);
    enum status status = store_execute(pool->store, sql, &pool->err);
    if (status != STATUS_CONFLICT) {
        pool_must_be(pool, status, STATUS_OK, sql);
        said = found(pool);
    }
    mem_free(sql);
    mend(pool, r);
    if ((said == NULL) == (why != NULL)) {
        return 0;
    }
    print_message("%s of %s is %s: %s\n", column, r->name, said ? "noticed" : "not noticed",
                  said ? said : "nobody says why");
    return 1;
}

/* Of the row that stands last. */
static char *where_last(struct pool *pool, const struct relation *r)
{
    char *keys = mem_strdup(pool->mem, "");
    char *order = mem_strdup(pool->mem, "");
    for (size_t i = 0; i < r->count && r->columns[i].role == RELATION_KEY; i++) {
        keys = mem_append(keys, "%s\"%s\"", i == 0 ? "" : ", ", r->columns[i].name);
        order = mem_append(order, "%s\"%s\" DESC", i == 0 ? "" : ", ", r->columns[i].name);
    }
    char *where = mem_printf(pool->mem, "WHERE (%s) = (SELECT %s FROM \"%s\" ORDER BY %s LIMIT 1)",
                             keys, keys, r->name, order);
    mem_free(keys);
    mem_free(order);
    return where;
}

static char *changed(struct pool *pool, const struct relation *r, size_t column)
{
    const char *name = r->columns[column].name;
    const char *to = r->columns[column].kind == RELATION_TEXT
                         ? "CASE WHEN \"%s\" IS NULL THEN 'x' ELSE \"%s\" || 'x' END"
                         : "CASE WHEN \"%s\" IS NULL THEN 1 ELSE \"%s\" + 1 END";
    char *where = where_last(pool, r);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    char *value = mem_printf(pool->mem, to, name, name);
#pragma GCC diagnostic pop
    char *sql =
        mem_printf(pool->mem, "UPDATE \"%s\" SET \"%s\" = %s %s", r->name, name, value, where);
    mem_free(value);
    mem_free(where);
    return sql;
}

/* The last row once more, under a key, and a name, of its own. */
static char *added(struct pool *pool, const struct relation *r)
{
    char *where = where_last(pool, r);
    char *names = mem_strdup(pool->mem, "");
    for (size_t i = 0; i < r->count; i++) {
        names = mem_append(names, "%s\"%s\"", i == 0 ? "" : ", ", r->columns[i].name);
    }
    char *sql = mem_printf(pool->mem, "INSERT INTO \"%s\" (%s) SELECT ", r->name, names);
    mem_free(names);
    for (size_t i = 0; i < r->count; i++) {
        bool is_own = (r->columns[i].role == RELATION_KEY &&
                       (i + 1 == r->count || r->columns[i + 1].role != RELATION_KEY)) ||
                      strcmp(r->columns[i].name, "name") == 0;
        /* The last part of the key: the others are of what it belongs to. */
        const char *more = r->columns[i].kind == RELATION_TEXT ? " || 'x'" : " + 1000";
        sql = mem_append(sql, "%s\"%s\"%s", i == 0 ? "" : ", ", r->columns[i].name,
                         is_own ? more : "");
    }
    sql = mem_append(sql, " FROM \"%s\" %s", r->name, where);
    mem_free(where);
    return sql;
}

static char *deleted(struct pool *pool, const struct relation *r)
{
    char *where = where_last(pool, r);
    char *sql = mem_printf(pool->mem, "DELETE FROM \"%s\" %s", r->name, where);
    mem_free(where);
    return sql;
}

/* Whatever can be done to one table. */
static int attack(struct pool *pool, const struct relation *r)
{
    int missed = try(pool, r, ROW_MORE, added(pool, r)) + try(pool, r, ROW_LESS, deleted(pool, r));
    for (size_t i = 0; i < r->count; i++) {
        if (r->columns[i].role != RELATION_KEY) {
            missed += try(pool, r, r->columns[i].name, changed(pool, r, i));
        }
    }
    return missed;
}

static bool has_rows(struct pool *pool, const struct relation *r)
{
    char *count = mem_printf(pool->mem, "SELECT count(*) FROM \"%s\"", r->name);
    return pool_int(pool, count, NULL) > 0;
}

/* Of a pool, as it was made, once its guards are gone. */
static struct pool *unguarded(struct pool *pool)
{
    pool_verify(pool);
    pool_unguard(pool);
    keep_whole(pool);
    return pool;
}

/* What one operator alone does not do. */
static bool is_of_house(const char *table)
{
    static const char *const tables[] = {"proposal",   "interest",      "break_note",
                                         "closed_day", "closed_figure", "closed_break"};
    bool is_one = false;
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        is_one = is_one || strcmp(table, tables[i]) == 0;
    }
    return is_one;
}

static void whatever_is_done_to_a_table_is_found(void **state)
{
    struct pool *market = unguarded(tampered_market());
    struct pool *house = unguarded(tampered_house());
    int missed = 0;
    (void)state;
    for (const struct relation *r = relation_list(); r->name != NULL; r++) {
        if (!has_rows(market, r) && !has_rows(house, r) && unproved(r->name, "") == NULL) {
            print_message("nothing to attack in %s\n", r->name);
            missed++;
        }
        missed += has_rows(market, r) ? attack(market, r) : 0;
        missed += is_of_house(r->name) ? attack(house, r) : 0;
    }
    assert_int_equal(missed, 0);
    pool_verify(market);
    pool_verify(house);
    pool_free(market);
    pool_free(house);
}

/* No length tells of it, only its hash. */
static void a_document_with_another_letter_in_it_is_found(void **state)
{
    struct pool *market = unguarded(tampered_market());
    (void)state;
    pool_must(market, store_execute(market->store,
                                    "UPDATE document SET content = '41' || substr(content, 3)",
                                    &market->err));
    assert_non_null(strstr(found(market), "is not what its hash says"));
    pool_free(market);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whatever_is_done_to_a_table_is_found),
        cmocka_unit_test(a_document_with_another_letter_in_it_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
