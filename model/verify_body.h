/* verify_body.h - whether the body of an event says what a row has that was written from it. */
#ifndef MODEL_VERIFY_BODY_H
#define MODEL_VERIFY_BODY_H

#include <stdbool.h>

#include <jansson.h>

/* A fact of the body is this text; NULL: it has no such fact. */
bool verify_body_text(const json_t *body, const char *fact, const char *text);

#endif
