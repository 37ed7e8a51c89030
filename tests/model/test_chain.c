/* The hash of an event is that of a text which anybody can write down and hash again, and no part
 * of it can be changed without changing the hash. */
#include "model/chain.h"

#include "model/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

struct leg_row {
    int64_t account, amount_minor, balance_minor;
};

static const struct event_row EVENT = {
    7,          1788220800000000, "ann", "hold release",   "hold:4",
    "deal:O-1", "shop",           "k-1", "{\"amount\":1}", NULL};
static const struct leg_row LEG = {4, -100, 900};

static void hash(const char *previous, const struct event_row *event, const struct leg_row *leg,
                 char hex[DIGEST_HEX_BYTES])
{
    struct digest *digest = digest_new(NULL);
    chain_begin(digest, previous, event);
    chain_leg(digest, leg->account, leg->amount_minor, leg->balance_minor);
    digest_finish(digest, hex);
    mem_free(digest);
}

static void the_hash_is_that_of_the_text_that_the_header_describes(void **state)
{
    static const char WHOLE[] = "before\n7\n1788220800000000\nann\nhold release\nhold:4\ndeal:O-1\n"
                                "shop\nk-1\n{\"amount\":1}\n4 -100 900\n";
    static const char BARE[] = "\n7\n1788220800000000\nann\nhold release\nhold:4\n\n\n\n"
                               "{\"amount\":1}\n4 -100 900\n";
    static const char COVERED[] = "\n7\n1788220800000000\nann\nhold release\nhold:4\n\n\n\n"
                                  "{\"amount\":1}\nwrote 77ab\n4 -100 900\n";
    struct event_row bare = EVENT;
    char hex[DIGEST_HEX_BYTES], expected[DIGEST_HEX_BYTES];
    (void)state;
    hash("before", &EVENT, &LEG, hex);
    digest_of(WHOLE, strlen(WHOLE), expected);
    assert_string_equal(hex, expected);
    bare.context = bare.source = bare.key = NULL;
    hash("", &bare, &LEG, hex);
    digest_of(BARE, strlen(BARE), expected);
    assert_string_equal(hex, expected);
    bare.wrote = "77ab";
    hash("", &bare, &LEG, hex);
    digest_of(COVERED, strlen(COVERED), expected);
    assert_string_equal(hex, expected);
}

static void no_part_of_an_event_changes_without_its_hash(void **state)
{
    struct event_row events[10] = {EVENT, EVENT, EVENT, EVENT, EVENT,
                                   EVENT, EVENT, EVENT, EVENT, EVENT};
    struct leg_row legs[3] = {LEG, LEG, LEG};
    char hex[DIGEST_HEX_BYTES], other[DIGEST_HEX_BYTES];
    (void)state;
    hash("before", &EVENT, &LEG, hex);
    hash("other", &EVENT, &LEG, other);
    assert_string_not_equal(hex, other);
    events[0].number++;
    events[1].at_us++;
    events[2].operator_login = "bob";
    events[3].verb = "hold return";
    events[4].subject = "hold:5";
    events[5].context = NULL;
    events[6].source = "another shop";
    events[7].key = "k-2";
    events[8].body = "{\"amount\":2}";
    events[9].wrote = "";
    for (size_t i = 0; i < sizeof events / sizeof events[0]; i++) {
        hash("before", &events[i], &LEG, other);
        assert_string_not_equal(hex, other);
    }
    legs[0].account++;
    legs[1].amount_minor--;
    legs[2].balance_minor++;
    for (size_t i = 0; i < sizeof legs / sizeof legs[0]; i++) {
        hash("before", &EVENT, &legs[i], other);
        assert_string_not_equal(hex, other);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_hash_is_that_of_the_text_that_the_header_describes),
        cmocka_unit_test(no_part_of_an_event_changes_without_its_hash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
