#include "import/look_amount.h"

#include <string.h>

#define AMOUNT_BYTES_MAX 40
#define CODE_BYTES 3
#define SIGN_BYTES_MAX 4

static bool is_digit(char letter)
{
    return letter >= '0' && letter <= '9';
}

/* Bytes of a blank that stands between thousands. */
static size_t blank_bytes(const char *at)
{
    if (*at == ' ') {
        return 1;
    }
    return strncmp(at, "\u00A0", 2) == 0 ? 2 : strncmp(at, "\u202F", 3) == 0 ? 3 : 0;
}

/* What may stand before and after a number: blanks, and a currency's code or its sign. */
static size_t beside_bytes(const char *at)
{
    size_t bytes = 0;
    size_t capitals = 0;
    size_t signs = 0;
    while (at[bytes] != '\0') {
        size_t blank = blank_bytes(at + bytes);
        unsigned char letter = (unsigned char)at[bytes];
        bool is_capital = blank == 0 && letter >= 'A' && letter <= 'Z';
        bool is_sign = blank == 0 && (letter == '$' || letter >= 0x80);
        if (blank == 0 && !is_capital && !is_sign) {
            break;
        }
        capitals += is_capital;
        signs += is_sign;
        bytes += blank > 0 ? blank : 1;
    }
    bool is_currency = (capitals == 0 || capitals == CODE_BYTES) && signs <= SIGN_BYTES_MAX &&
                       (capitals == 0 || signs == 0);
    return is_currency ? bytes : 0;
}

/* Digits with signs between them, each of which has a digit after it. */
static size_t number_bytes(const char *at)
{
    size_t bytes = 0;
    while (true) {
        size_t between = blank_bytes(at + bytes);
        between =
            between == 0 && at[bytes] != '\0' && strchr(".,'", at[bytes]) != NULL ? 1 : between;
        if (is_digit(at[bytes])) {
            bytes++;
        } else if (between > 0 && is_digit(at[bytes + between])) {
            bytes += between;
        } else {
            return bytes;
        }
    }
}

bool amount_look(const char *text, struct amount_place *out)
{
    if (strlen(text) > AMOUNT_BYTES_MAX) {
        return false;
    }
    bool has_sign = *text == '-' || *text == '+';
    size_t start = beside_bytes(text + has_sign);
    bool is_split = has_sign && start > 0;
    start = is_split ? start + 1 : start;
    size_t sign = text[start] == '-' || text[start] == '+';
    size_t number = number_bytes(text + start + sign);
    if (number == 0) {
        return false;
    }
    *out = (struct amount_place){start, sign + number, is_split};
    const char *rest = text + start + sign + number;
    return rest[beside_bytes(rest)] == '\0';
}

bool amount_look_is_filler(const char *text)
{
    size_t dashes = strspn(text, "-");
    return text[0] != '\0' && (text[dashes] == '\0' || strcmp(text, "/") == 0);
}

/* A sign that the number has: how often, the last, and how many digits stand after that. */
struct between {
    size_t count;
    const char *last;
    size_t digits_after;
};

static struct between find(const char *number, char sign)
{
    struct between found = {0};
    for (const char *at = number; *at != '\0'; at++) {
        if (*at == sign) {
            found.count++;
            found.last = at;
        }
    }
    if (found.last != NULL) {
        found.digits_after = strspn(found.last + 1, "0123456789");
    }
    return found;
}

static void prove(char *slot, const char **proof, char sign, const char *number, bool *is_torn)
{
    *is_torn = *is_torn || (*slot != 0 && *slot != sign);
    if (*slot == 0) {
        *slot = sign;
        *proof = number;
    }
}

void amount_style_note(struct amount_style_look *look, const char *number)
{
    struct between dot = find(number, '.');
    struct between comma = find(number, ',');
    bool has_blank = strpbrk(number, " \xC2\xE2") != NULL;
    if (has_blank || strchr(number, '\'') != NULL) {
        prove(&look->thousands, &look->thousands_proof, has_blank ? ' ' : '\'', number,
              &look->is_torn);
    }
    if (dot.count == 0 && comma.count == 0) {
        return;
    }
    if (dot.count > 0 && comma.count > 0) {
        bool is_dot = dot.last > comma.last;
        prove(&look->decimal, &look->decimal_proof, is_dot ? '.' : ',', number, &look->is_torn);
        prove(&look->thousands, &look->thousands_proof, is_dot ? ',' : '.', number, &look->is_torn);
        return;
    }
    char sign = dot.count > 0 ? '.' : ',';
    const struct between *only = dot.count > 0 ? &dot : &comma;
    if (only->count > 1) {
        prove(&look->thousands, &look->thousands_proof, sign, number, &look->is_torn);
    } else if (only->digits_after != 3 || only->last - number > 4) {
        prove(&look->decimal, &look->decimal_proof, sign, number, &look->is_torn);
    } else {
        look->doubt = look->doubt != NULL ? look->doubt : number;
    }
    look->is_torn = look->is_torn || (look->decimal != 0 && look->decimal == look->thousands);
}
