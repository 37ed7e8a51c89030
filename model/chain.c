#include "model/chain.h"

#include <stdio.h>
#include <string.h>

static void add_line(struct digest *digest, const char *text)
{
    if (text) {
        digest_add(digest, text, strlen(text));
    }
    digest_add(digest, "\n", 1);
}

void chain_begin(struct digest *digest, const char *previous_hash, const struct event_row *event)
{
    char numbers[64];
    digest_reset(digest);
    add_line(digest, previous_hash);
    snprintf(numbers, sizeof numbers, "%lld\n%lld", (long long)event->number,
             (long long)event->at_us);
    add_line(digest, numbers);
    add_line(digest, event->operator_login);
    add_line(digest, event->verb);
    add_line(digest, event->subject);
    add_line(digest, event->context);
    add_line(digest, event->source);
    add_line(digest, event->key);
    add_line(digest, event->body);
}

void chain_leg(struct digest *digest, int64_t account, int64_t amount_minor, int64_t balance_minor)
{
    char line[80];
    snprintf(line, sizeof line, "%lld %lld %lld", (long long)account, (long long)amount_minor,
             (long long)balance_minor);
    add_line(digest, line);
}
