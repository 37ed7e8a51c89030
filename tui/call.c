#include "tui/call.h"

#include "model/mem.h"
#include "model/past.h"
#include "model/text.h"
#include "reports/visible.h"
#include "tui/values.h"

#include <assert.h>
#include <stdarg.h>
#include <string.h>

struct clock call_clock(struct command_call *call)
{
    return call->now == NULL ? clock_system() : clock_fixed(&call->now_us);
}

enum status call_open(struct command_call *call, enum store_access access, struct error *err)
{
    if (call->as_of != NULL && access != STORE_READ) {
        (void)error_set(err, STATUS_REFUSED, "what is past cannot be changed: --as-of only shows");
        return error_hint(err, "leave --as-of out to do it now");
    }
    enum status status = store_open(call->mem, call->url, access, &call->store, err);
    if (status != STATUS_OK) {
        return status;
    }
    status =
        book_open(call->mem, call->store, call->operator_login, call_clock(call), &call->book, err);
    if (status == STATUS_OK && call->now != NULL && !book_is_sandbox(call->book)) {
        (void)error_set(err, STATUS_REFUSED, "--now is refused: this store is no sandbox");
        return error_hint(err, "only a store made with init --sandbox has a clock to set");
    }
    return status == STATUS_OK && call->as_of != NULL ? past_look(call->book, call->as_of_us, err)
                                                      : status;
}

enum status call_usage(struct command_call *call, struct error *err, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *message = mem_vprintf(call->mem, format, args);
    va_end(args);
    call->is_usage = true;
    return error_set(err, STATUS_INVALID, "%s", message);
}

enum table_format call_format(const struct values *values)
{
    const char *name = values_get(values, "format");
    enum table_format format = TABLE_TEXT;
    struct error err;
    if (name != NULL && table_format_parse(name, &format, &err) != STATUS_OK) {
        assert(false); /* the field's choices are the formats */
    }
    return format;
}

struct table_writer *call_writer(struct command_call *call, const struct values *values,
                                 const struct column *columns, size_t count)
{
    struct table_writer *writer =
        table_writer_new(call->mem, call_format(values), columns, count, call->out);
    if (call->is_terminal) {
        table_guard_terminal(writer);
    }
    return writer;
}

void call_print(struct command_call *call, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *line = mem_vprintf(call->mem, format, args);
    va_end(args);
    visible_put(line, call->out);
    (void)fputc('\n', call->out);
    mem_free(line);
}

enum status call_number(struct command_call *call, const struct values *values, const char *name,
                        int64_t fallback, int64_t *out, struct error *err)
{
    const char *text = values_get(values, name);
    *out = fallback;
    if (text != NULL && (!text_to_int(text, out) || *out < 0)) {
        return call_usage(call, err, "%s: '%s' is no number", name, text);
    }
    return STATUS_OK;
}
