/* The closed loop, broken on purpose by plans that no operation has. */
#include "model/loop.h"

#include "model/chargeback.h"
#include "model/courier.h"
#include "model/deal.h"
#include "model/exit.h"
#include "model/mem.h"
#include "model/operation.h"
#include "model/party.h"
#include "tests/support/pool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* Between two accounts by their numbers. */
struct move {
    int64_t from, to;
};

static enum status plan_move(struct book *book, const void *request, struct posting *posting,
                             struct error *err)
{
    const struct move *move = request;
    struct account *from, *to;
    posting_subject(posting, "hold:%lld", (long long)move->from);
    enum status status = account_by_id(book, move->from, &from, err);
    if (status == STATUS_OK) {
        status = account_by_id(book, move->to, &to, err);
    }
    return status == STATUS_OK ? posting_move(posting, from, to, 100, err) : status;
}

static int64_t available_of(struct pool *pool, const char *party)
{
    return pool_int(pool, "SELECT id FROM account WHERE kind = 'available' AND name = $1", party);
}

static int64_t hold_of(struct pool *pool, const char *deal)
{
    return pool_int(pool, "SELECT hold_id FROM deal WHERE id = $1", deal);
}

static enum status move(struct pool *pool, int64_t from, int64_t to)
{
    static const struct operation operation = {.verb = "hold release", .plan = plan_move};
    const struct move move = {from, to};
    return operation_run(pool->book, &operation, &move, pool_run(pool), &pool->err);
}

static void whoever_is_no_party_of_a_hold_gets_nothing_of_it(void **state)
{
    struct pool *pool = pool_new("loop.db");
    (void)state;
    pool_earn(pool, "S-1", 1000);
    pool_earn(pool, "S-2", 1000);
    pool_deal(pool, "O-1", 10000, true);
    pool_deal(pool, "O-2", 10000, true);
    int64_t hold = hold_of(pool, "O-1");
    int64_t events = pool_int(pool, "SELECT count(*) FROM event", NULL);
    pool_refuses(pool, move(pool, hold, available_of(pool, "S-2")));
    assert_non_null(strstr(pool->err.message, "would pay a third party, available:S-2"));
    pool_refuses(pool, move(pool, hold, hold_of(pool, "O-2")));
    assert_non_null(strstr(pool->err.message, "would pay a third party, hold:"));
    pool_refuses(
        pool, move(pool, hold, pool_int(pool, "SELECT id FROM account WHERE kind = 'bank'", NULL)));
    assert_non_null(strstr(pool->err.message, "would pay a third party, bank:"));
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM event", NULL), events);
    pool_must(pool, move(pool, hold, available_of(pool, "S-1"))); /* its payee */
    pool_free(pool);
}

static void ones_own_money_goes_into_no_hold_of_somebody_else(void **state)
{
    struct pool *pool = pool_new("own.db");
    (void)state;
    pool_earn(pool, "S-1", 1000);
    pool_earn(pool, "S-2", 1000);
    pool_bond(pool, "S-1", 5000);
    int64_t bond = pool_int(pool, "SELECT id FROM account WHERE purpose = 'bond'", NULL);
    pool_refuses(pool, move(pool, available_of(pool, "S-2"), bond));
    assert_non_null(strstr(pool->err.message, "would pay a third party, hold:"));
    pool_refuses(pool, move(pool, available_of(pool, "S-2"), available_of(pool, "S-1")));
    pool_must(pool, move(pool, available_of(pool, "S-1"), bond));
    pool_free(pool);
}

/* What is set apart of the bond of a seller that leaves. */
static int64_t part_of(struct pool *pool, const char *seller)
{
    return pool_int(pool,
                    "SELECT id FROM account WHERE purpose = 'bond' AND payer = $1"
                    " AND parent IS NOT NULL",
                    seller);
}

static int64_t bond_of(struct pool *pool, const char *seller)
{
    return pool_int(pool,
                    "SELECT id FROM account WHERE purpose = 'bond' AND payer = $1"
                    " AND parent IS NULL",
                    seller);
}

static void a_part_of_a_bond_goes_back_into_no_other_bond(void **state)
{
    struct pool *pool = pool_new("part.db");
    struct exit_request exit = {"S-1", "sells no more"};
    (void)state;
    pool_deal(pool, "O-1", 10000, true);
    pool_bond(pool, "S-1", 60000);
    pool_bond(pool, "S-2", 60000);
    pool_complain(pool, "C-1", "O-1", 0);
    pool_must(pool, exit_begin(pool->book, &exit, pool_run(pool), &pool->err));
    pool_refuses(pool, move(pool, part_of(pool, "S-1"), bond_of(pool, "S-2")));
    assert_non_null(strstr(pool->err.message, "would pay a third party, hold:"));
    pool_refuses(pool, move(pool, part_of(pool, "S-1"), hold_of(pool, "O-1")));
    pool_refuses(pool, move(pool, bond_of(pool, "S-2"), bond_of(pool, "S-1")));
    pool_must(pool, move(pool, part_of(pool, "S-1"), bond_of(pool, "S-1")));
    pool_verify(pool);
    pool_free(pool);
}

/* Nothing goes to a courier but by who carries the deal, nor out of a bond but its own. */
static void cash_goes_to_no_account_of_a_provider_by_itself(void **state)
{
    static const struct party courier = {"fast", "courier", "Fast", "CN", NULL, NULL, NULL, NULL};
    struct pool *pool = pool_new("cash.db");
    struct deal deal = {.id = "O-1",
                        .mode = "cod",
                        .buyer = "B-1",
                        .seller = "S-1",
                        .category = "goods",
                        .price = cny(10000),
                        .fee = cny(0)};
    struct carriage carriage = {"O-1", "fast", cny(100)};
    struct deal_step step = {.deal = "O-1"};
    (void)state;
    pool_deal(pool, "E-1", 10000, true);
    pool_must(pool, party_put(pool->book, &courier, pool_run(pool), &pool->err));
    pool_must(pool, deal_order(pool->book, &deal, pool_run(pool), &pool->err));
    pool_must(pool, courier_carry(pool->book, &carriage, pool_run(pool), &pool->err));
    pool_must(pool, deal_deliver(pool->book, &step, pool_run(pool), &pool->err));
    pool_bond(pool, "fast", 5000);
    const char *transit = "SELECT id FROM account WHERE kind = 'transit' AND name = $1";
    int64_t bond = pool_int(pool, "SELECT id FROM account WHERE purpose = 'bond'", NULL);
    pool_refuses(pool, move(pool, hold_of(pool, "O-1"), pool_int(pool, transit, "alipay")));
    pool_refuses(pool, move(pool, hold_of(pool, "O-1"), pool_int(pool, transit, "fast")));
    pool_refuses(pool, move(pool, hold_of(pool, "E-1"), pool_int(pool, transit, "fast")));
    pool_refuses(pool, move(pool, bond, pool_int(pool, transit, "fast")));
    pool_refuses(pool, move(pool, bond, pool_int(pool, transit, "alipay")));
    pool_free(pool);
}

/* Two moves in one event, and what it says that it exchanges. */
struct moves {
    struct move first, second;
    struct exchange exchange;
};

static enum status plan_moves(struct book *book, const void *request, struct posting *posting,
                              struct error *err)
{
    const struct moves *moves = request;
    const struct exchange *exchange = &moves->exchange;
    if (exchange->party) {
        posting_exchange(posting, exchange->party, exchange->dealer, exchange->sold,
                         exchange->bought);
    }
    enum status status = plan_move(book, &moves->first, posting, err);
    return status == STATUS_OK ? plan_move(book, &moves->second, posting, err) : status;
}

static enum status move_both(struct pool *pool, struct move first, struct move second,
                             struct exchange exchange)
{
    static const struct operation operation = {.verb = "fx", .plan = plan_moves};
    const struct moves moves = {first, second, exchange};
    return operation_run(pool->book, &operation, &moves, pool_run(pool), &pool->err);
}

/* Money of its own in euros. */
static void endow(struct pool *pool, const char *party)
{
    struct deal deal = {.id = mem_printf(pool->mem, "EUR-%s", party),
                        .mode = "chain",
                        .buyer = "B-2",
                        .seller = party,
                        .category = "means",
                        .price = {1000, "EUR"},
                        .fee = {0, "EUR"}};
    struct deal_capture capture = {deal.id, "alipay", deal.price};
    struct deal_step step = {.deal = deal.id};
    pool_must(pool, deal_order(pool->book, &deal, pool_run(pool), &pool->err));
    pool_must(pool, deal_capture(pool->book, &capture, pool_run(pool), &pool->err));
    pool_must(pool, deal_confirm(pool->book, &step, pool_run(pool), &pool->err));
}

static int64_t in(struct pool *pool, const char *party, const char *currency)
{
    char *sql = mem_printf(pool->mem,
                           "SELECT id FROM account WHERE kind = 'available' AND name = $1"
                           " AND currency = '%s'",
                           currency);
    return pool_int(pool, sql, party);
}

static void a_debit_in_another_currency_stands_for_no_credit(void **state)
{
    static const struct exchange NONE = {.party = NULL};
    struct pool *pool = pool_new("currencies.db");
    (void)state;
    pool_deal(pool, "O-1", 10000, true);
    pool_earn(pool, "S-1", 1000);
    endow(pool, "S-1");
    endow(pool, "S-2");
    struct move release = {hold_of(pool, "O-1"), in(pool, "S-1", "CNY")};
    struct move theft = {in(pool, "S-1", "EUR"), in(pool, "S-2", "EUR")};
    pool_refuses(pool, move_both(pool, release, theft, NONE));
    assert_non_null(strstr(pool->err.message, "would pay a third party, available:S-2"));
    pool_refuses(pool, move_both(pool, theft, release, NONE));
    pool_free(pool);
}

static void an_exchange_is_between_its_two_and_each_gives_its_own_currency(void **state)
{
    static const struct exchange EXCHANGE = {"S-1", "PLATFORM", "CNY", "EUR"};
    struct pool *pool = pool_new("exchange.db");
    (void)state;
    pool_earn(pool, "S-1", 1000);
    pool_earn(pool, "S-2", 1000);
    pool_deal(pool, "O-1", 10000, true);
    pool_earn(pool, "S-1", 1000);
    endow(pool, "S-1");
    endow(pool, "S-2");
    endow(pool, "PLATFORM");
    struct deal_step all = {.deal = "O-1"};
    pool_must(pool, deal_confirm(pool->book, &all, pool_run(pool), &pool->err));
    struct move sale = {in(pool, "S-1", "CNY"), in(pool, "PLATFORM", "CNY")};
    struct move purchase = {in(pool, "PLATFORM", "EUR"), in(pool, "S-1", "EUR")};
    struct move back = {sale.to, sale.from}, gift = {purchase.to, purchase.from};
    struct move to_third = {in(pool, "PLATFORM", "EUR"), in(pool, "S-2", "EUR")};
    struct move of_third = {in(pool, "S-2", "CNY"), in(pool, "PLATFORM", "CNY")};
    pool_refuses(pool, move_both(pool, sale, to_third, EXCHANGE));
    pool_refuses(pool, move_both(pool, of_third, purchase, EXCHANGE));
    pool_refuses(pool, move_both(pool, back, purchase, EXCHANGE));
    pool_refuses(pool, move_both(pool, sale, gift, EXCHANGE));
    pool_refuses(pool, move_both(pool, sale, purchase, (struct exchange){.party = NULL}));
    pool_must(pool, move_both(pool, sale, purchase, EXCHANGE));
    pool_free(pool);
}

/* A correction of an event that moved 100 from the one to the other, and what it moves itself. */
struct mirrored {
    struct move corrected, moved, also;
};

static enum status plan_mirror(struct book *book, const void *request, struct posting *posting,
                               struct error *err)
{
    const struct mirrored *mirrored = request;
    enum status status = STATUS_OK;
    posting->mirrored = MEM_ARRAY(posting, struct leg, 2);
    posting->mirrored_count = 2;
    posting->mirrored[0].amount_minor = -100;
    posting->mirrored[1].amount_minor = 100;
    status = account_by_id(book, mirrored->corrected.from, &posting->mirrored[0].account, err);
    if (status == STATUS_OK) {
        status = account_by_id(book, mirrored->corrected.to, &posting->mirrored[1].account, err);
    }
    if (status == STATUS_OK) {
        status = plan_move(book, &mirrored->moved, posting, err);
    }
    return status == STATUS_OK && mirrored->also.from != 0
               ? plan_move(book, &mirrored->also, posting, err)
               : status;
}

static enum status mirror(struct pool *pool, struct move corrected, struct move moved,
                          struct move also)
{
    static const struct operation operation = {.verb = "correct", .plan = plan_mirror};
    const struct mirrored mirrored = {corrected, moved, also};
    return operation_run(pool->book, &operation, &mirrored, pool_run(pool), &pool->err);
}

static void a_correction_moves_what_it_corrects_and_nothing_else(void **state)
{
    static const struct move NOTHING = {0, 0};
    struct pool *pool = pool_new("mirror.db");
    (void)state;
    pool_deal(pool, "O-1", 10000, true);
    pool_earn(pool, "S-1", 1000);
    pool_earn(pool, "S-2", 1000);
    int64_t hold = hold_of(pool, "O-1");
    int64_t one = available_of(pool, "S-1"), other = available_of(pool, "S-2");
    struct move release = {hold, one}, back = {one, hold};
    pool_refuses(pool, mirror(pool, release, (struct move){other, hold}, NOTHING));
    assert_non_null(strstr(pool->err.message, "would move what it does not correct"));
    pool_refuses(pool, mirror(pool, release, (struct move){one, other}, NOTHING));
    pool_refuses(pool, mirror(pool, release, release, NOTHING)); /* again, not back */
    pool_refuses(pool, mirror(pool, release, back, back));       /* more than there was */
    pool_refuses(pool, mirror(pool, release, back, (struct move){other, hold}));
    pool_must(pool, mirror(pool, release, back, NOTHING));
    pool_free(pool);
}

/* An advance that its lien does not say: who is lent to by whom. */
struct loan {
    int64_t from, to;          /* the money */
    int64_t hold, beneficiary; /* the lien, none where hold is 0 */
    enum lien_rank rank;
};

static enum status plan_loan(struct book *book, const void *request, struct posting *posting,
                             struct error *err)
{
    const struct loan *loan = request;
    const struct move move = {loan->from, loan->to};
    struct account *hold, *beneficiary;
    enum status status = plan_move(book, &move, posting, err);
    if (status == STATUS_OK && loan->hold != 0) {
        status = account_by_id(book, loan->hold, &hold, err);
        if (status == STATUS_OK) {
            status = account_by_id(book, loan->beneficiary, &beneficiary, err);
        }
        if (status == STATUS_OK) {
            posting_lien(posting, &(struct lien_change){.on = hold,
                                                        .beneficiary = beneficiary,
                                                        .rank = loan->rank,
                                                        .ground = "advance",
                                                        .cap_minor = 100});
        }
    }
    return status;
}

static enum status lend(struct pool *pool, const char *verb, const struct loan *loan)
{
    const struct operation operation = {.verb = verb, .plan = plan_loan};
    return operation_run(pool->book, &operation, loan, pool_run(pool), &pool->err);
}

static void only_an_advance_goes_from_one_party_to_another_and_as_its_lien_says(void **state)
{
    struct pool *pool = pool_new("loan.db");
    (void)state;
    pool_lender(pool, "L-1", 1000);
    pool_lender(pool, "L-2", 1000);
    pool_earn(pool, "S-1", 1000);
    pool_earn(pool, "S-2", 1000);
    pool_deal(pool, "O-1", 10000, true);
    int64_t hold = hold_of(pool, "O-1"); /* of S-1 */
    int64_t one = available_of(pool, "L-1");
    int64_t other = available_of(pool, "L-2");
    int64_t seller = available_of(pool, "S-1");
    int64_t stranger = available_of(pool, "S-2");
    const struct loan wrong[] = {
        {one, seller, 0, 0, 0},
        {one, stranger, hold, one, LIEN_LENDER},
        {one, seller, hold, other, LIEN_LENDER},
        {stranger, seller, hold, one, LIEN_LENDER},
        {one, seller, hold, one, LIEN_FEE},
        {one, seller, seller, one, LIEN_LENDER},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        pool_refuses(pool, lend(pool, "advance", &wrong[i]));
        assert_non_null(strstr(pool->err.message, "would pay a third party"));
    }
    const struct loan right = {one, seller, hold, one, LIEN_LENDER};
    pool_refuses(pool, lend(pool, "payout", &right));
    pool_must(pool, lend(pool, "advance", &right));
    pool_free(pool);
}

/* Money taken back for a provider, of whose deal nothing is asked but what it says. */
static enum status plan_recourse(struct book *book, const void *request, struct posting *posting,
                                 struct error *err)
{
    const struct move *move = request;
    struct account *provider;
    enum status status =
        account_obtain(book, ACCOUNT_AVAILABLE, "alipay", "CNY", "alipay", &provider, err);
    if (status == STATUS_OK) {
        posting_recourse(posting, &(struct recourse){"O-1", "B-1", "S-1", provider});
        status = plan_move(book, move, posting, err);
    }
    return status;
}

static enum status take_back(struct pool *pool, const char *verb, int64_t from, int64_t to)
{
    const struct operation operation = {.verb = verb, .plan = plan_recourse};
    const struct move move = {from, to};
    return operation_run(pool->book, &operation, &move, pool_run(pool), &pool->err);
}

static void a_chargeback_goes_from_its_deal_and_its_parties_to_its_provider(void **state)
{
    struct pool *pool = pool_new("recourse.db");
    struct deal_step step = {.deal = "O-3"};
    (void)state;
    pool_earn(pool, "S-1", 1000);
    pool_earn(pool, "S-2", 1000);
    pool_earn(pool, "S-1", 1000);
    pool_bond(pool, "S-1", 1000);
    pool_bond(pool, "S-2", 1000);
    pool_deal(pool, "O-1", 10000, true);
    pool_deal(pool, "O-2", 10000, true);
    pool_deal(pool, "O-3", 10000, true);
    pool_must(pool, deal_return(pool->book, &step, pool_run(pool), &pool->err));
    struct chargeback first = {"CB-1", "O-2", "alipay", cny(100), "fraud"};
    pool_must(pool, chargeback_take(pool->book, &first, pool_run(pool), &pool->err));
    int64_t provider = available_of(pool, "alipay");
    const int64_t right[] = {hold_of(pool, "O-1"), available_of(pool, "S-1"),
                             available_of(pool, "B-1"), bond_of(pool, "S-1")};
    const int64_t wrong[] = {hold_of(pool, "O-2"), available_of(pool, "S-2"), bond_of(pool, "S-2")};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        pool_refuses(pool, take_back(pool, "chargeback", wrong[i], provider));
        assert_non_null(strstr(pool->err.message, "would pay a third party"));
    }
    for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
        pool_refuses(pool, take_back(pool, "hold release", right[i], provider));
        pool_refuses(pool, take_back(pool, "chargeback", right[i], available_of(pool, "S-2")));
        pool_must(pool, take_back(pool, "chargeback", right[i], provider));
    }
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whoever_is_no_party_of_a_hold_gets_nothing_of_it),
        cmocka_unit_test(ones_own_money_goes_into_no_hold_of_somebody_else),
        cmocka_unit_test(a_part_of_a_bond_goes_back_into_no_other_bond),
        cmocka_unit_test(cash_goes_to_no_account_of_a_provider_by_itself),
        cmocka_unit_test(a_debit_in_another_currency_stands_for_no_credit),
        cmocka_unit_test(an_exchange_is_between_its_two_and_each_gives_its_own_currency),
        cmocka_unit_test(a_correction_moves_what_it_corrects_and_nothing_else),
        cmocka_unit_test(a_chargeback_goes_from_its_deal_and_its_parties_to_its_provider),
        cmocka_unit_test(only_an_advance_goes_from_one_party_to_another_and_as_its_lien_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
