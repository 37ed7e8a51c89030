#include "tui/export.h"

#include "model/mem.h"
#include "reports/list.h"
#include "reports/report.h"
#include "tui/busy.h"
#include "tui/form.h"
#include "tui/worker.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct export
{
    void *mem;
    struct ui *ui;
    struct view_query query;     /* of a list */
    const struct report *report; /* or NULL */
    char *path;
    bool may_replace, is_submitted;
    struct worker *worker;
    struct table_sink sink; /* of the writer */
    int64_t rows;
};

static const struct field fields[] = {
    {.name = "file",
     .title = "File",
     .help = "its ending chooses the format: .csv, .json or .txt",
     .kind = FIELD_FILE,
     .is_required = true},
    {.name = "replace",
     .title = "Replace",
     .help = "write over a file that is there already",
     .kind = FIELD_FLAG},
    {.name = NULL},
};

static enum table_format format_of(const char *path)
{
    const char *dot = strrchr(path, '.');
    if (dot && strcmp(dot, ".csv") == 0) {
        return TABLE_CSV;
    }
    return dot && (strcmp(dot, ".json") == 0 || strcmp(dot, ".jsonl") == 0) ? TABLE_JSON
                                                                            : TABLE_TEXT;
}

/* Every row, counted for the bar, and a chance to stop. */
static enum status take(void *state, const struct cell *cells, struct error *err)
{
    struct export *export = state;
    if (!worker_progress(export->worker, ++export->rows, 0)) {
        return error_set(err, STATUS_CANCELLED, "stopped: nothing was written");
    }
    return export->sink.take(export->sink.state, cells, err);
}

static enum status write_table(struct export *export, struct book *book, void *mem, FILE *file,
                               struct error *err)
{
    size_t count = export->report ? 0 : export->query.view->column_count;
    const struct column *columns =
        export->report ? report_columns(export->report, &count) : export->query.view->columns;
    struct table_writer *writer =
        table_writer_new(mem, format_of(export->path), columns, count, file);
    export->sink = table_sink(writer);
    struct table_sink counted = {take, export};
    enum status status = export->report ? report_run(export->report, book, mem, counted, err)
                                        : list_run(book, mem, &export->query, 0, counted, err);
    return status ? status : table_end(writer, err);
}

static enum status job(struct worker *worker, struct book *book, void *mem, void *request,
                       struct error *err)
{
    struct export *export = request;
    export->worker = worker;
    FILE *file = fopen(export->path, export->may_replace ? "we" : "wxe");
    if (!file) {
        bool is_there = errno == EEXIST;
        error_set(err, STATUS_IO, "cannot write %s: %s", export->path, strerror(errno));
        return is_there ? error_hint(err, "choose another name, or Replace") : err->status;
    }
    enum status status = write_table(export, book, mem, file, err);
    if (fclose(file) != 0 && !status) {
        status = error_set(err, STATUS_IO, "cannot write %s: %s", export->path, strerror(errno));
    }
    if (status) {
        unlink(export->path);
    }
    return status;
}

static void done(void *request, enum status status, const struct error *err)
{
    struct export *export = request;
    if (status) {
        ui_error(export->ui, err);
    } else {
        ui_say(export->ui, THEME_GOOD, "written: %s, %lld rows", export->path,
               (long long)export->rows);
    }
    mem_free(export->mem);
}

static enum status submitted(void *owner, struct frame *form, const struct values *values,
                             struct error *err)
{
    (void)err;
    struct export *export = owner;
    export->path = mem_strdup(export->mem, values->texts[0]);
    export->may_replace = values->texts[1] != NULL;
    export->is_submitted = true;
    struct ui *ui = export->ui;
    ui_close(form);
    struct busy_request request = {
        .title = "Writing", .unit = "rows", .job = job, .request = export, .done = done};
    if (!ui_push(ui, &screen_busy, &request)) {
        mem_free(export->mem);
    }
    return STATUS_OK;
}

static void closed(void *owner)
{
    struct export *export = owner;
    if (!export->is_submitted) {
        mem_free(export->mem);
    }
}

static struct export *export_new(struct ui *ui)
{
    void *mem = mem_context(NULL, "export");
    struct export *export = MEM_NEW(mem, struct export);
    export->mem = mem;
    export->ui = ui;
    return export;
}

static void ask(struct export *export, const char *title, const char *summary, const char *name)
{
    struct form_request request = {
        .title = title,
        .summary = summary,
        .submit = "Write",
        .fields = fields,
        .texts = {mem_printf(export->mem, "%s.csv", name)},
        .owner = export,
        .submitted = submitted,
        .closed = closed,
    };
    if (!ui_push(export->ui, &screen_form, &request)) {
        mem_free(export->mem);
    }
}

void export_begin(struct ui *ui, const struct rows *rows)
{
    struct export *export = export_new(ui);
    export->query = (struct view_query){
        .view = rows->view,
        .scope = rows->scope ? mem_strdup(export, rows->scope) : NULL,
        .filter = *rows->filter ? mem_strdup(export, rows->filter) : NULL,
        .sort = rows->grid.sort,
        .is_descending = rows->grid.is_descending,
    };
    ask(export, "Write this list", "all its rows as filtered and sorted, with every column",
        rows->view->name);
}

void export_report(struct ui *ui, const struct report *report)
{
    struct export *export = export_new(ui);
    export->report = report;
    ask(export, "Write this report", report->title, report->name);
}
