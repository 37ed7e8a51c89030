#include "model/notice.h"

#include "model/mem.h"
#include "model/money.h"
#include "model/notice_kind.h"
#include "model/time.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

struct notice *notice_new(void *mem, const char *party, const char *kind)
{
    struct notice *notice = MEM_NEW(mem, struct notice);
    assert(notice_kind_find(kind) != NULL);
    notice->party = mem_strdup(notice, party);
    notice->kind = kind;
    return notice;
}

static void add(struct notice *notice, const char *field, const char *text, const char *words)
{
    assert(notice->field_count < NOTICE_FIELDS_MAX &&
           notice_find(notice, field, strlen(field)) == NULL);
    notice->fields[notice->field_count++] =
        (struct notice_field){field, mem_strdup(notice, text), words};
}

void notice_text(struct notice *notice, const char *field, const char *text)
{
    if (text != NULL) {
        add(notice, field, text, NULL);
    }
}

void notice_int(struct notice *notice, const char *field, int64_t value)
{
    char text[24];
    (void)snprintf(text, sizeof text, "%lld", (long long)value);
    add(notice, field, text, NULL);
}

/* To the second, which is what people read; the clock runs from the event. */
void notice_time(struct notice *notice, const char *field, int64_t at_us)
{
    char text[TIME_TEXT_BYTES];
    add(notice, field, time_format(at_us - at_us % TIME_US_PER_SECOND, text), NULL);
}

void notice_money(struct notice *notice, const char *field, int64_t minor, const char *currency)
{
    char amount[MONEY_TEXT_BYTES], text[MONEY_TEXT_BYTES + 4];
    struct money money = {minor, ""};
    memcpy(money.currency, currency, sizeof money.currency);
    (void)snprintf(text, sizeof text, "%s %s", currency, money_format_grouped(money, amount));
    add(notice, field, text, NULL);
}

void notice_words(struct notice *notice, const char *field, const char *words, const char *codes)
{
    add(notice, field, codes, words);
}

const struct notice_field *notice_find(const struct notice *notice, const char *name, size_t bytes)
{
    for (size_t i = 0; i < notice->field_count; i++) {
        const char *known = notice->fields[i].name;
        if (strlen(known) == bytes && memcmp(known, name, bytes) == 0) {
            return &notice->fields[i];
        }
    }
    return NULL;
}
