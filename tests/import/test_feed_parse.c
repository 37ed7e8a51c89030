/* test_feed_parse.c - one line of a feed: what is taken, and what is wrong with what is not. */
#include "import/feed.h"
#include "import/feed_parse.h"
#include "model/complaint.h"
#include "model/deal.h"
#include "model/expect.h"
#include "model/mem.h"
#include "model/party.h"
#include "tests/support/feed_lines.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define REQUEST(line, kind) ((const struct kind *)(const void *)&(line).request)

struct bad_line {
    const char *line;
    const char *says; /* somewhere in message, detail or hint */
};

static const struct bad_line bad_lines[] = {
    {"{\"id\":\"z\",\"type\":\"ship\"," AT "\"deal\":\"O-1\"", "well-formed"},
    {"[]", "has to be a JSON object"},
    {"\"text\"", "well-formed"},
    {"{}", "field id is missing"},
    {"{\"id\":\"z\"}", "field type is missing"},
    {"{\"id\":\"z\",\"type\":\"ship\",\"deal\":\"O-1\"}", "field at of type ship is missing"},
    {"{\"id\":\"z\",\"type\":\"ship\",\"at\":null,\"deal\":\"O-1\"}",
     "field at of type ship is missing"},
    {"{\"id\":\"z\",\"type\":\"ship\",\"at\":\"2026-02-30T00:00:00Z\",\"deal\":\"O-1\"}", ""},
    {"{\"id\":\"z\",\"type\":\"ship\",\"at\":1,\"deal\":\"O-1\"}", "at has to be a text"},
    {"{\"id\":7,\"type\":\"ship\"," AT "\"deal\":\"O-1\"}", "id has to be a text"},
    {"{\"id\":\"\",\"type\":\"ship\"," AT "\"deal\":\"O-1\"}", "id is empty"},
    {LINE("z", "dance", "\"deal\":\"O-1\""), "no type dance"},
    {LINE("z", "ship", "\"deal\":\"O-1\",\"deal\":\"O-2\""), "duplicate"},
    {LINE("z", "ship", "\"order\":\"O-1\""), "field deal of type ship is missing"},
    {LINE("z", "ship", "\"deal\":[\"O-1\"]"), "deal has to be a text and is a list"},
    {LINE("z", "ship", "\"deal\":\"O-\\u0000\""), "well-formed"},
    {LINE("z", "ship", "\"deal\":\"O-\\n\""), "control character"},
    {LINE("z", "ship", "\"deal\":\"O-\xff\""), "well-formed"},
    {LINE("z", "ship", "\"deal\":\"O-\xed\xa0\x80\""), "well-formed"},
    {LINE("z", "ship", "\"deal\":\"O-\\ud800\""), "well-formed"},
    {PARTY("z", "S-9", "stranger"), "no kind"},
    {PARTY("z", "S-9", "buyer seller"), "no kind"},
    {CAPTURE("z", "O-1", ""), "amount"},
    {CAPTURE("z", "O-1", "1.001"), "amount"},
    {CAPTURE("z", "O-1", "1,000.00"), "amount"},
    {CAPTURE("z", "O-1", "1e3"), "amount"},
    {CAPTURE("z", "O-1", "0.00"), "above zero"},
    {CAPTURE("z", "O-1", "-1.00"), "above zero"},
    {CAPTURE("z", "O-1", "99999999999999999999.00"), "amount"},
    {LINE("z", "capture",
          "\"deal\":\"O-1\",\"via\":\"alipay\",\"amount\":1.00,\"currency\":\"CNY\""),
     "amount has to be a decimal in quotes and is a number"},
    {LINE("z", "capture",
          "\"deal\":\"O-1\",\"via\":\"alipay\",\"amount\":\"1.00\",\"currency\":\"RMB\""),
     "RMB is no currency"},
    {LINE("z", "capture", "\"deal\":\"O-1\",\"via\":\"alipay\",\"amount\":\"1.00\""),
     "field currency of type capture is missing"},
    {PART("z", "confirm", "O-1", "0.00"), "above zero"},
    {PART("z", "confirm", "O-1", "1."), "above zero"},
    {PART("z", "confirm", "O-1", "-1"), "above zero"},
    {LINE("z", "confirm", "\"deal\":\"O-1\",\"amount\":5"), "decimal in quotes"},
    {LINE("z", "deal",
          "\"deal\":\"O-9\",\"mode\":\"escrow\",\"buyer\":\"B-1\",\"seller\":\"S-1\","
          "\"amount\":\"1.00\",\"fee\":\"0.00\",\"currency\":\"CNY\",\"category\":\"goods\","
          "\"period_days\":1.5"),
     "whole number"},
    {LINE("z", "deal",
          "\"deal\":\"O-9\",\"mode\":\"escrow\",\"buyer\":\"B-1\",\"seller\":\"S-1\","
          "\"amount\":\"1.00\",\"fee\":\"0.00\",\"currency\":\"CNY\",\"category\":\"goods\","
          "\"period_days\":-1"),
     "0 to"},
    {LINE("z", "batch",
          "\"batch\":\"A\",\"psp\":\"alipay\",\"gross\":\"1.00\",\"fee\":\"0.00\","
          "\"net\":\"1.00\",\"currency\":\"CNY\",\"deals\":\"O-1\""),
     "deals has to be a list"},
    {LINE("z", "batch",
          "\"batch\":\"A\",\"psp\":\"alipay\",\"gross\":\"1.00\",\"fee\":\"0.00\","
          "\"net\":\"1.00\",\"currency\":\"CNY\",\"deals\":[1]"),
     "deals has to be a text"},
};

static void a_bad_line_is_refused_and_says_why(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad_lines / sizeof bad_lines[0]; i++) {
        void *mem = mem_context(NULL, "test");
        struct feed_line line;
        const char *body = NULL;
        struct error error = {0};
        enum status status =
            feed_parse(mem, bad_lines[i].line, strlen(bad_lines[i].line), &line, &body, &error);
        assert_int_not_equal(status, STATUS_OK);
        assert_int_equal(status, error.status);
        char *said = mem_printf(mem, "%s %s %s", error.message, error.detail, error.hint);
        if (strstr(said, bad_lines[i].says) == NULL) {
            fail_msg("%s: said %s", bad_lines[i].line, said);
        }
        mem_free(mem);
    }
}

static void parse(void *mem, const char *text, struct feed_line *line, const char **body)
{
    struct error error = {0};
    if (feed_parse(mem, text, strlen(text), line, body, &error) != STATUS_OK) {
        fail_msg("%s: %s", text, error.message);
    }
}

static void a_line_becomes_what_its_operation_takes(void **state)
{
    (void)state;
    void *mem = mem_context(NULL, "test");
    struct feed_line line;
    const char *body = NULL;
    parse(mem, DEAL("e1", "O-1", "100.5"), &line, &body);
    assert_string_equal(line.id, "e1");
    assert_string_equal(line.subject, "deal:O-1");
    assert_string_equal(REQUEST(line, deal)->buyer, "B-1");
    assert_int_equal(REQUEST(line, deal)->price.minor, 10050);
    assert_string_equal(REQUEST(line, deal)->price.currency, "CNY");
    assert_int_equal(REQUEST(line, deal)->fee.minor, 500);
    assert_int_equal(REQUEST(line, deal)->period_us, 10 * TIME_US_PER_DAY);
    assert_null(REQUEST(line, deal)->shop);
    parse(mem,
          LINE("b1", "batch",
               "\"batch\":\"A\",\"psp\":\"alipay\",\"gross\":\"100\",\"fee\":\"0\","
               "\"net\":\"100\",\"currency\":\"JPY\",\"deals\":[\"O-1\",\"O-2\"]"),
          &line, &body);
    assert_string_equal(line.subject, "batch:A");
    assert_int_equal(REQUEST(line, batch)->net.minor, 100);
    assert_int_equal(REQUEST(line, batch)->fee.minor, 0);
    assert_string_equal(REQUEST(line, batch)->deals[1], "O-2");
    assert_null(REQUEST(line, batch)->deals[2]);
    parse(mem,
          LINE("c1", "complaint",
               "\"complaint\":\"C-1\",\"deal\":\"O-1\",\"kind\":\"counterfeit\","
               "\"by\":\"B-1\",\"amount\":\"20.00\",\"evidence\":{\"b\":1,\"a\":[]}"),
          &line, &body);
    assert_string_equal(line.subject, "deal:O-1");
    assert_string_equal(line.part, "20.00");
    assert_string_equal(REQUEST(line, complaint)->evidence, "{\"a\":[],\"b\":1}");
    mem_free(mem);
}

static void what_the_table_does_not_know_is_kept_in_the_body(void **state)
{
    (void)state;
    void *mem = mem_context(NULL, "test");
    struct feed_line line;
    const char *body = NULL;
    parse(mem,
          " { \"type\":\"party\"," AT "\"id\" : \"p1\",\"party\":\"S-1\","
          "\"zeta\":[1, {\"b\":2,\"a\":null}],\"kind\":\"seller\",\"name\":\"\\u6e05\","
          "\"jurisdiction\":\"Mars\",\"group\":null}",
          &line, &body);
    assert_string_equal(REQUEST(line, party)->name, "\xe6\xb8\x85");
    assert_string_equal(REQUEST(line, party)->jurisdiction, "Mars");
    assert_null(REQUEST(line, party)->group);
    assert_string_equal(body, "{\"at\":\"2026-09-01T08:00:00Z\",\"group\":null,\"jurisdiction\":"
                              "\"Mars\",\"kind\":\"seller\",\"name\":\"\xe6\xb8\x85\","
                              "\"party\":\"S-1\",\"type\":\"party\",\"zeta\":[1,{\"a\":null,"
                              "\"b\":2}]}");
    mem_free(mem);
}

static void the_help_names_every_type_and_field(void **state)
{
    (void)state;
    char *help = feed_help(NULL);
    for (const struct feed_type *type = feed_types(); type->name != NULL; type++) {
        assert_non_null(strstr(help, mem_printf(help, "\n%s ", type->name)));
        for (const struct feed_field *field = type->fields; field->name != NULL; field++) {
            assert_non_null(strstr(help, field->name));
        }
    }
    assert_non_null(strstr(help, "campaign?, shop?, delivery?\n"));
    for (const char *line = help; *line != '\0'; line += strcspn(line, "\n") + 1) {
        assert_true(strcspn(line, "\n") <= 80);
    }
    mem_free(help);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bad_line_is_refused_and_says_why),
        cmocka_unit_test(a_line_becomes_what_its_operation_takes),
        cmocka_unit_test(what_the_table_does_not_know_is_kept_in_the_body),
        cmocka_unit_test(the_help_names_every_type_and_field),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
