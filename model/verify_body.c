#include "model/verify_body.h"

#include <stdlib.h>
#include <string.h>

bool verify_body_money(const json_t *body, const char *key, const char *currency, struct money *out)
{
    struct error ignored; /* it is no amount */
    const json_t *value = json_object_get(body, key);
    const json_t *of = json_object_get(json_is_object(value) ? value : body, "currency");
    currency = json_is_string(of) ? json_string_value(of) : currency;
    if (value == NULL || currency == NULL || strlen(currency) >= sizeof out->currency) {
        return false;
    }
    if (json_is_object(value)) {
        *out = (struct money){.minor = json_integer_value(json_object_get(value, "minor"))};
        memcpy(out->currency, currency, strlen(currency) + 1);
        return true;
    }
    char *number = json_is_string(value) ? NULL : json_dumps(value, JSON_ENCODE_ANY);
    const char *text = number != NULL ? number : json_string_value(value);
    bool is_read = money_parse(text, currency, out, &ignored) == STATUS_OK;
    free(number);
    return is_read;
}

bool verify_body_text(const json_t *body, const char *fact, const char *text)
{
    const char *said = json_string_value(json_object_get(body, fact));
    return said == NULL || text == NULL ? said == text : strcmp(said, text) == 0;
}
