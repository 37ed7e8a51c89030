#include "model/standing.h"

#include "model/mem.h"
#include "model/parcel.h"

#include <stdio.h>

#define IS_LATE PARCEL_OWED " > 0 AND p.remit_by_us <= $1"
#define STANDING_SQL                                                                               \
    "SELECT p.courier, d.currency, count(*), count(p.refused_us), sum(p.collected_minor),"         \
    " sum(p.returned_minor), sum(p.remitted_minor), sum(" PARCEL_OWED "),"                         \
    " sum(CASE WHEN " IS_LATE " THEN " PARCEL_OWED " ELSE 0 END),"                                 \
    " min(CASE WHEN " IS_LATE " THEN p.remit_by_us END),"                                          \
    " coalesce((SELECT -t.balance_minor FROM account t WHERE t.kind = 'transit'"                   \
    " AND t.kind <> 'hold' AND t.name = p.courier AND t.currency = d.currency), 0),"               \
    " coalesce((SELECT sum(b.balance_minor) FROM account b WHERE b.payer = p.courier"              \
    " AND b.balance_minor > 0 AND b.purpose = 'bond' AND b.currency = d.currency), 0)"             \
    " FROM parcel p JOIN deal d ON d.id = p.deal GROUP BY p.courier, d.currency"                   \
    " ORDER BY p.courier, d.currency"

static void read_row(void *mem, const struct stmt *q, struct standing *out)
{
    *out = (struct standing){.courier = mem_strdup(mem, stmt_text(q, 0)),
                             .carried = stmt_int(q, 2),
                             .refused = stmt_int(q, 3),
                             .collected_minor = stmt_int(q, 4),
                             .given_back_minor = stmt_int(q, 5),
                             .remitted_minor = stmt_int(q, 6),
                             .owed_minor = stmt_int(q, 7),
                             .kept_minor = stmt_int(q, 10) - stmt_int(q, 7),
                             .overdue_minor = stmt_int(q, 8),
                             .overdue_since_us = stmt_is_null(q, 9) ? TIME_NONE : stmt_int(q, 9),
                             .bond_minor = stmt_int(q, 11)};
    (void)snprintf(out->currency, sizeof out->currency, "%s", stmt_text(q, 1));
}

enum status standing_read(struct book *book, void *mem, struct standing **rows, size_t *count,
                          struct error *err)
{
    struct stmt *q = NULL;
    bool has_row = true;
    *rows = NULL;
    *count = 0;
    enum status status = store_prepare(book_store(book), STANDING_SQL, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, book_now_us(book));
    while ((status = stmt_step(q, &has_row, err)) == STATUS_OK && has_row) {
        *rows = MEM_GROW(mem, *rows, struct standing, *count + 1);
        read_row(mem, q, &(*rows)[(*count)++]);
    }
    stmt_reset(q);
    return status;
}
