#include "tui/local.h"

#include "tui/call.h"
#include "tui/demo.h"

enum status local_demo(struct command_call *call, const struct values *values, struct error *err)
{
    char now[TIME_TEXT_BYTES];
    int64_t now_us = 0;
    int64_t seed = 0;
    struct demo_terms terms = {.end_us = call->now != NULL ? call->now_us : 0,
                               .folder = values_get(values, "files")};
    enum status status = call_number(call, values, "sellers", DEMO_SELLERS, &terms.sellers, err);
    if (status == STATUS_OK) {
        status = call_number(call, values, "deals", DEMO_DEALS, &terms.deals, err);
    }
    if (status == STATUS_OK) {
        status = call_number(call, values, "seed", DEMO_SEED, &seed, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    terms.seed = (uint64_t)seed;
    status = demo_make(call->mem, call->url, call->operator_login, &terms, &now_us, err);
    if (status == STATUS_OK) {
        call_print(call, "%s is a demonstration; its clock stands at --now %s",
                   store_show_url(call->mem, call->url), time_format(now_us, now));
    }
    return status;
}
