#include "model/views.h"

/* A pool's platform p and custodian k. Of whom no control group is known nobody can say that they
 * are independent. */
#define FROM "book b LEFT JOIN party p ON p.id = b.platform LEFT JOIN party k ON k.id = b.custodian"

/* The book that is open is the one whose policy is at hand. */
static enum status finish(const struct view *view, struct book *book, void *mem, struct cell *cells,
                          struct error *err)
{
    const struct policy_value *rule = policy_value_of(book_policy(book), "custody.own_group");
    (void)mem;
    (void)err;
    cells[view_row_column(view, "own_group")] =
        (struct cell){.kind = CELL_TEXT, .text = rule->value};
    return STATUS_OK;
}

static const struct column columns[] = {
    {.name = "book", .title = "Book", .kind = CELL_TEXT, .width_cols = 10, .sql = "b.name"},
    {.name = "custodian",
     .title = "Custodian",
     .kind = CELL_TEXT,
     .width_cols = 12,
     .sql = "b.custodian"},
    {.name = "custodian_group",
     .title = "Custody group",
     .kind = CELL_TEXT,
     .width_cols = 13,
     .sql = "k.control_group"},
    {.name = "platform",
     .title = "Platform",
     .kind = CELL_TEXT,
     .width_cols = 12,
     .sql = "b.platform"},
    {.name = "platform_group",
     .title = "Platform group",
     .kind = CELL_TEXT,
     .width_cols = 14,
     .sql = "p.control_group"},
    {.name = "independence",
     .title = "Custody",
     .kind = CELL_TEXT,
     .width_cols = 11,
     .sql = VIEW_INDEPENDENCE("b.platform", "p.control_group", "b.custodian", "k.control_group")},
    {.name = "own_group", .title = "Own group is", .kind = CELL_TEXT, .width_cols = 12},
    {.name = "policy", .title = "Policy", .kind = CELL_TEXT, .width_cols = 10, .sql = "b.policy"},
};

const struct view view_books = {
    .name = "books",
    .title = "Books",
    .from = FROM,
    .where = "b.id = $3",
    .key = "b.name",
    .key_is_text = true,
    .id_prefix = "book:",
    .finish = finish,
    VIEW_COLUMNS(columns),
};
