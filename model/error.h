/* error.h - what went wrong, told so that the operator can do something about it.
 *
 * Whatever can fail returns an enum status and fills the caller's struct error, which is always the
 * last parameter. An error is passed up untouched; only tui/ shows one.
 *
 * message  lower case, no full stop, begins with what failed (for the operator)
 * detail   what the library or the system said
 * hint     what to do next */
#ifndef MODEL_ERROR_H
#define MODEL_ERROR_H

#define ERROR_TEXT_BYTES 320

enum status {
    STATUS_OK = 0,
    STATUS_INVALID,     /* the input is not what it has to be */
    STATUS_NOT_FOUND,   /* no such thing */
    STATUS_CONFLICT,    /* it exists already, or with another body */
    STATUS_REFUSED,     /* a rule of the business forbids it */
    STATUS_DENIED,      /* the operator has no right to it */
    STATUS_STALE,       /* the world changed since it was looked at */
    STATUS_LIMIT,       /* a named limit is reached */
    STATUS_BUSY,        /* somebody else is writing; try again */
    STATUS_IO,          /* a file, a device or the network failed */
    STATUS_LOST,        /* no server, or it went away: nothing was kept */
    STATUS_UNSURE,      /* it went away while keeping: kept or not, ask */
    STATUS_CORRUPT,     /* stored data is not what was stored */
    STATUS_UNSUPPORTED, /* understood, and not possible here */
    STATUS_CANCELLED,   /* the operator stopped it */
};

struct error {
    enum status status;
    char message[ERROR_TEXT_BYTES];
    char detail[ERROR_TEXT_BYTES];
    char hint[ERROR_TEXT_BYTES];
};

#define CHECKED __attribute__((warn_unused_result))

/* Fill err and return status, so that a failure is one step. Texts too long are cut at a character.
 */
enum status error_set(struct error *err, enum status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Add to an error that is set already. They return err->status. */
enum status error_detail(struct error *err, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
enum status error_hint(struct error *err, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The kind of an error as one word, for logs and JSON: "refused". */
const char *status_name(enum status status);

#endif
