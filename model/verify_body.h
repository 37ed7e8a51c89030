/* verify_body.h - whether the body of an event says what a row has that was written from it.
 * Amounts stand in it as an operation notes them ({"currency":"CNY","minor":1200}) or as a feed's
 * line had them ("12.00" or 12, with its currency beside). */
#ifndef MODEL_VERIFY_BODY_H
#define MODEL_VERIFY_BODY_H

#include "model/money.h"

#include <stdbool.h>

#include <jansson.h>

/* A fact of the body is this text; NULL: it has no such fact. */
bool verify_body_text(const json_t *body, const char *fact, const char *text);
/* currency: where the body names none; may be NULL. False where there is no such amount. */
bool verify_body_money(const json_t *body, const char *key, const char *currency,
                       struct money *out);

#endif
