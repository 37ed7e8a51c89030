#include "tui/perform.h"

#include "model/mem.h"
#include "model/view.h"
#include "tui/door.h"
#include "tui/execute.h"
#include "tui/form.h"
#include "tui/menu.h"
#include "tui/possible.h"
#include "tui/preview.h"
#include "tui/ui.h"
#include "tui/values.h"

#include <stdio.h>
#include <string.h>

#define MENU_COMMANDS_MAX MENU_ITEMS_MAX

/* One command on its way from the form to what came of it. */
struct performance {
    void *mem;
    struct ui *ui;
    const struct command *command;
    struct values values;
    char **ids; /* of a bulk operation, else one or none */
    size_t id_count;
    size_t locked;         /* fields that are given, from the first on */
    struct pick *marks;    /* of the list below, taken off once all are done; or NULL */
    struct frame *form;    /* NULL where there is nothing to ask */
    struct frame *preview; /* that was confirmed */
    /* the previews, one for each id (or one) */
    void *preview_mem;
    struct together together;
};

static const struct field no_fields[] = {{.name = NULL}};

static const struct field *fields_of(const struct command *command)
{
    return command->fields ? command->fields : no_fields;
}

/* -- what fits a row --------------------------------------------------------------------------- */

char *perform_kind(const char *id, char *buffer)
{
    size_t length = id ? strcspn(id, ":") : 0;
    buffer[0] = '\0';
    if (!id || !id[length] || length >= 32) {
        return buffer;
    }
    memcpy(buffer, id, length);
    buffer[length] = '\0';
    return buffer;
}

bool perform_fits(const struct command *command, const char *kind)
{
    if (command->kind != COMMAND_ACTION || !command->subject) {
        return false;
    }
    size_t length = strlen(kind);
    /* A subject may name several kinds: "seller,party". */
    for (const char *at = command->subject; *at; at += strcspn(at, ","), at += *at == ',') {
        if (strcspn(at, ",") == length && strncmp(at, kind, length) == 0) {
            return true;
        }
    }
    return false;
}

/* A command's key as a text; keys are letters. */
static const char *key_text(int key)
{
    static const char texts[] =
        "a\0b\0c\0d\0e\0f\0g\0h\0i\0j\0k\0l\0m\0n\0o\0p\0q\0r\0s\0t\0u\0v\0w\0"
        "x\0y\0z\0A\0B\0C\0D\0E\0F\0G\0H\0I\0J\0K\0L\0M\0N\0O\0P\0Q\0R\0S\0T\0"
        "U\0V\0W\0X\0Y\0Z";
    if (key >= 'a' && key <= 'z') {
        return &texts[2 * (key - 'a')];
    }
    return key >= 'A' && key <= 'Z' ? &texts[2 * (26 + key - 'A')] : NULL;
}

static void add_hints(struct hints *hints, const char *id,
                      void (*add)(struct hints *hints, const char *key, const char *text))
{
    char kind[32];
    perform_kind(id, kind);
    for (const struct command *command = command_table(); command->name; command++) {
        const char *key = key_text(command->key);
        if (key && perform_fits(command, kind)) {
            add(hints, key, command->name);
        }
    }
}

void perform_hints(struct hints *hints, const char *id)
{
    add_hints(hints, id, hints_add);
}

void perform_hints_rare(struct hints *hints, const char *id)
{
    add_hints(hints, id, hints_add_rare);
}

bool perform_key(struct ui *ui, const char *id, int key)
{
    char kind[32];
    perform_kind(id, kind);
    for (const struct command *command = command_table(); command->name; command++) {
        if (command->key != key || key == 0 || !perform_fits(command, kind)) {
            continue;
        }
        perform_begin(ui, command, id);
        return true;
    }
    return false;
}

/* -- running ----------------------------------------------------------------------------------- */

static struct together together_of(struct performance *performance, void *mem)
{
    bool has_ids = performance->id_count > 0;
    char *none = "";
    if (has_ids && performance->command->subject) {
        return together_new(mem, performance->command, &performance->values, performance->ids,
                            performance->id_count);
    }
    struct together one = together_new(mem, performance->command, &performance->values,
                                       has_ids ? performance->ids : &none, 1);
    one.items->values = performance->values;
    return one;
}

/* What is to be done: several acts that are one request, or one on each thing. */
static enum status gather(struct performance *performance, void *mem, struct error *err)
{
    enum status status = together_spread(mem, ui_book(performance->ui), performance->command,
                                         &performance->values, &performance->together, err);
    if (status == STATUS_OK && performance->together.count == 0) {
        performance->together = together_of(performance, mem);
    }
    return status;
}

static enum status plan_one(struct performance *performance, struct error *err)
{
    struct together_item *item = performance->together.items;
    struct run run = {.mem = performance->preview_mem, .is_preview = true};
    enum status status =
        performance->command->act(ui_book(performance->ui), &item->values, &run, err);
    if (status) {
        return status;
    }
    item->posting = run.posting;
    if (run.posting) {
        posting_digest(run.posting, item->digest);
    }
    performance->together.possible = 1;
    return STATUS_OK;
}

/* Plan each anew, with nothing written. */
static enum status make_previews(struct performance *performance, struct error *err)
{
    mem_free(performance->preview_mem);
    void *mem = mem_context(performance->mem, "previews");
    performance->preview_mem = mem;
    struct together *together = &performance->together;
    enum status status = gather(performance, mem, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (together->count == 1) {
        return plan_one(performance, err);
    }
    status = together_plan(ui_book(performance->ui), mem, together, err);
    return status == STATUS_OK && together->possible == 0
               ? error_set(err, STATUS_REFUSED, "none of the %zu is possible: %s", together->count,
                           together->items[0].refusal)
               : status;
}

/* Close the form and all above it, or the preview where there was no form. */
static void finish(struct performance *performance)
{
    if (performance->marks) {
        pick_clear(performance->marks);
    }
    ui_close(performance->form ? performance->form : performance->preview);
}

static void say_done(struct ui *ui, const struct command *command,
                     const struct execute_result *result)
{
    if (result->is_proposed) {
        ui_say(ui, THEME_GOOD, "%s: %s, event %lld; it is done once another operator approves it",
               command->name, result->subject, (long long)result->event);
    } else if (result->event) {
        ui_say(ui, THEME_GOOD, "done: %s%s%s, event %lld", command->name,
               result->subject ? " " : "", result->subject ? result->subject : "",
               (long long)result->event);
    } else {
        ui_say(ui, THEME_GOOD, "done: %s", command->name);
    }
}

/* Whoever did the last thing to it: "alice did hold release", or "" when that is not known. */
static char *last_doer(struct performance *performance, const char *subject)
{
    void *mem = performance->preview_mem;
    struct view_query query = {.view = view_find("timeline"), .scope = subject, .sort = -1};
    struct view_cursor *cursor;
    struct view_page page = {0};
    struct error err;
    int who = view_column(query.view, "operator");
    int what = view_column(query.view, "verb");
    if (!subject || view_open(mem, ui_book(performance->ui), &query, &cursor, &err) ||
        view_fetch(cursor, mem, NULL, VIEW_FORWARD, 1, &page, &err) || page.count == 0 || who < 0 ||
        what < 0) {
        return mem_strdup(performance->mem, "");
    }
    const struct cell *cells = page.rows[0].cells;
    return mem_printf(performance->mem, "%s did %s meanwhile: ", cells[who].text, cells[what].text);
}

static void show_stale(struct performance *performance, const struct error *stale)
{
    struct error err;
    const struct posting *posting = performance->together.items[0].posting;
    bool is_one = performance->together.count == 1;
    char *doer = last_doer(performance, is_one && posting ? posting->subject : NULL);
    if (make_previews(performance, &err)) {
        ui_error(performance->ui, &err);
    } else {
        ui_say(performance->ui, THEME_WARN, "%s%s; this is how it would be now", doer,
               stale->message);
    }
    mem_free(doer);
}

/* Who was refused has another look at the form, where there is one; who cannot know has to look at
 * the store before he does it again. */
static void single_ended(void *owner, const struct execute_result *result)
{
    struct performance *performance = owner;
    struct ui *ui = performance->ui;
    switch (result->status) {
    case STATUS_OK:
        say_done(ui, performance->command, result);
        finish(performance);
        ui_reload(ui);
        return;
    case STATUS_STALE:
        show_stale(performance, &result->err);
        ui_reload(ui);
        return;
    case STATUS_UNSURE:
        finish(performance);
        break;
    case STATUS_REFUSED:
    case STATUS_NOT_FOUND:
    case STATUS_CONFLICT:
    case STATUS_DENIED:
        ui_close(performance->preview);
        break;
    case STATUS_INVALID:
    case STATUS_LIMIT:
    case STATUS_BUSY:
    case STATUS_IO:
    case STATUS_LOST:
    case STATUS_CORRUPT:
    case STATUS_UNSUPPORTED:
    case STATUS_CANCELLED:
        break;
    }
    ui_reload(ui);
    ui_error(ui, &result->err);
}

/* All of them were done, or none. */
static void bulk_ended(void *owner, const struct execute_result *result)
{
    struct performance *performance = owner;
    struct ui *ui = performance->ui;
    if (result->status != STATUS_OK) {
        single_ended(owner, result);
        return;
    }
    ui_say(ui, THEME_GOOD, "done: %s, %zu times", performance->command->name,
           performance->together.possible);
    finish(performance);
    ui_reload(ui);
}

/* -- the dialogs ------------------------------------------------------------------------------- */

static void confirmed(void *owner, struct frame *preview)
{
    struct performance *performance = owner;
    struct execute_request request = {
        .ui = performance->ui,
        .together = &performance->together,
        .owner = performance,
        .ended = performance->together.count > 1 ? bulk_ended : single_ended,
    };
    performance->preview = preview;
    execute_begin(&request);
}

static const struct posting *first_posting(void *owner)
{
    struct performance *performance = owner;
    for (size_t i = 0; i < performance->together.count; i++) {
        if (!performance->together.items[i].refusal) {
            return performance->together.items[i].posting;
        }
    }
    return NULL;
}

static void closed(void *owner)
{
    mem_free(((struct performance *)owner)->mem);
}

static enum status show_preview(struct performance *performance, struct error *err)
{
    enum status status = make_previews(performance, err);
    if (status) {
        return status;
    }
    bool is_bulk = performance->together.count > 1;
    const char *id = performance->id_count > 0 ? performance->ids[0] : "";
    char *title =
        is_bulk ? mem_printf(performance->preview_mem, "%s: %zu %s", performance->command->name,
                             performance->together.count,
                             performance->together.is_whole ? "at once" : "marked")
                : mem_printf(performance->preview_mem, "%s %s", performance->command->name, id);
    struct preview_request request = {
        .title = title,
        .lead = performance->command->summary,
        .posting = first_posting,
        .rows = is_bulk ? performance->together.items : NULL,
        .row_count = performance->together.count,
        .possible_count = performance->together.possible,
        .owner = performance,
        .confirmed = confirmed,
        .closed = performance->form ? NULL : closed,
    };
    ui_push(performance->ui, &screen_preview, &request);
    return STATUS_OK;
}

static enum status submitted(void *owner, struct frame *form, const struct values *values,
                             struct error *err)
{
    struct performance *performance = owner;
    performance->form = form;
    performance->values = values_settled(performance->mem, values, ui_now_us(performance->ui));
    return show_preview(performance, err);
}

static bool has_more_fields(const struct performance *performance)
{
    const struct field *next = &fields_of(performance->command)[performance->locked];
    return next->name != NULL && !next->is_for_scripts;
}

/* Its fields, with the choices that the policy has. */
static const struct field *offered_fields(struct performance *performance)
{
    const struct field *fields = fields_of(performance->command);
    const struct policy *policy = book_policy(ui_book(performance->ui));
    struct field *own = MEM_ARRAY(performance->mem, struct field, COMMAND_FIELDS_MAX + 1);
    for (size_t i = 0; i < COMMAND_FIELDS_MAX && fields[i].name != NULL; i++) {
        own[i] = fields[i];
        if (own[i].choices_of != NULL) {
            own[i].choices = own[i].choices_of(performance->mem, policy);
        }
    }
    return own;
}

/* What is known of the thing that it acts on stands in the form at first. */
static void propose(struct performance *performance, struct form_request *request)
{
    struct error err;
    char *note = NULL;
    struct values values = {.fields = request->fields};
    if (performance->command->propose == NULL || performance->id_count != 1) {
        return;
    }
    memcpy(values.texts, request->texts, sizeof values.texts);
    if (performance->command->propose(performance->mem, ui_book(performance->ui), &values, &note,
                                      &err) != STATUS_OK) {
        ui_error(performance->ui, &err);
        return;
    }
    memcpy(request->texts, values.texts, sizeof values.texts);
    request->summary = note != NULL ? note : request->summary;
}

static void show_form(struct performance *performance)
{
    const struct command *command = performance->command;
    bool is_bulk = performance->id_count > 1;
    char *title = mem_printf(performance->mem, "%c%s", command->name[0] & ~0x20, command->name + 1);
    struct form_request request = {
        .title = title,
        .summary = command->summary,
        .submit = "Preview",
        .fields = offered_fields(performance),
        .owner = performance,
        .submitted = submitted,
        .closed = closed,
    };
    for (size_t i = 0; i < performance->locked; i++) {
        request.is_locked[i] = true;
        request.texts[i] = performance->values.texts[i];
    }
    if (is_bulk) {
        request.texts[0] = mem_printf(performance->mem, "%zu marked", performance->id_count);
    }
    propose(performance, &request);
    if (!ui_push(performance->ui, &screen_form, &request)) {
        mem_free(performance->mem);
    }
}

static struct performance *begin(struct ui *ui, const struct command *command, const char *id)
{
    struct error err;
    enum status status = possible_check(ui, command, id, &err);
    if (status == STATUS_REFUSED) {
        ui_say(ui, THEME_WARN, "%s", err.message); /* one line; its hint is for scripts */
        return NULL;
    }
    if (status) {
        ui_error(ui, &err);
        return NULL;
    }
    void *mem = mem_context(NULL, "performance");
    struct performance *performance = MEM_NEW(mem, struct performance);
    *performance = (struct performance){.mem = mem, .ui = ui, .command = command};
    performance->values.fields = fields_of(command);
    return performance;
}

static void go_on(struct performance *performance)
{
    struct error err;
    if (has_more_fields(performance)) {
        show_form(performance);
        return;
    }
    if (show_preview(performance, &err)) {
        ui_error(performance->ui, &err);
        mem_free(performance->mem);
    }
}

void perform_begin_with(struct ui *ui, const struct command *command, const char *const *texts,
                        size_t count)
{
    bool is_several = command->spread && count > 0 && strchr(texts[0], ',');
    struct performance *performance =
        begin(ui, command, count > 0 && !is_several ? texts[0] : NULL);
    if (!performance) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        performance->values.texts[i] = texts[i] ? mem_strdup(performance->mem, texts[i]) : NULL;
    }
    performance->locked = count;
    if (count > 0) {
        performance->ids = MEM_ARRAY(performance->mem, char *, 1);
        performance->ids[0] = mem_strdup(performance->mem, texts[0]);
        performance->id_count = 1;
    }
    go_on(performance);
}

void perform_begin(struct ui *ui, const struct command *command, const char *id)
{
    bool has_subject = id && command->subject;
    perform_begin_with(ui, command, &id, has_subject ? 1 : 0);
}

static void take_id(void *state, const char *id)
{
    struct performance *performance = state;
    char kind[32];
    if (perform_fits(performance->command, perform_kind(id, kind))) {
        performance->ids[performance->id_count++] = mem_strdup(performance->mem, id);
    }
}

void perform_begin_marked(struct ui *ui, const struct command *command, struct pick *marks)
{
    if (pick_count(marks) > TOGETHER_MAX) {
        ui_say(ui, THEME_WARN, "%zu are marked; at most %d can be acted on at a time",
               pick_count(marks), TOGETHER_MAX);
        return;
    }
    struct performance *performance = begin(ui, command, NULL);
    if (!performance) {
        return;
    }
    performance->ids = MEM_ARRAY(performance->mem, char *, pick_count(marks) + 1);
    performance->marks = marks;
    pick_each(marks, take_id, performance);
    performance->locked = 1;
    if (performance->id_count == 0) {
        ui_say(ui, THEME_WARN, "%s does not act on what is marked", command->name);
        mem_free(performance->mem);
        return;
    }
    go_on(performance);
}

/* -- the menu ---------------------------------------------------------------------------------- */

struct choice {
    struct ui *ui;
    const struct command *commands[MENU_COMMANDS_MAX];
    size_t count;
    char *id;
    struct pick *marks;
};

static void menu_chosen(void *owner, size_t item)
{
    struct choice *choice = owner;
    if (choice->marks) {
        perform_begin_marked(choice->ui, choice->commands[item], choice->marks);
    } else {
        perform_begin(choice->ui, choice->commands[item], choice->id);
    }
}

static void first_mark(void *state, const char *id)
{
    const char **first = state;
    if (!*first) {
        *first = id;
    }
}

void perform_menu(struct ui *ui, const char *id, struct pick *marks)
{
    char kind[32];
    struct menu_item items[MENU_COMMANDS_MAX] = {{0}};
    /* It lives as long as the screen below, which is where the menu goes back to. */
    struct choice *choice = MEM_NEW(ui_top(ui)->mem, struct choice);
    if (marks) {
        pick_each(marks, first_mark, &id);
    }
    choice->ui = ui;
    choice->id = id ? mem_strdup(choice, id) : NULL;
    choice->marks = marks;
    perform_kind(id, kind);
    for (const struct command *command = command_table(); command->name; command++) {
        struct error err;
        if (!perform_fits(command, kind) || choice->count == MENU_COMMANDS_MAX) {
            continue;
        }
        bool is_impossible = possible_check(ui, command, marks ? NULL : id, &err) != STATUS_OK;
        items[choice->count] = (struct menu_item){
            .text = command->name,
            .note = is_impossible ? mem_strdup(choice, err.message) : command->summary,
            .is_impossible = is_impossible};
        choice->commands[choice->count++] = command;
    }
    if (choice->count == 0) {
        ui_say(ui, THEME_HINT, "there is nothing to be done with %s", id ? id : "nothing");
        mem_free(choice);
        return;
    }
    char *title =
        marks ? mem_printf(choice, "%zu marked", pick_count(marks)) : mem_strdup(choice, id);
    struct menu_request request = {.title = title,
                                   .items = items,
                                   .count = choice->count,
                                   .owner = choice,
                                   .chosen = menu_chosen};
    ui_push(ui, &screen_menu, &request);
}
