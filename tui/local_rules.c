#include "tui/local.h"

#include "model/ini.h"
#include "model/mem.h"
#include "model/rule_history.h"
#include "model/rule_offer.h"
#include "model/rule_set.h"
#include "model/suggest.h"
#include "tui/call.h"

#include <inttypes.h>
#include <string.h>

#define NAME_IN_FILE "tried" /* of a rule that is tried from a file */

static struct cell text_cell(const char *text)
{
    return (struct cell){.kind = text == NULL || text[0] == '\0' ? CELL_NULL : CELL_TEXT,
                         .text = text};
}

static enum status load(struct command_call *call, struct rule_set *out, struct error *err)
{
    enum status status = call_open(call, STORE_READ, err);
    if (status == STATUS_OK) {
        status = book_begin_snapshot(call->book, err);
    }
    if (status == STATUS_OK) {
        status = rule_set_load(call->book, call->mem, out, err);
        book_rollback(call->book);
    }
    return status;
}

static enum status find(struct command_call *call, const struct values *values,
                        const struct rule **out, struct error *err)
{
    struct rule_set set;
    const struct rule_known *known = NULL;
    enum status status = load(call, &set, err);
    if (status == STATUS_OK) {
        status = rule_set_named(&set, values_get(values, "rule"), &known, err);
    }
    *out = status == STATUS_OK ? known->rule : NULL;
    return status;
}

enum status local_rule_show(struct command_call *call, const struct values *values,
                            struct error *err)
{
    const struct rule *rule = NULL;
    enum status status = find(call, values, &rule, err);
    if (status != STATUS_OK) {
        return status;
    }
    for (const char *at = rule->text; *at != '\0';) {
        size_t bytes = strcspn(at, "\n");
        call_print(call, "%s", mem_strndup(call->mem, at, bytes));
        at += bytes + (at[bytes] == '\n' ? 1 : 0);
    }
    return STATUS_OK;
}

/* Trying. */

static const struct column try_columns[] = {
    {.name = "text", .title = "Text", .kind = CELL_TEXT},
    {.name = "rule", .title = "Rule", .kind = CELL_TEXT},
    {.name = "reads", .title = "Reads", .kind = CELL_TEXT},
    {.name = "sees", .title = "Sees", .kind = CELL_TEXT},
};
#define TRY_COLUMNS (sizeof try_columns / sizeof *try_columns)

struct trying {
    struct command_call *call;
    struct table_writer *writer;
    const struct rule_set *set;
    struct error *err;
    const char *text;
    struct rule_texts texts;
    enum status status;
    size_t seen;
};

static void take_reading(void *state, const struct rule *rule, const struct rule_reading *reading)
{
    struct trying *trying = state;
    const char *kind = rule->kind == RULE_KEY ? item_kind_name(rule->item) : "house";
    struct cell cells[TRY_COLUMNS] = {
        text_cell(trying->text),
        text_cell(rule->name),
        text_cell(mem_printf(trying->call->mem, "%s:%s", kind, reading->id)),
        text_cell(mem_strndup(trying->call->mem, trying->texts.text.text + reading->start,
                              reading->length)),
    };
    trying->seen++;
    if (trying->status == STATUS_OK) {
        trying->status = table_write(trying->writer, cells, trying->err);
    }
}

/* Whatever field of a line it looks at: the text stands for that. */
static enum status try_text(struct trying *trying, const char *text)
{
    trying->text = text;
    trying->seen = 0;
    rule_set_fold(trying->call->mem, "", text, "", &trying->texts);
    rule_set_read(trying->set, RULE_KEY, &trying->texts, take_reading, trying);
    rule_set_read(trying->set, RULE_HOUSE, &trying->texts, take_reading, trying);
    if (trying->status == STATUS_OK && trying->seen == 0) {
        struct cell cells[TRY_COLUMNS] = {text_cell(text), text_cell(NULL), text_cell(NULL),
                                          text_cell(NULL)};
        trying->status = table_write(trying->writer, cells, trying->err);
    }
    return trying->status;
}

static enum status rules_of_file(struct command_call *call, const char *path, struct rule_set *out,
                                 struct error *err)
{
    const char *text = NULL;
    struct rule *rule = NULL;
    enum status status = ini_file_text(call->mem, path, &text, err);
    if (status == STATUS_OK) {
        status = rule_parse(call->mem, NAME_IN_FILE, 1, text, &rule, err);
    }
    if (status == STATUS_OK) {
        status = rule_check_examples(rule, err);
    }
    if (status == STATUS_OK) {
        rule->sees |= RULE_TEXT;
        *out = (struct rule_set){MEM_NEW(call->mem, struct rule_known), 1};
        out->all[0] = (struct rule_known){.rule = rule, .is_on = true};
    }
    return status;
}

static enum status try_file(struct trying *trying, const char *path)
{
    const char *text = NULL;
    enum status status = ini_file_text(trying->call->mem, path, &text, trying->err);
    while (status == STATUS_OK && *text != '\0') {
        size_t bytes = strcspn(text, "\r\n");
        if (bytes > 0) {
            status = try_text(trying, mem_strndup(trying->call->mem, text, bytes));
        }
        text += bytes + (text[bytes] != '\0' ? 1 : 0);
    }
    return status;
}

enum status local_rule_try(struct command_call *call, const struct values *values,
                           struct error *err)
{
    const char *text = values_get(values, "text");
    const char *path = values_get(values, "file");
    const char *rule = values_get(values, "rule");
    struct rule_set set;
    if ((text == NULL) == (path == NULL)) {
        return call_usage(call, err, "rules try needs a text, or --file with one on each line");
    }
    enum status status =
        rule != NULL ? rules_of_file(call, rule, &set, err) : load(call, &set, err);
    if (status != STATUS_OK) {
        return status;
    }
    struct trying trying = {.call = call,
                            .writer = call_writer(call, values, try_columns, TRY_COLUMNS),
                            .set = &set,
                            .err = err};
    status = text != NULL ? try_text(&trying, text) : try_file(&trying, path);
    return status == STATUS_OK ? table_end(trying.writer, err) : status;
}

/* On history. */

static const struct column test_columns[] = {
    {.name = "line", .title = "Line", .kind = CELL_TEXT},
    {.name = "would_be", .title = "Would be", .kind = CELL_TEXT},
    {.name = "is", .title = "Is", .kind = CELL_TEXT},
};
#define TEST_COLUMNS (sizeof test_columns / sizeof *test_columns)

struct testing {
    struct command_call *call;
    struct table_writer *writer;
};

static enum status take_mistake(void *state, const struct rule_mistake *mistake, struct error *err)
{
    struct testing *testing = state;
    struct cell cells[TEST_COLUMNS] = {
        text_cell(mem_printf(testing->call->mem, "line:%" PRId64, mistake->line)),
        text_cell(mistake->would_be), text_cell(mistake->is)};
    return table_write(testing->writer, cells, err);
}

enum status local_rule_test(struct command_call *call, const struct values *values,
                            struct error *err)
{
    const struct rule *rule = NULL;
    struct rule_outcome outcome = {.right = 0};
    enum status status = find(call, values, &rule, err);
    if (status != STATUS_OK) {
        return status;
    }
    struct testing testing = {call, call_writer(call, values, test_columns, TEST_COLUMNS)};
    status = book_begin_snapshot(call->book, err);
    if (status == STATUS_OK) {
        status = rule_history(call->book, rule, &outcome, take_mistake, &testing, err);
        book_rollback(call->book);
    }
    if (status == STATUS_OK) {
        status = table_end(testing.writer, err);
    }
    if (status == STATUS_OK && call_format(values) == TABLE_TEXT) {
        call_print(call,
                   "rule:%s:%" PRId64 ": %" PRId64 " right, %" PRId64 " wrong, %" PRId64 " left",
                   rule->name, rule->version, outcome.right, outcome.wrong, outcome.left);
    }
    return status;
}

/* Offers. */

static const struct column offer_columns[] = {
    {.name = "offer", .title = "Offer", .kind = CELL_TEXT},
    {.name = "times", .title = "Times", .kind = CELL_INT},
    {.name = "about", .title = "What for", .kind = CELL_TEXT},
};
#define OFFER_COLUMNS (sizeof offer_columns / sizeof *offer_columns)

enum status local_rules_offered(struct command_call *call, const struct values *values,
                                struct error *err)
{
    struct rule_offer *offers = NULL;
    size_t count = 0;
    enum status status = call_open(call, STORE_READ, err);
    if (status == STATUS_OK) {
        status = book_begin_snapshot(call->book, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    status = rule_offers(call->book, call->mem, &offers, &count, err);
    book_rollback(call->book);
    struct table_writer *writer = call_writer(call, values, offer_columns, OFFER_COLUMNS);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        struct cell cells[OFFER_COLUMNS] = {text_cell(offers[i].name),
                                            {.kind = CELL_INT, .number = offers[i].times},
                                            text_cell(offers[i].about)};
        status = table_write(writer, cells, err);
    }
    return status == STATUS_OK ? table_end(writer, err) : status;
}

/* What a line may be. */

static const struct column suggest_columns[] = {
    {.name = "item", .title = "Item", .kind = CELL_TEXT},
    {.name = "left", .title = "Left", .kind = CELL_MONEY},
    {.name = "score", .title = "Score", .kind = CELL_INT},
    {.name = "for", .title = "For", .kind = CELL_TEXT},
    {.name = "against", .title = "Against", .kind = CELL_TEXT},
};
#define SUGGEST_COLUMNS (sizeof suggest_columns / sizeof *suggest_columns)

static const char *joined(void *mem, const char *const *reasons)
{
    char *text = mem_strdup(mem, "");
    for (; *reasons != NULL; reasons++) {
        text = mem_append(text, "%s%s", text[0] != '\0' ? "; " : "", *reasons);
    }
    return text;
}

enum status local_suggest(struct command_call *call, const struct values *values, struct error *err)
{
    struct suggestion *found = NULL;
    size_t count = 0;
    int64_t line = 0;
    enum status status = values_number(values, "line", "line", &line, err);
    if (status == STATUS_OK) {
        status = call_open(call, STORE_READ, err);
    }
    if (status == STATUS_OK) {
        status = suggest_for_line(call->book, call->mem, line, &found, &count, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    struct table_writer *writer = call_writer(call, values, suggest_columns, SUGGEST_COLUMNS);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        struct cell cells[SUGGEST_COLUMNS] = {
            text_cell(found[i].item),
            {.kind = CELL_MONEY, .number = found[i].left.minor},
            {.kind = CELL_INT, .number = found[i].score},
            text_cell(joined(call->mem, found[i].speaks_for)),
            text_cell(joined(call->mem, found[i].speaks_against))};
        memcpy(cells[1].currency, found[i].left.currency, sizeof cells[1].currency);
        status = table_write(writer, cells, err);
    }
    return status == STATUS_OK ? table_end(writer, err) : status;
}
