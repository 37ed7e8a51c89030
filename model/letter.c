#include "model/letter.h"

#include "model/ini.h"
#include "model/mem.h"
#include "model/notice_kind.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

#define WORDS "words"
#define STATEMENT "statement"
#define TITLE "title"
#define TEXT "text"
#define LIST "list" /* what stands between the words of a list */

/* One entry of a file. */
struct saying {
    const char *file, *section, *key, *text;
};

struct letters {
    struct saying *sayings;
    size_t count;
    const char *file; /* the one beneath: where a missing text is missed */
};

/* The last one goes before those beneath it. */
static const struct saying *find(const struct letters *letters, const char *section,
                                 const char *key)
{
    for (size_t i = letters->count; i > 0; i--) {
        const struct saying *saying = &letters->sayings[i - 1];
        if (strcmp(saying->section, section) == 0 && strcmp(saying->key, key) == 0) {
            return saying;
        }
    }
    return NULL;
}

static const struct saying *find_part(const struct letters *letters, const struct notice_kind *kind,
                                      const char *key)
{
    const struct saying *own = find(letters, kind->name, key);
    return own == NULL && kind->is_statement ? find(letters, STATEMENT, key) : own;
}

/* The keys of a kind: its title, and one text or the parts of a statement. NULL beyond the last. */
static const char *key_at(const struct notice_kind *kind, size_t index)
{
    if (index == 0) {
        return TITLE;
    }
    if (kind->is_statement) {
        return NOTICE_PARTS[index - 1];
    }
    return index == 1 ? TEXT : NULL;
}

/* What stands next in a text. */
enum piece { PIECE_END, PIECE_TEXT, PIECE_FIELD, PIECE_OPEN, PIECE_CLOSE, PIECE_BROKEN };

static enum piece next_piece(const char **at, const char **start, size_t *bytes)
{
    *start = *at;
    *bytes = strcspn(*at, "{}[]");
    if (*bytes > 0) {
        *at += *bytes;
        return PIECE_TEXT;
    }
    switch (**at) {
    case '\0':
        return PIECE_END;
    case '[':
        (*at)++;
        return PIECE_OPEN;
    case ']':
        (*at)++;
        return PIECE_CLOSE;
    default:
        break;
    }
    *start += 1;
    *bytes = strcspn(*start, "{}[]");
    if (**at != '{' || (*start)[*bytes] != '}') {
        return PIECE_BROKEN;
    }
    *at = *start + *bytes + 1;
    return PIECE_FIELD;
}

/* Checks. */

static enum status check_field(const struct saying *saying, const struct notice_kind *kind,
                               const char *name, size_t bytes, bool is_inside, struct error *err)
{
    enum notice_need need = notice_kind_need(kind, name, bytes);
    if (need == NOTICE_NO_FIELD) {
        return error_set(err, STATUS_INVALID, "notices %s: %s: %s: {%.*s} is no field of it",
                         saying->file, kind->name, saying->key, (int)bytes, name);
    }
    if (need == NOTICE_OPTIONAL && !is_inside) {
        return error_set(err, STATUS_INVALID,
                         "notices %s: %s: %s: {%.*s} may be missing and stands outside of [ ]",
                         saying->file, kind->name, saying->key, (int)bytes, name);
    }
    return STATUS_OK;
}

static enum status check_text(const struct saying *saying, const struct notice_kind *kind,
                              struct error *err)
{
    const char *at = saying->text, *start;
    size_t bytes;
    bool is_inside = false;
    enum piece piece;
    while ((piece = next_piece(&at, &start, &bytes)) != PIECE_END) {
        if (piece == PIECE_FIELD) {
            enum status status = check_field(saying, kind, start, bytes, is_inside, err);
            if (status != STATUS_OK) {
                return status;
            }
        }
        if (piece == PIECE_BROKEN || (piece == PIECE_OPEN && is_inside) ||
            (piece == PIECE_CLOSE && !is_inside)) {
            break;
        }
        is_inside = (is_inside || piece == PIECE_OPEN) && piece != PIECE_CLOSE;
    }
    if (piece == PIECE_END && !is_inside) {
        return STATUS_OK;
    }
    return error_set(err, STATUS_INVALID, "notices %s: %s: %s: a bracket stands alone",
                     saying->file, kind->name, saying->key);
}

static bool names(const char *text, const char *field, size_t field_bytes)
{
    const char *start;
    size_t bytes;
    enum piece piece;
    while ((piece = next_piece(&text, &start, &bytes)) != PIECE_END) {
        if (piece == PIECE_FIELD && bytes == field_bytes && memcmp(start, field, bytes) == 0) {
            return true;
        }
    }
    return false;
}

/* The last file that says anything of the kind itself. */
static const char *file_of_last(const struct letters *letters, const struct notice_kind *kind)
{
    size_t i = letters->count;
    while (i > 0 && strcmp(letters->sayings[i - 1].section, kind->name) != 0) {
        i--;
    }
    return i > 0 ? letters->sayings[i - 1].file : letters->file;
}

/* That each field which the kind gives is told somewhere. */
static enum status check_told(const struct letters *letters, const struct notice_kind *kind,
                              struct error *err)
{
    for (const char *at = kind->fields; *at != '\0'; at += strcspn(at, " "), at += *at == ' ') {
        size_t bytes = strcspn(at, " ?");
        bool is_told = false;
        for (size_t i = 0; key_at(kind, i) != NULL && !is_told; i++) {
            is_told = names(find_part(letters, kind, key_at(kind, i))->text, at, bytes);
        }
        if (!is_told) {
            return error_set(err, STATUS_INVALID, "notices %s: %s: {%.*s} is missing",
                             file_of_last(letters, kind), kind->name, (int)bytes, at);
        }
    }
    return STATUS_OK;
}

static enum status check_kind(const struct letters *letters, const struct notice_kind *kind,
                              struct error *err)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; key_at(kind, i) != NULL && status == STATUS_OK; i++) {
        const struct saying *saying = find_part(letters, kind, key_at(kind, i));
        status = saying != NULL ? check_text(saying, kind, err)
                                : error_set(err, STATUS_INVALID, "notices %s: %s: %s is missing",
                                            letters->file, kind->name, key_at(kind, i));
    }
    return status == STATUS_OK ? check_told(letters, kind, err) : status;
}

/* Whether the section has such a key at all. */
static bool is_known(const char *section, const char *key)
{
    if (strcmp(section, WORDS) == 0) {
        return true;
    }
    const struct notice_kind statement = {.name = STATEMENT, .is_statement = true};
    const struct notice_kind *kind =
        strcmp(section, STATEMENT) == 0 ? &statement : notice_kind_find(section);
    for (size_t i = 0; kind != NULL && key_at(kind, i) != NULL; i++) {
        if (strcmp(key_at(kind, i), key) == 0) {
            return true;
        }
    }
    return false;
}

/* Reading. */

static enum status read_file(struct letters *letters, const struct builtin *file, struct error *err)
{
    struct ini *ini;
    enum status status = ini_read_text(letters, file->name, file->text, &ini, err);
    if (status != STATUS_OK) {
        return status;
    }
    letters->sayings =
        MEM_GROW(letters, letters->sayings, struct saying, letters->count + ini->count + 1);
    for (size_t i = 0; i < ini->count; i++) {
        const struct ini_entry *entry = &ini->entries[i];
        if (!is_known(entry->section, entry->key)) {
            return error_set(err, STATUS_INVALID, "notices %s line %d: %s: %s is unknown",
                             file->name, entry->line, entry->section, entry->key);
        }
        letters->sayings[letters->count++] =
            (struct saying){ini->name, entry->section, entry->key, entry->value};
    }
    return STATUS_OK;
}

enum status letters_read(void *mem, const struct builtin *files, size_t count,
                         const struct letters **out, struct error *err)
{
    struct letters *letters = MEM_NEW(mem, struct letters);
    enum status status = STATUS_OK;
    letters->file = mem_strdup(letters, files[0].name);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        status = read_file(letters, &files[i], err);
    }
    for (size_t i = 0; notice_kind_at(i) != NULL && status == STATUS_OK; i++) {
        status = check_kind(letters, notice_kind_at(i), err);
    }
    if (status != STATUS_OK) {
        mem_free(letters);
        return status;
    }
    *out = letters;
    return STATUS_OK;
}

/* A file of a language alone; those of a pack have its name and a '-' before it. */
static const struct builtin *file_of(const char *name)
{
    const struct builtin *file = builtin_notices;
    while (file->name != NULL && strcmp(file->name, name) != 0) {
        file++;
    }
    return file->name == NULL ? NULL : file;
}

enum status letters_check_language(const char *language, struct error *err)
{
    if (strchr(language, '-') == NULL && file_of(language) != NULL) {
        return STATUS_OK;
    }
    char *known = mem_strdup(NULL, "");
    for (const struct builtin *file = builtin_notices; file->name != NULL; file++) {
        if (strchr(file->name, '-') == NULL) {
            known = mem_append(known, "%s%s", known[0] == '\0' ? "" : ", ", file->name);
        }
    }
    (void)error_set(err, STATUS_NOT_FOUND, "there are no notices in the language '%s'", language);
    (void)error_hint(err, "there are %s", known);
    mem_free(known);
    return STATUS_NOT_FOUND;
}

enum status letters_load(void *mem, const char *language, const char *pack,
                         const struct letters **out, struct error *err)
{
    struct builtin files[2];
    enum status status = letters_check_language(language, err);
    if (status != STATUS_OK) {
        return status;
    }
    char *name = mem_printf(NULL, "%s-%s", pack, language);
    const struct builtin *own = file_of(name);
    mem_free(name);
    files[0] = *file_of(language);
    files[1] = own == NULL ? files[0] : *own;
    return letters_read(mem, files, own == NULL ? 1 : 2, out, err);
}

enum status letter_set_find(void *mem, struct letter_set *set, const char *language,
                            const char *pack, const struct letters **out, struct error *err)
{
    struct letters_of *found = set->first;
    while (found != NULL && strcmp(found->language, language) != 0) {
        found = found->next;
    }
    if (found == NULL) {
        found = MEM_NEW(mem, struct letters_of);
        enum status status = letters_load(found, language, pack, &found->letters, err);
        if (status != STATUS_OK) {
            mem_free(found);
            return status;
        }
        found->language = mem_strdup(found, language);
        found->next = set->first;
        set->first = found;
    }
    *out = found->letters;
    return STATUS_OK;
}

/* Writing. */

static enum status append_words(const struct letters *letters, const struct notice_field *field,
                                char **text, struct error *err)
{
    const struct saying *between = find(letters, WORDS, LIST);
    for (const char *at = field->text; *at != '\0'; at += strcspn(at, ","), at += *at == ',') {
        char *key = mem_printf(NULL, "%s.%.*s", field->words, (int)strcspn(at, ","), at);
        const struct saying *word = find(letters, WORDS, key);
        if (word == NULL || between == NULL) {
            (void)error_set(err, STATUS_INVALID, "notices %s: " WORDS ": %s is missing",
                            letters->file, word == NULL ? key : LIST);
            mem_free(key);
            return STATUS_INVALID;
        }
        mem_free(key);
        *text = mem_append(*text, "%s%s", at == field->text ? "" : between->text, word->text);
    }
    return STATUS_OK;
}

static enum status append_field(const struct letters *letters, const struct notice_field *field,
                                char **text, struct error *err)
{
    if (field->words != NULL) {
        return append_words(letters, field, text, err);
    }
    *text = mem_append(*text, "%s", field->text);
    return STATUS_OK;
}

/* Where a passage lacks a field, what it had so far goes. */
static enum status append(const struct letters *letters, const struct notice *notice,
                          const char *at, char **text, struct error *err)
{
    const char *start;
    size_t bytes, passage = 0;
    bool is_lacking = false;
    enum piece piece;
    enum status status = STATUS_OK;
    while ((piece = next_piece(&at, &start, &bytes)) != PIECE_END && status == STATUS_OK) {
        if (piece == PIECE_OPEN) {
            passage = strlen(*text);
            is_lacking = false;
        } else if (piece == PIECE_CLOSE && is_lacking) {
            (*text)[passage] = '\0';
        } else if (piece == PIECE_FIELD) {
            const struct notice_field *field = notice_find(notice, start, bytes);
            is_lacking = is_lacking || field == NULL;
            status = field == NULL ? STATUS_OK : append_field(letters, field, text, err);
        } else if (piece == PIECE_TEXT) {
            *text = mem_append(*text, "%.*s", (int)bytes, start);
        }
    }
    return status;
}

/* That the operation gave what the kind says. */
static void assert_whole(const struct notice *notice, const struct notice_kind *kind)
{
    for (size_t i = 0; i < notice->field_count; i++) {
        const char *name = notice->fields[i].name;
        assert(notice_kind_need(kind, name, strlen(name)) != NOTICE_NO_FIELD);
    }
    for (const char *at = kind->fields; *at != '\0'; at += strcspn(at, " "), at += *at == ' ') {
        assert(at[strcspn(at, " ?")] == '?' || notice_find(notice, at, strcspn(at, " ")) != NULL);
    }
}

enum status letters_write(const struct letters *letters, struct notice *notice, struct error *err)
{
    const struct notice_kind *kind = notice_kind_find(notice->kind);
    char *title = mem_strdup(notice, ""), *text = mem_strdup(notice, "");
    assert_whole(notice, kind);
    enum status status = STATUS_OK;
    for (size_t i = 0; key_at(kind, i) != NULL && status == STATUS_OK; i++) {
        const char *saying = find_part(letters, kind, key_at(kind, i))->text;
        size_t before = strlen(text);
        if (i > 0 && before > 0) {
            text = mem_append(text, "\n");
        }
        status = append(letters, notice, saying, i == 0 ? &title : &text, err);
        if (before > 0 && text[before + 1] == '\0') {
            text[before] = '\0'; /* nothing of it was given */
        }
    }
    notice->title = title;
    notice->text = text;
    return status;
}
