/* extension.h - more time for a deal, by the consent of both its parties.
 *
 *     nothing --one asks (extend)--> asked --the other agrees (extend)--> the hold's clock is later
 *       ^                             |
 *       \_______its time ends________/
 *
 * Who asks says by how many days; the other agrees by asking for the same. Until then the clock
 * runs as it did, and what was asked lapses by itself (hold.sale.consent_time). How far one
 * extension reaches is bounded by hold.sale.max_extend. */
#ifndef MODEL_EXTENSION_H
#define MODEL_EXTENSION_H

#include "model/operation.h"

struct extension {
    const char *deal, *by; /* one of its two parties */
    int64_t by_us;         /* how much later than now due */
};
enum status extension_ask(struct book *book, const struct extension *extension, struct run *run,
                          struct error *err) CHECKED;

#endif
