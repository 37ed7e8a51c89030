#include "model/mem.h"
#include "model/rule_set.h"
#include "model/views.h"

/* The rules that the program carries, in the order of their names; each is the first version. */
#define CARRIED                                                                                    \
    "SELECT 'bank-charge' AS name UNION ALL SELECT 'bank-interest'"                                \
    " UNION ALL SELECT 'order-named' UNION ALL SELECT 'order-spelled'"                             \
    " UNION ALL SELECT 'payout-account' UNION ALL SELECT 'payout-spelled'"
#define VERSIONS                                                                                   \
    "(SELECT c.name || ':1' AS id, c.name AS name, 1 AS version, 0 AS event FROM (" CARRIED        \
    ") c UNION ALL SELECT r.name || ':' || r.version, r.name, r.version, r.event FROM rule r) u"   \
    " LEFT JOIN event e ON e.book_id = $3 AND e.number = u.event"
/* Its last switch; without one those that the program carries are on. */
#define IS_ON                                                                                      \
    "coalesce((SELECT CASE WHEN w.version = u.version THEN 1 ELSE 0 END FROM rule_switch w"        \
    " WHERE w.name = u.name ORDER BY w.event DESC LIMIT 1), CASE WHEN u.event = 0 THEN 1 ELSE 0"   \
    " END)"

static const struct column columns[] = {
    {.name = "rule", .title = "Rule", .kind = CELL_TEXT, .width_cols = 18, .sql = "u.id"},
    {.name = "state",
     .title = "State",
     .kind = CELL_TEXT,
     .width_cols = 5,
     .sql = "CASE WHEN " IS_ON " = 1 THEN 'on' ELSE 'off' END"},
    {.name = "kind", .title = "Kind", .kind = CELL_TEXT, .width_cols = 7},
    {.name = "rank", .title = "Rank", .kind = CELL_INT, .width_cols = 4},
    {.name = "about", .title = "What for", .kind = CELL_TEXT, .width_cols = 40},
    {.name = "operator",
     .title = "Added by",
     .kind = CELL_TEXT,
     .width_cols = 10,
     .sql = "e.operator"},
    {.name = "added", .title = "Added", .kind = CELL_TIME, .width_cols = 20, .sql = "e.at_us"},
    {.name = "because", .title = "Because", .kind = CELL_TEXT, .width_cols = 40, .is_hidden = true},
    {.name = "text", .title = "Text", .kind = CELL_TEXT, .width_cols = 40, .is_hidden = true},
};

static struct cell text_cell(void *mem, const char *text)
{
    return (struct cell){.kind = CELL_TEXT, .text = mem_strdup(mem, text)};
}

/* What the rule itself says. */
static enum status finish(const struct view *view, struct book *book, void *mem, struct cell *cells,
                          struct error *err)
{
    struct rule_set set;
    const struct rule_known *known = NULL;
    void *own = mem_context(NULL, "rules");
    enum status status = rule_set_load(book, own, &set, err);
    if (status == STATUS_OK) {
        status = rule_set_named(&set, cells[view_row_column(view, "rule")].text, &known, err);
    }
    if (status == STATUS_OK) {
        const struct rule *rule = known->rule;
        cells[view_row_column(view, "kind")] = text_cell(mem, rule_kind_name(rule->kind));
        cells[view_row_column(view, "rank")] =
            (struct cell){.kind = CELL_INT, .number = rule->rank};
        cells[view_row_column(view, "about")] = text_cell(mem, rule->about);
        cells[view_row_column(view, "because")] = text_cell(mem, rule->because);
        cells[view_row_column(view, "text")] = text_cell(mem, rule->text);
    }
    mem_free(own);
    return status;
}

const struct view view_rules = {
    .name = "rules",
    .title = "Rules",
    .from = VERSIONS,
    .key = "u.id",
    .key_is_text = true,
    .id_prefix = "rule:",
    .finish = finish,
    VIEW_COLUMNS(columns),
};
