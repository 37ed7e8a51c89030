#include "model/book.h"

#include "model/letter.h"
#include "model/mem.h"
#include "model/policy_stored.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define BOOK_PARTS_MAX 24

struct book {
    struct store *store;
    struct clock clock;
    int64_t latest_us; /* of the last event known: time never goes back in the books */
    int64_t id;
    bool is_sandbox;
    unsigned roles;
    char *name;
    char *operator_login;
    char *platform;
    char *custodian;
    char *entity;               /* of the operator */
    bool has_interests;         /* of the operator */
    struct policy_set versions; /* of its policy */
    int64_t adopted;            /* of them, as the store says */
    struct letter_set letters;
    struct waiting waiting;
    int64_t patience_ms;        /* below 0: as long as the store waits for a writer */
    struct book_doubt appended; /* by the transaction under way, or the last one */
    bool is_in_doubt;           /* whether that one was kept */
    /* the transaction under way */
    bool is_open, is_spoiled;
    struct book_stand stand;
    void *memory;
    const struct book_part *parts[BOOK_PARTS_MAX];
    void *states[BOOK_PARTS_MAX];
    size_t part_count;
    size_t rows; /* that the parts keep */
};

static void replace(struct book *book, char **slot, const char *text)
{
    mem_free(*slot);
    *slot = text ? mem_strdup(book, text) : NULL;
}

static enum status check_is_whole(const char *policy, struct error *err)
{
    if (strcmp(policy, BOOK_HALF_COPIED) != 0) {
        return STATUS_OK;
    }
    (void)error_set(err, STATUS_UNSUPPORTED, "the store is only half copied");
    return error_hint(err, "run the same holdfast copy again: it goes on where it stood");
}

static enum status not_an_operator(const struct book *book, struct error *err)
{
    error_set(err, STATUS_DENIED, "%s is no operator of this store", book->operator_login);
    return error_hint(err, "an admin adds one with: holdfast operator add LOGIN --roles ROLES");
}

/* What a row of STAND says. */
static enum status take_stand(void *state, const struct stmt *q, struct error *err)
{
    struct book *book = state;
    struct book_stand *stand = &book->stand;
    stand->event = stmt_int(q, 4);
    stand->account = stmt_int(q, 7);
    if (stand->event > 0) {
        stand->at_us = stmt_int(q, 5);
        (void)snprintf(stand->hash, sizeof stand->hash, "%s", stmt_text(q, 6));
    }
    if (stand->event > 0 && book_keeps_time(book, stand->event)) {
        book->latest_us = stand->at_us;
    }
    replace(book, &book->platform, stmt_text(q, 0));
    replace(book, &book->custodian, stmt_text(q, 1));
    replace(book, &book->entity, stmt_text(q, 8));
    book->has_interests = stmt_int(q, 9) > 0;
    book->adopted = stmt_int(q, 10);
    enum status status = check_is_whole(stmt_text(q, 2), err);
    if (status != STATUS_OK) {
        return status;
    }
    status = stmt_is_null(q, 3) ? not_an_operator(book, err)
                                : roles_parse(stmt_text(q, 3), &book->roles, err);
    stand->is_known = status == STATUS_OK;
    return status;
}

/* All that every operation asks first, in one question: what another operator has changed (roles
 * taken away, a platform named), and where the chain and the accounts end. */
#define STAND                                                                                      \
    "SELECT b.platform, b.custodian, b.policy, o.roles, coalesce(e.number, 0), e.at_us, e.hash,"   \
    " (SELECT coalesce(max(id), 0) FROM account), o.entity,"                                       \
    " (SELECT count(*) FROM interest i WHERE i.operator = $2 AND i.ended_event IS NULL),"          \
    " (SELECT count(*) FROM adopted_policy)"                                                       \
    " FROM book b"                                                                                 \
    " LEFT JOIN operator o ON o.login = $2 AND o.is_revoked = 0"                                   \
    " LEFT JOIN event e ON e.book_id = b.id"                                                       \
    " AND e.number = (SELECT number FROM event WHERE book_id = $1"                                 \
    " ORDER BY book_id DESC, number DESC LIMIT 1) WHERE b.id = $1"

/* A policy of a stored book stays, so that figures borrowed from it stay too. */
static enum status refresh(struct book *book, struct error *err)
{
    struct stmt *q;
    book->stand.is_known = false;
    enum status status = store_prepare(book->store, STAND, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, book->id);
    stmt_bind_text(q, 2, book->operator_login);
    return stmt_each(q, take_stand, book, err); /* a book without a row is being made */
}

const struct book_stand *book_stand(const struct book *book)
{
    return book->stand.is_known ? &book->stand : NULL;
}

static enum status load_book(struct book *book, struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    const char *sql = "SELECT id, name, policy, is_sandbox FROM book"
                      " ORDER BY id LIMIT 1";
    enum status status = store_prepare(book->store, sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK && !has_row) {
        error_set(err, STATUS_NOT_FOUND, "the store has no book");
        status = error_hint(err, "make one with: holdfast init");
    }
    if (status == STATUS_OK) {
        status = check_is_whole(stmt_text(q, 2), err);
    }
    if (status == STATUS_OK) {
        book->id = stmt_int(q, 0);
        book->name = mem_strdup(book, stmt_text(q, 1));
        book->is_sandbox = stmt_int(q, 3) != 0;
        status = policy_set_load(book, stmt_text(q, 2), &book->versions, err);
    }
    stmt_reset(q);
    return status;
}

static struct book *make(void *mem, struct store *store, const char *login, struct clock clock)
{
    struct book *book = MEM_NEW(mem, struct book);
    book->store = store;
    book->clock = clock;
    book->operator_login = mem_strdup(book, login);
    book->waiting = waiting_system();
    book->patience_ms = -1;
    return book;
}

enum status book_open(void *mem, struct store *store, const char *operator_login,
                      struct clock clock, struct book **out, struct error *err)
{
    struct book *book = make(mem, store, operator_login, clock);
    enum status status = load_book(book, err);
    if (status == STATUS_OK) {
        status = refresh(book, err);
    }
    if (status == STATUS_OK) {
        status = policy_stored_load(book, store, book->adopted, &book->versions, err);
    }
    if (status != STATUS_OK) {
        mem_free(book);
        return status;
    }
    *out = book;
    return STATUS_OK;
}

static enum status insert_book(struct book *book, const struct book_terms *terms, struct error *err)
{
    struct stmt *q;
    const char *sql = "INSERT INTO book (id, name, policy, is_sandbox, created_us)"
                      " VALUES (1, $1, $2, $3, $4)";
    enum status status = store_prepare(book->store, sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, terms->name);
    stmt_bind_text(q, 2, terms->policy);
    stmt_bind_int(q, 3, terms->is_sandbox);
    stmt_bind_int(q, 4, clock_now_us(&book->clock));
    status = stmt_run(q, err);
    if (status == STATUS_CONFLICT) {
        return error_set(err, STATUS_CONFLICT, "the store has a book already");
    }
    return status;
}

enum status book_create(void *mem, struct store *store, const struct book_terms *terms,
                        const char *operator_login, struct clock clock, struct book **out,
                        struct error *err)
{
    struct book *book = make(mem, store, operator_login, clock);
    book->id = 1;
    book->roles = ROLE_ALL;
    book->name = mem_strdup(book, terms->name);
    book->is_sandbox = terms->is_sandbox;
    enum status status = policy_set_load(book, terms->policy, &book->versions, err);
    if (status == STATUS_OK) {
        status = book_begin(book, err);
    }
    if (status == STATUS_OK) {
        status = insert_book(book, terms, err);
    }
    if (status != STATUS_OK) {
        book_rollback(book);
        mem_free(book);
        return status;
    }
    *out = book;
    return STATUS_OK;
}

struct store *book_store(const struct book *book)
{
    return book->store;
}

int64_t book_id(const struct book *book)
{
    return book->id;
}

const char *book_name(const struct book *book)
{
    return book->name;
}

bool book_is_sandbox(const struct book *book)
{
    return book->is_sandbox;
}

bool book_keeps_time(const struct book *book, int64_t event)
{
    return !book->is_sandbox || event > 1;
}

void book_go_back(struct book *book, int64_t at_us)
{
    book->latest_us = at_us;
    book->clock = clock_fixed(&book->latest_us);
}

int64_t book_now_us(const struct book *book)
{
    int64_t now_us = clock_now_us(&book->clock);
    return now_us > book->latest_us ? now_us : book->latest_us;
}

const char *book_operator(const struct book *book)
{
    return book->operator_login;
}

unsigned book_roles(const struct book *book)
{
    return book->roles;
}

const char *book_entity(const struct book *book)
{
    return book->entity;
}

bool book_has_interests(const struct book *book)
{
    return book->has_interests;
}

const struct policy_set *book_policies(const struct book *book)
{
    return &book->versions;
}

const struct policy *book_policy_at(const struct book *book, int64_t at_us)
{
    return policy_set_at(&book->versions, at_us);
}

enum status book_policy_named(const struct book *book, const char *name, const struct policy **out,
                              struct error *err)
{
    *out = policy_set_find(&book->versions, name);
    if (*out != NULL) {
        return STATUS_OK;
    }
    (void)error_set(err, STATUS_UNSUPPORTED, "this program does not have policy %s", name);
    return error_hint(err, "a newer holdfast has it");
}

enum status book_letters(struct book *book, const char *language, const struct letters **out,
                         struct error *err)
{
    return letter_set_find(book, &book->letters, language, book_policy(book)->id, out, err);
}

const char *book_platform(const struct book *book)
{
    return book->platform;
}

const char *book_custodian(const struct book *book)
{
    return book->custodian;
}

static enum status set_party(struct book *book, const char *sql, const char *party,
                             struct error *err)
{
    struct stmt *q;
    enum status status = store_prepare(book->store, sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, party);
    stmt_bind_int(q, 2, book->id);
    return stmt_run(q, err);
}

enum status book_set_platform(struct book *book, const char *party, struct error *err)
{
    replace(book, &book->platform, party);
    return set_party(book, "UPDATE book SET platform = $1 WHERE id = $2", party, err);
}

enum status book_set_custodian(struct book *book, const char *party, struct error *err)
{
    replace(book, &book->custodian, party);
    return set_party(book, "UPDATE book SET custodian = $1 WHERE id = $2", party, err);
}

void *book_part(struct book *book, const struct book_part *part)
{
    assert(book->is_open);
    for (size_t i = 0; i < book->part_count; i++) {
        if (book->parts[i] == part) {
            return book->states[i];
        }
    }
    assert(book->part_count < BOOK_PARTS_MAX);
    size_t index = book->part_count++;
    book->parts[index] = part;
    book->states[index] = mem_zeroed(book->memory, part->bytes, part->name);
    return book->states[index];
}

void *book_memory(struct book *book)
{
    assert(book->is_open);
    return book->memory;
}

enum status book_flush(struct book *book, struct error *err)
{
    for (size_t i = 0; i < book->part_count; i++) {
        if (!book->parts[i]->flush) {
            continue;
        }
        enum status status = book->parts[i]->flush(book, book->states[i], err);
        if (status != STATUS_OK) {
            return status;
        }
    }
    return STATUS_OK;
}

void book_keep(struct book *book, size_t rows)
{
    book->rows += rows;
}

void book_drop(struct book *book, size_t rows)
{
    assert(book->rows >= rows);
    book->rows -= rows;
}

enum status book_trim(struct book *book, size_t room, struct error *err)
{
    if (book->rows + room <= BOOK_ROWS_MAX) {
        return STATUS_OK;
    }
    enum status status = book_flush(book, err);
    if (status != STATUS_OK) {
        return status;
    }
    for (size_t i = 0; i < book->part_count; i++) {
        mem_free(book->states[i]);
    }
    book->part_count = 0;
    book->rows = 0;
    book->stand.is_known = false;
    return STATUS_OK;
}

static void forget(struct book *book)
{
    book->part_count = 0;
    book->rows = 0;
    book->is_open = false;
    book->is_spoiled = false;
    mem_free(book->memory);
    book->memory = NULL;
}

enum status book_begin_ahead(struct book *book, enum store_transaction kind,
                             enum status (*ahead)(struct book *book, const void *request,
                                                  struct error *err),
                             const void *request, struct error *err)
{
    assert(!book->is_open);
    store_gather(book->store);
    enum status status = store_begin(book->store, kind, book->id, err);
    if (status != STATUS_OK) {
        store_rollback(book->store);
        return status;
    }
    book->is_open = true;
    if (kind == STORE_WRITER) {
        book->appended.event = 0;
        book->is_in_doubt = false;
    }
    book->memory = mem_context(book, "transaction");
    status = refresh(book, err);
    if (status == STATUS_OK && ahead != NULL) {
        status = ahead(book, request, err);
    }
    status = store_answer_after(book->store, status, err);
    if (status == STATUS_OK) {
        status = policy_stored_load(book, book->store, book->adopted, &book->versions, err);
    }
    if (status != STATUS_OK) {
        book_rollback(book);
    }
    return status;
}

enum status book_begin(struct book *book, struct error *err)
{
    return book_begin_ahead(book, STORE_WRITER, NULL, NULL, err);
}

enum status book_begin_snapshot(struct book *book, struct error *err)
{
    return book_begin_ahead(book, STORE_SNAPSHOT, NULL, NULL, err);
}

void book_appended(struct book *book, int64_t event, const char *hash)
{
    assert(book->is_open && strlen(hash) < BOOK_HASH_BYTES);
    book->appended.event = event;
    (void)strcpy(book->appended.hash, hash);
}

struct book_doubt book_doubt(const struct book *book)
{
    return book->is_in_doubt ? book->appended : (struct book_doubt){.event = 0};
}

/* As a writer, because the connection that was cut off may still be about to commit, and does so
 * before anybody else writes. What appended nothing has nothing to keep. */
enum status book_ask(struct book *book, const struct book_doubt *doubt, struct error *err)
{
    assert(!book->is_open);
    struct error why;
    bool is_there = false;
    if (doubt->event == 0) {
        return doubt_was_not_kept(doubt, err);
    }
    enum status status = store_begin(book->store, STORE_WRITER, book->id, &why);
    if (status == STATUS_OK) {
        status = doubt_find(book->store, book->id, doubt, &is_there, &why);
        store_rollback(book->store);
    }
    if (status != STATUS_OK) {
        return doubt_may_be_kept(doubt, why.message, err);
    }
    return is_there ? STATUS_OK : doubt_was_not_kept(doubt, err);
}

static enum status settle_commit(struct book *book, struct error *err)
{
    struct patience patience = book_patience(book);
    enum status status = STATUS_UNSURE;
    forget(book);
    if (book->patience_ms == 0) {
        char why[ERROR_TEXT_BYTES];
        (void)strcpy(why, err->message);
        book->is_in_doubt = true;
        return doubt_may_be_kept(&book->appended, why, err);
    }
    do {
        status = book_ask(book, &book->appended, err);
    } while (status == STATUS_UNSURE && patience_pause(&patience));
    book->is_in_doubt = status == STATUS_UNSURE;
    return status;
}

enum status book_commit(struct book *book, struct error *err)
{
    enum status status = STATUS_OK;
    if (book_is_spoiled(book)) {
        status = error_set(err, STATUS_CONFLICT, "an operation failed halfway; nothing was kept");
    }
    if (status == STATUS_OK) {
        status = book_flush(book, err);
    }
    if (status == STATUS_OK) {
        status = store_commit(book->store, err);
    }
    if (status == STATUS_UNSURE && store_is_lost(book->store)) {
        return settle_commit(book, err);
    }
    if (status != STATUS_OK) {
        book_rollback(book);
        return status;
    }
    forget(book);
    return STATUS_OK;
}

void book_rollback(struct book *book)
{
    if (!book->is_open) {
        return;
    }
    store_rollback(book->store);
    forget(book);
}

bool book_in_transaction(const struct book *book)
{
    return book->is_open;
}

void book_set_patience(struct book *book, int64_t limit_ms)
{
    book->patience_ms = limit_ms;
}

void book_set_waiting(struct book *book, const struct waiting *waiting)
{
    book->waiting = *waiting;
}

struct patience book_patience(const struct book *book)
{
    return patience_begin(&book->waiting, book->patience_ms >= 0 ? book->patience_ms
                                                                 : store_busy_timeout(book->store));
}

void book_spoil(struct book *book)
{
    assert(book->is_open);
    book->is_spoiled = true;
}

bool book_is_spoiled(const struct book *book)
{
    return book->is_spoiled || store_is_broken(book->store);
}
