#include "model/chain.h"

#include "model/text.h"

#include <string.h>

static void add_line(struct digest *digest, const char *text)
{
    if (text) {
        digest_add(digest, text, strlen(text));
    }
    digest_add(digest, "\n", 1);
}

static void add_number(struct digest *digest, int64_t number, char end)
{
    char text[TEXT_INT_BYTES + 1];
    size_t bytes = text_of_int(number, text);
    text[bytes] = end;
    digest_add(digest, text, bytes + 1);
}

void chain_begin(struct digest *digest, const char *previous_hash, const struct event_row *event)
{
    digest_reset(digest);
    add_line(digest, previous_hash);
    add_number(digest, event->number, '\n');
    add_number(digest, event->at_us, '\n');
    add_line(digest, event->operator_login);
    add_line(digest, event->verb);
    add_line(digest, event->subject);
    add_line(digest, event->context);
    add_line(digest, event->source);
    add_line(digest, event->key);
    add_line(digest, event->body);
    if (event->wrote != NULL) {
        digest_add(digest, "wrote ", strlen("wrote "));
        add_line(digest, event->wrote);
    }
}

void chain_leg(struct digest *digest, int64_t account, int64_t amount_minor, int64_t balance_minor)
{
    add_number(digest, account, ' ');
    add_number(digest, amount_minor, ' ');
    add_number(digest, balance_minor, '\n');
}
