#include "model/store/postgresql.h"

#include "model/mem.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define MASK "***"
#define MS_PER_S 1000
#define CONNECT_TIMEOUT_S 5
#define CONNECT_TIMEOUT_S_MAX 600
#define PORT_MAX 65535

/* Where the URL has nothing else. A server that vanished without a word is missed after half a
 * minute at the latest. */
static const struct {
    const char *name;
    const char *value;
    bool is_ours; /* whatever the URL says */
} defaults[] = {
    {"application_name", "holdfast", false}, {"keepalives_idle", "10", false},
    {"keepalives_interval", "5", false},     {"keepalives_count", "3", false},
    {"tcp_user_timeout", "25000", false},    {"client_encoding", "UTF8", true},
};

/* What stands between the user's name and the host, NULL where there is no password. One that
 * should have been escaped is found whole, so that no part of it is ever shown. */
static const char *find_password(const char *url, size_t *bytes)
{
    const char *from = strstr(url, "://");
    if (from == NULL) {
        return NULL;
    }
    from += strlen("://");
    const char *query = strchr(from, '?');
    const char *end = query != NULL ? query : from + strlen(from);
    const char *at = memrchr(from, '@', (size_t)(end - from));
    if (at == NULL && query != NULL) {
        at = strchr(query, '@');
        at = at != NULL && memchr(query, '=', (size_t)(at - query)) == NULL ? at : NULL;
    }
    const char *colon = at != NULL ? memchr(from, ':', (size_t)(at - from)) : NULL;
    if (colon == NULL) {
        return NULL;
    }
    *bytes = (size_t)(at - colon - 1);
    return colon + 1;
}

/* A parameter of the URL that is a secret: how long its name is with the =, else 0. */
static size_t secret_parameter(const char *parameter)
{
    static const char *const secrets[] = {"password=", "sslpassword="};
    for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++) {
        if (strncmp(parameter, secrets[i], strlen(secrets[i])) == 0) {
            return strlen(secrets[i]);
        }
    }
    return 0;
}

char *postgresql_show_url(void *mem, const char *url)
{
    size_t bytes = 0;
    const char *password = find_password(url, &bytes);
    const char *rest = password != NULL ? password + bytes : url;
    const char *query = strchr(rest, '?');
    const char *end = query != NULL ? query : rest + strlen(rest);
    char *shown = password == NULL ? mem_strndup(mem, url, (size_t)(end - url))
                                   : mem_printf(mem, "%.*s" MASK "%.*s", (int)(password - url), url,
                                                (int)(end - rest), rest);
    while (*end != '\0') {
        const char *parameter = end + 1;
        const char *next = parameter + strcspn(parameter, "&");
        size_t secret = secret_parameter(parameter);
        int kept = (int)(secret > 0 ? secret : (size_t)(next - parameter));
        shown = mem_append(shown, "%c%.*s%s", *end, kept, parameter, secret > 0 ? MASK : "");
        end = next;
    }
    return shown;
}

/* The first of text that begins with one of the marks of a hidden secret; NULL where there is none.
 * *bytes: how much of it says nothing without the secret. */
static const char *find_hidden(const char *text, size_t *bytes)
{
    static const char *const marks[] = {":" MASK, "password=" MASK, "sslpassword=" MASK};
    const char *first = NULL;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        const char *found = strstr(text, marks[i]);
        if (found != NULL && (first == NULL || found < first)) {
            first = found;
            *bytes = strlen(marks[i]);
        }
    }
    return first;
}

char *postgresql_bare_url(void *mem, const char *shown)
{
    size_t bytes = 0;
    char *bare = mem_strdup(mem, "");
    for (const char *hidden = find_hidden(shown, &bytes); hidden != NULL;
         hidden = find_hidden(shown, &bytes)) {
        bare = mem_append(bare, "%.*s", (int)(hidden - shown), shown);
        /* Of a parameter its separator goes too: the one behind it, or else the one before. */
        shown = hidden + bytes;
        if (*hidden != ':' && *shown == '&') {
            shown++;
        } else if (*hidden != ':') {
            bare[strlen(bare) - 1] = '\0';
        }
    }
    return mem_append(bare, "%s", shown);
}

static bool has_secret(const char *url)
{
    size_t bytes = 0;
    return find_password(url, &bytes) != NULL || strstr(url, "password=") != NULL;
}

static enum status fail_parse(const char *url, const char *said, struct error *err)
{
    char *shown = postgresql_show_url(NULL, url);
    (void)error_set(err, STATUS_INVALID, "%s is no URL of a PostgreSQL database", shown);
    mem_free(shown);
    /* libpq cites what it could not read, which may be a password. */
    if (said != NULL && !has_secret(url)) {
        (void)error_detail(err, "%.*s", (int)strcspn(said, "\n"), said);
    }
    return error_hint(err,
                      "write postgresql://USER@HOST:PORT/DATABASE, special characters as %%XX");
}

static enum status check_password(const char *url, struct error *err)
{
    size_t bytes = 0;
    const char *password = find_password(url, &bytes);
    if (password == NULL ||
        (memchr(password, '/', bytes) == NULL && memchr(password, '@', bytes) == NULL)) {
        return STATUS_OK;
    }
    (void)fail_parse(url, NULL, err);
    return error_hint(err, "write / as %%2F and @ as %%40 in a password, or keep it in ~/.pgpass");
}

static char *find(const struct postgresql_settings *settings, const char *name)
{
    for (int i = 0; i < settings->count; i++) {
        if (strcmp(settings->names[i], name) == 0) {
            return settings->values[i];
        }
    }
    return NULL;
}

/* name lasts as long as the settings; value is copied for mem. */
static void set(void *mem, struct postgresql_settings *settings, const char *name,
                const char *value)
{
    int at = 0;
    while (at < settings->count && strcmp(settings->names[at], name) != 0) {
        at++;
    }
    assert(at < POSTGRESQL_SETTINGS_MAX);
    settings->count += at == settings->count ? 1 : 0;
    settings->names[at] = name;
    settings->values[at] = mem_strdup(mem, value);
}

static int count_of(const char *list)
{
    int count = 1;
    for (; list != NULL && *list != '\0'; list++) {
        count += *list == ',' ? 1 : 0;
    }
    return count;
}

/* "a,b" as "a, b". */
static char *show_hosts(void *mem, const struct postgresql_settings *settings)
{
    const char *list = find(settings, "host");
    list = list != NULL ? list : find(settings, "hostaddr");
    char *shown = mem_strdup(mem, list != NULL ? "" : "the server");
    while (list != NULL && *list != '\0') {
        int bytes = (int)strcspn(list, ",");
        shown = mem_append(shown, "%s%.*s", *shown != '\0' ? ", " : "", bytes, list);
        list += bytes + (list[bytes] == ',' ? 1 : 0);
    }
    return shown;
}

static int timeout_of(const struct postgresql_settings *settings)
{
    const char *given = find(settings, "connect_timeout");
    long seconds = given != NULL ? strtol(given, NULL, 10) : CONNECT_TIMEOUT_S;
    bool is_sound = seconds > 0 && seconds <= CONNECT_TIMEOUT_S_MAX;
    return MS_PER_S * (is_sound ? (int)seconds : CONNECT_TIMEOUT_S_MAX);
}

static void add_defaults(void *mem, struct postgresql_settings *out)
{
    for (size_t i = 0; i < sizeof defaults / sizeof *defaults; i++) {
        if (defaults[i].is_ours || find(out, defaults[i].name) == NULL) {
            set(mem, out, defaults[i].name, defaults[i].value);
        }
    }
    int hosts = count_of(find(out, "host"));
    int addresses = count_of(find(out, "hostaddr"));
    out->hosts = hosts > addresses ? hosts : addresses;
    out->timeout_ms = timeout_of(out);
    out->shown = show_hosts(mem, out);
}

/* libpq looks at them no sooner than it connects, and then a wrong one is like a server that is not
 * there. */
static enum status check_ports(const char *url, const struct postgresql_settings *settings,
                               struct error *err)
{
    const char *list = find(settings, "port");
    while (list != NULL && *list != '\0') {
        size_t bytes = strcspn(list, ",");
        long port = strtol(list, NULL, 10);
        if (strspn(list, "0123456789") != bytes || (bytes > 0 && (port < 1 || port > PORT_MAX))) {
            return fail_parse(url, NULL, err);
        }
        list += bytes + (list[bytes] == ',' ? 1 : 0);
    }
    return STATUS_OK;
}

enum status postgresql_read_url(void *mem, const char *url, struct postgresql_settings *out,
                                struct error *err)
{
    if (strncmp(url, "postgresql://", 13) != 0 && strncmp(url, "postgres://", 11) != 0) {
        return fail_parse(url, NULL, err);
    }
    enum status status = check_password(url, err);
    if (status != STATUS_OK) {
        return status;
    }
    char *said = NULL;
    PQconninfoOption *options = PQconninfoParse(url, &said);
    if (options == NULL) {
        status = fail_parse(url, said, err);
        PQfreemem(said);
        return status;
    }
    *out = (struct postgresql_settings){.count = 0};
    for (const PQconninfoOption *option = options; option->keyword != NULL; option++) {
        if (option->val != NULL) {
            set(mem, out, mem_strdup(mem, option->keyword), option->val);
        }
    }
    PQconninfoFree(options);
    add_defaults(mem, out);
    return check_ports(url, out, err);
}

/* a,b,c becomes b,c,a. */
static void rotate(char *list)
{
    const char *comma = strchr(list, ',');
    if (comma != NULL) {
        char *rotated = mem_printf(NULL, "%s,%.*s", comma + 1, (int)(comma - list), list);
        memcpy(list, rotated, strlen(list));
        mem_free(rotated);
    }
}

void postgresql_next_host(struct postgresql_settings *settings)
{
    static const char *const lists[] = {"host", "hostaddr", "port"};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        char *list = find(settings, lists[i]);
        if (list != NULL) {
            rotate(list);
        }
    }
}
