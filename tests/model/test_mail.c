/* A notice as a message: what it says comes through whole, and nothing in it makes a header. */
#include "model/mail.h"
#include "model/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct letter_out letter_of(const char *contact, const char *title, const char *text)
{
    return (struct letter_out){.notice = 12,
                               .attempt = 1,
                               .at_us = INT64_C(1788249600) * 1000000, /* 2026-09-01 08:00 */
                               .party = "S-1",
                               .contact = contact,
                               .title = title,
                               .text = text,
                               .language = "en",
                               .store = "main.0123456789abcdef"};
}

static char *written(void *mem, const struct letter_out *letter)
{
    char *message = NULL;
    struct error err;
    assert_int_equal(mail_write(mem, "a@example.com", letter, &message, &err), STATUS_OK);
    return message;
}

static void a_message_is_whole(void **state)
{
    void *mem = mem_context(NULL, "mail");
    struct letter_out letter = letter_of("s@example.com", "Measure freeze:1", "Facts.");
    (void)state;
    assert_string_equal(written(mem, &letter),
                        "From: a@example.com\nTo: s@example.com\nSubject: Measure freeze:1\n"
                        "Date: Tue, 01 Sep 2026 08:00:00 +0000\n"
                        "Message-ID: <notice.12.main.0123456789abcdef@holdfast.invalid>\n"
                        "Auto-Submitted: auto-generated\nMIME-Version: 1.0\n"
                        "Content-Type: text/plain; charset=UTF-8\nContent-Language: en\n"
                        "Content-Transfer-Encoding: base64\n\nRmFjdHMu\n");
    mem_free(mem);
}

static void no_title_and_no_text_makes_a_header(void **state)
{
    void *mem = mem_context(NULL, "mail");
    struct letter_out letter =
        letter_of("s@example.com", "Hello\nBcc: eve@example.com\n\nbody", "\nBcc: eve@example.com");
    (void)state;
    char *message = written(mem, &letter);
    assert_null(strstr(message, "Bcc"));
    assert_non_null(
        strstr(message, "Subject: =?UTF-8?B?SGVsbG8KQmNjOiBldmVAZXhhbXBsZS5jb20KCmJvZHk=?=\n"));
    letter.title = "=?UTF-8?B?SGVsbG8=?="; /* what looks encoded is encoded */
    assert_null(strstr(written(mem, &letter), "SGVsbG8="));
    mem_free(mem);
}

static void a_long_title_breaks_between_characters(void **state)
{
    void *mem = mem_context(NULL, "mail");
    struct letter_out letter =
        letter_of("s@example.com", "关于您账户的措施关于您账户的措施关于您账户的措施", "x");
    (void)state;
    assert_non_null(
        strstr(written(mem, &letter),
               "Subject: =?UTF-8?B?5YWz5LqO5oKo6LSm5oi355qE5o6q5pa95YWz5LqO5oKo6LSm5oi355qE5o6q?=\n"
               " =?UTF-8?B?5pa95YWz5LqO5oKo6LSm5oi355qE5o6q5pa9?=\n"
               "Date:"));
    mem_free(mem);
}

static void an_address_is_one_plain_address(void **state)
{
    static const char *const bad[] = {"",
                                      "s",
                                      "@example.com",
                                      "s@",
                                      "-s@example.com",
                                      "s@x, eve@x",
                                      "s@x\nBcc: eve@x",
                                      "s@x@y",
                                      "\"s t\"@x",
                                      "S <s@x>",
                                      "s@例.com"};
    void *mem = mem_context(NULL, "mail");
    char *message;
    struct error err;
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct letter_out letter = letter_of(bad[i], "t", "x");
        assert_int_equal(mail_write(mem, "a@example.com", &letter, &message, &err), STATUS_INVALID);
        assert_string_equal(err.message, "the contact of S-1 is no plain e-mail address");
    }
    struct letter_out letter = letter_of(NULL, "t", "x");
    assert_int_equal(mail_write(mem, "a@example.com", &letter, &message, &err), STATUS_INVALID);
    assert_string_equal(err.message, "S-1 has no contact");
    mem_free(mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_message_is_whole),
        cmocka_unit_test(no_title_and_no_text_makes_a_header),
        cmocka_unit_test(a_long_title_breaks_between_characters),
        cmocka_unit_test(an_address_is_one_plain_address),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
