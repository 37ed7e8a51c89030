/* plan_window.h - rows of a plan whose keys are asked for together: the references that their texts
 * bear or that a rule reads out of them, and the counterparties' accounts. */
#ifndef IMPORT_PLAN_WINDOW_H
#define IMPORT_PLAN_WINDOW_H

#include "import/plan_rows.h"
#include "model/id_list.h"
#include "model/item.h"
#include "model/rule_set.h"

#define WINDOW_ROWS 500
#define WINDOW_USELESS_SLOTS 1024 /* words seen that name nothing: "order", "thanks" */
#define WINDOW_USELESS_BYTES 32

/* A key of a row: the id of what it may be. */
struct window_key {
    const char *id;
    const struct rule *by; /* that reads it; NULL: it stands there as it is */
};

struct window {
    const struct rule_set *rules;
    const struct rule *by_account; /* the rule that is on, or NULL */
    void *mem;                     /* of what is in it now */
    size_t rows[WINDOW_ROWS];      /* places in the order */
    size_t count;
    struct window_key *keys; /* of all rows, one row after the other */
    size_t key_count, key_room;
    size_t first[WINDOW_ROWS + 1]; /* of a row's */
    struct id_list accounts;       /* of counterparties whom money went to */
    struct item_payee *payees;     /* payouts to them */
    size_t payee_count;
    struct item *items;
    size_t item_count;
    char useless[WINDOW_USELESS_SLOTS][WINDOW_USELESS_BYTES];
};

/* Owned by mem, as are the rules that are on. */
enum status window_new(void *mem, struct book *book, struct window **out,
                       struct error *err) CHECKED;
/* The row at a place of the order; there is room for WINDOW_ROWS. */
void window_add(struct window *window, const struct plan_inside *inside, size_t index);
/* What its keys name. */
enum status window_ask(struct window *window, struct book *book, struct error *err) CHECKED;
void window_empty(struct window *window);

/* The first rule of the house that sees the row, of money that goes its way; NULL for none. */
const struct rule *window_house(const struct window *window, const struct plan_inside *inside,
                                const struct bank_row *row);

#endif
