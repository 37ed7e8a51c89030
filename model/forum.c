#include "model/forum.h"

#include "model/mem.h"

#include <string.h>

#define DEAL_SQL                                                                                   \
    "SELECT p.id, " FORUM_CONTRACTS_AS ", d.policy FROM deal d JOIN party p ON p.id = d.seller"    \
    " WHERE d.id = $1"
#define PARTY_SQL "SELECT p.id, " FORUM_CONTRACTS_AS " FROM party p WHERE p.id = $1"

char *forum_law(void *mem, const struct policy *policy)
{
    return mem_printf(mem, "%s, %s", policy->name, policy->law);
}

void forum_fill(const struct policy *policy, void *mem, struct cell *law, struct cell *forum)
{
    *law = (struct cell){.kind = CELL_TEXT, .text = forum_law(mem, policy)};
    *forum = (struct cell){.kind = CELL_TEXT, .text = mem_strdup(mem, policy->forum)};
}

/* What comes behind "deal:" in whichever of the two has it, or NULL. */
static const char *named(const struct posting *posting, const char *kind)
{
    const char *labels[] = {posting->context, posting->subject};
    size_t bytes = strlen(kind);
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        if (labels[i] != NULL && strncmp(labels[i], kind, bytes) == 0) {
            return labels[i] + bytes;
        }
    }
    return NULL;
}

static enum status say(struct book *book, const struct stmt *q, bool is_deal,
                       struct posting *posting, struct error *err)
{
    const struct policy *policy = book_policy(book);
    enum status status =
        is_deal ? book_policy_named(book, stmt_text(q, 2), &policy, err) : STATUS_OK;
    if (status == STATUS_OK) {
        posting->under =
            mem_printf(posting, "%s; forum: %s; %s contracts as %s", forum_law(posting, policy),
                       policy->forum, stmt_text(q, 0), stmt_text(q, 1));
    }
    return status;
}

enum status forum_note(struct book *book, struct posting *posting, struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    const char *deal = named(posting, "deal:");
    const char *party = named(posting, "party:");
    if (deal == NULL && party == NULL) {
        return STATUS_OK;
    }
    enum status status =
        store_prepare(book_store(book), deal != NULL ? DEAL_SQL : PARTY_SQL, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, deal != NULL ? deal : party);
    status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK && has_row) {
        status = say(book, q, deal != NULL, posting, err);
    }
    stmt_reset(q);
    return status;
}
