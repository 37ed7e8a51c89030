#include "import/detect.h"

#include "import/format.h"
#include "import/header.h"
#include "import/rejects.h"
#include "model/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAMES_BYTES 256

/* A profile is tried on the first lines of the file. */
struct trial {
    const struct profile *profile;
    struct csv_reader *csv;
    struct detect_candidate *candidate;
    bool is_rejects;
    size_t missing; /* of the nearest */
    uint64_t preamble;
    bool is_done;
};

/* More than half of what the profile names, and more there than missing. */
static bool is_near(const struct trial *trial)
{
    return trial->candidate->found >= 3 && trial->candidate->found > trial->missing;
}

/* Without a header the first row has to look as the profile says. */
static enum status try_signature(struct trial *trial, const struct csv_record *record)
{
    const struct profile *profile = trial->profile;
    if ((int64_t)record->line <= (trial->is_rejects ? 1 : profile->skip_lines)) {
        trial->preamble |= header_preamble(profile, record);
        return STATUS_OK;
    }
    char *joined = MEM_GROW(NULL, NULL, char, csv_joined_room(record));
    size_t bytes = csv_join(record, profile->csv.delimiter, joined);
    trial->is_done = true;
    if (pattern_matches(profile->signature, joined, bytes, NULL)) {
        trial->candidate->fit = DETECT_FITS;
        trial->candidate->line = record->line;
        trial->candidate->found = profile->column_count;
    }
    mem_free(joined);
    return STATUS_OK;
}

static enum status try_record(void *state, const struct csv_record *given, struct error *err)
{
    (void)err;
    struct trial *trial = state;
    struct csv_record own = *given;
    const struct csv_record *record = &own;
    if (trial->is_rejects) {
        rejects_strip(&own);
    }
    if (trial->is_done) {
        return STATUS_OK;
    }
    header_trim(trial->profile, record);
    if (!trial->profile->has_header) {
        return try_signature(trial, record);
    }
    struct header_match match;
    header_compare(trial->profile, record, &match);
    struct detect_candidate *candidate = trial->candidate;
    if (header_fits(trial->profile, &match)) {
        candidate->fit = DETECT_FITS;
        candidate->line = record->line;
        candidate->found = match.found;
        candidate->difference[0] = '\0';
        trial->missing = 0;
        trial->is_done = true;
    } else if (match.found > candidate->found) {
        candidate->line = record->line;
        candidate->found = match.found;
        trial->missing = match.missing;
        (void)header_difference(trial->profile, record, &match, candidate->difference);
    }
    if (!trial->is_done) {
        trial->preamble |= header_preamble(trial->profile, record);
    }
    trial->is_done = trial->is_done || record->line > HEADER_WITHIN_LINES;
    return STATUS_OK;
}

/* Ends the decoding as soon as the answer is there; the status says so and is no error. */
static enum status try_text(void *state, const char *text, size_t bytes, struct error *err)
{
    struct trial *trial = state;
    const char *end = text + bytes;
    while (text < end && !trial->is_done) {
        const char *feed = memchr(text, '\n', (size_t)(end - text));
        size_t length = feed != NULL ? (size_t)(feed - text) + 1 : (size_t)(end - text);
        enum status status = csv_reader_feed(trial->csv, text, length, err);
        if (status != STATUS_OK) {
            return status;
        }
        text += length;
    }
    return trial->is_done ? error_set(err, STATUS_CANCELLED, "seen enough") : STATUS_OK;
}

/* known is the encoding that the bytes tell by themselves, NULL where the profile has to say it. A
 * line that this profile cannot read is just no fit. */
static bool try_profile(const struct profile *profile, const struct source *source,
                        const struct encoding *known, struct detect_candidate *candidate)
{
    struct error ignored;
    struct encoding encoding = known != NULL ? *known : (struct encoding){.mark_bytes = 0};
    *candidate = (struct detect_candidate){.profile = profile, .fit = DETECT_CHANGED};
    if (profile->format != PROFILE_CSV) {
        bool fits = format_fits(profile, source, known, &encoding);
        *candidate = (struct detect_candidate){.profile = profile, .line = 1};
        memcpy(candidate->encoding, encoding.name, sizeof candidate->encoding);
        return fits;
    }
    if (!profile->has_header && profile->signature == NULL) {
        return false;
    }
    bool is_accident =
        known != NULL && known->is_utf8 && known->mark_bytes == 0 &&
        encoding_by_accident(source->bytes, source->size, profile->encoding, profile_word(profile));
    if ((known == NULL || is_accident) &&
        encoding_decide(source->bytes, source->size, profile->encoding, profile_word(profile),
                        &encoding, &ignored) != STATUS_OK) {
        return false;
    }
    memcpy(candidate->encoding, encoding.name, sizeof candidate->encoding);
    struct trial *trial = MEM_NEW(NULL, struct trial);
    trial->profile = profile;
    trial->candidate = candidate;
    trial->is_rejects = rejects_are(source->bytes, source->size);
    trial->csv =
        csv_reader_new(trial, trial->is_rejects ? REJECTS_FORMAT : profile->csv, try_record, trial);
    enum status status =
        encoding_decode(source->bytes, source->size, &encoding, try_text, trial, &ignored);
    if (status == STATUS_OK) {
        status = csv_reader_end(trial->csv, &ignored);
    }
    size_t words = profile->preamble.count;
    bool has_preamble = words == 0 || trial->is_rejects ||
                        trial->preamble == (words < 64 ? (UINT64_C(1) << words) - 1 : UINT64_MAX);
    if (!has_preamble && candidate->fit == DETECT_FITS) {
        candidate->fit = DETECT_CHANGED;
        snprintf(candidate->difference, sizeof candidate->difference,
                 "the text above the header is not what it was");
    }
    bool is_candidate = candidate->fit == DETECT_FITS || is_near(trial);
    mem_free(trial);
    return is_candidate;
}

static int by_fit(const void *a, const void *b)
{
    const struct detect_candidate *first = a;
    const struct detect_candidate *second = b;
    if (first->fit != second->fit) {
        return first->fit == DETECT_FITS ? -1 : 1;
    }
    if (first->found != second->found) {
        return first->found > second->found ? -1 : 1;
    }
    return strcmp(first->profile->name, second->profile->name);
}

enum status detect_profiles(void *mem, const struct profile_set *set, const struct source *source,
                            struct detection **out, struct error *err)
{
    struct encoding encoding;
    struct error ignored;
    bool is_known = encoding_decide(source->bytes, source->size, ENCODING_AUTO, NULL, &encoding,
                                    &ignored) == STATUS_OK;
    /* What no profile could read is told as what it is: a workbook, an archive, NUL bytes. */
    struct encoding any;
    enum status status =
        is_known ? STATUS_OK
                 : encoding_decide(source->bytes, source->size, "ISO-8859-1", NULL, &any, err);
    if (status != STATUS_OK) {
        return status;
    }
    struct detection *detection = MEM_NEW(mem, struct detection);
    detection->candidates = MEM_ARRAY(detection, struct detect_candidate, set->count + 1);
    for (size_t i = 0; i < set->count; i++) {
        struct detect_candidate *candidate = &detection->candidates[detection->count];
        if (try_profile(set->profiles[i], source, is_known ? &encoding : NULL, candidate)) {
            detection->count++;
            detection->fits += candidate->fit == DETECT_FITS;
        }
    }
    qsort(detection->candidates, detection->count, sizeof *detection->candidates, by_fit);
    *out = detection;
    return STATUS_OK;
}

/* A profile most of whose columns are there: the bank changed them. */
static enum status has_changed(const struct detect_candidate *near, const struct source *source,
                               struct error *err)
{
    (void)error_set(err, STATUS_NOT_FOUND, "%s: the columns of %s changed: %s", source->name,
                    near->profile->name, near->difference);
    (void)error_detail(err, "line %u names %zu of them; nothing is imported", near->line,
                       near->found);
    return error_hint(err,
                      "compare it with `profiles show %s`, then write a profile with inherit = %s "
                      "and the new columns",
                      near->profile->name, near->profile->name);
}

static enum status none_fits(const struct detection *detection, const struct source *source,
                             struct error *err)
{
    if (detection->count > 0) {
        return has_changed(&detection->candidates[0], source, err);
    }
    (void)error_set(err, STATUS_NOT_FOUND, "%s: no profile fits this file", source->name);
    return error_hint(err, "name one with --profile, or learn one from the file: "
                           "`holdfast profiles new FILE`");
}

static enum status several_fit(const struct detection *detection, const struct source *source,
                               struct error *err)
{
    char names[NAMES_BYTES] = "";
    for (size_t i = 0; i < detection->fits; i++) {
        size_t used = strlen(names);
        snprintf(names + used, sizeof names - used, "%s%s", i > 0 ? ", " : "",
                 detection->candidates[i].profile->name);
    }
    (void)error_set(err, STATUS_CONFLICT, "%s: several profiles fit: %s", source->name, names);
    return error_hint(err, "name one with --profile");
}

enum status detect_one(const struct profile_set *set, const struct source *source,
                       const struct profile **out, struct error *err)
{
    struct detection *detection = NULL;
    enum status status = detect_profiles(NULL, set, source, &detection, err);
    if (status != STATUS_OK) {
        return source_name(source, err);
    }
    if (detection->fits == 1) {
        *out = detection->candidates[0].profile;
    } else if (detection->fits == 0) {
        status = none_fits(detection, source, err);
    } else {
        status = several_fit(detection, source, err);
    }
    mem_free(detection);
    return status;
}

enum status detect_or_load(void *mem, const char *folder, const char *name,
                           const struct source *source, const struct profile **out,
                           struct error *err)
{
    struct profile_set *set = NULL;
    const struct profile *found = NULL;
    if (name != NULL) {
        return profile_load(mem, folder, name, out, err);
    }
    enum status status = profile_set_load(NULL, folder, &set, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = detect_one(set, source, &found, err);
    if (status == STATUS_OK) {
        status = profile_load(mem, folder, found->name, out, err);
    }
    mem_free(set);
    return status;
}
