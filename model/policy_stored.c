#include "model/policy_stored.h"

struct loading {
    void *mem;
    struct policy_set *set;
    int64_t skip;
};

static enum status take(void *state, const struct stmt *q, struct error *err)
{
    struct loading *loading = state;
    if (loading->skip > 0) {
        loading->skip--;
        return STATUS_OK;
    }
    return policy_set_adopt(loading->mem, loading->set, stmt_text(q, 0), err);
}

enum status policy_stored_load(void *mem, struct store *store, int64_t count,
                               struct policy_set *set, struct error *err)
{
    struct loading loading = {.mem = mem, .set = set, .skip = set->adopted};
    struct stmt *q;
    if (count <= set->adopted) {
        return STATUS_OK;
    }
    const char *sql = "SELECT text FROM adopted_policy ORDER BY event";
    enum status status = store_prepare(store, sql, &q, err);
    return status == STATUS_OK ? stmt_each(q, take, &loading, err) : status;
}

enum status policy_stored_put(struct store *store, const char *name, const char *text,
                              int64_t event, struct error *err)
{
    struct stmt *q;
    const char *sql = "INSERT INTO adopted_policy (name, text, event) VALUES ($1, $2, $3)";
    enum status status = store_prepare(store, sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, name);
    stmt_bind_text(q, 2, text);
    stmt_bind_int(q, 3, event);
    return stmt_run(q, err);
}
