/* camt_entry.h - one Ntry of a CAMT.053 into rows. */
#ifndef IMPORT_CAMT_ENTRY_H
#define IMPORT_CAMT_ENTRY_H

#include "import/camt_node.h"
#include "import/stated.h"

struct camt_entry {
    struct stated *stated;
    const xmlNode *node;
    uint32_t line, last_line;
    const char *path;     /* "Stmt[1]/Ntry[4]", for messages */
    const char *currency; /* of the account; "" where it is not said */
};

/* What the summary of a statement counts. */
struct camt_sum {
    int64_t count, credits, debits;
    int64_t sum_minor, credit_minor, debit_minor;
    bool is_unknown; /* an amount could not be read or added */
};

/* Its row or rows, a reject, or an entry that does not count; *booked and *all add it up. */
enum status camt_entry_read(const struct camt_entry *entry, struct camt_sum *booked,
                            struct camt_sum *all, struct error *err) CHECKED;

#endif
