#include "model/mail.h"

#include "model/mem.h"
#include "model/text.h"

#include <stdio.h>
#include <string.h>

#define LINE_BYTES 57     /* 76 letters of base64 */
#define WORD_BYTES_MAX 45 /* with its frame at most 75 letters, RFC 2047, 2 */
#define PLAIN_BYTES_MAX 60

/* What an unquoted local part or a domain may have. */
static bool is_atom(char letter)
{
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') ||
           (letter != '\0' && strchr("!#$%&'*+-/=?^_`{|}~.", letter) != NULL);
}

enum status mail_check_address(const char *what, const char *address, struct error *err)
{
    const char *at = strchr(address, '@');
    bool is_good = at != NULL && at != address && at[1] != '\0' && address[0] != '-' &&
                   address[0] != '.' && strlen(address) <= MAIL_ADDRESS_BYTES_MAX;
    for (const char *letter = address; is_good && *letter != '\0'; letter++) {
        is_good = letter == at || is_atom(*letter);
    }
    if (is_good) {
        return STATUS_OK;
    }
    (void)error_set(err, STATUS_INVALID, "%s is no plain e-mail address", what);
    return error_hint(err, "an address is like shop@example.com");
}

static char *append_base64(char *text, const char *bytes, size_t count)
{
    static const char LETTERS[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char line[LINE_BYTES / 3 * 4 + 1];
    size_t length = 0;
    for (size_t i = 0; i < count; i += 3) {
        uint32_t three = 0;
        for (size_t j = i; j < i + 3; j++) {
            three = three << 8 | (j < count ? (unsigned char)bytes[j] : 0);
        }
        for (size_t j = 0; j < 4; j++) {
            line[length++] = j > count - i ? '=' : LETTERS[three >> (18 - 6 * j) & 63];
        }
    }
    line[length] = '\0';
    return mem_append(text, "%s", line);
}

static bool is_plain(const char *title)
{
    const char *letter = title;
    while (*letter >= ' ' && *letter <= '~') {
        letter++;
    }
    return *letter == '\0' && strlen(title) <= PLAIN_BYTES_MAX && strstr(title, "=?") == NULL;
}

/* As many whole characters as an encoded word has room for. */
static size_t word_bytes(const char *title)
{
    size_t bytes = 0, left = strlen(title);
    uint32_t code_point;
    while (left > bytes) {
        size_t next = text_decode(title + bytes, left - bytes, &code_point);
        next = next == 0 ? 1 : next;
        if (bytes + next > WORD_BYTES_MAX) {
            break;
        }
        bytes += next;
    }
    return bytes;
}

static char *append_subject(char *text, const char *title)
{
    if (is_plain(title)) {
        return mem_append(text, "Subject: %s\n", title);
    }
    text = mem_append(text, "Subject:");
    while (*title != '\0') {
        size_t bytes = word_bytes(title);
        text = append_base64(mem_append(text, " =?UTF-8?B?"), title, bytes);
        title += bytes;
        text = mem_append(text, "?=\n");
    }
    return text;
}

static char *append_date(char *text, int64_t at_us)
{
    static const char *const DAYS[] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
    static const char *const MONTHS[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    int year, month, day;
    int64_t days = at_us / TIME_US_PER_DAY;
    int64_t second = at_us % TIME_US_PER_DAY / TIME_US_PER_SECOND;
    date_to_civil((int32_t)days, &year, &month, &day);
    return mem_append(text, "Date: %s, %02d %s %d %02d:%02d:%02d +0000\n", DAYS[days % 7], day,
                      MONTHS[month - 1], year, (int)(second / 3600), (int)(second / 60 % 60),
                      (int)(second % 60));
}

static char *append_body(char *text, const char *body)
{
    size_t left = strlen(body);
    while (left > 0) {
        size_t bytes = left < LINE_BYTES ? left : LINE_BYTES;
        text = mem_append(append_base64(text, body, bytes), "\n");
        body += bytes;
        left -= bytes;
    }
    return text;
}

enum status mail_write(void *mem, const char *from, const struct letter_out *letter, char **out,
                       struct error *err)
{
    if (letter->contact == NULL) {
        return error_set(err, STATUS_INVALID, "%s has no contact", letter->party);
    }
    char *what = mem_printf(mem, "the contact of %s", letter->party);
    enum status status = mail_check_address(what, letter->contact, err);
    if (status != STATUS_OK) {
        return status;
    }
    char *text = mem_printf(mem, "From: %s\nTo: %s\n", from, letter->contact);
    text = append_date(append_subject(text, letter->title), letter->at_us);
    text = mem_append(text, "Message-ID: <notice.%lld.%s@holdfast.invalid>\n",
                      (long long)letter->notice, letter->store);
    text = mem_append(text,
                      "Auto-Submitted: auto-generated\nMIME-Version: 1.0\n"
                      "Content-Type: text/plain; charset=UTF-8\n"
                      "Content-Language: %s\nContent-Transfer-Encoding: base64\n\n",
                      letter->language);
    *out = append_body(text, letter->text);
    return STATUS_OK;
}
