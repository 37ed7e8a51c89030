#include "tui/local.h"

#include "import/feed.h"
#include "model/mem.h"
#include "tui/call.h"

#include <inttypes.h>

/* The first line that was refused, for the one line of an error. */
struct first_refusal {
    void *mem;
    int64_t line; /* 0 for none */
    char *reason;
};

static void take_refusal(void *state, const struct feed_refusal *refusal)
{
    struct first_refusal *first = state;
    if (first->line == 0) {
        first->line = refusal->line;
        first->reason = mem_strdup(first->mem, refusal->reason);
    }
}

static enum status refused(const struct feed_result *result, const struct first_refusal *first,
                           bool has_rejects, struct error *err)
{
    (void)error_set(err, STATUS_REFUSED, "%" PRId64 " %s, first line %" PRId64, result->refused,
                    result->refused == 1 ? "line of the feed is refused"
                                         : "lines of the feed are refused",
                    first->line);
    (void)error_detail(err, "%s", first->reason == NULL ? "" : first->reason);
    return has_rejects ? STATUS_REFUSED
                       : error_hint(err, "--rejects FILE keeps them with their reasons");
}

static void tell(struct command_call *call, const struct feed_result *result)
{
    char *proposed = result->proposed == 0
                         ? ""
                         : mem_printf(call->mem, ", %" PRId64 " proposed", result->proposed);
    call_print(call,
               "%" PRId64 " lines: %" PRId64 " applied, %" PRId64 " known, %" PRId64 " refused%s",
               result->lines, result->applied, result->repeated, result->refused, proposed);
}

enum status local_feed(struct command_call *call, const struct values *values, struct error *err)
{
    struct first_refusal first = {.mem = call->mem};
    struct feed_result result = {.lines = 0};
    struct feed_terms terms = {
        .path = values_get(values, "file"),
        .source = values_get(values, "source"),
        .rejects = values_get(values, "rejects"),
        .refused = take_refusal,
        .state = &first,
    };
    enum status status = call_open(call, STORE_WRITE, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = feed_run(call->book, &terms, &result, err);
    tell(call, &result);
    if (status == STATUS_OK && result.refused > 0) {
        return refused(&result, &first, terms.rejects != NULL, err);
    }
    return status;
}
