#include "tui/local.h"

#include "model/mail.h"
#include "model/mem.h"
#include "tui/call.h"
#include "tui/deliver.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LIMIT_S 60
#define LIMIT_S_MAX 300 /* well below OUTBOX_CLAIM_US */

static const struct column sent_columns[] = {
    {.name = "sent", .title = "Sent", .kind = CELL_INT},
    {.name = "retry", .title = "Tried again later", .kind = CELL_INT},
    {.name = "failed", .title = "Failed", .kind = CELL_INT},
    {.name = "unknown", .title = "Not known", .kind = CELL_INT},
};
#define SENT_COLUMNS (sizeof sent_columns / sizeof *sent_columns)

struct sending {
    struct book *book;
    struct delivery how;
    const char *from;
    int64_t sent, retry, failed, unknown;
};

static enum status read_how(struct command_call *call, const struct values *values,
                            struct sending *out, struct error *err)
{
    struct stat folder;
    int64_t limit_s;
    out->how.program = values_get(values, "sendmail");
    out->how.folder = values_get(values, "drop");
    out->from = values_get(values, "from");
    if ((out->how.program == NULL) == (out->how.folder == NULL)) {
        return call_usage(call, err, "notices send needs --sendmail or --drop, and one of them");
    }
    enum status status = call_number(call, values, "limit", LIMIT_S, &limit_s, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (limit_s < 1 || limit_s > LIMIT_S_MAX) {
        return call_usage(call, err, "--limit is from 1 to %d seconds", LIMIT_S_MAX);
    }
    out->how.limit_ms = limit_s * 1000;
    /* Before anything is claimed: what nobody could have sent costs no notice a try. */
    if (out->how.program != NULL &&
        (out->how.program[0] != '/' || access(out->how.program, X_OK) != 0)) {
        (void)error_set(err, STATUS_NOT_FOUND, "%s cannot be run", out->how.program);
        return error_hint(err, "--sendmail takes a whole path, such as /usr/sbin/sendmail");
    }
    if (out->how.folder != NULL &&
        (stat(out->how.folder, &folder) != 0 || !S_ISDIR(folder.st_mode) ||
         access(out->how.folder, W_OK | X_OK) != 0)) {
        return error_set(err, STATUS_NOT_FOUND, "%s is no folder that can be written to",
                         out->how.folder);
    }
    return mail_check_address("--from", out->from, err);
}

static void count(struct sending *sending, const struct outbox_result *result)
{
    switch (result->outcome) {
    case OUTBOX_SENT:
        sending->sent++;
        break;
    case OUTBOX_UNKNOWN:
        sending->unknown++;
        break;
    case OUTBOX_NOT_TAKEN:
        if (result->attempt < OUTBOX_TRIES_MAX) {
            sending->retry++;
        } else {
            sending->failed++;
        }
        break;
    }
}

/* The notice is this sender's. */
static enum status give(struct sending *sending, int64_t notice, void *mem, struct error *err)
{
    struct letter_out letter;
    struct error why;
    char *message;
    char failure[OUTBOX_FAILURE_BYTES_MAX + 1];
    struct outbox_result result = {.notice = notice, .outcome = OUTBOX_NOT_TAKEN};
    enum status status = outbox_read(sending->book, mem, notice, &letter, err);
    if (status != STATUS_OK) {
        return status;
    }
    result.attempt = letter.attempt;
    if (mail_write(mem, sending->from, &letter, &message, &why) == STATUS_OK) {
        result.outcome = deliver(&sending->how, notice, letter.contact, message, failure);
        result.failure = result.outcome == OUTBOX_SENT ? NULL : failure;
    } else {
        result.failure = why.message; /* of this party alone; it is shown with the notice */
    }
    struct run run = {.mem = mem};
    status = outbox_settle(sending->book, &result, &run, err);
    if (status == STATUS_OK) {
        count(sending, &result);
    }
    return status;
}

static enum status send_one(struct sending *sending, int64_t notice, struct error *err)
{
    void *mem = mem_context(NULL, "notice");
    struct run run = {.mem = mem};
    enum status status = outbox_claim(sending->book, notice, &run, err);
    if (status == STATUS_OK) {
        status = give(sending, notice, mem, err);
    } else if (status == STATUS_CONFLICT) {
        status = STATUS_OK; /* another sender has it */
    }
    mem_free(mem);
    return status;
}

static enum status send_all(struct sending *sending, struct error *err)
{
    struct outbox_place place = {INT64_MIN, 0};
    enum status status = outbox_next(sending->book, &place, err);
    while (status == STATUS_OK && place.notice != 0) {
        status = send_one(sending, place.notice, err);
        if (status == STATUS_OK) {
            status = outbox_next(sending->book, &place, err);
        }
    }
    return status;
}

enum status local_notices_send(struct command_call *call, const struct values *values,
                               struct error *err)
{
    struct sending sending = {.book = NULL};
    enum status status = read_how(call, values, &sending, err);
    if (status == STATUS_OK) {
        status = call_open(call, STORE_WRITE, err);
    }
    if (status == STATUS_OK) {
        status = rights_check("notice claim", book_roles(call->book), err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    sending.book = call->book;
    status = send_all(&sending, err);
    struct cell cells[SENT_COLUMNS] = {
        {.kind = CELL_INT, .number = sending.sent},
        {.kind = CELL_INT, .number = sending.retry},
        {.kind = CELL_INT, .number = sending.failed},
        {.kind = CELL_INT, .number = sending.unknown},
    };
    if (status != STATUS_OK) {
        return status;
    }
    struct table_writer *writer = call_writer(call, values, sent_columns, SENT_COLUMNS);
    status = table_write(writer, cells, err);
    return status == STATUS_OK ? table_end(writer, err) : status;
}
