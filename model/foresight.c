#include "model/foresight.h"

#include "model/advance.h"
#include "model/bond.h"
#include "model/campaign_row.h"
#include "model/chargeback.h"
#include "model/complaint.h"
#include "model/conversion.h"
#include "model/deal_row.h"
#include "model/event_key.h"
#include "model/expect.h"
#include "model/insurance.h"
#include "model/item_row.h"
#include "model/lien.h"
#include "model/mask.h"
#include "model/mem.h"
#include "model/parcel.h"
#include "model/party.h"
#include "model/payout.h"
#include "model/tariff.h"
#include "model/way.h"

#include <assert.h>
#include <string.h>

#include <uthash.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define ROWS_AN_EVENT 10 /* that its answers may be, all in all */

struct want {
    size_t event;
    enum foresight_kind kind;
    const char *id;
};

struct foresight {
    const char *source;
    struct id_list keys;
    const char **bodies;
    size_t body_room;
    struct want *wants;
    size_t want_count, want_room;
};

/* The parties of a deal that the batch orders. */
struct order {
    const char *deal, *buyer, *seller;
    UT_hash_handle hh;
};

/* What is wanted of events that are not known, by what it is. */
struct wanted {
    void *mem;
    struct id_list of[FORESIGHT_KINDS];
    struct id_list deals, parties, providers;
    struct id_list holds, bearers; /* numbers of accounts */
    struct id_list campaigns;
    struct id_list payouts;   /* by the numbers of their holds */
    struct id_list parcels;   /* by their deals */
    struct id_list available; /* parties whose money is touched */
    struct id_list credited;  /* and those whose liens are served then */
    struct id_list masked;    /* parties that measures may hinder */
    struct order *orders;
};

static const enum foresight_kind DEAL_KINDS[] = {FORESEE_ORDER,    FORESEE_DEAL,    FORESEE_RELEASE,
                                                 FORESEE_RETURN,   FORESEE_DISPUTE, FORESEE_PARCEL,
                                                 FORESEE_SECURITY, FORESEE_RECOURSE};

struct foresight *foresight_new(void *mem, const char *source)
{
    struct foresight *foresight = MEM_NEW(mem, struct foresight);
    foresight->source = source;
    return foresight;
}

void foresight_event(struct foresight *foresight, const char *key, const char *body)
{
    if (foresight->keys.count == foresight->body_room) {
        foresight->body_room = foresight->body_room > 0 ? 2 * foresight->body_room : 64;
        foresight->bodies =
            MEM_GROW(foresight, foresight->bodies, const char *, foresight->body_room);
    }
    foresight->bodies[foresight->keys.count] = body;
    id_list_add(foresight, &foresight->keys, key);
}

void foresight_want(struct foresight *foresight, enum foresight_kind kind, const char *id)
{
    if (kind == FORESEE_NOTHING || id == NULL) {
        return;
    }
    if (foresight->want_count == foresight->want_room) {
        foresight->want_room = foresight->want_room > 0 ? 2 * foresight->want_room : 64;
        foresight->wants = MEM_GROW(foresight, foresight->wants, struct want, foresight->want_room);
    }
    foresight->wants[foresight->want_count++] =
        (struct want){.event = foresight->keys.count - 1, .kind = kind, .id = id};
}

/* Which events are known, and what the others want. */
static enum status sort_wants(const struct foresight *foresight, struct book *book,
                              struct wanted *wanted, struct error *err)
{
    enum status status = STATUS_OK;
    if (foresight->source != NULL) {
        status =
            event_key_foresee(book, foresight->source, &foresight->keys, foresight->bodies, err);
    }
    for (size_t i = 0; i < foresight->want_count && status == STATUS_OK; i++) {
        const struct want *want = &foresight->wants[i];
        const char *key = foresight->keys.items[want->event];
        if (foresight->source == NULL || !event_key_is_known(book, foresight->source, key)) {
            id_list_add(wanted->mem, &wanted->of[want->kind], want->id);
        }
    }
    return status;
}

static void add_all(struct wanted *wanted, struct id_list *to, enum foresight_kind kind)
{
    const struct id_list *from = &wanted->of[kind];
    for (size_t i = 0; i < from->count; i++) {
        id_list_add(wanted->mem, to, from->items[i]);
    }
}

static void want_money_of(struct wanted *wanted, const char *party)
{
    if (party != NULL) {
        id_list_add(wanted->mem, &wanted->available, mem_strdup(wanted->mem, party));
        id_list_add(wanted->mem, &wanted->credited, mem_strdup(wanted->mem, party));
    }
}

/* What a hold that was asked for goes to when nobody acts. */
static void want_of_hold(struct wanted *wanted, struct book *book, const char *id)
{
    void *mem = wanted->mem;
    struct account *hold;
    struct error none;
    if (account_hold(book, id, &hold, &none) != STATUS_OK) {
        return;
    }
    want_money_of(wanted, hold->door == DOOR_PAYEE ? hold->payee : hold->payer);
    if (hold->door == DOOR_PAYEE || hold->deal != NULL) {
        id_list_add_int(mem, &wanted->bearers, hold->root);
    }
    if (hold->deal != NULL) {
        id_list_add(mem, &wanted->deals, mem_strdup(mem, hold->deal));
        want_money_of(wanted, book_platform(book)); /* its fee */
    }
    if (hold->is_collected) {
        id_list_add(mem, &wanted->parcels, mem_strdup(mem, hold->deal));
    }
    if (hold->purpose == PURPOSE_PAYOUT) {
        id_list_add(mem, &wanted->payouts, id);
    }
}

/* The deals that the batch itself orders. */
static void add_orders(struct wanted *wanted)
{
    const struct id_list *deals = &wanted->of[FORESEE_ORDER];
    const struct id_list *buyers = &wanted->of[FORESEE_BUYER];
    const struct id_list *sellers = &wanted->of[FORESEE_SELLER];
    assert(deals->count == buyers->count && deals->count == sellers->count);
    for (size_t i = 0; i < deals->count; i++) {
        struct order *order = NULL;
        HASH_FIND_STR(wanted->orders, deals->items[i], order);
        if (order == NULL) {
            order = MEM_NEW(wanted->mem, struct order);
            order->deal = deals->items[i];
            order->buyer = buyers->items[i];
            order->seller = sellers->items[i];
            HASH_ADD_KEYPTR(hh, wanted->orders, order->deal, strlen(order->deal), order);
        }
    }
}

/* What a deal that is there, or that the batch orders before, is going to be touched with. */
static void want_of_deal(struct wanted *wanted, struct book *book, enum foresight_kind kind,
                         const char *id)
{
    void *mem = wanted->mem;
    const struct deal *deal;
    struct order *order = NULL;
    struct error none;
    bool is_there = deal_find(book, id, &deal, &none) == STATUS_OK; /* it was asked for */
    HASH_FIND_STR(wanted->orders, id, order);
    if (is_there) {
        id_list_add_int(mem, &wanted->holds, deal->hold_id);
    }
    if (is_there && deal->campaign != NULL) {
        id_list_add(mem, &wanted->campaigns, mem_strdup(mem, deal->campaign));
    }
    if (!is_there && order == NULL) {
        return;
    }
    if (is_there && way_of(deal->mode)->is_collected) {
        id_list_add(mem, &wanted->parcels, id);
        id_list_add_int(mem, &wanted->bearers, deal->hold_id);
    }
    const char *buyer = is_there ? deal->buyer : order->buyer;
    const char *seller = is_there ? deal->seller : order->seller;
    if (kind == FORESEE_RECOURSE) {
        id_list_add(mem, &wanted->of[FORESEE_BOND], seller);
        id_list_add(mem, &wanted->available, seller);
        id_list_add(mem, &wanted->available, buyer);
    } else if (kind == FORESEE_DISPUTE) {
        id_list_add(mem, &wanted->of[FORESEE_BOND], seller);
        id_list_add(mem, &wanted->parties, seller); /* which may be leaving */
    } else if (kind == FORESEE_RETURN) {
        id_list_add(mem, &wanted->available, buyer);
    } else if (kind == FORESEE_RELEASE || kind == FORESEE_SECURITY) {
        id_list_add(mem, &wanted->available, seller);
        id_list_add(mem, &wanted->credited, seller);
    }
    bool is_moved = kind == FORESEE_RELEASE || kind == FORESEE_RETURN || kind == FORESEE_SECURITY ||
                    kind == FORESEE_RECOURSE;
    if (is_moved && is_there) {
        id_list_add_int(mem, &wanted->bearers, deal->hold_id);
    }
    if (kind == FORESEE_SECURITY) {
        id_list_add(mem, &wanted->masked, seller);
    }
    if (is_moved) {
        id_list_add(mem, &wanted->parties, buyer);
        id_list_add(mem, &wanted->parties, seller);
    }
}

static void add_party(struct wanted *wanted, const char *party)
{
    if (party != NULL) {
        id_list_add(wanted->mem, &wanted->parties, party);
    }
}

static void want_of_deals(struct wanted *wanted, struct book *book)
{
    bool is_any = false;
    add_orders(wanted);
    for (size_t i = 0; i < COUNT(DEAL_KINDS); i++) {
        const struct id_list *deals = &wanted->of[DEAL_KINDS[i]];
        is_any = is_any || deals->count > 0;
        for (size_t j = 0; j < deals->count && DEAL_KINDS[i] != FORESEE_ORDER; j++) {
            want_of_deal(wanted, book, DEAL_KINDS[i], deals->items[j]);
        }
    }
    if (is_any) {
        want_money_of(wanted, book_platform(book)); /* its fees */
    }
    if (wanted->of[FORESEE_ORDER].count > 0) {
        add_party(wanted, book_platform(book)); /* of whose groups a seller may be */
        add_party(wanted, book_custodian(book));
    }
    HASH_CLEAR(hh, wanted->orders);
}

static void want_of_items(struct wanted *wanted, struct book *book)
{
    const struct id_list *receipts = &wanted->of[FORESEE_RECEIPT];
    const struct id_list *batches = &wanted->of[FORESEE_SETTLEMENT];
    const struct id_list *payouts = &wanted->of[FORESEE_PAID];
    const struct item_row *row;
    for (size_t i = 0; i < receipts->count; i++) {
        row = item_row_known(book, ITEM_EXPECT, receipts->items[i]);
        if (row != NULL && strcmp(row->purpose, "bond") == 0) {
            id_list_add(wanted->mem, &wanted->of[FORESEE_BOND], row->party);
            id_list_add(wanted->mem, &wanted->parties, row->party);
        } else if (row != NULL) {
            want_money_of(wanted, row->party);
        }
    }
    for (size_t i = 0; i < batches->count; i++) {
        row = item_row_known(book, ITEM_BATCH, batches->items[i]);
        if (row != NULL) {
            id_list_add(wanted->mem, &wanted->providers, row->party);
        }
        if (row != NULL && row->chargebacks_minor > 0) {
            id_list_add(wanted->mem, &wanted->available, row->party);
        }
    }
    for (size_t i = 0; i < payouts->count; i++) {
        row = item_row_known(book, ITEM_PAYOUT, payouts->items[i]);
        if (row != NULL) {
            id_list_add_int(wanted->mem, &wanted->holds, row->hold_id);
        }
    }
    if (batches->count > 0) {
        want_money_of(wanted, book_platform(book));
    }
}

/* One question, put off or at once. */
struct question {
    enum status (*ask)(struct book *book, const struct id_list *ids, struct error *err);
    const struct id_list *ids;
};

static enum status ask_available(struct book *book, const struct id_list *ids, struct error *err)
{
    return account_foresee_names(book, ACCOUNT_AVAILABLE, ids, err);
}

static enum status ask_transit(struct book *book, const struct id_list *ids, struct error *err)
{
    return account_foresee_names(book, ACCOUNT_TRANSIT, ids, err);
}

static enum status ask_banks(struct book *book, const struct id_list *ids, struct error *err)
{
    return account_foresee_names(book, ACCOUNT_BANK, ids, err);
}

static enum status ask_expected(struct book *book, const struct id_list *ids, struct error *err)
{
    return item_row_foresee(book, ITEM_EXPECT, ids, err);
}

static enum status ask_batches(struct book *book, const struct id_list *ids, struct error *err)
{
    return item_row_foresee(book, ITEM_BATCH, ids, err);
}

static enum status ask_payouts(struct book *book, const struct id_list *ids, struct error *err)
{
    return item_row_foresee(book, ITEM_PAYOUT, ids, err);
}

/* All of them in one round trip. */
static enum status ask_together(struct book *book, const struct question *questions, size_t count,
                                struct error *err)
{
    enum status status = STATUS_OK;
    store_gather(book_store(book));
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        if (questions[i].ids->count > 0) {
            status = questions[i].ask(book, questions[i].ids, err);
        }
    }
    return store_answer_after(book_store(book), status, err);
}

/* What the events name. */
static enum status ask_named(struct wanted *wanted, struct book *book, struct error *err)
{
    for (size_t i = 0; i < COUNT(DEAL_KINDS); i++) {
        add_all(wanted, &wanted->deals, DEAL_KINDS[i]);
    }
    add_all(wanted, &wanted->of[FORESEE_OWNER], FORESEE_TRADER);
    add_all(wanted, &wanted->credited, FORESEE_TRADER);
    add_all(wanted, &wanted->parties, FORESEE_PARTY);
    add_all(wanted, &wanted->parties, FORESEE_BUYER);
    add_all(wanted, &wanted->parties, FORESEE_SELLER);
    add_all(wanted, &wanted->parties, FORESEE_OWNER);
    add_all(wanted, &wanted->parties, FORESEE_PROVIDER);
    add_all(wanted, &wanted->available, FORESEE_OWNER);
    add_all(wanted, &wanted->providers, FORESEE_PROVIDER);
    const struct question questions[] = {
        {deal_foresee, &wanted->deals},
        {parcel_foresee, &wanted->of[FORESEE_PARCEL]},
        {account_foresee, &wanted->of[FORESEE_DUE]},
        {party_foresee, &wanted->parties},
        {campaign_row_foresee, &wanted->of[FORESEE_CAMPAIGN]},
        {mask_foresee, &wanted->of[FORESEE_OWNER]},
        {tariff_foresee, &wanted->of[FORESEE_SELLER]},
        {ask_available, &wanted->available},
        {ask_transit, &wanted->providers},
        {ask_banks, &wanted->of[FORESEE_BANK]},
        {ask_expected, &wanted->of[FORESEE_RECEIPT]},
        {ask_batches, &wanted->of[FORESEE_SETTLEMENT]},
        {ask_payouts, &wanted->of[FORESEE_PAID]},
    };
    return ask_together(book, questions, COUNT(questions), err);
}

/* What that leads to. */
static enum status ask_led_to(struct wanted *wanted, struct book *book, struct error *err)
{
    const struct id_list *dues = &wanted->of[FORESEE_DUE];
    for (size_t i = 0; i < dues->count; i++) {
        want_of_hold(wanted, book, dues->items[i]);
    }
    want_of_deals(wanted, book);
    want_of_items(wanted, book);
    const struct question questions[] = {
        {deal_foresee, &wanted->deals},
        {account_foresee, &wanted->holds},
        {party_foresee, &wanted->parties},
        {ask_available, &wanted->available},
        {ask_transit, &wanted->providers},
        {item_row_foresee_holds, &wanted->payouts},
        {campaign_row_foresee, &wanted->campaigns},
        {parcel_foresee, &wanted->parcels},
        {mask_foresee, &wanted->masked},
    };
    enum status status = ask_together(book, questions, COUNT(questions), err);
    return status == STATUS_OK ? bond_foresee(book, &wanted->of[FORESEE_BOND], err) : status;
}

/* On the holds that are released, and on whom they are released to. */
static enum status ask_liens(struct wanted *wanted, struct book *book, struct error *err)
{
    for (size_t i = 0; i < wanted->credited.count; i++) {
        account_list_named(book, wanted->mem, ACCOUNT_AVAILABLE, wanted->credited.items[i],
                           &wanted->bearers);
    }
    return lien_foresee(book, &wanted->bearers, err);
}

static enum status ask_ids(struct wanted *wanted, struct book *book, struct error *err)
{
    static const struct {
        enum foresight_kind kind;
        const struct id_space *space;
    } spaces[] = {{FORESEE_PAYOUT, &payout_ids},        {FORESEE_EXPECT, &expect_ids},
                  {FORESEE_BATCH, &batch_ids},          {FORESEE_COMPLAINT, &complaint_ids},
                  {FORESEE_COVER, &cover_ids},          {FORESEE_CONVERSION, &conversion_ids},
                  {FORESEE_LAUNCH, &campaign_ids},      {FORESEE_ADVANCE, &advance_ids},
                  {FORESEE_CHARGEBACK, &chargeback_ids}};
    enum status status = STATUS_OK;
    for (size_t i = 0; i < COUNT(spaces) && status == STATUS_OK; i++) {
        status = query_foresee(book, spaces[i].space, &wanted->of[spaces[i].kind], err);
    }
    return status;
}

enum status foresight_ask(struct foresight *foresight, struct book *book, struct error *err)
{
    static enum status (*const questions[])(struct wanted * wanted, struct book * book,
                                            struct error * err) = {ask_named, ask_led_to, ask_liens,
                                                                   ask_ids};
    if (foresight->keys.count == 0) {
        return STATUS_OK;
    }
    struct wanted *wanted = MEM_NEW(foresight, struct wanted);
    wanted->mem = wanted;
    account_forget_unstored(book);
    enum status status = book_trim(book, ROWS_AN_EVENT * foresight->keys.count, err);
    if (status == STATUS_OK) {
        status = sort_wants(foresight, book, wanted, err);
    }
    for (size_t i = 0; i < COUNT(questions) && status == STATUS_OK; i++) {
        status = questions[i](wanted, book, err);
    }
    mem_free(wanted);
    return status;
}
