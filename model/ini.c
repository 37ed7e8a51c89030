#include "model/ini.h"

#include "model/mem.h"
#include "model/text.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include <ini.h>

/* What inih's reader and handler share while a text is read. */
struct source {
    const char *rest;
    int line;
    struct ini *ini;
    size_t room;
    enum status status;
    struct error *err;
};

static enum status fail_at(struct source *source, const char *what)
{
    source->status = error_set(source->err, STATUS_INVALID, "%s line %d: %s", source->ini->name,
                               source->line, what);
    return source->status;
}

/* inih takes no options with a call, only for the whole process. It is told once to keep a value as
 * it is written, to take lines as long as ours, and to stop at the first that is wrong. */
static void set_inih_options(void)
{
    ini_allow_inline_comments = false;
    ini_allow_multiline = false;
    ini_stop_on_first_error = true;
    ini_use_stack = false;
    ini_max_line = INI_LINE_BYTES_MAX + 3;
    ini_initial_alloc = INI_LINE_BYTES_MAX + 3;
}

static enum status check_line(struct source *source, const char *line)
{
    const char *start = line + strspn(line, " \t\r\v\f");
    if (*start != '[') {
        return STATUS_OK;
    }
    size_t name_bytes = strcspn(start + 1, "]\n");
    if (start[1 + name_bytes] == ']' && name_bytes > INI_SECTION_BYTES_MAX) {
        (void)fail_at(source, "the section's name is too long");
        return error_hint(source->err, "at most %d bytes fit", INI_SECTION_BYTES_MAX);
    }
    return STATUS_OK;
}

/* As fgets, but it counts the lines and refuses one that would have been cut. */
static char *next_line(char *buffer, int room, void *stream)
{
    struct source *source = stream;
    if (*source->rest == '\0' || source->status != STATUS_OK) {
        return NULL;
    }
    source->line++;
    size_t bytes = strcspn(source->rest, "\n");
    if (bytes > INI_LINE_BYTES_MAX || (int)bytes + 2 > room) {
        (void)fail_at(source, "the line is too long");
        (void)error_hint(source->err, "at most %d bytes fit", INI_LINE_BYTES_MAX);
        return NULL;
    }
    bytes += source->rest[bytes] == '\n' ? 1 : 0;
    memcpy(buffer, source->rest, bytes);
    buffer[bytes] = '\0';
    source->rest += bytes;
    return check_line(source, buffer) == STATUS_OK ? buffer : NULL;
}

/* A value in double quotes without them. */
static char *unquoted(void *mem, const char *value)
{
    size_t bytes = strlen(value);
    if (bytes >= 2 && value[0] == '"' && value[bytes - 1] == '"') {
        return mem_strndup(mem, value + 1, bytes - 2);
    }
    return mem_strdup(mem, value);
}

/* inih's handler: 0 stops it. */
static int add_entry(void *user, const char *section, const char *key, const char *value)
{
    struct source *source = user;
    struct ini *ini = source->ini;
    if (key[0] == '\0') {
        (void)fail_at(source, "the key before '=' is missing");
        return 0;
    }
    const struct ini_entry *before = ini_find(ini, section, key);
    if (before != NULL) {
        (void)fail_at(source, "the key is there already");
        (void)error_detail(source->err, "%s is on line %d too", before->key, before->line);
        return 0;
    }
    if (ini->count == INI_ENTRIES_MAX) {
        (void)fail_at(source, "too many entries");
        (void)error_hint(source->err, "at most %d fit", INI_ENTRIES_MAX);
        return 0;
    }
    if (ini->count == source->room) {
        source->room = source->room == 0 ? 32 : 2 * source->room;
        ini->entries = MEM_GROW(ini, ini->entries, struct ini_entry, source->room);
    }
    ini->entries[ini->count++] = (struct ini_entry){.section = mem_strdup(ini, section),
                                                    .key = mem_strdup(ini, key),
                                                    .value = unquoted(ini, value),
                                                    .line = source->line};
    return 1;
}

static int line_at(const char *text, size_t offset)
{
    int line = 1;
    for (size_t i = 0; i < offset; i++) {
        line += text[i] == '\n' ? 1 : 0;
    }
    return line;
}

/* The text as it is kept: valid, in NFC, without its byte order mark. Owned by ini. */
static enum status accept(struct ini *ini, const char *text, size_t bytes, const char **out,
                          struct error *err)
{
    static const char mark[] = "\xEF\xBB\xBF";
    if (bytes > INI_FILE_BYTES_MAX) {
        (void)error_set(err, STATUS_INVALID, "%s is too long", ini->name);
        return error_hint(err, "at most %d bytes fit", INI_FILE_BYTES_MAX);
    }
    size_t valid = text_valid_prefix(text, bytes);
    if (valid < bytes) {
        (void)error_set(err, STATUS_INVALID, "%s line %d: byte 0x%02x is not UTF-8 text", ini->name,
                        line_at(text, valid), (unsigned)(unsigned char)text[valid]);
        return error_hint(err, "save the file as UTF-8");
    }
    char *kept = NULL;
    enum status status =
        text_accept(ini, ini->name, text, bytes, 3 * (size_t)INI_FILE_BYTES_MAX, &kept, err);
    if (status == STATUS_OK) {
        *out = kept + (strncmp(kept, mark, 3) == 0 ? 3 : 0);
    }
    return status;
}

static enum status parse(struct ini *ini, const char *text, size_t bytes, struct error *err)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    (void)pthread_once(&once, set_inih_options);
    struct source source = {.ini = ini, .err = err, .status = STATUS_OK};
    enum status status = accept(ini, text, bytes, &source.rest, err);
    if (status != STATUS_OK) {
        return status;
    }
    int bad_line = ini_parse_stream(next_line, &source, add_entry, &source);
    if (source.status == STATUS_OK && bad_line != 0) {
        (void)fail_at(&source, "neither a [section] nor key = value");
    }
    return source.status;
}

static enum status read_bytes(void *mem, const char *name, const char *text, size_t bytes,
                              struct ini **out, struct error *err)
{
    struct ini *ini = MEM_NEW(mem, struct ini);
    ini->name = mem_strdup(ini, name);
    enum status status = parse(ini, text, bytes, err);
    if (status != STATUS_OK) {
        mem_free(ini);
        return status;
    }
    *out = ini;
    return STATUS_OK;
}

enum status ini_read_text(void *mem, const char *name, const char *text, struct ini **out,
                          struct error *err)
{
    return read_bytes(mem, name, text, strlen(text), out, err);
}

/* One byte beyond the limit at most, so that it can be told as too long. */
static enum status read_whole(void *mem, const char *path, char **text, size_t *bytes,
                              struct error *err)
{
    FILE *file = fopen(path, "rbe");
    if (file == NULL) {
        enum status kind = errno == ENOENT ? STATUS_NOT_FOUND : STATUS_IO;
        (void)error_set(err, kind, "cannot open %s", path);
        return error_detail(err, "%s", strerror(errno));
    }
    *text = MEM_ARRAY(mem, char, INI_FILE_BYTES_MAX + 1);
    *bytes = fread(*text, 1, INI_FILE_BYTES_MAX + 1, file);
    enum status status = STATUS_OK;
    if (ferror(file)) {
        (void)error_set(err, STATUS_IO, "cannot read %s", path);
        status = error_detail(err, "%s", strerror(errno));
    }
    (void)fclose(file);
    return status;
}

enum status ini_read_file(void *mem, const char *path, struct ini **out, struct error *err)
{
    char *text = NULL;
    size_t bytes = 0;
    enum status status = read_whole(NULL, path, &text, &bytes, err);
    if (status == STATUS_OK) {
        status = read_bytes(mem, path, text, bytes, out, err);
    }
    mem_free(text);
    return status;
}

enum status ini_file_text(void *mem, const char *path, const char **out, struct error *err)
{
    struct ini *ini = MEM_NEW(mem, struct ini);
    char *text = NULL;
    size_t bytes = 0;
    enum status status = read_whole(ini, path, &text, &bytes, err);
    ini->name = path;
    return status == STATUS_OK ? accept(ini, text, bytes, out, err) : status;
}

const struct ini_entry *ini_find(const struct ini *ini, const char *section, const char *key)
{
    for (size_t i = 0; i < ini->count; i++) {
        const struct ini_entry *entry = &ini->entries[i];
        if (strcmp(entry->key, key) == 0 && strcmp(entry->section, section) == 0) {
            return entry;
        }
    }
    return NULL;
}

const char *ini_get(const struct ini *ini, const char *section, const char *key,
                    const char *fallback)
{
    const struct ini_entry *entry = ini_find(ini, section, key);
    return entry == NULL ? fallback : entry->value;
}
