#include "import/camt_node.h"

#include "import/exact.h"
#include "model/time.h"

#include <stdio.h>
#include <string.h>

#define DECIMALS "."
#define DATE_CHARS 10
#define SHORT_BYTES 64

static bool is_named(const xmlNode *node, const char *name, size_t bytes)
{
    return node->type == XML_ELEMENT_NODE && strlen((const char *)node->name) == bytes &&
           memcmp(node->name, name, bytes) == 0;
}

static const xmlNode *sibling(const xmlNode *node, const char *name, size_t bytes)
{
    while (node != NULL && !is_named(node, name, bytes)) {
        node = node->next;
    }
    return node;
}

const xmlNode *camt_find(const xmlNode *node, const char *path)
{
    while (node != NULL && *path != '\0') {
        size_t bytes = strcspn(path, "/");
        node = sibling(node->children, path, bytes);
        path += bytes + (path[bytes] == '/');
    }
    return node;
}

const xmlNode *camt_first(const xmlNode *node, const char *name)
{
    return node != NULL ? sibling(node->children, name, strlen(name)) : NULL;
}

const xmlNode *camt_next(const xmlNode *node)
{
    const char *name = (const char *)node->name;
    return sibling(node->next, name, strlen(name));
}

static const char *content_of(const xmlNode *node)
{
    for (const xmlNode *at = node != NULL ? node->children : NULL; at != NULL; at = at->next) {
        if ((at->type == XML_TEXT_NODE || at->type == XML_CDATA_SECTION_NODE) &&
            at->content != NULL) {
            return (const char *)at->content;
        }
    }
    return "";
}

static char *copy_trimmed(const char *text, char *out, size_t room)
{
    const char *blanks = " \t\r\n";
    text += strspn(text, blanks);
    size_t bytes = strlen(text);
    while (bytes > 0 && strchr(blanks, text[bytes - 1]) != NULL) {
        bytes--;
    }
    bool fits = bytes < room;
    (void)snprintf(out, room, "%.*s", fits ? (int)bytes : 0, text);
    return out;
}

char *camt_text(const xmlNode *node, const char *path, char *out, size_t room)
{
    return copy_trimmed(content_of(camt_find(node, path)), out, room);
}

bool camt_says(const xmlNode *node, const char *path, const char *text)
{
    char found[SHORT_BYTES];
    return strcmp(camt_text(node, path, found, sizeof found), text) == 0;
}

void camt_add(const xmlNode *node, const char *path, struct memo *memo)
{
    size_t bytes = strcspn(path, "/");
    bool is_last = path[bytes] == '\0';
    const xmlNode *at = node != NULL ? sibling(node->children, path, bytes) : NULL;
    for (; at != NULL; at = camt_next(at)) {
        if (!is_last) {
            camt_add(at, path + bytes + 1, memo);
            continue;
        }
        const char *text = content_of(at);
        memo_add(memo, text, strlen(text));
    }
}

enum status camt_amount(const xmlNode *amount, char *currency, int64_t *out, struct error *err)
{
    char text[SHORT_BYTES];
    if (amount == NULL) {
        return error_set(err, STATUS_INVALID, "the amount is missing");
    }
    const xmlAttr *code = amount->properties;
    while (code != NULL && strcmp((const char *)code->name, "Ccy") != 0) {
        code = code->next;
    }
    const char *said = code != NULL && code->children != NULL && code->children->content != NULL
                           ? (const char *)code->children->content
                           : "";
    if (strlen(said) != 3) {
        return error_set(err, STATUS_INVALID, "the amount has no currency");
    }
    memcpy(currency, said, 4);
    (void)camt_text(amount, "", text, sizeof text);
    enum status status = exact_parse(text, strlen(text), DECIMALS, currency, out, err);
    if (status == STATUS_OK && *out < 0) {
        status = error_set(err, STATUS_INVALID, "the amount has a sign beside its CdtDbtInd");
    }
    return status;
}

static int32_t second_of(const char *text)
{
    int hour = 0;
    int minute = 0;
    int second = 0;
    bool is_time = sscanf(text, "T%2d:%2d:%2d", &hour, &minute, &second) == 3 && hour >= 0 &&
                   hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60;
    return is_time ? (hour * 60 + minute) * 60 + second : -1;
}

enum status camt_date(const xmlNode *node, int32_t *days, int32_t *second, struct error *err)
{
    char text[SHORT_BYTES];
    char date[DATE_CHARS + 1];
    const char *path = camt_find(node, "Dt") != NULL ? "Dt" : "DtTm";
    if (node == NULL || camt_text(node, path, text, sizeof text)[0] == '\0') {
        return error_set(err, STATUS_INVALID, "the date is missing");
    }
    /* The day as the bank's clock has it, whatever its zone: it is the bank's day that counts. */
    (void)snprintf(date, sizeof date, "%.*s", DATE_CHARS, text);
    *second = strlen(text) > DATE_CHARS ? second_of(text + DATE_CHARS) : -1;
    return date_parse(date, days, err);
}
