/* plan_list.h - the rows of an import's plan as the source of a list: all lines, those that will be
 * in suspense, those that were rejected. Nothing is copied but what is in sight. */
#ifndef TUI_PLAN_LIST_H
#define TUI_PLAN_LIST_H

#include "import/plan.h"
#include "tui/list.h"

enum plan_list_kind { PLAN_LIST_LINES, PLAN_LIST_SUSPENSE, PLAN_LIST_REJECTS, PLAN_LIST_KINDS };

struct plan_list;

/* The plan must outlive it. */
struct plan_list *plan_list_new(void *mem, const struct plan *plan, enum plan_list_kind kind);
size_t plan_list_count(const struct plan_list *list);
const struct column *plan_list_columns(enum plan_list_kind kind, size_t *count);
struct list_source plan_list_source(struct plan_list *list);

#endif
