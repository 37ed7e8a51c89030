/* rights.h - who may do what: one table, verb by role. Checked for every operation in model/. */
#ifndef MODEL_RIGHTS_H
#define MODEL_RIGHTS_H

#include "model/error.h"

#include <stdbool.h>

enum role {
    ROLE_OPERATIONS = 1 << 0,
    ROLE_SUPPORT = 1 << 1,
    ROLE_FINANCE = 1 << 2,
    ROLE_AUDITOR = 1 << 3, /* reads everything, changes nothing */
    ROLE_ADMIN = 1 << 4,
};
#define ROLE_ALL (ROLE_OPERATIONS | ROLE_SUPPORT | ROLE_FINANCE | ROLE_AUDITOR | ROLE_ADMIN)

/* STATUS_DENIED says which role it needs: "freeze needs role operations". An unknown verb is our
 * own mistake and asserts. */
enum status rights_check(const char *verb, unsigned roles, struct error *err) CHECKED;

/* The same for what takes the whole store along, masked or not; a refusal says what to do. */
enum status rights_check_whole(const char *verb, unsigned roles, struct error *err) CHECKED;

/* Whether it tells what the clock or the bank has done, whoever happens to run it: nobody decides
 * anything by it. */
bool rights_is_told(const char *verb);

/* "operations,support" <-> a set; STATUS_INVALID names the word that is no role. */
enum status roles_parse(const char *text, unsigned *out, struct error *err) CHECKED;
/* Borrowed names joined by commas into buffer of 64 bytes; returns buffer. */
char *roles_format(unsigned roles, char *buffer);

#endif
