/* freeze_row.h - a freeze as it is stored, and the changes of its row: for those who make, change
 * and end freezes. */
#ifndef MODEL_FREEZE_ROW_H
#define MODEL_FREEZE_ROW_H

#include "model/posting.h"

struct freeze_row {
    int64_t id;
    const char *party, *scope, *ground, *author;
    const char *authority, *confirmed_by, *lifted_by; /* NULL: none */
    struct money amount;                              /* minor 0: none */
    int64_t hold_id, lien_id;                         /* 0: none */
    int64_t from_us, until_us, wanted_until_us;       /* wanted: 0 where it is no emergency */
    int64_t lifted_us;                                /* TIME_NONE: it was not */
    int64_t alone_until_us, confirmed_us;             /* the same */
    const char *facts, *complaint, *evidence, *reference, *document; /* NULL: none */
    bool is_begun, is_ended;
};

/* The next number. */
enum status freeze_next(struct book *book, int64_t *out, struct error *err) CHECKED;
/* STATUS_NOT_FOUND names it. Owned by mem. */
enum status freeze_find(struct book *book, void *mem, int64_t id, struct freeze_row *out,
                        struct error *err) CHECKED;
/* The same as what a posting is about. */
enum status freeze_load(struct book *book, int64_t id, struct posting *posting,
                        struct freeze_row *out, struct error *err) CHECKED;
/* Whether it takes effect, or will: neither lifted nor at its end. */
bool freeze_is_live(struct book *book, const struct freeze_row *row);
/* STATUS_REFUSED says how it ended. */
enum status freeze_require_live(struct book *book, const struct freeze_row *row,
                                struct error *err) CHECKED;

/* The writing of it. */
enum status freeze_insert(struct book *book, const struct freeze_row *row, int64_t event,
                          struct error *err) CHECKED;
enum status freeze_note_begun(struct book *book, const struct freeze_row *row,
                              const struct posting *posting, struct error *err) CHECKED;
enum status freeze_note_until(struct book *book, const struct freeze_row *row, int64_t until_us,
                              struct error *err) CHECKED;
enum status freeze_note_confirmed(struct book *book, const struct freeze_row *row, int64_t at_us,
                                  struct error *err) CHECKED;
enum status freeze_note_lifted(struct book *book, int64_t id, const char *party, const char *reason,
                               const struct posting *posting, struct error *err) CHECKED;
enum status freeze_note_ended(struct book *book, const struct freeze_row *row,
                              struct error *err) CHECKED;

/* The amount goes back to its owner, and what was still claimed of the future is given up. */
enum status freeze_plan_giving_back(struct book *book, const struct freeze_row *row,
                                    struct posting *posting, struct error *err) CHECKED;

/* SQL over freeze f and the time now for views. */
#define FREEZE_STATE_SQL(now)                                                                      \
    "CASE WHEN f.lifted_us IS NOT NULL THEN 'lifted'"                                              \
    " WHEN f.until_us <= " now " OR f.is_ended = 1 THEN 'ended'"                                   \
    " WHEN f.from_us > " now " THEN 'announced'"                                                   \
    " WHEN f.alone_until_us IS NOT NULL AND f.confirmed_us IS NULL THEN 'emergency'"               \
    " ELSE 'running' END"

#endif
