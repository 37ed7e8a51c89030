#include "tui/local.h"

#include "model/mem.h"
#include "tui/call.h"
#include "tui/learn.h"

#include <string.h>

#define ROWS_SHOWN 5

static struct cell text_cell(const char *text)
{
    return (struct cell){.kind = text == NULL || text[0] == '\0' ? CELL_NULL : CELL_TEXT,
                         .text = text};
}

/* ---- the keys ---- */

static const struct column key_columns[] = {
    {.name = "key", .title = "Key", .kind = CELL_TEXT},
    {.name = "value", .title = "Value", .kind = CELL_TEXT},
    {.name = "reason", .title = "Because", .kind = CELL_TEXT},
};
#define KEY_COLUMNS (sizeof key_columns / sizeof *key_columns)

static enum status write_keys(struct command_call *call, const struct values *values,
                              const struct guess *guess, struct error *err)
{
    struct table_writer *writer = call_writer(call, values, key_columns, KEY_COLUMNS);
    for (int key = 0; key < KEY_COUNT; key++) {
        struct cell cells[KEY_COLUMNS] = {text_cell(profile_keys[key].key),
                                          text_cell(guess->values[key]),
                                          text_cell(guess->reasons[key])};
        enum status status =
            guess->values[key] != NULL ? table_write(writer, cells, err) : STATUS_OK;
        if (status != STATUS_OK) {
            return status;
        }
    }
    return table_end(writer, err);
}

/* ---- the questions ---- */

static const struct column question_columns[] = {
    {.name = "question", .title = "Question", .kind = CELL_TEXT},
    {.name = "answer", .title = "Answer", .kind = CELL_TEXT},
    {.name = "meaning", .title = "Meaning", .kind = CELL_TEXT},
};
#define QUESTION_COLUMNS (sizeof question_columns / sizeof *question_columns)

/* As a shell takes it. */
static const char *option_of(void *mem, enum profile_key_id key, const char *value)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
    const char *name = profile_keys[key].key;
    if (value[strspn(value, plain)] == '\0') {
        return mem_printf(mem, "--answers %s=%s", name, value);
    }
    char *quoted = mem_strdup(mem, "");
    for (; *value != '\0'; value++) {
        quoted = mem_append(quoted, *value == '\'' ? "'\\''" : "%c", *value);
    }
    return mem_printf(mem, "--answers '%s=%s'", name, quoted);
}

static enum status write_question(struct command_call *call, struct table_writer *writer,
                                  const struct guess_question *question, struct error *err)
{
    struct cell cells[QUESTION_COLUMNS] = {
        text_cell(question->text),
        text_cell(mem_printf(call->mem, "--answers %s=...", profile_keys[question->key].key)),
        text_cell(profile_keys[question->key].values)};
    enum status status = question->choice_count == 0 ? table_write(writer, cells, err) : STATUS_OK;
    for (size_t i = 0; i < question->choice_count && status == STATUS_OK; i++) {
        const struct guess_choice *choice = &question->choices[i];
        cells[0] = text_cell(i == 0 ? question->text : NULL);
        cells[1] = text_cell(option_of(call->mem, question->key, choice->value));
        cells[2] = text_cell(choice->meaning);
        status = table_write(writer, cells, err);
    }
    return status;
}

static enum status write_questions(struct command_call *call, const struct values *values,
                                   const struct guess *guess, struct error *err)
{
    struct table_writer *writer = call_writer(call, values, question_columns, QUESTION_COLUMNS);
    for (size_t i = 0; i < guess->question_count; i++) {
        enum status status = write_question(call, writer, &guess->questions[i], err);
        if (status != STATUS_OK) {
            return status;
        }
    }
    enum status status = table_end(writer, err);
    if (status != STATUS_OK) {
        return status;
    }
    (void)error_set(err, STATUS_INVALID, "the file leaves %zu question%s open; nothing is written",
                    guess->question_count, guess->question_count == 1 ? "" : "s");
    return error_hint(err, "give the same command again with an answer for each, beside those that "
                           "you gave");
}

/* ---- the rows ---- */

static const struct column row_columns[] = {
    {.name = "line", .title = "Line", .kind = CELL_INT},
    {.name = "date", .title = "Date", .kind = CELL_DATE},
    {.name = "amount", .title = "Amount", .kind = CELL_MONEY},
    {.name = "balance", .title = "Balance", .kind = CELL_MONEY},
    {.name = "reference", .title = "Reference", .kind = CELL_TEXT},
    {.name = "counterparty", .title = "Counterparty", .kind = CELL_TEXT},
    {.name = "text", .title = "Text", .kind = CELL_TEXT},
};
#define ROW_COLUMNS (sizeof row_columns / sizeof *row_columns)

static struct cell money_cell(int64_t minor, const char *currency)
{
    struct cell cell = {.kind = minor == BANK_NO_BALANCE ? CELL_NULL : CELL_MONEY, .number = minor};
    memcpy(cell.currency, currency, sizeof cell.currency);
    return cell;
}

static enum status write_rows(struct command_call *call, const struct values *values,
                              const struct guess *guess, struct error *err)
{
    const struct bank_file *file = guess->file;
    struct table_writer *writer = call_writer(call, values, row_columns, ROW_COLUMNS);
    for (size_t i = 0; i < file->row_count && i < ROWS_SHOWN; i++) {
        const struct bank_row *row = &file->rows[i];
        struct cell cells[ROW_COLUMNS] = {
            {.kind = CELL_INT, .number = row->line},
            {.kind = CELL_DATE, .number = row->date_days},
            money_cell(row->amount_minor, row->currency),
            money_cell(row->balance_minor, row->currency),
            text_cell(bank_text(file, row->reference)),
            text_cell(bank_text(file, row->counterparty)),
            text_cell(bank_text(file, row->text)),
        };
        enum status status = table_write(writer, cells, err);
        if (status != STATUS_OK) {
            return status;
        }
    }
    return table_end(writer, err);
}

/* What the whole file comes to. */
static void print_sum(struct command_call *call, const struct guess *guess)
{
    const struct bank_file *file = guess->file;
    call_print(call,
               "%zu rows, %zu that do not count, %zu rejects, %zu lines passed over below the "
               "first; the proof is %s",
               file->row_count, file->uncounted.count, file->rejects.count, file->ignored_lines,
               proof_state_name(guess->proof->state));
    if (guess->values[KEY_CURRENCY] != NULL &&
        strcmp(guess->values[KEY_CURRENCY], "account") == 0) {
        call_print(call, "amounts are shown as %s; an import takes the account's currency",
                   LEARN_CURRENCY);
    }
    for (size_t i = 0; i < file->rejects.count && i < ROWS_SHOWN; i++) {
        call_print(call, "line %u would be a reject: %s", file->rejects.items[i].line,
                   bank_text(file, file->rejects.items[i].reason));
    }
    for (size_t i = 0; i < guess->proof->chain_count; i++) {
        const struct proof_chain *chain = &guess->proof->chains[i];
        struct money missing = {.minor = chain->gap_count > 0 ? chain->gaps[0].missing_minor : 0};
        char text[MONEY_TEXT_BYTES];
        memcpy(missing.currency, chain->currency, sizeof missing.currency);
        if (chain->gap_count > 0) {
            call_print(call, "before line %u rows are missing that sum to %s", chain->gaps[0].line,
                       money_format_grouped(missing, text));
        }
    }
}

/* ---- the command ---- */

static enum status take_answers(struct command_call *call, const struct values *values,
                                const char *answers[KEY_COUNT], struct error *err)
{
    const char *given = values_get(values, "answers");
    enum status status = STATUS_OK;
    if (given == NULL) {
        return STATUS_OK;
    }
    char *rest = mem_strdup(call->mem, given);
    for (char *line = strsep(&rest, "\n"); line != NULL && status == STATUS_OK;
         line = strsep(&rest, "\n")) {
        status = guess_answer(line, answers, err);
    }
    return status;
}

static enum status save(struct command_call *call, const struct values *values,
                        const struct guess *guess, const char *name, const char *source,
                        struct error *err)
{
    const char *out = values_get(values, "out");
    const char *path = out != NULL ? out : learn_path_of(call->mem, name);
    enum status status = learn_save(guess, name, source, path, err);
    if (status == STATUS_OK) {
        call_print(call, "written: %s", path);
    }
    return status;
}

enum status local_learn(struct command_call *call, const struct values *values,
                        const struct profile_set *set, const char *path, struct error *err)
{
    const char *answers[KEY_COUNT] = {NULL};
    const char *given = values_get(values, "name");
    const char *name = given != NULL ? given : learn_name_of(call->mem, path);
    struct source *source = NULL;
    struct guess *guess = NULL;
    enum status status = learn_check_name(set, name, err);
    if (status != STATUS_OK || (status = source_load(call->mem, path, &source, err)) != STATUS_OK ||
        (status = learn_check_new(set, source, err)) != STATUS_OK ||
        (status = take_answers(call, values, answers, err)) != STATUS_OK ||
        (status = guess_make(call->mem, set, source, LEARN_CURRENCY, answers, &guess, err)) !=
            STATUS_OK ||
        (status = write_keys(call, values, guess, err)) != STATUS_OK) {
        return status;
    }
    if (guess->question_count > 0) {
        return write_questions(call, values, guess, err);
    }
    status = write_rows(call, values, guess, err);
    if (status != STATUS_OK) {
        return status;
    }
    print_sum(call, guess);
    return save(call, values, guess, name, source->name, err);
}
