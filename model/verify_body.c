#include "model/verify_body.h"

#include <string.h>

bool verify_body_text(const json_t *body, const char *fact, const char *text)
{
    const char *said = json_string_value(json_object_get(body, fact));
    return said == NULL || text == NULL ? said == text : strcmp(said, text) == 0;
}
