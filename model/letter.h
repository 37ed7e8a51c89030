/* letter.h - the texts of notices in one language: ini files that the program carries
 * (model/notices/), with the name of a field in braces wherever its value goes.
 *
 *     [words]
 *     scope.payout = payouts
 *     list = ", "
 *
 *     [statement]
 *     decides = who decides, in every statement of reasons that does not say it otherwise
 *
 *     [reminder payer]
 *     title = Deal {deal} ends at {due}
 *     text = {amount} of deal {deal} go back to {who} at {due}.
 *
 *     [freeze]
 *     title = Measure {reference}
 *     what = Until {until}:[ these are suspended: {scope}.][ {amount} of your money is set aside.]
 *     facts = ...
 *
 * What stands in brackets is left out where a field in it was not given; a field that may be
 * missing stands nowhere else. A statement of reasons has the parts of NOTICE_PARTS, each a line of
 * its text; any other notice has one text. "eu-en" is of the pack eu in the language en and says
 * what is said otherwise there, text by text; "en" lies beneath.
 *
 * A kind without its texts, a field that it does not have or that no text of it names, a bracket
 * that does not close: STATUS_INVALID that names file, kind and field. */
#ifndef MODEL_LETTER_H
#define MODEL_LETTER_H

#include "model/builtin.h"
#include "model/error.h"
#include "model/notice.h"

struct letters;

/* In a language that the program has (STATUS_NOT_FOUND names those), as the pack says it. Owned by
 * mem, as is: */
enum status letters_load(void *mem, const char *language, const char *pack,
                         const struct letters **out, struct error *err) CHECKED;
/* From so many files, of which a later one goes before an earlier. */
enum status letters_read(void *mem, const struct builtin *files, size_t count,
                         const struct letters **out, struct error *err) CHECKED;

/* What was loaded for one pack, so that it is once; zero is none yet. */
struct letter_set {
    struct letters_of {
        const char *language;
        const struct letters *letters;
        struct letters_of *next;
    } * first;
};
enum status letter_set_find(void *mem, struct letter_set *set, const char *language,
                            const char *pack, const struct letters **out,
                            struct error *err) CHECKED;

/* STATUS_NOT_FOUND names those that the program has. */
enum status letters_check_language(const char *language, struct error *err) CHECKED;

/* Write its title and text, which it owns. STATUS_INVALID names a word that the language lacks. */
enum status letters_write(const struct letters *letters, struct notice *notice,
                          struct error *err) CHECKED;

#endif
