/* driver.h - what a database has to offer so that store.c can stand on it. A driver is one row of
 * its table.
 *
 * Ownership, slot by slot: open makes a connection below mem; close ends what lives outside the
 * process and leaves the memory to mem. prepare makes a statement below mem; finalize likewise.
 * Texts that a slot takes are borrowed for the call; what column_text gives is borrowed until the
 * next step or reset. One thread uses a connection at a time, but for interrupt.
 *
 * store.c sees to it that slots are called in a sound order: no slot after close, every parameter
 * bound before the first step, no bind between the first step and reset. */
#ifndef MODEL_STORE_DRIVER_H
#define MODEL_STORE_DRIVER_H

#include "model/store.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct store_driver {
    const char *scheme; /* of the URL, and of its schema's files: sqlite-1.sql */
    const char *schema; /* the name below which tables can be told from others: "main" */
    /* A URL as it may be shown, mem's; NULL where there is nothing to hide in one. */
    char *(*show)(void *mem, const char *url);

    /* With STORE_CREATE: a store at version 0 that nobody else sees before publish; closing it
     * unpublished leaves nothing behind. Otherwise: a store that is ours, of whatever version. */
    enum status (*open)(void *mem, const char *location, enum store_access access,
                        void **connection, struct error *err);
    enum status (*publish)(void *connection, struct error *err);
    void (*close)(void *connection);

    enum status (*version)(void *connection, int *out, struct error *err);
    /* To the schema's last version in one transaction, from whatever version it finds in there. */
    enum status (*migrate)(void *connection, const struct store_schema *schema, struct error *err);

    enum status (*begin)(void *connection, enum store_transaction kind, int64_t book,
                         struct error *err);
    enum status (*commit)(void *connection, struct error *err); /* a failure has rolled back */
    void (*rollback)(void *connection);
    bool (*in_transaction)(const void *connection);

    /* The connection is known to be gone; told without waiting and without connecting anew. NULL
     * where there is none to lose. */
    bool (*is_lost)(void *connection);
    /* What people call the server, without anything secret: "pg1, pg2". NULL where is_lost is. */
    const char *(*host)(const void *connection);

    enum status (*change_mark)(void *connection, int64_t *out, struct error *err);
    enum status (*place)(void *mem, void *connection, char **out, struct error *err);
    enum status (*backup)(void *connection, const char *path, const struct store_watch *watch,
                          struct error *err); /* watch may be NULL */
    enum status (*check)(void *connection, struct error *err);
    void (*interrupt)(void *connection); /* from any thread */
    void (*set_busy_timeout)(void *connection, int timeout_ms);
    int64_t (*changed_rows)(const void *connection);
    enum status (*execute)(void *connection, const char *sql, struct error *err);

    /* Parameters count from 1 to *parameters, columns from 0. */
    enum status (*prepare)(void *mem, void *connection, const char *sql, void **statement,
                           int *parameters, struct error *err);
    void (*finalize)(void *statement);
    void (*bind_int)(void *statement, int parameter, int64_t value);
    void (*bind_text)(void *statement, int parameter, const char *value);
    void (*bind_null)(void *statement, int parameter);
    enum status (*step)(void *statement, bool *has_row, struct error *err);
    /* What stmt_queue says; NULL where a statement run at once is as good. */
    enum status (*queue)(void *statement, struct error *err);
    void (*expect_many)(void *statement); /* NULL where a result is never held as a whole */
    /* What store_gather says; all four NULL where nothing is put off. After gather, begin and ask
     * only note what is to be asked, and answer asks all of it; then take makes the nth answer,
     * from 0, the result of its statement, to be stepped through and reset. forget_asked drops what
     * was noted and what was not taken. */
    void (*gather)(void *connection);
    enum status (*ask)(void *statement, struct error *err);
    enum status (*answer)(void *connection, struct error *err);
    void (*take)(void *statement, size_t nth);
    void (*forget_asked)(void *connection);
    void (*reset)(void *statement);
    int64_t (*column_int)(void *statement, int column);
    const char *(*column_text)(void *statement, int column);
    bool (*column_is_null)(void *statement, int column);
    int (*columns)(void *statement);
};

/* The driver for a URL, and what it is given to open. A bare path is SQLite's. */
enum status store_find_driver(const char *url, const struct store_driver **driver,
                              const char **location, struct error *err) CHECKED;

extern const struct store_driver sqlite_driver;
extern const struct store_driver postgresql_driver;

#endif
