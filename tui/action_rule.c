#include "tui/action.h"

#include "model/ini.h"
#include "model/rule_change.h"
#include "model/rule_offer.h"
#include "tui/values.h"

enum status action_rule_add(struct book *book, const struct values *values, struct run *run,
                            struct error *err)
{
    struct rule_addition addition = {.name = values_get(values, "name")};
    enum status status = STATUS_OK;
    if (values_get(values, "file") != NULL) { /* a check comes without it */
        status = ini_file_text(run->mem, values_get(values, "file"), &addition.text, err);
    }
    return status == STATUS_OK ? rule_add(book, &addition, run, err) : status;
}

enum status action_rule_draft(struct book *book, const struct values *values, struct run *run,
                              struct error *err)
{
    return rule_offer_take(book, values_get(values, "offer"), run, err);
}

static enum status turn(struct book *book, const struct values *values, bool is_on, struct run *run,
                        struct error *err)
{
    struct rule_switching switching = {.rule = values_get(values, "rule"), .is_on = is_on};
    return rule_switch(book, &switching, run, err);
}

enum status action_rule_on(struct book *book, const struct values *values, struct run *run,
                           struct error *err)
{
    return turn(book, values, true, run, err);
}

enum status action_rule_off(struct book *book, const struct values *values, struct run *run,
                            struct error *err)
{
    return turn(book, values, false, run, err);
}
