/* reference.h - the references that a bank line's texts bear.
 *
 * A reference is a maximal token of ASCII letters and digits with '-', '_' and '.' inside it.
 * Whatever else stands around it ends it, letters of other scripts too, so that 订单O-100455货款
 * bears O-100455. */
#ifndef MODEL_REFERENCE_H
#define MODEL_REFERENCE_H

#include <stdbool.h>
#include <stddef.h>

#define REFERENCE_BYTES_MAX 128 /* longer tokens are no references */

/* The next reference at *at, NUL-terminated into out (REFERENCE_BYTES_MAX + 1 bytes); *at moves
 * past it. False at the end. */
bool reference_next(const char **at, char *out);

#endif
