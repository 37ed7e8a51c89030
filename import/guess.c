#include "import/guess.h"

#include "import/guess_amount.h"
#include "import/guess_besides.h"
#include "import/guess_date.h"
#include "import/guess_direction.h"
#include "import/guess_file.h"
#include "import/guess_table.h"
#include "import/read.h"
#include "model/mem.h"

#include <string.h>

/* The file as the profile reads it. An answer that is none is told by the profile's own check. */
static enum status try_out(struct look *look, const char *currency, struct error *err)
{
    struct guess *guess = look->guess;
    char *ini = guess_ini(look->mem, guess, "", look->source->name);
    enum status status = profile_parse(look->mem, "the profile", ini, &guess->profile, err);
    if (status == STATUS_OK) {
        status =
            read_bank_file(look->mem, guess->profile, currency, look->source, &guess->file, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    guess_rejects(look);
    return proof_make(look->mem, guess->file, &guess->proof, err);
}

static enum status guess_all(struct look *look, const char *currency, struct error *err)
{
    enum status status = guess_file(look, err);
    if (status != STATUS_OK || look->guess->question_count > 0) {
        return status;
    }
    status = guess_table(look, err);
    if (status != STATUS_OK || look->guess->question_count > 0) {
        return status;
    }
    guess_date(look);
    guess_amount(look);
    if (look->guess->question_count == 0) {
        guess_direction(look);
    }
    guess_besides(look);
    for (int key = 0; key < KEY_COUNT; key++) { /* what was said besides */
        if (look->guess->values[key] == NULL) {
            (void)guess_was_answered(look, (enum profile_key_id)key);
        }
    }
    return look->guess->question_count > 0 ? STATUS_OK : try_out(look, currency, err);
}

enum status guess_make(void *mem, const struct profile_set *known, const struct source *source,
                       const char *currency, const char *const answers[KEY_COUNT],
                       struct guess **out, struct error *err)
{
    struct guess *guess = MEM_NEW(mem, struct guess);
    struct look look = {.mem = guess,
                        .guess = guess,
                        .known = known,
                        .source = source,
                        .answers = answers,
                        .header = LOOK_NONE,
                        .amount = LOOK_NONE,
                        .income = LOOK_NONE,
                        .outgo = LOOK_NONE,
                        .balance = LOOK_NONE,
                        .direction = LOOK_NONE};
    look.dates = date_look_new(guess);
    enum status status = guess_all(&look, currency, err);
    if (status != STATUS_OK) {
        mem_free(guess);
        return status;
    }
    *out = guess;
    return STATUS_OK;
}

enum status guess_answer(const char *text, const char *answers[KEY_COUNT], struct error *err)
{
    const char *equals = strchr(text, '=');
    if (equals == NULL) {
        return error_set(err, STATUS_INVALID, "'%s' is not KEY=VALUE", text);
    }
    for (int key = 0; key < KEY_COUNT; key++) {
        const char *name = profile_keys[key].key;
        if (strlen(name) == (size_t)(equals - text) &&
            strncmp(name, text, (size_t)(equals - text)) == 0) {
            answers[key] = equals + 1;
            return STATUS_OK;
        }
    }
    (void)error_set(err, STATUS_INVALID, "there is no key %.*s", (int)(equals - text), text);
    return error_hint(err, "`profiles show generic` names them all");
}

/* A reason may quote a file: it stays on its line. */
static char *one_line(void *mem, const char *text)
{
    char *line = mem_strdup(mem, text);
    for (char *at = line; *at != '\0'; at++) {
        *at = (unsigned char)*at < ' ' ? ' ' : *at;
    }
    return line;
}

char *guess_ini(void *mem, const struct guess *guess, const char *title, const char *file)
{
    char *ini = mem_printf(mem, "; Learnt from %s.\n\n[profile]\ntitle = %s\n", one_line(mem, file),
                           one_line(mem, title));
    const char *section = profile_keys[KEY_TITLE].section;
    for (int key = KEY_INHERIT + 1; key < KEY_COUNT; key++) {
        if (guess->values[key] == NULL || guess->values[key][0] == '\0') {
            continue;
        }
        if (strcmp(section, profile_keys[key].section) != 0) {
            section = profile_keys[key].section;
            ini = mem_append(ini, "\n[%s]\n", section);
        }
        ini = mem_append(ini, "; %s\n%s = %s\n", one_line(mem, guess->reasons[key]),
                         profile_keys[key].key, one_line(mem, guess->values[key]));
    }
    return ini;
}
