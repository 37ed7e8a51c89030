/* caution_row.h - a training or a warning as it is stored, and the changes of its row. */
#ifndef MODEL_CAUTION_ROW_H
#define MODEL_CAUTION_ROW_H

#include "model/posting.h"

struct caution_row {
    int64_t id;
    const char *party, *ground, *facts, *author;
    const char *complaint;       /* NULL: none */
    const char *answer, *reason; /* NULL: none; reason: it was withdrawn */
    enum policy_rung rung;
    int64_t due_us; /* TIME_NONE: it needs no acknowledgement */
    int64_t counts_until_us;
};

/* The next number. */
enum status caution_next(struct book *book, int64_t *out, struct error *err) CHECKED;
/* STATUS_NOT_FOUND names it. Owned by mem. */
enum status caution_find(struct book *book, void *mem, int64_t id, struct caution_row *out,
                         struct error *err) CHECKED;
/* The same as what a posting is about. */
enum status caution_load(struct book *book, int64_t id, struct posting *posting,
                         struct caution_row *out, struct error *err) CHECKED;

enum status caution_insert(struct book *book, const struct caution_row *row,
                           const struct posting *posting, struct error *err) CHECKED;
/* What the seller said, or that it said nothing, which may propose a rung (or NULL). */
enum status caution_note_answer(struct book *book, const struct caution_row *row,
                                const char *answer, const char *text, const char *proposes,
                                const struct posting *posting, struct error *err) CHECKED;
enum status caution_note_withdrawn(struct book *book, int64_t id, const char *reason,
                                   const struct posting *posting, struct error *err) CHECKED;

/* SQL over caution k and the time now for views. */
#define CAUTION_STATE_SQL(now)                                                                     \
    "CASE WHEN k.withdrawn_us IS NOT NULL THEN 'withdrawn'"                                        \
    " WHEN k.counts_until_us <= " now " THEN 'past'"                                               \
    " WHEN k.answer IS NULL THEN 'told' ELSE k.answer END"

#endif
