/* The small book of the test: from what was asked for and is there, what every deal, party, bank
 * account, freeze and complaint must have come to. It knows the rules only as far as no order of
 * events changes the result: of a seller it counts all that is the seller's, whether free, frozen,
 * on its way to the bank, or in an award that may still be appealed. */
#include "tests/support/many_books.h"

#include "model/mem.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define AWARD_MINIMUM 50000 /* of the built-in policy, as are the three times */

struct deal {
    const char *id;
    int seller, buyer;
    int64_t price, fee;
    int64_t funded, released, returned, disputed;
};

struct complaint {
    const char *id;
    struct deal *deal;
    int64_t amount;
    const char *state;
    int64_t award;
};

struct freeze {
    int64_t id;
    int64_t amount;
    bool is_over;
};

struct sums {
    const struct many_books *books;
    struct deal *deals;
    size_t deal_count;
    struct complaint *complaints;
    size_t complaint_count;
    struct freeze *freezes;
    size_t freeze_count;
    int64_t sellers[MANY_SELLERS]; /* beside their deals */
    int64_t buyers[MANY_BUYERS];
    int64_t payouts[MANY_SELLERS], payout_counts[MANY_SELLERS];
    int64_t paid[MANY_SELLERS]; /* of the payouts, by the bank */
    int64_t captured, bank, suspense;
    int64_t lifted, ended;
    int64_t matches, bank_lines;
};

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text == NULL ? "" : text;
}

static int64_t int_of(const json_t *object, const char *name)
{
    return json_integer_value(json_object_get(object, name));
}

/* "S-3": 3 */
static int number_of(const char *name)
{
    const char *dash = strchr(name, '-');
    assert_non_null(dash);
    return (int)strtol(dash + 1, NULL, 10);
}

static struct deal *find_deal(const struct sums *sums, const char *id)
{
    for (size_t i = 0; i < sums->deal_count; i++) {
        if (strcmp(sums->deals[i].id, id) == 0) {
            return &sums->deals[i];
        }
    }
    fail_msg("there is no deal %s", id);
    return NULL;
}

static struct complaint *find_complaint(const struct sums *sums, const char *id)
{
    for (size_t i = 0; i < sums->complaint_count; i++) {
        if (strcmp(sums->complaints[i].id, id) == 0) {
            return &sums->complaints[i];
        }
    }
    fail_msg("there is no complaint %s", id);
    return NULL;
}

static void add_complaint(struct sums *sums, const char *id, const char *deal, int64_t amount)
{
    struct deal *about = find_deal(sums, deal);
    sums->complaints[sums->complaint_count++] =
        (struct complaint){.id = id, .deal = about, .amount = amount, .state = "open"};
    about->disputed += amount;
}

/* As many_prepare makes them, and those of the load. */
static void add_freeze(struct sums *sums, int64_t amount)
{
    sums->freezes[sums->freeze_count] =
        (struct freeze){.id = (int64_t)sums->freeze_count + 1, .amount = amount};
    sums->freeze_count++;
}

static void end_freeze(struct sums *sums, const struct many_event *event)
{
    int64_t id = strtoll(strchr(event->subject, ':') + 1, NULL, 10);
    assert_true(id > 0 && id <= (int64_t)sums->freeze_count);
    if (sums->freezes[id - 1].is_over) {
        fail_msg("event %" PRId64 ": %s was over already", event->number, event->subject);
    }
    sums->freezes[id - 1].is_over = true;
}

static void add_payout(struct sums *sums, int seller, int64_t amount)
{
    sums->payouts[seller] += amount;
    sums->payout_counts[seller]++;
}

/* As many_prepare leaves it. */
static void begin(struct sums *sums, void *mem)
{
    for (int i = 0; i < MANY_DEALS; i++) {
        bool is_captured = i < 3 * MANY_GROUP;
        sums->captured += is_captured ? many_price(i) : 0;
        sums->deals[sums->deal_count++] = (struct deal){.id = mem_printf(mem, "O-%d", i),
                                                        .seller = many_seller(i),
                                                        .buyer = many_buyer(i),
                                                        .price = many_price(i),
                                                        .fee = many_price(i) / 20,
                                                        .funded = is_captured ? many_price(i) : 0};
    }
    for (int i = 0; i < MANY_SELLERS; i++) {
        sums->deals[sums->deal_count++] = (struct deal){.id = mem_printf(mem, "E-%d", i),
                                                        .seller = i,
                                                        .buyer = i,
                                                        .price = MANY_EARNED,
                                                        .funded = MANY_EARNED,
                                                        .released = MANY_EARNED};
        sums->captured += MANY_EARNED;
        sums->sellers[i] = i < MANY_BONDS ? MANY_BOND : 0;
        add_payout(sums, i, -many_bank_line(4 * i + 1).amount_minor);
    }
    for (int i = 0; i < MANY_COMPLAINTS; i++) {
        add_complaint(sums, mem_printf(mem, "C-%d", i), mem_printf(mem, "O-%d", MANY_GROUP + i),
                      MANY_DISPUTED);
    }
    sums->bank = MANY_BONDS * MANY_BOND + MANY_SUSPENSE * MANY_UNKNOWN;
    sums->suspense = MANY_SUSPENSE * MANY_UNKNOWN;
    sums->bank_lines = MANY_BONDS + MANY_SUSPENSE;
    for (int i = 0; i < MANY_FREEZES; i++) {
        add_freeze(sums, many_frozen(i));
    }
    sums->matches = MANY_BONDS;
}

/* What the events of the load add, from what was asked */

static void take_line(struct sums *sums, const struct many_event *event)
{
    const char *type = text_of(event->line, "type");
    const char *id = text_of(event->line, "deal");
    int64_t amount = json_object_get(event->line, "amount") == NULL
                         ? 0
                         : many_minor(text_of(event->line, "amount"));
    if (strcmp(type, "deal") == 0) {
        sums->deals[sums->deal_count++] =
            (struct deal){.id = id,
                          .seller = number_of(text_of(event->line, "seller")),
                          .buyer = number_of(text_of(event->line, "buyer")),
                          .price = amount,
                          .fee = many_minor(text_of(event->line, "fee"))};
    } else if (strcmp(type, "capture") == 0) {
        find_deal(sums, id)->funded += amount;
        sums->captured += amount;
    } else if (strcmp(type, "confirm") == 0) {
        find_deal(sums, id)->released += amount;
    } else if (strcmp(type, "return") == 0) {
        find_deal(sums, id)->returned += amount;
    } else if (strcmp(type, "payout") == 0) {
        add_payout(sums, number_of(text_of(event->line, "seller")), amount);
    } else {
        assert_string_equal(type, "ship");
    }
}

static void take_decision(struct sums *sums, const json_t *facts)
{
    struct complaint *complaint = find_complaint(sums, text_of(facts, "complaint"));
    const char *outcome = text_of(facts, "outcome");
    if (strcmp(complaint->state, "open") != 0) {
        fail_msg("complaint %s is decided twice", complaint->id);
    }
    complaint->deal->disputed -= complaint->amount;
    if (strcmp(outcome, "dismiss") == 0) {
        complaint->deal->released += complaint->amount;
        complaint->state = "dismissed";
        return;
    }
    complaint->deal->returned += complaint->amount;
    complaint->state = strcmp(outcome, "refund") == 0 ? "refunded" : "awarded";
    if (strcmp(outcome, "award") == 0) {
        int64_t award = 3 * complaint->deal->price;
        complaint->award = award < AWARD_MINIMUM ? AWARD_MINIMUM : award;
    }
}

static void take_match(struct sums *sums, const json_t *facts)
{
    const char *item = text_of(facts, "item");
    int64_t amount = int_of(facts, "amount");
    sums->matches++;
    sums->suspense -= amount;
    if (strncmp(item, "deal:", 5) == 0) {
        find_deal(sums, item + 5)->funded += amount;
    } else if (strncmp(item, "available:S-", 12) == 0) {
        sums->sellers[number_of(item)] += amount;
    } else {
        assert_int_equal(strncmp(item, "available:B-", 12), 0);
        sums->buyers[number_of(item)] += amount;
    }
}

/* Whether the import knew what it pays is its word; the rest follows. */
static void take_bank_line(struct sums *sums, const struct many_event *event)
{
    struct many_bank_line line = many_bank_line(number_of(text_of(event->body, "bank_reference")));
    bool is_matched =
        many_ask(sums->books->store,
                 "SELECT CASE ground WHEN 'its reference and the exact amount' THEN 1 ELSE 0 END"
                 " FROM line WHERE reference = $1",
                 text_of(event->body, "bank_reference")) == 1;
    sums->bank += line.amount_minor;
    sums->bank_lines++;
    sums->matches += is_matched;
    if (line.pays == MANY_PAYS_DEAL && is_matched) {
        char id[MANY_NAME_BYTES];
        (void)snprintf(id, sizeof id, "O-%d", line.what);
        find_deal(sums, id)->funded += line.amount_minor;
    } else if (line.pays == MANY_PAYS_PAYOUT) {
        assert_true(is_matched); /* nothing else of the load touches these */
        sums->paid[line.what] -= line.amount_minor;
    } else if (line.amount_minor > 0) {
        assert_false(is_matched && line.pays == MANY_PAYS_UNKNOWN);
        sums->suspense += line.amount_minor;
    }
}

static void take_event(struct sums *sums, const struct many_event *event)
{
    const json_t *facts = event->call == NULL ? NULL : event->call->facts;
    if (event->line != NULL) {
        take_line(sums, event);
    } else if (strcmp(event->verb, "line") == 0) {
        take_bank_line(sums, event);
    } else if (strcmp(event->verb, "freeze end") == 0) {
        sums->ended++;
        end_freeze(sums, event);
    } else if (event->call == NULL) {
        return; /* a default: see take_clocks */
    } else if (event->call->kind == MANY_PAYOUT) {
        add_payout(sums, number_of(text_of(facts, "party")), int_of(facts, "amount"));
    } else if (event->call->kind == MANY_RELEASE) {
        sums->deals[int_of(facts, "deal")].released += int_of(facts, "amount");
    } else if (event->call->kind == MANY_RETURN) {
        sums->deals[int_of(facts, "deal")].returned += int_of(facts, "amount");
    } else if (event->call->kind == MANY_FREEZE) {
        add_freeze(sums, int_of(facts, "amount"));
        assert_int_equal(sums->freeze_count, strtoll(strchr(event->subject, ':') + 1, NULL, 10));
    } else if (event->call->kind == MANY_UNFREEZE) {
        sums->lifted++;
        end_freeze(sums, event);
    } else if (event->call->kind == MANY_COMPLAIN) {
        add_complaint(sums, strchr(event->subject, ':') + 1, sums->deals[int_of(facts, "deal")].id,
                      int_of(facts, "amount"));
    } else if (event->call->kind == MANY_DECIDE) {
        take_decision(sums, facts);
    } else if (event->call->kind == MANY_MATCH) {
        take_match(sums, facts);
    }
}

/* What was left of a deal of the first group went to the seller when its clock had run. */
static void take_clocks(struct sums *sums)
{
    for (size_t i = 0; i < sums->books->count; i++) {
        const struct many_event *event = &sums->books->events[i];
        if (strcmp(event->verb, "default") != 0) {
            continue;
        }
        int64_t hold = strtoll(strchr(event->subject, ':') + 1, NULL, 10);
        int deal = 0;
        while (deal < MANY_GROUP && sums->books->base->holds[deal] != hold) {
            deal++;
        }
        if (deal == MANY_GROUP) {
            fail_msg("event %" PRId64 ": %s was not due", event->number, event->subject);
        }
        struct deal *due = &sums->deals[deal];
        due->released = due->funded - due->returned - due->disputed;
    }
}

/* Comparing */

static void must_be(const struct sums *sums, const char *what, const char *argument,
                    const char *sql, int64_t expected)
{
    int64_t found = many_ask(sums->books->store, sql, argument);
    if (found != expected) {
        fail_msg("%s%s%s: the books say %" PRId64 ", and %" PRId64 " is what was asked for", what,
                 argument == NULL ? "" : " of ", argument == NULL ? "" : argument, found, expected);
    }
}

static void check_deals(const struct sums *sums)
{
    int64_t fees = 0;
    for (size_t i = 0; i < sums->deal_count; i++) {
        const struct deal *deal = &sums->deals[i];
        must_be(sums, "funded", deal->id, "SELECT funded_minor FROM deal WHERE id = $1",
                deal->funded);
        must_be(sums, "released", deal->id, "SELECT released_minor FROM deal WHERE id = $1",
                deal->released);
        must_be(sums, "returned", deal->id, "SELECT returned_minor FROM deal WHERE id = $1",
                deal->returned);
        must_be(sums, "disputed", deal->id,
                "SELECT coalesce(sum(balance_minor), 0) FROM account WHERE purpose = 'dispute'"
                " AND deal = $1",
                deal->disputed);
        must_be(sums, "held", deal->id,
                "SELECT balance_minor FROM account WHERE purpose = 'sale' AND deal = $1",
                deal->funded - deal->released - deal->returned - deal->disputed);
        fees += deal->fee * deal->released / deal->price;
    }
    must_be(sums, "fees", NULL,
            "SELECT balance_minor FROM account WHERE kind = 'available' AND name = 'PLATFORM'",
            fees);
    must_be(sums, "deals", NULL, "SELECT count(*) FROM deal", (int64_t)sums->deal_count);
}

static int64_t earned(const struct sums *sums, int seller)
{
    int64_t sum = sums->sellers[seller] - sums->paid[seller];
    for (size_t i = 0; i < sums->deal_count; i++) {
        const struct deal *deal = &sums->deals[i];
        if (deal->seller == seller) {
            sum += deal->released - deal->fee * deal->released / deal->price;
        }
    }
    return sum;
}

static void check_sellers(const struct sums *sums)
{
    for (int i = 0; i < MANY_SELLERS; i++) {
        char id[MANY_NAME_BYTES];
        (void)snprintf(id, sizeof id, "S-%d", i);
        must_be(sums, "money", id,
                "SELECT coalesce(sum(balance_minor), 0) FROM account WHERE kind = 'available'"
                " AND name = $1 OR payer = $1 AND purpose IN ('payout', 'freeze', 'bond', 'award')",
                earned(sums, i));
        must_be(sums, "payouts", id, "SELECT count(*) FROM payout WHERE party = $1",
                sums->payout_counts[i]);
        must_be(sums, "paid out", id,
                "SELECT CAST(sum(amount_minor) AS BIGINT) FROM payout WHERE party = $1",
                sums->payouts[i]);
        must_be(sums, "money on its way to the bank", id,
                "SELECT coalesce(sum(balance_minor), 0) FROM account WHERE purpose = 'payout'"
                " AND payer = $1",
                sums->payouts[i] - sums->paid[i]);
    }
}

static void check_buyers(const struct sums *sums)
{
    for (int i = 0; i < MANY_BUYERS; i++) {
        char id[MANY_NAME_BYTES];
        int64_t sum = sums->buyers[i];
        for (size_t j = 0; j < sums->deal_count; j++) {
            sum += sums->deals[j].buyer == i ? sums->deals[j].returned : 0;
        }
        (void)snprintf(id, sizeof id, "B-%d", i);
        must_be(sums, "money", id,
                "SELECT coalesce(sum(balance_minor), 0) FROM account WHERE kind = 'available'"
                " AND name = $1",
                sum);
    }
}

static void check_bank(const struct sums *sums)
{
    must_be(sums, "bank", NULL, "SELECT -balance_minor FROM account WHERE kind = 'bank'",
            sums->bank);
    must_be(sums, "lines", NULL, "SELECT count(*) FROM line", sums->bank_lines);
    must_be(sums, "matches", NULL, "SELECT count(*) FROM match", sums->matches);
    must_be(sums, "suspense", NULL,
            "SELECT coalesce(sum(balance_minor), 0) FROM account WHERE purpose = 'suspense'",
            sums->suspense);
    must_be(sums, "captured", NULL,
            "SELECT -balance_minor FROM account WHERE kind = 'transit' AND name = 'alipay'",
            sums->captured);
}

/* What the liens of an account have still to get. */
#define CLAIMED_BY(account)                                                                        \
    "coalesce((SELECT sum(l.cap_minor - l.taken_minor) FROM lien l WHERE l.is_closed = 0 AND "     \
    "l.beneficiary_id = " account "), 0)"

static void check_complaints(const struct sums *sums)
{
    must_be(sums, "complaints", NULL, "SELECT count(*) FROM complaint",
            (int64_t)sums->complaint_count);
    for (size_t i = 0; i < sums->complaint_count; i++) {
        const struct complaint *complaint = &sums->complaints[i];
        must_be(sums, complaint->state, complaint->id,
                mem_printf(sums->books->world->mem,
                           "SELECT count(*) FROM complaint WHERE id = $1 AND state = '%s'",
                           complaint->state),
                1);
        must_be(sums, "award", complaint->id,
                "SELECT coalesce(award_minor, 0) FROM complaint WHERE id = $1", complaint->award);
        must_be(sums, "award, there and still claimed,", complaint->id,
                "SELECT coalesce(sum(a.balance_minor + " CLAIMED_BY(
                    "a.id") "), 0) FROM complaint c"
                            " JOIN account a ON a.id = c.award_hold_id WHERE c.id = $1",
                complaint->award);
    }
}

static void check_freezes(const struct sums *sums)
{
    must_be(sums, "freezes", NULL, "SELECT count(*) FROM \"freeze\"", (int64_t)sums->freeze_count);
    must_be(sums, "lifted freezes", NULL,
            "SELECT count(*) FROM \"freeze\" WHERE lifted_us IS NOT NULL", sums->lifted);
    must_be(sums, "ended freezes", NULL,
            "SELECT count(*) FROM \"freeze\" WHERE lifted_us IS NULL AND is_ended = 1",
            sums->ended);
    assert_true(sums->ended == 0 || sums->ended == MANY_ENDED);
    for (size_t i = 0; i < sums->freeze_count; i++) {
        const struct freeze *freeze = &sums->freezes[i];
        char id[MANY_NAME_BYTES];
        (void)snprintf(id, sizeof id, "%" PRId64, freeze->id);
        must_be(sums, "frozen, there and still claimed,", id,
                "SELECT coalesce(sum(a.balance_minor + " CLAIMED_BY(
                    "a.id") "), 0) FROM \"freeze\" f"
                            " JOIN account a ON a.id = f.hold_id WHERE f.id = CAST($1 AS BIGINT)",
                freeze->is_over ? 0 : freeze->amount);
    }
}

void many_books_add_up(const struct many_books *books)
{
    void *mem = mem_context(books->world->mem, "sums");
    struct sums sums = {.books = books};
    size_t most = MANY_DEALS + MANY_SELLERS + MANY_COMPLAINTS + books->count;
    sums.deals = MEM_ARRAY(mem, struct deal, most);
    sums.complaints = MEM_ARRAY(mem, struct complaint, most);
    sums.freezes = MEM_ARRAY(mem, struct freeze, MANY_FREEZES + books->count);
    begin(&sums, mem);
    for (size_t i = 0; i < books->count; i++) {
        take_event(&sums, &books->events[i]);
    }
    take_clocks(&sums);
    check_deals(&sums);
    check_sellers(&sums);
    check_buyers(&sums);
    check_bank(&sums);
    check_complaints(&sums);
    check_freezes(&sums);
    mem_free(mem);
}
