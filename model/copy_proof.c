#include "model/copy_proof.h"

#include "model/mem.h"

#include <assert.h>
#include <string.h>

#define TELL_ROWS 10000 /* between two words about how far it is */

/* A table as one of the stores has it, while it is walked. */
struct side {
    struct stmt *q;
    struct relation_row row;
    struct digest *digest;
    int64_t rows;
    bool has_row;
};

struct proof {
    struct copy_work *work;
    const struct relation *relation;
    struct side source, target;
    int64_t done, total;
};

static enum status next(const struct relation *relation, struct side *side, struct error *err)
{
    enum status status = stmt_step(side->q, &side->has_row, err);
    if (status == STATUS_OK && side->has_row) {
        relation_read(relation, side->q, &side->row);
        digest_add(side->digest, side->row.bytes, side->row.count);
        side->rows++;
    }
    return status;
}

static enum status open_side(struct proof *proof, struct side *side, struct store *store, void *mem,
                             struct error *err)
{
    side->row.mem = mem;
    side->digest = digest_new(mem);
    enum status status = copy_read_all(proof->work, store, proof->relation, &side->q, err);
    return status == STATUS_OK ? next(proof->relation, side, err) : status;
}

static enum status differs(const struct relation *relation, const struct relation_row *row,
                           const char *how, struct error *err)
{
    char *label = relation_label(NULL, relation, row);
    (void)error_set(err, STATUS_CORRUPT, "the copy is not the same: %s %s", label, how);
    mem_free(label);
    return error_hint(err, "somebody changed it; copy into a new file or an empty database");
}

static enum status compare(const struct proof *proof, struct error *err)
{
    const struct relation *relation = proof->relation;
    const struct side *source = &proof->source;
    const struct side *target = &proof->target;
    int order = !source->has_row   ? 1
                : !target->has_row ? -1
                                   : relation_compare(relation, &source->row, &target->row);
    if (order < 0) {
        return differs(relation, &source->row, "is missing in it", err);
    }
    if (order > 0) {
        return differs(relation, &target->row, "is in it, and not in the source", err);
    }
    return relation_is_same(&source->row, &target->row)
               ? STATUS_OK
               : differs(relation, &source->row, "is another in it", err);
}

static enum status walk(struct proof *proof, struct error *err)
{
    enum status status = STATUS_OK;
    while (status == STATUS_OK && (proof->source.has_row || proof->target.has_row)) {
        status = compare(proof, err);
        if (status == STATUS_OK && ++proof->done % TELL_ROWS == 0) {
            status = copy_tell(proof->work, "compared", proof->done, proof->total, err);
        }
        if (status == STATUS_OK) {
            status = next(proof->relation, &proof->source, err);
        }
        if (status == STATUS_OK) {
            status = next(proof->relation, &proof->target, err);
        }
    }
    return status;
}

/* Rows that are all the same have the same number and digest; both are told of each side by itself,
 * so that a mistake in the comparison would show. */
static void finish(struct proof *proof, struct copy_table *out)
{
    char target[DIGEST_HEX_BYTES];
    digest_finish(proof->source.digest, out->digest);
    digest_finish(proof->target.digest, target);
    assert(proof->source.rows == proof->target.rows);
    assert(strcmp(out->digest, target) == 0);
    out->name = proof->relation->name;
    out->rows = proof->source.rows;
}

static enum status prove_table(struct proof *proof, struct copy_table *out, struct error *err)
{
    struct copy_work *work = proof->work;
    void *mem = mem_context(work->mem, "proof");
    proof->source = (struct side){.q = NULL};
    proof->target = (struct side){.q = NULL};
    enum status status = open_side(proof, &proof->source, work->source, mem, err);
    if (status == STATUS_OK) {
        status = open_side(proof, &proof->target, work->target, mem, err);
    }
    if (status == STATUS_OK) {
        status = walk(proof, err);
    }
    if (status == STATUS_OK) {
        finish(proof, out);
    }
    mem_free(mem);
    return status;
}

static enum status count_rows(struct proof *proof, size_t *tables, struct error *err)
{
    enum status status = STATUS_OK;
    const struct relation *relation = relation_list();
    for (; status == STATUS_OK && relation->name != NULL; relation++) {
        int64_t rows = 0;
        status = copy_rows_of(proof->work, relation, &rows, err);
        proof->total += rows;
        ++*tables;
    }
    return status;
}

enum status copy_prove(struct copy_work *work, struct copy_table **tables, size_t *count,
                       struct error *err)
{
    struct proof proof = {.work = work};
    *count = 0;
    enum status status = count_rows(&proof, count, err);
    if (status == STATUS_OK) {
        status = copy_tell(work, "compared", 0, proof.total, err);
    }
    *tables = MEM_ARRAY(work->mem, struct copy_table, *count);
    for (size_t i = 0; status == STATUS_OK && i < *count; i++) {
        proof.relation = &relation_list()[i];
        status = prove_table(&proof, &(*tables)[i], err);
    }
    return status == STATUS_OK ? copy_tell(work, "compared", proof.done, proof.total, err) : status;
}
