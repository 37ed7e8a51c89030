#include "model/store/driver.h"

#include "model/mem.h"

#include <stddef.h>
#include <string.h>

static const struct {
    const char *scheme;
    const struct store_driver *driver;
    bool is_whole; /* the driver takes the URL with its scheme */
} schemes[] = {
    {"sqlite:", &sqlite_driver, false},
    {"postgresql:", &postgresql_driver, true},
    {"postgres:", &postgresql_driver, true},
};

enum status store_find_driver(const char *url, const struct store_driver **driver,
                              const char **location, struct error *err)
{
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        size_t bytes = strlen(schemes[i].scheme);
        if (strncmp(url, schemes[i].scheme, bytes) == 0) {
            *driver = schemes[i].driver;
            *location = schemes[i].is_whole ? url : url + bytes;
            return STATUS_OK;
        }
    }
    const char *rest = strstr(url, "://");
    if (rest != NULL) {
        /* What follows may be a secret. */
        (void)error_set(err, STATUS_UNSUPPORTED, "no driver for this kind of store: %.*s",
                        (int)(rest - url), url);
        return error_hint(err, "give the path of a file, sqlite:PATH, or"
                               " postgresql://USER@HOST/DATABASE");
    }
    *driver = &sqlite_driver;
    *location = url;
    return STATUS_OK;
}

char *store_show_url(void *mem, const char *url)
{
    const struct store_driver *driver = NULL;
    const char *location = NULL;
    struct error ignored; /* whatever it is, it is not opened here */
    bool is_known = store_find_driver(url, &driver, &location, &ignored) == STATUS_OK;
    return is_known && driver->show != NULL ? driver->show(mem, url) : mem_strdup(mem, url);
}
