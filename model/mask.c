#include "model/mask.h"

#include "model/kept.h"
#include "model/mem.h"
#include "model/party.h"

#include <string.h>

struct measure {
    int64_t id, from_us, until_us;
    char *scope, *ground;
};

/* The freezes of a party that were not lifted, nor at an end when they were asked for; the longest
 * first. */
struct known {
    const char *key; /* the party */
    struct measure *measures;
    size_t count;
};

static const struct kept_kind FREEZES = {KEPT_PART("freezes", NULL), sizeof(struct known)};

static enum status add(void *state, const struct stmt *q, struct error *err)
{
    struct book *book = state;
    struct known *known = kept_find(book, &FREEZES, stmt_text(q, 0));
    (void)err;
    known->measures = MEM_GROW(known, known->measures, struct measure, known->count + 1);
    known->measures[known->count++] =
        (struct measure){stmt_int(q, 1), stmt_int(q, 5), stmt_int(q, 2),
                         mem_strdup(known, stmt_text(q, 3)), mem_strdup(known, stmt_text(q, 4))};
    book_keep(book, 1);
    return STATUS_OK;
}

static enum status fetch(struct book *book, const char *json, struct error *err)
{
    struct stmt *q;
    const char *sql = "SELECT party, id, until_us, scope, ground, from_us FROM \"freeze\""
                      " WHERE party IN (SELECT value FROM json_each($1))"
                      " AND lifted_us IS NULL AND until_us > $2 ORDER BY until_us DESC, id";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, json);
    stmt_bind_int(q, 2, book_now_us(book));
    return stmt_each(q, add, book, err);
}

enum status mask_foresee(struct book *book, const struct id_list *parties, struct error *err)
{
    void *mem = mem_context(NULL, "freezes");
    struct id_list unknown = {0};
    enum status status = STATUS_OK;
    kept_add_all(book, &FREEZES, parties, mem, &unknown);
    if (unknown.count > 0) {
        status = fetch(book, id_list_json(mem, &unknown), err);
    }
    mem_free(mem);
    return status;
}

void mask_forget(struct book *book, const char *party)
{
    kept_drop(book, &FREEZES, party);
}

static bool names(const char *scope, const char *capability)
{
    size_t bytes = strlen(capability);
    for (const char *at = scope; *at; at += strcspn(at, ","), at += *at == ',') {
        if (strcspn(at, ",") == bytes && memcmp(at, capability, bytes) == 0) {
            return true;
        }
    }
    return false;
}

enum status mask_check(struct book *book, const char *party, const char *capability,
                       struct error *err)
{
    struct id_list one = {.items = &party, .count = 1};
    enum status status = mask_foresee(book, &one, err);
    if (status != STATUS_OK) {
        return status;
    }
    const struct known *known = kept_find(book, &FREEZES, party);
    for (size_t i = 0; i < known->count; i++) {
        const struct measure *measure = &known->measures[i];
        char until[TIME_TEXT_BYTES];
        bool is_running =
            measure->from_us <= book_now_us(book) && measure->until_us > book_now_us(book);
        if (!is_running || !names(measure->scope, capability)) {
            continue;
        }
        error_set(err, STATUS_REFUSED, "%s of %s is frozen until %s by freeze:%lld (%s)",
                  capability, party, time_format(measure->until_us, until), (long long)measure->id,
                  measure->ground);
        return error_hint(err, "see: holdfast show freeze:%lld", (long long)measure->id);
    }
    return STATUS_OK;
}

enum status mask_check_linked(struct book *book, const char *party, const char *other,
                              const char *capability, struct error *err)
{
    bool are_linked;
    enum status status = party_are_linked(book, party, other, &are_linked, err);
    if (status != STATUS_OK || !are_linked) {
        return status;
    }
    return mask_check(book, party, capability, err);
}
