#include "tui/screen_learn.h"

#include "model/mem.h"
#include "tui/folder.h"
#include "tui/form.h"
#include "tui/learn.h"
#include "tui/learn_draw.h"
#include "tui/ui.h"
#include "tui/worker.h"

#include <stdio.h>
#include <string.h>

#define TRIAL_BYTES_MAX (256 * 1024) /* of files on which every choice is tried out */
#define QUESTION_ROWS 9

/* What the thread makes of the answers so far. */
struct result {
    struct guess *guess;
    struct guess *trials[GUESS_CHOICES_MAX]; /* with each choice of the only question; or NULL */
};

struct learn {
    struct frame *frame;
    struct learn_request request;
    char *path;
    void *base_mem; /* a root, of what is read once: the thread's while it runs */
    struct profile_set *set;
    struct source *source;
    const char *answers[KEY_COUNT];
    enum profile_key_id given[KEY_COUNT]; /* the keys answered, in their order */
    size_t given_count;
    void *result_mem; /* a root */
    struct result result;
    struct worker *worker;
    size_t at;
    bool is_on[GUESS_CHOICES_MAX];
    bool shows_keys;
    size_t top;
    struct error error;
    bool has_error;
};

/* -- the thread -------------------------------------------------------------------------------- */

static enum status read_file(struct learn *learn, struct error *err)
{
    if (learn->source != NULL) {
        return STATUS_OK;
    }
    learn->base_mem = mem_context(NULL, "learn");
    enum status status = source_load(learn->base_mem, learn->path, &learn->source, err);
    if (status == STATUS_OK) {
        status =
            profile_set_load(learn->base_mem, folder_profiles(learn->base_mem), &learn->set, err);
    }
    return status == STATUS_OK ? learn_check_new(learn->set, learn->source, err) : status;
}

static enum status guess_with(struct learn *learn, const char *const answers[KEY_COUNT],
                              struct guess **out, struct error *err)
{
    return guess_make(learn->result_mem, learn->set, learn->source, LEARN_CURRENCY, answers, out,
                      err);
}

/* What each choice of the last question would come to, for the rows below it. */
static void try_choices(struct learn *learn)
{
    const struct guess *guess = learn->result.guess;
    if (guess->question_count != 1 || learn->source->size > TRIAL_BYTES_MAX) {
        return;
    }
    const struct guess_question *question = &guess->questions[0];
    for (size_t i = 0; i < question->choice_count; i++) {
        struct error ignored;
        const char *answers[KEY_COUNT];
        memcpy(answers, learn->answers, sizeof answers);
        answers[question->key] = question->choices[i].value;
        if (guess_with(learn, (const char *const *)answers, &learn->result.trials[i], &ignored) !=
            STATUS_OK) {
            learn->result.trials[i] = NULL;
        }
    }
}

static enum status learn_job(struct worker *worker, struct book *book, void *mem, void *request,
                             struct error *err)
{
    (void)worker;
    (void)book;
    (void)mem;
    struct learn *learn = request;
    enum status status = read_file(learn, err);
    if (status == STATUS_OK) {
        status = guess_with(learn, (const char *const *)learn->answers, &learn->result.guess, err);
    }
    if (status == STATUS_OK) {
        try_choices(learn);
    }
    return status;
}

/* -- answers ----------------------------------------------------------------------------------- */

static void start(struct learn *learn)
{
    mem_free(learn->worker);
    mem_free(learn->result_mem);
    learn->result_mem = mem_context(NULL, "guess");
    learn->result = (struct result){.guess = NULL};
    learn->has_error = false;
    learn->at = 0;
    memset(learn->is_on, 0, sizeof learn->is_on);
    learn->worker = worker_start(learn->frame->mem, learn->frame->ui, learn_job, learn);
}

static const struct guess_question *question_of(const struct learn *learn)
{
    const struct guess *guess = learn->result.guess;
    return guess != NULL && guess->question_count > 0 ? &guess->questions[0] : NULL;
}

static bool takes_several(const struct guess_question *question)
{
    return strstr(profile_keys[question->key].values, "parts between |") != NULL;
}

static void answer(struct learn *learn, const char *value)
{
    const struct guess_question *question = question_of(learn);
    learn->answers[question->key] = mem_strdup(learn->frame->mem, value);
    learn->given[learn->given_count++] = question->key;
    start(learn);
}

static void take_back(struct learn *learn)
{
    if (learn->given_count > 0) {
        learn->answers[learn->given[--learn->given_count]] = NULL;
        start(learn);
    }
}

static const char *marked(struct learn *learn)
{
    const struct guess_question *question = question_of(learn);
    const char *value = NULL;
    for (size_t i = 0; i < question->choice_count; i++) {
        if (learn->is_on[i]) {
            value = mem_printf(learn->frame->mem, "%s%s%s", value != NULL ? value : "",
                               value != NULL ? " | " : "", question->choices[i].value);
        }
    }
    return value;
}

static const struct field value_fields[] = {
    {.name = "value", .title = "Value", .help = "empty for nothing", .kind = FIELD_LONG},
    {.name = NULL},
};

static enum status typed(void *owner, struct frame *form, const struct values *values,
                         struct error *err)
{
    (void)err;
    const char *text = values->texts[0];
    char *value = mem_strdup(NULL, text != NULL ? text : "");
    ui_close(form);
    answer(owner, value);
    mem_free(value);
    return STATUS_OK;
}

static void type_value(struct learn *learn)
{
    enum profile_key_id key = question_of(learn)->key;
    struct form_request request = {.title = profile_keys[key].key,
                                   .summary = mem_printf(learn->frame->mem, "%s (%s)",
                                                         profile_keys[key].meaning,
                                                         profile_keys[key].values),
                                   .submit = "Answer",
                                   .fields = value_fields,
                                   .owner = learn,
                                   .submitted = typed};
    ui_push(learn->frame->ui, &screen_form, &request);
}

static void choose(struct learn *learn)
{
    const struct guess_question *question = question_of(learn);
    if (learn->at == question->choice_count) {
        type_value(learn);
        return;
    }
    const char *several = takes_several(question) ? marked(learn) : NULL;
    answer(learn, several != NULL ? several : question->choices[learn->at].value);
}

/* -- writing it -------------------------------------------------------------------------------- */

static const struct field name_fields[] = {
    {.name = "name",
     .title = "Name",
     .help = "small letters, digits and dashes; profiles list shows it by this",
     .kind = FIELD_TEXT,
     .is_required = true},
    {.name = NULL},
};

static enum status named(void *owner, struct frame *form, const struct values *values,
                         struct error *err)
{
    struct learn *learn = owner;
    struct ui *ui = learn->frame->ui;
    const char *name = mem_strdup(learn->frame->mem, values->texts[0]);
    const char *path = learn_path_of(learn->frame->mem, name);
    enum status status = learn_check_name(learn->set, name, err);
    if (status == STATUS_OK) {
        status = learn_save(learn->result.guess, name, learn->source->name, path, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    struct learn_request request = learn->request;
    char *kept = mem_strdup(NULL, name);
    ui_close(form);
    ui_say(ui, THEME_GOOD, "profile %s is written, where your own ones lie", kept);
    ui_close(learn->frame);
    if (request.learnt != NULL) {
        request.learnt(request.owner, kept);
    }
    mem_free(kept);
    return STATUS_OK;
}

static void ask_name(struct learn *learn)
{
    struct form_request request = {.title = "Write the profile",
                                   .summary = "an ini file in the folder of your profiles, each "
                                              "key with its reason; none is written over",
                                   .submit = "Write",
                                   .fields = name_fields,
                                   .texts = {learn_name_of(learn->frame->mem, learn->path)},
                                   .owner = learn,
                                   .submitted = named};
    ui_push(learn->frame->ui, &screen_form, &request);
}

/* -- which file -------------------------------------------------------------------------------- */

static const struct field file_fields[] = {
    {.name = "file",
     .title = "File",
     .help = "a file of the bank's that no profile fits",
     .kind = FIELD_FILE,
     .is_required = true},
    {.name = NULL},
};

static enum status filed(void *owner, struct frame *form, const struct values *values,
                         struct error *err)
{
    (void)err;
    struct learn *learn = owner;
    learn->path = mem_strdup(learn->frame->mem, values->texts[0]);
    ui_close(form);
    start(learn);
    return STATUS_OK;
}

static void ask_file(struct learn *learn)
{
    struct form_request request = {.title = "Learn a format",
                                   .summary = "what the file does not prove is asked",
                                   .submit = "Look at it",
                                   .fields = file_fields,
                                   .owner = learn,
                                   .submitted = filed};
    ui_push(learn->frame->ui, &screen_form, &request);
}

/* -- the screen -------------------------------------------------------------------------------- */

static enum status learn_open(struct frame *frame, const void *request, struct error *err)
{
    (void)err;
    struct learn *learn = MEM_NEW(frame->mem, struct learn);
    learn->frame = frame;
    frame->state = learn;
    if (request != NULL) {
        learn->request = *(const struct learn_request *)request;
        learn->path = mem_strdup(learn, learn->request.path);
    }
    return STATUS_OK;
}

static void learn_opened(struct frame *frame)
{
    struct learn *learn = frame->state;
    if (learn->path != NULL) {
        start(learn);
    } else {
        ask_file(learn);
    }
}

static void learn_close(struct frame *frame)
{
    struct learn *learn = frame->state;
    mem_free(learn->worker);
    mem_free(learn->result_mem);
    mem_free(learn->base_mem);
}

static void learn_wake(struct frame *frame)
{
    struct learn *learn = frame->state;
    enum status status = STATUS_OK;
    if (learn->worker == NULL || !worker_has_ended(learn->worker, &status, &learn->error)) {
        return;
    }
    mem_free(learn->worker);
    learn->worker = NULL;
    learn->has_error = status != STATUS_OK;
    if (learn->has_error) {
        learn->result.guess = NULL;
    }
}

static void draw_head(const struct learn *learn, struct pane *pane)
{
    int col = paint_text(pane, 0, 1, THEME_KEY, "Learn a format") + 2;
    if (learn->path != NULL) {
        paint_text(pane, 0, col, THEME_TEXT, learn->path);
    }
}

/* The guess with the choice under the cursor, where it was tried out. */
static const struct guess *seen(const struct learn *learn)
{
    const struct guess *trial =
        learn->at < GUESS_CHOICES_MAX ? learn->result.trials[learn->at] : NULL;
    return question_of(learn) != NULL && trial != NULL && trial->file != NULL ? trial
                                                                              : learn->result.guess;
}

static void draw_below(const struct learn *learn, struct pane *pane, int row)
{
    const struct guess *guess = seen(learn);
    bool has_rows = guess->file != NULL && !learn->shows_keys;
    paint_line(pane, row, 0, pane->cols);
    paint_text(pane, row, 2, THEME_HEADING,
               has_rows ? " As it would be read " : " What is known, and why ");
    if (has_rows) {
        learn_draw_rows(pane, row + 1, guess);
    } else {
        learn_draw_keys(pane, row + 1, guess, learn->top);
    }
}

static void draw_error(struct learn *learn, struct pane *pane)
{
    char *text = mem_printf(learn->frame->mem, "%s%s%s%s%s", learn->error.message,
                            *learn->error.detail ? ": " : "", learn->error.detail,
                            *learn->error.hint ? " - " : "", learn->error.hint);
    paint_wrapped(pane, 2, 1, pane->cols - 2, 4, THEME_DANGER, text);
    mem_free(text);
}

static void learn_draw(struct frame *frame)
{
    struct learn *learn = frame->state;
    struct pane *pane = &frame->pane;
    draw_head(learn, pane);
    if (learn->has_error) {
        draw_error(learn, pane);
        return;
    }
    if (learn->worker != NULL || learn->result.guess == NULL) {
        paint_text(pane, 2, 1, THEME_DIM,
                   learn->worker != NULL ? "looking at the file; nothing is written"
                                         : "press e to choose a bank's file");
        return;
    }
    const struct guess_question *question = question_of(learn);
    int row = 2;
    if (question != NULL) {
        size_t open = learn->result.guess->question_count;
        paint_format(pane, 1, 1, THEME_LABEL, "%s: %zu question%s open",
                     profile_keys[question->key].key, open, open == 1 ? "" : "s");
        struct learn_question drawn = {question, learn->at, learn->is_on, takes_several(question)};
        row += learn_draw_question(pane, row, QUESTION_ROWS, &drawn);
    } else {
        paint_text(pane, 1, 1, THEME_GOOD, "all is answered: w writes the profile");
    }
    if (row < pane->rows - 1) {
        draw_below(learn, pane, row);
    }
}

/* -- keys -------------------------------------------------------------------------------------- */

static bool question_key(struct learn *learn, int key)
{
    const struct guess_question *question = question_of(learn);
    switch (key) {
    case 'j':
    case INPUT_DOWN:
        learn->at += learn->at < question->choice_count;
        return true;
    case 'k':
    case INPUT_UP:
        learn->at -= learn->at > 0;
        return true;
    case ' ':
        if (takes_several(question) && learn->at < question->choice_count) {
            learn->is_on[learn->at] = !learn->is_on[learn->at];
        }
        return true;
    case INPUT_ENTER:
        choose(learn);
        return true;
    default:
        return false;
    }
}

static bool guess_key(struct learn *learn, int key)
{
    switch (key) {
    case INPUT_TAB:
        learn->shows_keys = !learn->shows_keys;
        return true;
    case INPUT_PAGE_DOWN:
        learn->top += learn->top + 1 < KEY_COUNT;
        return true;
    case INPUT_PAGE_UP:
        learn->top -= learn->top > 0;
        return true;
    case 'w':
        if (question_of(learn) == NULL) {
            ask_name(learn);
        } else {
            ui_say(learn->frame->ui, THEME_HINT, "not before all is answered");
        }
        return true;
    default:
        return question_of(learn) != NULL && question_key(learn, key);
    }
}

static bool learn_key(struct frame *frame, const struct input_event *event)
{
    struct learn *learn = frame->state;
    if (learn->worker != NULL) {
        return false;
    }
    if (event->key == 'u') {
        take_back(learn);
        return true;
    }
    if (event->key == 'e' && learn->request.path == NULL && learn->given_count == 0) {
        ask_file(learn);
        return true;
    }
    return learn->result.guess != NULL && guess_key(learn, event->key);
}

static void learn_hints(struct frame *frame, struct hints *hints)
{
    struct learn *learn = frame->state;
    const struct guess_question *question = question_of(learn);
    if (question != NULL) {
        hints_add(hints, "Enter", "answer");
        if (takes_several(question)) {
            hints_add(hints, "Space", "mark several");
        }
    } else if (learn->result.guess != NULL) {
        hints_add(hints, "w", "write the profile");
    } else if (learn->request.path == NULL) {
        hints_add(hints, "e", "which file");
    }
    if (learn->given_count > 0) {
        hints_add(hints, "u", "take the last answer back");
    }
    if (learn->result.guess != NULL) {
        hints_add(hints, "Tab", "rows, reasons");
        hints_add_rare(hints, "PgUp PgDn", "scroll the reasons");
    }
    hints_add(hints, "Esc", "back");
}

const struct screen screen_learn = {
    .name = "learn",
    .title = "Learn a format",
    .open = learn_open,
    .opened = learn_opened,
    .draw = learn_draw,
    .key = learn_key,
    .close = learn_close,
    .wake = learn_wake,
    .hints = learn_hints,
};
