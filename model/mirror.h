/* mirror.h - the entries of a stored event the other way round: each account gives back what it got
 * and gets back what it gave, and the liens that were served then give back what they took.
 *
 * What a lien took is found by where it went. Where that would be a guess - two liens for one
 * account, or money that went on through the liens of whom it was for - it is refused. */
#ifndef MODEL_MIRROR_H
#define MODEL_MIRROR_H

#include "model/posting.h"

#define MIRROR_LEGS_MAX 64 /* of an event that is mirrored */

struct mirror {
    int64_t event;
    struct leg legs[MIRROR_LEGS_MAX]; /* as the event moved them */
    size_t count;
};

/* STATUS_LIMIT beyond MIRROR_LEGS_MAX legs; none where it moved no money. */
enum status mirror_load(struct book *book, int64_t event, struct mirror *out,
                        struct error *err) CHECKED;
/* The account that the event took from; NULL where it took from several, or from none. */
struct account *mirror_giver(const struct mirror *mirror);
/* The same of what it gave to. */
struct account *mirror_taker(const struct mirror *mirror);

/* All of them the other way round. STATUS_REFUSED where an account has not got it any more, with a
 * hint of who took from it last. */
enum status mirror_plan(struct book *book, const struct mirror *mirror, struct posting *posting,
                        struct error *err) CHECKED;

/* Who was to get the event's money, less what the liens on the way took: on the payee door of a
 * hold, on the money of whoever is named. */
#define MIRROR_TAKERS_MAX 2
struct mirror_way {
    const struct account *hold; /* released; NULL for none */
    int64_t passed_minor;       /* through its door */
    const struct account *takers[MIRROR_TAKERS_MAX];
    size_t taker_count;
};
enum status mirror_plan_liens(struct book *book, const struct mirror *mirror,
                              const struct mirror_way *way, struct posting *posting,
                              struct error *err) CHECKED;

#endif
