/* detect.h - which profiles fit a file, by its header and preamble, never by its name. */
#ifndef IMPORT_DETECT_H
#define IMPORT_DETECT_H

#include "import/encoding.h"
#include "import/profile_set.h"
#include "import/source.h"

#define DETECT_TEXT_BYTES 256

enum detect_fit {
    DETECT_FITS,    /* the header is exactly what the profile says */
    DETECT_CHANGED, /* most columns and the preamble are there, and some differ */
};

struct detect_candidate {
    const struct profile *profile;
    enum detect_fit fit;
    uint32_t line;                      /* of the header, or of what comes nearest */
    size_t found;                       /* columns that are there */
    char difference[DETECT_TEXT_BYTES]; /* of a changed one: what it lacks and has besides */
    char encoding[ENCODING_NAME_BYTES];
};

struct detection {
    struct detect_candidate *candidates; /* those that fit first, then by columns found */
    size_t count;
    size_t fits; /* of them */
};

/* Every profile is tried. A file that no profile can decode, or that none fits, has no candidate.
 */
enum status detect_profiles(void *mem, const struct profile_set *set, const struct source *source,
                            struct detection **out, struct error *err) CHECKED;

/* The one profile that fits; STATUS_NOT_FOUND tells what comes near, STATUS_CONFLICT names all that
 * fit. */
enum status detect_one(const struct profile_set *set, const struct source *source,
                       const struct profile **out, struct error *err) CHECKED;

/* The profile of this name or, for NULL, the one that fits: of the built-in ones and those in
 * folder (profile_set.h). Of all that are tried only this one stays in memory. */
enum status detect_or_load(void *mem, const char *folder, const char *name,
                           const struct source *source, const struct profile **out,
                           struct error *err) CHECKED;

#endif
