#include "model/account.h"

#include "model/mem.h"
#include "model/query.h"
#include "model/text.h"

#include <assert.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <uthash.h>

static const char *const KINDS[] = {"bank", "transit", "available", "hold"};
static const char *const PURPOSES[] = {NULL,      "sale",    "dispute", "bond",
                                       "award",   "freeze",  "payout",  "suspense",
                                       "reserve", "prepaid", "group",   "claim"};
static const char *const DOORS[] = {NULL, "payer", "payee", "escalate"};
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* An account as the transaction knows it. */
struct entry {
    struct account account;      /* first, so that the public pointer is the entry's */
    char *label;                 /* of those found by name: "available S-0001 CNY" */
    char number[TEXT_INT_BYTES]; /* a new hold's name */
    bool is_dirty;
    bool is_passing;
    UT_hash_handle by_id, by_label;
};

/* A name of which all accounts are kept, in whatever currency; ids are of those that were there. */
struct known {
    char *name; /* "available S-0001" */
    int64_t *ids;
    size_t count;
    UT_hash_handle hh;
};

/* Everything fetched so far. Written at flush: the balances and clocks that changed. */
struct cache {
    void *memory;
    struct entry *ids, *labels;
    struct known *known;
    int64_t next_id;    /* 0: not looked up yet */
    int64_t settled_id; /* those below it are stored */
};

static enum status flush(struct book *book, void *state, struct error *err);
static const struct book_part CACHE = {"accounts", sizeof(struct cache), flush};

/* The tables are memory of uthash's own. */
static void clear(void *object)
{
    struct cache *cache = object;
    HASH_CLEAR(by_id, cache->ids);
    HASH_CLEAR(by_label, cache->labels);
    HASH_CLEAR(hh, cache->known);
}

static struct cache *cache_of(struct book *book)
{
    struct cache *cache = book_part(book, &CACHE);
    if (!cache->memory) {
        cache->memory = mem_context(cache, "accounts");
        mem_on_free(cache, clear);
    }
    return cache;
}

static int index_of(const char *const *names, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (names[i] && strcmp(names[i], name) == 0) {
            return (int)i;
        }
    }
    return -1;
}

const char *account_kind_name(enum account_kind kind)
{
    return KINDS[kind];
}

const char *purpose_name(enum purpose purpose)
{
    return PURPOSES[purpose];
}

const char *door_name(enum door door)
{
    return DOORS[door];
}

char *account_label(const struct account *account, char *buffer)
{
    snprintf(buffer, ACCOUNT_LABEL_BYTES, "%s:%s", KINDS[account->kind], account->name);
    return buffer;
}

static const char *keep(struct entry *entry, const char *text)
{
    return text ? mem_strdup(entry, text) : NULL;
}

#define ACCOUNT_COLUMNS                                                                            \
    "id, kind, name, party, currency, balance_minor, opened_event, purpose, door, due_us, deal,"   \
    " payer, payee, parent, root, is_between_two, is_collected"

static struct entry *add_row(struct book *book, const struct stmt *q)
{
    struct cache *cache = cache_of(book);
    struct entry *entry = MEM_NEW(cache->memory, struct entry);
    struct account *account = &entry->account;
    book_keep(book, 1);
    account->id = stmt_int(q, 0);
    account->kind = (enum account_kind)index_of(KINDS, COUNT(KINDS), stmt_text(q, 1));
    account->name = keep(entry, stmt_text(q, 2));
    account->party = keep(entry, stmt_text(q, 3));
    snprintf(account->currency, sizeof account->currency, "%s", stmt_text(q, 4));
    account->balance_minor = stmt_int(q, 5);
    account->opened_event = stmt_int(q, 6);
    account->due_us = TIME_NONE;
    if (account->kind == ACCOUNT_HOLD) {
        account->purpose = (enum purpose)index_of(PURPOSES, COUNT(PURPOSES), stmt_text(q, 7));
        account->door = (enum door)index_of(DOORS, COUNT(DOORS), stmt_text(q, 8));
        account->due_us = stmt_is_null(q, 9) ? TIME_NONE : stmt_int(q, 9);
        account->deal = keep(entry, stmt_text(q, 10));
        account->payer = keep(entry, stmt_text(q, 11));
        account->payee = keep(entry, stmt_text(q, 12));
        account->parent = stmt_int(q, 13);
        account->root = stmt_is_null(q, 14) ? account->id : stmt_int(q, 14);
        account->is_between_two = !stmt_is_null(q, 15);
        account->is_collected = !stmt_is_null(q, 16);
    }
    HASH_ADD(by_id, cache->ids, account.id, sizeof account->id, entry);
    return entry;
}

static void add_label(struct cache *cache, struct entry *entry)
{
    const struct account *account = &entry->account;
    entry->label =
        mem_printf(entry, "%s %s %s", KINDS[account->kind], account->name, account->currency);
    HASH_ADD_KEYPTR(by_label, cache->labels, entry->label, strlen(entry->label), entry);
}

static struct entry *find_id(struct book *book, int64_t id)
{
    struct entry *entry;
    HASH_FIND(by_id, cache_of(book)->ids, &id, sizeof id, entry);
    return entry;
}

/* The row's account, which may be known already, and better than the row has it. */
static struct entry *entry_of_row(struct book *book, const struct stmt *q)
{
    struct entry *entry = find_id(book, stmt_int(q, 0));
    entry = entry ? entry : add_row(book, q);
    if (entry->account.kind != ACCOUNT_HOLD && !entry->label) {
        add_label(cache_of(book), entry);
    }
    return entry;
}

enum status account_by_id(struct book *book, int64_t id, struct account **out, struct error *err)
{
    struct entry *entry = find_id(book, id);
    if (entry) {
        *out = &entry->account;
        return STATUS_OK;
    }
    struct stmt *q;
    bool has_row = false;
    const char *sql = "SELECT " ACCOUNT_COLUMNS " FROM account WHERE id = $1";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, id);
    status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK && has_row) {
        entry = entry_of_row(book, q);
    }
    stmt_reset(q);
    if (status != STATUS_OK) {
        return status;
    }
    if (!entry) {
        return error_set(err, STATUS_NOT_FOUND, "there is no account number %lld", (long long)id);
    }
    *out = &entry->account;
    return STATUS_OK;
}

static struct known *find_known(struct book *book, enum account_kind kind, const char *name)
{
    struct cache *cache = cache_of(book);
    struct known *known = NULL;
    if (cache->known) {
        char *key = mem_printf(NULL, "%s %s", KINDS[kind], name);
        HASH_FIND_STR(cache->known, key, known);
        mem_free(key);
    }
    return known;
}

static void add_known(struct book *book, enum account_kind kind, const char *name)
{
    struct cache *cache = cache_of(book);
    struct known *known = MEM_NEW(cache->memory, struct known);
    known->name = mem_printf(known, "%s %s", KINDS[kind], name);
    HASH_ADD_KEYPTR(hh, cache->known, known->name, strlen(known->name), known);
    book_keep(book, 1);
}

/* *out is NULL where there is none. */
static enum status look_up(struct book *book, enum account_kind kind, const char *name,
                           const char *currency, struct entry **out, struct error *err)
{
    struct cache *cache = cache_of(book);
    char label[ACCOUNT_LABEL_BYTES];
    *out = NULL;
    if (strlen(name) > TEXT_ID_BYTES_MAX) {
        return STATUS_OK; /* longer than any identifier that was accepted */
    }
    char *end = stpcpy(stpcpy(stpcpy(label, KINDS[kind]), " "), name);
    end = stpcpy(stpcpy(end, " "), currency);
    HASH_FIND(by_label, cache->labels, label, (size_t)(end - label), *out);
    if (*out || find_known(book, kind, name)) {
        return STATUS_OK;
    }
    struct stmt *q;
    bool has_row = false;
    const char *sql = "SELECT " ACCOUNT_COLUMNS " FROM account"
                      " WHERE kind = $1 AND name = $2 AND currency = $3 AND kind <> 'hold'";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, KINDS[kind]);
    stmt_bind_text(q, 2, name);
    stmt_bind_text(q, 3, currency);
    status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK && has_row) {
        *out = entry_of_row(book, q);
    }
    stmt_reset(q);
    return status;
}

enum status account_find(struct book *book, enum account_kind kind, const char *name,
                         const char *currency, struct account **out, struct error *err)
{
    struct entry *entry;
    enum status status = look_up(book, kind, name, currency, &entry, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (!entry || entry->account.is_new) {
        return error_set(err, STATUS_NOT_FOUND, "there is no account %s:%s in %s", KINDS[kind],
                         name, currency);
    }
    *out = &entry->account;
    return STATUS_OK;
}

static enum status take_row(void *state, const struct stmt *q, struct error *err)
{
    const struct account *account = &entry_of_row(state, q)->account;
    struct known *known = find_known(state, account->kind, account->name);
    (void)err;
    if (known) {
        known->ids = MEM_GROW(known, known->ids, int64_t, known->count + 1);
        known->ids[known->count++] = account->id;
    }
    return STATUS_OK;
}

enum status account_foresee(struct book *book, const struct id_list *ids, struct error *err)
{
    struct id_list unknown = {0};
    void *mem = mem_context(NULL, "accounts");
    for (size_t i = 0; i < ids->count; i++) {
        if (!find_id(book, strtoll(ids->items[i], NULL, 10))) {
            id_list_add(mem, &unknown, ids->items[i]);
        }
    }
    enum status status = query_many(book,
                                    "SELECT " ACCOUNT_COLUMNS " FROM account WHERE id IN"
                                    " (SELECT CAST(value AS BIGINT) FROM json_each($1))",
                                    &unknown, NULL, take_row, err);
    mem_free(mem);
    return status;
}

enum status account_foresee_names(struct book *book, enum account_kind kind,
                                  const struct id_list *names, struct error *err)
{
    struct id_list unknown = {0};
    void *mem = mem_context(NULL, "accounts");
    for (size_t i = 0; i < names->count; i++) {
        if (!find_known(book, kind, names->items[i])) {
            add_known(book, kind, names->items[i]);
            id_list_add(mem, &unknown, names->items[i]);
        }
    }
    enum status status = query_many(book,
                                    "SELECT " ACCOUNT_COLUMNS " FROM account WHERE kind = $2 AND"
                                    " kind <> 'hold' AND name IN (SELECT value FROM json_each($1))",
                                    &unknown, KINDS[kind], take_row, err);
    mem_free(mem);
    return status;
}

void account_list_named(struct book *book, void *mem, enum account_kind kind, const char *name,
                        struct id_list *out)
{
    const struct known *known = find_known(book, kind, name);
    for (size_t i = 0; known && i < known->count; i++) {
        id_list_add_int(mem, out, known->ids[i]);
    }
}

static enum status next_id(struct book *book, struct cache *cache, int64_t *out, struct error *err)
{
    const struct book_stand *stand = book_stand(book);
    int64_t last = stand ? stand->account : 0;
    if (!cache->next_id && !stand) {
        const char *sql = "SELECT coalesce(max(id), 0) FROM account";
        enum status status = query_int(book, sql, NULL, NULL, 0, &last, err);
        if (status != STATUS_OK) {
            return status;
        }
    }
    if (!cache->next_id) {
        cache->next_id = last + 1;
        cache->settled_id = last + 1;
    }
    *out = cache->next_id++;
    return STATUS_OK;
}

static enum status new_entry(struct book *book, enum account_kind kind, const char *currency,
                             struct entry **out, struct error *err)
{
    struct cache *cache = cache_of(book);
    int64_t id;
    enum status status = next_id(book, cache, &id, err);
    if (status != STATUS_OK) {
        return status;
    }
    struct entry *entry = MEM_NEW(cache->memory, struct entry);
    entry->account.is_new = true;
    entry->account.is_fresh = true;
    entry->account.id = id;
    entry->account.kind = kind;
    entry->account.due_us = TIME_NONE;
    memcpy(entry->account.currency, currency,
           strnlen(currency, sizeof entry->account.currency - 1));
    HASH_ADD(by_id, cache->ids, account.id, sizeof id, entry);
    book_keep(book, 1);
    *out = entry;
    return STATUS_OK;
}

enum status account_obtain(struct book *book, enum account_kind kind, const char *name,
                           const char *currency, const char *party, struct account **out,
                           struct error *err)
{
    assert(kind != ACCOUNT_HOLD);
    struct entry *entry;
    enum status status = look_up(book, kind, name, currency, &entry, err);
    if (status == STATUS_OK && !entry) {
        status = new_entry(book, kind, currency, &entry, err);
        if (status != STATUS_OK) {
            return status;
        }
        entry->account.name = keep(entry, name);
        entry->account.party = keep(entry, party);
        add_label(cache_of(book), entry);
    }
    if (status == STATUS_OK) {
        *out = &entry->account;
    }
    return status;
}

enum status account_hold(struct book *book, const char *id, struct account **out, struct error *err)
{
    int64_t number;
    const char *digits = strncmp(id, "hold:", 5) == 0 ? id + 5 : id;
    if (!text_to_int(digits, &number)) {
        return error_set(err, STATUS_INVALID, "'%s' is no hold such as hold:42", id);
    }
    enum status status = account_by_id(book, number, out, err);
    if (status == STATUS_NOT_FOUND || (status == STATUS_OK && (*out)->kind != ACCOUNT_HOLD)) {
        return error_set(err, STATUS_NOT_FOUND, "there is no hold:%lld", (long long)number);
    }
    return status;
}

enum status account_new_hold(struct book *book, const struct hold_terms *terms,
                             struct account **out, struct error *err)
{
    struct entry *entry;
    enum status status = new_entry(book, ACCOUNT_HOLD, terms->currency, &entry, err);
    if (status != STATUS_OK) {
        return status;
    }
    struct account *hold = &entry->account;
    (void)text_of_int(hold->id, entry->number);
    hold->name = entry->number;
    hold->purpose = terms->purpose;
    hold->door = terms->door;
    hold->due_us = terms->due_us;
    hold->deal = keep(entry, terms->deal);
    hold->payer = keep(entry, terms->payer);
    hold->payee = keep(entry, terms->payee);
    hold->parent = terms->parent ? terms->parent->id : 0;
    hold->root = terms->parent ? terms->parent->root : hold->id;
    hold->is_between_two = terms->is_between_two;
    hold->is_collected = terms->is_collected;
    *out = hold;
    return STATUS_OK;
}

struct account *account_copy(void *mem, const struct account *account)
{
    struct account *copy = MEM_NEW(mem, struct account);
    const char **texts[] = {&copy->name, &copy->party, &copy->deal, &copy->payer, &copy->payee};
    *copy = *account;
    for (size_t i = 0; i < COUNT(texts); i++) {
        *texts[i] = *texts[i] ? mem_strdup(copy, *texts[i]) : NULL;
    }
    return copy;
}

static struct entry *entry_of(struct account *account)
{
    return (struct entry *)account;
}

enum status account_insert(struct book *book, struct account *account, int64_t event,
                           struct error *err)
{
    struct stmt *q;
    /* In the order of the table, so that no column has to be moved about. */
    const char *sql =
        "INSERT INTO account (id, book_id, kind, name, party, currency, balance_minor,"
        " opened_event, purpose, deal, payer, payee, door, due_us, parent, root, is_between_two,"
        " is_collected)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,"
        " $18)";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    account->opened_event = event;
    stmt_bind_int(q, 1, account->id);
    stmt_bind_int(q, 2, book_id(book));
    stmt_bind_text(q, 3, KINDS[account->kind]);
    stmt_bind_text(q, 4, account->name);
    stmt_bind_text(q, 5, account->party);
    stmt_bind_text(q, 6, account->currency);
    stmt_bind_int(q, 7, account->balance_minor);
    stmt_bind_int(q, 8, event);
    stmt_bind_text(q, 9, PURPOSES[account->purpose]);
    stmt_bind_text(q, 10, account->deal);
    stmt_bind_text(q, 11, account->payer);
    stmt_bind_text(q, 12, account->payee);
    stmt_bind_text(q, 13, DOORS[account->door]);
    stmt_bind_optional(q, 14, account->due_us != TIME_NONE, account->due_us);
    stmt_bind_optional(q, 15, account->parent, account->parent);
    stmt_bind_optional(q, 16, account->kind == ACCOUNT_HOLD, account->root);
    stmt_bind_optional(q, 17, account->is_between_two, 1);
    stmt_bind_optional(q, 18, account->is_collected, 1);
    status = stmt_queue(q, err);
    if (status == STATUS_OK) {
        account->is_new = false;
        entry_of(account)->is_dirty = false; /* it went in as it is now */
    }
    return status;
}

void account_touch(struct account *account)
{
    entry_of(account)->is_dirty = true;
}

static enum status update(struct book *book, struct entry *entry, struct error *err)
{
    struct stmt *q;
    const struct account *account = &entry->account;
    const char *sql = "UPDATE account SET balance_minor = $1, door = $2, due_us = $3 WHERE id = $4";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, account->balance_minor);
    stmt_bind_text(q, 2, DOORS[account->door]);
    stmt_bind_optional(q, 3, account->due_us != TIME_NONE, account->due_us);
    stmt_bind_int(q, 4, account->id);
    status = stmt_queue(q, err);
    if (status == STATUS_OK) {
        entry->is_dirty = false;
    }
    return status;
}

static enum status flush(struct book *book, void *state, struct error *err)
{
    struct cache *cache = state;
    enum status status = STATUS_OK;
    for (struct entry *e = cache->ids; e && status == STATUS_OK; e = e->by_id.next) {
        if (e->is_dirty) {
            status = update(book, e, err);
        }
    }
    return status;
}

void account_pass(struct account *account)
{
    entry_of(account)->is_passing = true;
}

static void forget(struct book *book, struct cache *cache, struct entry *entry)
{
    HASH_DELETE(by_id, cache->ids, entry);
    if (entry->label) {
        HASH_DELETE(by_label, cache->labels, entry);
    }
    book_drop(book, 1);
    mem_free(entry);
}

void account_forget_holds(struct book *book, enum purpose purpose)
{
    struct cache *cache = cache_of(book);
    struct entry *entry, *next;
    HASH_ITER(by_id, cache->ids, entry, next)
    {
        if (entry->account.kind == ACCOUNT_HOLD && entry->account.purpose == purpose) {
            assert(!entry->is_dirty && !entry->account.is_new);
            forget(book, cache, entry);
        }
    }
}

/* What the last operation made and did not store (it was refused, or moved nothing there) never
 * was: its number is given again, so that accounts are numbered alike however work is cut into
 * transactions. */
void account_forget_unstored(struct book *book)
{
    struct cache *cache = cache_of(book);
    int64_t next_id = cache->settled_id;
    for (int64_t id = cache->settled_id; id < cache->next_id; id++) {
        struct entry *entry;
        HASH_FIND(by_id, cache->ids, &id, sizeof id, entry);
        bool is_stored = !entry->account.is_new;
        next_id = is_stored ? id + 1 : next_id;
        if (!is_stored || (entry->is_passing && !entry->is_dirty)) {
            forget(book, cache, entry);
        }
    }
    cache->next_id = next_id;
    cache->settled_id = next_id;
}
