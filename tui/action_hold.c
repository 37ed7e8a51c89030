#include "tui/action.h"

#include "model/hold.h"
#include "model/locate.h"
#include "model/operation.h"
#include "tui/values.h"

#include <string.h>

static enum status fill(struct book *book, const struct values *values, struct hold_step *step,
                        struct error *err)
{
    *step = (struct hold_step){
        .hold = values_id(values, "hold", "hold"),
        .reason = values_get(values, "reason"),
    };
    int64_t number = 0;
    char currency[4];
    struct money amount = {.minor = 0};
    enum status status = values_number(values, "hold", "hold", &number, err);
    if (status == STATUS_OK) {
        status = locate_hold_currency(book, number, currency, err);
    }
    if (status == STATUS_OK) {
        status = values_amount(values, "amount", currency, &amount, err);
    }
    if (status == STATUS_OK) {
        status = values_time(values, "until", book_now_us(book), &step->due_us, err);
    }
    step->amount_minor = amount.minor;
    step->due_us = step->due_us == TIME_NONE ? 0 : step->due_us;
    return status;
}

static enum status run_step(struct book *book, const struct values *values, struct run *run,
                            enum status (*verb)(struct book *book, const struct hold_step *step,
                                                struct run *run, struct error *err),
                            struct error *err)
{
    struct hold_step step;
    enum status status = fill(book, values, &step, err);
    return status == STATUS_OK ? verb(book, &step, run, err) : status;
}

enum status action_hold_release(struct book *book, const struct values *values, struct run *run,
                                struct error *err)
{
    return run_step(book, values, run, hold_release_by, err);
}

enum status action_hold_return(struct book *book, const struct values *values, struct run *run,
                               struct error *err)
{
    return run_step(book, values, run, hold_return_by, err);
}

enum status action_hold_carve(struct book *book, const struct values *values, struct run *run,
                              struct error *err)
{
    return run_step(book, values, run, hold_carve_by, err);
}

enum status action_hold_extend(struct book *book, const struct values *values, struct run *run,
                               struct error *err)
{
    return run_step(book, values, run, hold_extend_by, err);
}
