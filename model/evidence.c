#include "model/evidence.h"

#include "model/complaint_row.h"
#include "model/evidence_row.h"
#include "model/media.h"
#include "model/mem.h"
#include "model/query.h"
#include "model/text.h"

#include <string.h>
#include <strings.h>

static const char *const KINDS[] = {
    [EVIDENCE_FILE] = "file", [EVIDENCE_STATEMENT] = "statement", [EVIDENCE_LINK] = "link"};

/* ---- what is brought ---- */

static enum status check_side(const char *side, struct error *err)
{
    static const char *const SIDES[] = {"buyer", "seller", "rights-holder", "platform"};
    for (size_t i = 0; side != NULL && i < sizeof SIDES / sizeof *SIDES; i++) {
        if (strcmp(side, SIDES[i]) == 0) {
            return STATUS_OK;
        }
    }
    (void)error_set(err, STATUS_INVALID, "evidence is of one side");
    return error_hint(err, "sides are buyer, seller, rights-holder and platform");
}

static bool has_control(const char *text, size_t bytes)
{
    bool has_one = false;
    for (size_t i = 0; i < bytes; i++) {
        has_one = has_one || (unsigned char)text[i] < ' ' || text[i] == 0x7f;
    }
    return has_one;
}

/* The name of a file in no folder, in NFC. */
static enum status check_name(void *mem, const char *name, char **out, struct error *err)
{
    if (name == NULL || name[0] == '\0') {
        return error_set(err, STATUS_INVALID, "a file has a name");
    }
    enum status status =
        text_accept(mem, "the file's name", name, strlen(name), TEXT_NAME_BYTES_MAX, out, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (strchr(*out, '/') != NULL || strcmp(*out, ".") == 0 || strcmp(*out, "..") == 0 ||
        has_control(*out, strlen(*out))) {
        (void)error_set(err, STATUS_INVALID, "this is no name of a file");
        return error_hint(err, "no folders and no control characters: name it otherwise");
    }
    return STATUS_OK;
}

/* It is kept and shown, and never opened; what it may be is what a browser would open. */
static enum status check_link(const struct document *link, struct error *err)
{
    const char *text = link->bytes;
    size_t scheme = strncasecmp(text, "https://", 8) == 0  ? 8
                    : strncasecmp(text, "http://", 7) == 0 ? 7
                                                           : 0;
    if (link->count > EVIDENCE_LINK_BYTES_MAX) {
        return error_set(err, STATUS_LIMIT, "a link has at most %d bytes", EVIDENCE_LINK_BYTES_MAX);
    }
    if (scheme == 0 || link->count == scheme || memchr(text, ' ', link->count) != NULL ||
        has_control(text, link->count)) {
        (void)error_set(err, STATUS_INVALID, "this is no link");
        return error_hint(err, "it begins with https:// or http:// and has no spaces");
    }
    return STATUS_OK;
}

static enum status check_content(const struct evidence *evidence, struct error *err)
{
    const struct document *content = &evidence->content;
    if (content->count == 0) {
        return error_set(err, STATUS_INVALID, "evidence has something in it: a %s with nothing",
                         KINDS[evidence->kind]);
    }
    if (content->count > EVIDENCE_BYTES_MAX) {
        (void)error_set(err, STATUS_LIMIT, "a piece of evidence has at most %d bytes",
                        EVIDENCE_BYTES_MAX);
        return error_hint(err, "keep what decides: fewer pages, a smaller picture, or a link");
    }
    if (evidence->kind == EVIDENCE_LINK) {
        return check_link(content, err);
    }
    if (evidence->kind == EVIDENCE_STATEMENT &&
        strcmp(media_of(content->bytes, content->count), MEDIA_TEXT) != 0) {
        return error_set(err, STATUS_INVALID, "a statement is text");
    }
    return STATUS_OK;
}

static const char *media_for(const struct evidence *evidence)
{
    return evidence->kind == EVIDENCE_LINK
               ? MEDIA_LINK
               : media_of(evidence->content.bytes, evidence->content.count);
}

/* ---- bringing it ---- */

static enum status check_add(struct book *book, const void *request, struct error *err)
{
    const struct evidence *evidence = request;
    struct complaint_row row;
    void *mem = mem_context(NULL, "evidence");
    enum status status = complaint_row_get(book, mem, evidence->complaint, &row, err);
    bool is_decided = status == STATUS_OK && strcmp(row.stage, "decided") == 0;
    bool is_appealable = is_decided && !row.has_appeal && row.appeal_until_us != TIME_NONE &&
                         book_now_us(book) < row.appeal_until_us;
    if (is_decided && !is_appealable) {
        (void)error_set(err, STATUS_REFUSED, "complaint:%s is final", row.id);
        status = error_hint(err, "evidence is heard until then");
    }
    mem_free(mem);
    return status;
}

static enum status next_number(struct book *book, int64_t *out, struct error *err)
{
    return query_int(book, "SELECT coalesce(max(id), 0) + 1 FROM evidence", NULL, NULL, 1, out,
                     err);
}

static enum status check_count(struct book *book, const char *complaint, struct error *err)
{
    int64_t count = 0;
    enum status status = query_int(book, "SELECT count(*) FROM evidence WHERE complaint = $1",
                                   complaint, NULL, 0, &count, err);
    return status == STATUS_OK && count >= EVIDENCE_PIECES_MAX
               ? error_set(err, STATUS_LIMIT, "complaint:%s has %d pieces of evidence: no more",
                           complaint, EVIDENCE_PIECES_MAX)
               : status;
}

static enum status plan_add(struct book *book, const void *request, struct posting *posting,
                            struct error *err)
{
    const struct evidence *evidence = request;
    struct complaint_row row;
    char *name = NULL;
    int64_t id = 0;
    enum status status = complaint_row_load(book, evidence->complaint, posting, &row, err);
    if (status == STATUS_OK) {
        status = check_side(evidence->side, err);
    }
    if (status == STATUS_OK) {
        status = check_content(evidence, err);
    }
    if (status == STATUS_OK && evidence->kind == EVIDENCE_FILE) {
        status = check_name(posting, evidence->content.name, &name, err);
    }
    if (status == STATUS_OK) {
        status = check_count(book, row.id, err);
    }
    if (status == STATUS_OK) {
        status = next_number(book, &id, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    posting_result(posting, "evidence:%lld", (long long)id);
    posting_note_int(posting, "evidence", id);
    posting_note(posting, "side", evidence->side);
    posting_note(posting, "kind", KINDS[evidence->kind]);
    posting_note(posting, "name", name);
    posting_note(posting, "media", media_for(evidence));
    posting_note_int(posting, "bytes", (int64_t)evidence->content.count);
    posting_note(posting, "sha256", document_hash(posting, &evidence->content));
    return STATUS_OK;
}

static enum status apply_add(struct book *book, const void *request, const struct posting *posting,
                             struct error *err)
{
    const struct evidence *evidence = request;
    struct stmt *q;
    char *name = NULL;
    int64_t id = 0;
    (void)text_to_int(strchr(posting->result, ':') + 1, &id);
    const char *sql = "INSERT INTO evidence (id, complaint, side, kind, name, media, bytes, sha256,"
                      " added_by, at_us, event)"
                      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    void *mem = mem_context(NULL, "evidence");
    enum status status = evidence_keep(book, &evidence->content, err);
    if (status == STATUS_OK && evidence->kind == EVIDENCE_FILE) {
        status = check_name(mem, evidence->content.name, &name, err);
    }
    if (status == STATUS_OK) {
        status = store_prepare(book_store(book), sql, &q, err);
    }
    if (status == STATUS_OK) {
        stmt_bind_int(q, 1, id);
        stmt_bind_text(q, 2, evidence->complaint);
        stmt_bind_text(q, 3, evidence->side);
        stmt_bind_text(q, 4, KINDS[evidence->kind]);
        stmt_bind_text(q, 5, name);
        stmt_bind_text(q, 6, media_for(evidence));
        stmt_bind_int(q, 7, (int64_t)evidence->content.count);
        stmt_bind_text(q, 8, document_hash(mem, &evidence->content));
        stmt_bind_text(q, 9, book_operator(book));
        stmt_bind_int(q, 10, posting->at_us);
        stmt_bind_int(q, 11, posting->event);
        status = stmt_run(q, err);
    }
    mem_free(mem);
    return status;
}

enum status evidence_add(struct book *book, const struct evidence *evidence, struct run *run,
                         struct error *err)
{
    static const struct operation operation = {
        .verb = "complaint evidence", .plan = plan_add, .apply = apply_add, .check = check_add};
    return operation_run(book, &operation, evidence, run, err);
}

/* ---- looking at it, and its end ---- */

/* What the operations on one piece begin with. */
static enum status load(struct book *book, int64_t piece, struct posting *posting,
                        struct evidence_row *out, struct error *err)
{
    struct complaint_row row;
    enum status status = evidence_find(book, posting, piece, out, err);
    if (status == STATUS_OK) {
        status = complaint_row_load(book, out->complaint, posting, &row, err);
    }
    posting_result(posting, "evidence:%lld", (long long)piece);
    posting_note_int(posting, "evidence", piece);
    return status;
}

/* It is there. */
static enum status check_kept(struct book *book, const void *request, struct error *err)
{
    struct evidence_row row;
    void *mem = mem_context(NULL, "evidence");
    enum status status = evidence_find(book, mem, *(const int64_t *)request, &row, err);
    if (status == STATUS_OK && row.erased_event != 0) {
        status = error_set(err, STATUS_REFUSED, "evidence:%lld is erased, by event %lld",
                           (long long)row.id, (long long)row.erased_event);
    }
    mem_free(mem);
    return status;
}

static enum status has_looked(struct book *book, int64_t piece, bool *out, struct error *err)
{
    struct stmt *q;
    enum status status =
        store_prepare(book_store(book),
                      "SELECT 1 FROM evidence_look WHERE evidence = $1 AND operator = $2", &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, piece);
    stmt_bind_text(q, 2, book_operator(book));
    status = stmt_step(q, out, err);
    stmt_reset(q);
    return status;
}

static enum status plan_look(struct book *book, const void *request, struct posting *posting,
                             struct error *err)
{
    struct evidence_row row;
    bool is_known = false;
    int64_t piece = *(const int64_t *)request;
    enum status status = load(book, piece, posting, &row, err);
    if (status == STATUS_OK) {
        status = has_looked(book, piece, &is_known, err);
    }
    posting_note(posting, "sha256", status == STATUS_OK ? row.sha256 : NULL);
    return status == STATUS_OK && is_known
               ? error_set(err, STATUS_REFUSED, "%s has looked at evidence:%lld",
                           book_operator(book), (long long)piece)
               : status;
}

static enum status apply_look(struct book *book, const void *request, const struct posting *posting,
                              struct error *err)
{
    struct stmt *q;
    enum status status = store_prepare(book_store(book),
                                       "INSERT INTO evidence_look (evidence, operator, at_us,"
                                       " event) VALUES ($1, $2, $3, $4)",
                                       &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, *(const int64_t *)request);
    stmt_bind_text(q, 2, book_operator(book));
    stmt_bind_int(q, 3, posting->at_us);
    stmt_bind_int(q, 4, posting->event);
    return stmt_run(q, err);
}

enum status evidence_look(struct book *book, void *mem, int64_t piece, struct error *err)
{
    static const struct operation operation = {
        .verb = "evidence look", .plan = plan_look, .apply = apply_look, .check = check_kept};
    struct run run = {.mem = mem};
    bool is_known = false;
    enum status status = rights_check(operation.verb, book_roles(book), err);
    if (status == STATUS_OK) {
        status = has_looked(book, piece, &is_known, err);
    }
    return status == STATUS_OK && !is_known ? operation_run(book, &operation, &piece, &run, err)
                                            : status;
}

#define IS_OVER_SQL                                                                                \
    "SELECT 1 FROM complaint c LEFT JOIN appeal p ON p.complaint = c.id WHERE c.id = $1"           \
    " AND " EVIDENCE_IS_OVER("$2")

static enum status check_over(struct book *book, const struct evidence_row *row, struct error *err)
{
    struct stmt *q;
    bool is_over = false;
    const struct policy *policy = book_policy(book);
    enum status status = store_prepare(book_store(book), IS_OVER_SQL, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, row->complaint);
    stmt_bind_int(q, 2, book_now_us(book) - policy->personal_us);
    status = stmt_step(q, &is_over, err);
    stmt_reset(q);
    return status == STATUS_OK && !is_over
               ? error_set(err, STATUS_REFUSED, "evidence:%lld is kept for %s after complaint:%s",
                           (long long)row->id, policy_value_of(policy, "personal.keep")->value,
                           row->complaint)
               : status;
}

static enum status plan_erase(struct book *book, const void *request, struct posting *posting,
                              struct error *err)
{
    struct evidence_row row;
    enum status status = load(book, *(const int64_t *)request, posting, &row, err);
    if (status == STATUS_OK) {
        status = check_over(book, &row, err);
    }
    if (status == STATUS_OK) {
        posting_by_clock(posting, row.at_us + book_policy(book)->personal_us);
        posting_note(posting, "sha256", row.sha256);
        posting_basis(posting, policy_value_of(book_policy(book), "personal.keep"));
    }
    return status;
}

static enum status apply_erase(struct book *book, const void *request,
                               const struct posting *posting, struct error *err)
{
    struct evidence_row row;
    struct stmt *q;
    void *mem = mem_context(NULL, "erase");
    enum status status = evidence_find(book, mem, *(const int64_t *)request, &row, err);
    if (status == STATUS_OK) {
        status = store_prepare(book_store(book),
                               "UPDATE evidence SET erased_event = $1 WHERE id = $2", &q, err);
    }
    if (status == STATUS_OK) {
        stmt_bind_int(q, 1, posting->event);
        stmt_bind_int(q, 2, row.id);
        status = stmt_run(q, err);
    }
    if (status == STATUS_OK) {
        status = evidence_drop(book, row.sha256, err);
    }
    mem_free(mem);
    return status;
}

enum status evidence_erase(struct book *book, const int64_t *piece, struct run *run,
                           struct error *err)
{
    static const struct operation operation = {
        .verb = "evidence erase", .plan = plan_erase, .apply = apply_erase, .check = check_kept};
    return operation_run(book, &operation, piece, run, err);
}
