/* Evidence on complaints: what each side brings, who looked at it, and its end. */
#include "model/evidence.h"

#include "model/complaint.h"
#include "model/evidence_row.h"
#include "model/media.h"
#include "model/mem.h"
#include "tests/support/crew.h"
#include "tests/support/house.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define PNG "\x89PNG\r\n\x1a\n and its chunks"
#define PIECES "SELECT count(*) FROM evidence WHERE complaint = $1"
#define KEPT "SELECT count(*) FROM exhibit WHERE content IS NOT NULL"
#define EVENTS "SELECT count(*) FROM event"

static struct evidence a_file(const char *side, const char *name, const char *bytes, size_t count)
{
    return (struct evidence){"C-1", side, EVIDENCE_FILE, {name, bytes, count}};
}

static struct evidence a_text(const char *side, enum evidence_kind kind, const char *text)
{
    return (struct evidence){"C-1", side, kind, {NULL, text, strlen(text)}};
}

static enum status bring(struct pool *pool, struct evidence evidence)
{
    return evidence_add(pool->book, &evidence, pool_run(pool), &pool->err);
}

/* A deal, complained of. */
static struct crew case_new(const char *name)
{
    struct crew crew = crew_new(name, "default");
    pool_deal(crew.pool, "O-1", 10000, true);
    pool_file(crew.pool, "C-1", "O-1", 0);
    return crew;
}

static void what_each_side_brings_is_kept_once_and_given_back_whole(void **state)
{
    struct crew crew = case_new("sides.db");
    struct pool *pool = crew.pool;
    struct evidence_row row;
    struct document content;
    (void)state;
    pool_must(pool, bring(pool, a_file("buyer", "label.png", PNG, sizeof PNG)));
    pool_must(pool, bring(pool, a_file("seller", "the same.png", PNG, sizeof PNG)));
    pool_must(pool, bring(pool, a_text("rights-holder", EVIDENCE_STATEMENT, "not ours:\n假货")));
    pool_must(pool, bring(pool, a_text("platform", EVIDENCE_LINK, "HTTPS://example.org/a?b=c")));
    assert_int_equal(pool_int(pool, PIECES, "C-1"), 4);
    assert_int_equal(pool_int(pool, KEPT, NULL), 3);
    pool_must(pool, evidence_find(pool->book, pool->mem, 2, &row, &pool->err));
    assert_string_equal(row.side, "seller");
    assert_string_equal(row.name, "the same.png");
    assert_string_equal(row.media, "image/png");
    pool_must(pool, evidence_read(pool->book, pool->mem, &row, &content, &pool->err));
    assert_int_equal(content.count, sizeof PNG);
    assert_memory_equal(content.bytes, PNG, sizeof PNG);
    assert_int_equal(pool_int(pool,
                              "SELECT count(*) FROM event e JOIN evidence v ON v.event = e.number"
                              " WHERE e.body LIKE '%\"sha256\":\"' || v.sha256 || '\"%'"
                              " AND e.body LIKE '%\"bytes\":' || v.bytes || ',%'"
                              " AND e.body LIKE '%\"media\":\"' || v.media || '\"%'",
                              NULL),
                     4);
    assert_int_equal(evidence_find(pool->book, pool->mem, 5, &row, &pool->err), STATUS_NOT_FOUND);
    pool_verify(pool);
    pool_free(pool);
}

static void a_file_is_what_its_bytes_say_and_not_its_name(void **state)
{
    static const struct {
        const char *bytes;
        size_t count;
        const char *media;
    } FILES[] = {
#define AS(bytes, media) {bytes, sizeof(bytes) - 1, media}
        AS(PNG, "image/png"),
        AS("\x89PNG\r\n\x1a", MEDIA_UNKNOWN), /* cut short */
        AS("\xff\xd8\xff\xe0", "image/jpeg"),
        AS("GIF89a....", "image/gif"),
        AS("RIFF....WEBPVP8 ", "image/webp"),
        AS("%PDF-1.7 anything", "application/pdf"),
        AS("plain\ttext\r\n", MEDIA_TEXT),
        AS("假货", MEDIA_TEXT),
        AS("\xbc\xd9\xbb\xf5", MEDIA_UNKNOWN), /* GBK */
        AS("bell\a", MEDIA_UNKNOWN),
        AS("nul\0", MEDIA_UNKNOWN),
        AS("del\x7f", MEDIA_UNKNOWN),
        AS("PK\x03\x04", MEDIA_UNKNOWN),
#undef AS
    };
    (void)state;
    for (size_t i = 0; i < sizeof FILES / sizeof *FILES; i++) {
        assert_string_equal(media_of(FILES[i].bytes, FILES[i].count), FILES[i].media);
    }
}

static void what_is_no_evidence_is_refused_and_leaves_nothing(void **state)
{
    struct crew crew = case_new("no.db");
    struct pool *pool = crew.pool;
    char *large = mem_zeroed(pool->mem, EVIDENCE_BYTES_MAX + 1, "large");
    static const char *const NAMES[] = {"", "a/b.png", "..", ".", "a\nb", "\xff.png"};
    static const char *const LINKS[] = {"javascript:alert(1)", "file:///etc/passwd", "https://",
                                        "http://a b",          "http://a\nb",        "example.org"};
    (void)state;
    int64_t events = pool_int(pool, EVENTS, NULL);
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        pool_must_be(pool, bring(pool, a_file("buyer", NAMES[i], "x", 1)), STATUS_INVALID,
                     NAMES[i]);
    }
    for (size_t i = 0; i < sizeof LINKS / sizeof *LINKS; i++) {
        pool_must_be(pool, bring(pool, a_text("buyer", EVIDENCE_LINK, LINKS[i])), STATUS_INVALID,
                     LINKS[i]);
    }
    pool_must_be(pool, bring(pool, a_file("buyer", "a", "", 0)), STATUS_INVALID, "nothing");
    pool_must_be(pool, bring(pool, a_file("court", "a", "x", 1)), STATUS_INVALID, "no side");
    pool_must_be(pool, bring(pool, a_text("buyer", EVIDENCE_STATEMENT, "\x1b[2J")), STATUS_INVALID,
                 "no text");
    pool_must_be(pool, bring(pool, a_file("buyer", "a", large, EVIDENCE_BYTES_MAX + 1)),
                 STATUS_LIMIT, "too large");
    struct evidence other = a_file("buyer", "a", "x", 1);
    other.complaint = "C-9";
    pool_must_be(pool, bring(pool, other), STATUS_NOT_FOUND, "no complaint");
    assert_int_equal(pool_int(pool, EVENTS, NULL), events);
    assert_int_equal(pool_int(pool, KEPT, NULL), 0);
    pool_must(pool, bring(pool, a_file("buyer", "a", large, EVIDENCE_BYTES_MAX)));
    for (int i = 1; i < EVIDENCE_PIECES_MAX; i++) {
        pool_must(pool, bring(pool, a_file("buyer", "a", "x", 1)));
    }
    pool_must_be(pool, bring(pool, a_file("buyer", "a", "x", 1)), STATUS_LIMIT, "one too many");
    pool_verify(pool);
    pool_free(pool);
}

static void evidence_is_heard_until_the_decision_is_final(void **state)
{
    struct crew crew = case_new("heard.db");
    struct pool *pool = crew.pool;
    (void)state;
    pool_hear(pool, "C-1", true);
    pool_must(pool, pool_decide(pool, "C-1", OUTCOME_REFUND)); /* it waits for an appeal */
    pool_must(pool, bring(pool, a_text("seller", EVIDENCE_STATEMENT, "look again")));
    pool->now_us += 30 * DAY;
    pool_refuses(pool, bring(pool, a_text("seller", EVIDENCE_STATEMENT, "too late")));
    assert_non_null(strstr(pool->err.message, "is final"));
    pool_verify(pool);
    pool_free(pool);
}

static void looking_is_an_event_once_for_each_operator(void **state)
{
    struct crew crew = case_new("looks.db");
    struct pool *pool = crew.pool;
    house_let_in(pool, "eve", ROLE_FINANCE, NULL);
    struct book *eve = house_enter(pool, "eve");
    (void)state;
    pool_must(pool, bring(pool, a_text("buyer", EVIDENCE_STATEMENT, "it fell apart")));
    int64_t events = pool_int(pool, EVENTS, NULL);
    for (int i = 0; i < 3; i++) {
        pool_must(pool, evidence_look(pool->book, pool->mem, 1, &pool->err));
        pool_must(pool, evidence_look(crew.carol, pool->mem, 1, &pool->err));
    }
    assert_int_equal(pool_int(pool, EVENTS, NULL), events + 2);
    assert_int_equal(
        pool_int(pool, "SELECT count(*) FROM evidence_look WHERE operator = $1", "carol"), 1);
    pool_must_be(pool, evidence_look(eve, pool->mem, 1, &pool->err), STATUS_DENIED, "finance");
    pool_must_be(pool, evidence_look(pool->book, pool->mem, 7, &pool->err), STATUS_NOT_FOUND, "7");
    pool_verify(pool);
    pool_free(pool);
}

static int64_t says(struct pool *pool, const char *words)
{
    return pool_int(pool,
                    "SELECT count(*) FROM event WHERE verb = 'complaint decide'"
                    " AND body LIKE '%' || $1 || '%'",
                    words);
}

static void a_decision_says_what_its_maker_had_looked_at(void **state)
{
    struct crew crew = case_new("seen.db");
    struct pool *pool = crew.pool;
    struct run preview = {.mem = pool->mem, .is_preview = true};
    struct complaint_decision decision = {.complaint = "C-1",
                                          .outcome = OUTCOME_REFUND,
                                          .reasons = "the maker says so",
                                          .looked = "1,2,3"}; /* which it does not believe */
    bool is_told = false;
    (void)state;
    for (int i = 0; i < 3; i++) {
        pool_must(pool, bring(pool, a_text("buyer", EVIDENCE_STATEMENT, "it fell apart")));
    }
    pool_must(pool, evidence_look(pool->book, pool->mem, 1, &pool->err));
    pool_must(pool, evidence_look(pool->book, pool->mem, 3, &pool->err));
    pool_must(pool, evidence_look(crew.carol, pool->mem, 2, &pool->err)); /* somebody else */
    pool_must(pool, complaint_decide(pool->book, &decision, &preview, &pool->err));
    for (size_t i = 0; i < preview.posting->remark_count; i++) {
        is_told = is_told || strcmp(preview.posting->remarks[i],
                                    "evidence that its maker has not looked at: 2") == 0;
    }
    assert_true(is_told);
    pool_must(pool, complaint_decide(pool->book, &decision, pool_run(pool), &pool->err));
    assert_int_equal(says(pool, "\"looked\":\"1,3\""), 1);
    assert_int_equal(says(pool, "\"not_looked\":\"2\""), 1);
    pool_verify(pool);
    pool_free(pool);
}

/* Its checker approves what its maker had seen. */
static void a_proposed_decision_keeps_what_its_maker_had_looked_at(void **state)
{
    struct house house = house_new();
    struct pool *pool = house.pool;
    (void)state;
    pool_deal(pool, "O-1", 2500000, true);
    pool_complain(pool, "C-1", "O-1", 0);
    pool_must(pool, bring(pool, a_text("buyer", EVIDENCE_STATEMENT, "it fell apart")));
    pool_must(pool, bring(pool, a_text("seller", EVIDENCE_STATEMENT, "it did not")));
    pool_must(pool, evidence_look(pool->book, pool->mem, 1, &pool->err));
    pool_must(pool, pool_decide(pool, "C-1", OUTCOME_AWARD));
    assert_int_equal(says(pool, "looked"), 0); /* it is proposed */
    pool_must(pool, house_approve(pool, house.bob, "1"));
    assert_int_equal(says(pool, "\"looked\":\"1\""), 1);
    assert_int_equal(says(pool, "\"not_looked\":\"2\""), 1);
    pool_verify(pool);
    pool_free(pool);
}

static void evidence_is_erased_when_its_complaint_was_kept_long_enough(void **state)
{
    struct crew crew = case_new("erased.db");
    struct pool *pool = crew.pool;
    struct evidence_row row;
    struct document content;
    (void)state;
    pool_must(pool, bring(pool, a_file("buyer", "label.png", PNG, sizeof PNG)));
    pool_must(pool, evidence_look(pool->book, pool->mem, 1, &pool->err));
    pool->now_us += DAY;
    pool_must(pool, pool_decide(pool, "C-1", OUTCOME_REFUND));
    int64_t decided_us = pool->now_us;
    pool_deal(pool, "O-2", 10000, true);
    pool_file(pool, "C-2", "O-2", 0);
    struct evidence again = a_file("buyer", "again.png", PNG, sizeof PNG);
    again.complaint = "C-2";
    pool_must(pool, bring(pool, again));
    pool->now_us = decided_us + 1827 * DAY - 1;
    crew_sweep(&crew);
    assert_int_equal(pool_int(pool, "SELECT count(erased_event) FROM evidence", NULL), 0);
    pool->now_us += 1;
    crew_sweep(&crew);
    assert_int_equal(pool_int(pool, "SELECT count(erased_event) FROM evidence", NULL), 1);
    assert_int_equal(pool_int(pool, KEPT, NULL), 1); /* the other piece has the same bytes */
    pool_must(pool, evidence_find(pool->book, pool->mem, 1, &row, &pool->err));
    pool_refuses(pool, evidence_read(pool->book, pool->mem, &row, &content, &pool->err));
    pool_refuses(pool, evidence_look(crew.carol, pool->mem, 1, &pool->err));
    pool_verify(pool);
    pool->now_us += 2000 * DAY;
    crew_sweep(&crew);
    assert_int_equal(pool_int(pool, KEPT, NULL), 0);
    pool_verify(pool);
    pool_free(pool);
}

/* One operator, one piece of two that was looked at. */
static struct crew case_with_two(const char *name)
{
    struct crew crew = case_new(name);
    pool_must(crew.pool, bring(crew.pool, a_file("buyer", "a.txt", "first", 5)));
    pool_must(crew.pool, bring(crew.pool, a_file("seller", "b.txt", "second", 6)));
    pool_must(crew.pool, evidence_look(crew.ann, crew.pool->mem, 1, &crew.pool->err));
    return crew;
}

static void the_database_refuses_to_change_evidence(void **state)
{
    static const char *const CHANGES[] = {
        "UPDATE exhibit SET content = '00'",
        "UPDATE exhibit SET sha256 = 'a' || substr(sha256, 2)",
        "DELETE FROM exhibit",
        "UPDATE evidence SET side = 'seller'",
        "UPDATE evidence SET name = 'other', erased_event = 1000",
        "UPDATE evidence SET sha256 = 'x', erased_event = 1000",
        "DELETE FROM evidence",
        "UPDATE evidence_look SET operator = 'bob'",
        "DELETE FROM evidence_look",
    };
    struct crew crew = case_with_two("refused.db");
    struct error err;
    (void)state;
    for (size_t i = 0; i < sizeof CHANGES / sizeof *CHANGES; i++) {
        assert_int_not_equal(store_execute(crew.pool->store, CHANGES[i], &err), STATUS_OK);
    }
    pool_free(crew.pool);
}

static void verify_finds_evidence_that_was_changed_by_hand(void **state)
{
    struct crew crew = case_with_two("found.db");
    struct pool *pool = crew.pool;
    (void)state;
    pool_unguard(pool);
#define FOUND(damage, mend, said) pool_finds(pool, 6, damage, mend, said)
    FOUND("UPDATE exhibit SET content = '66697273ff' WHERE content = '6669727374'",
          "UPDATE exhibit SET content = '6669727374' WHERE content = '66697273ff'",
          "is not what its hash says");
    FOUND("UPDATE exhibit SET content = NULL WHERE content = '6669727374'",
          "UPDATE exhibit SET content = '6669727374' WHERE content IS NULL",
          "what is in evidence:1 is gone");
    FOUND("UPDATE evidence SET side = 'platform' WHERE id = 1",
          "UPDATE evidence SET side = 'buyer' WHERE id = 1", "evidence:1 is not what");
    FOUND("UPDATE evidence SET kind = 'statement' WHERE id = 2",
          "UPDATE evidence SET kind = 'file' WHERE id = 2", "evidence:2 is not what");
    FOUND("UPDATE evidence SET name = NULL WHERE id = 2",
          "UPDATE evidence SET name = 'b.txt' WHERE id = 2", "evidence:2 is not what");
    FOUND("UPDATE evidence SET media = 'image/png' WHERE id = 2",
          "UPDATE evidence SET media = 'text/plain' WHERE id = 2", "evidence:2 is not what");
    FOUND("UPDATE evidence SET bytes = 7 WHERE id = 2",
          "UPDATE evidence SET bytes = 6 WHERE id = 2", "evidence:2 is not what");
    FOUND("UPDATE evidence SET complaint = 'C-9' WHERE id = 2",
          "UPDATE evidence SET complaint = 'C-1' WHERE id = 2", "evidence:2 is not what");
    FOUND("UPDATE evidence SET added_by = 'bob' WHERE id = 2",
          "UPDATE evidence SET added_by = 'ann' WHERE id = 2", "evidence:2 is not what");
    FOUND("UPDATE evidence SET erased_event = 1 WHERE id = 2",
          "UPDATE evidence SET erased_event = NULL WHERE id = 2", "evidence:2 is erased");
    FOUND("UPDATE evidence_look SET operator = 'bob'", "UPDATE evidence_look SET operator = 'ann'",
          "no event says that bob looked at evidence:1");
    FOUND("UPDATE evidence_look SET evidence = 2", "UPDATE evidence_look SET evidence = 1",
          "no event says that ann looked at evidence:2");
    FOUND("UPDATE evidence_look SET event = event + 1000",
          "UPDATE evidence_look SET event = event - 1000",
          "no event says that ann looked at evidence:1");
    FOUND("INSERT INTO exhibit (sha256, content) VALUES"
          " ('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d', '00')",
          "DELETE FROM exhibit WHERE content = '00'", "is erased, and is there");
    FOUND("DELETE FROM evidence_look",
          "INSERT INTO evidence_look SELECT 1, e.operator, e.at_us, e.number FROM event e"
          " WHERE e.verb = 'evidence look'",
          "evidence look, event");
#undef FOUND
    pool_verify(pool);
    pool_free(pool);
}

static void bytes_that_are_not_what_their_hash_says_are_not_given_out(void **state)
{
    struct crew crew = case_with_two("hash.db");
    struct pool *pool = crew.pool;
    struct evidence_row row;
    struct document content;
    (void)state;
    pool_unguard(pool);
    pool_must(pool, evidence_find(pool->book, pool->mem, 1, &row, &pool->err));
    pool_must(pool, store_execute(pool->store,
                                  "UPDATE exhibit SET content = '66697273ff' WHERE content ="
                                  " '6669727374'",
                                  &pool->err));
    pool_must_be(pool, evidence_read(pool->book, pool->mem, &row, &content, &pool->err),
                 STATUS_CORRUPT, "another byte");
    pool_must(pool, store_execute(pool->store,
                                  "UPDATE exhibit SET content = 'firs' WHERE content ="
                                  " '66697273ff'",
                                  &pool->err));
    pool_must_be(pool, evidence_read(pool->book, pool->mem, &row, &content, &pool->err),
                 STATUS_CORRUPT, "no hex");
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_each_side_brings_is_kept_once_and_given_back_whole),
        cmocka_unit_test(a_file_is_what_its_bytes_say_and_not_its_name),
        cmocka_unit_test(what_is_no_evidence_is_refused_and_leaves_nothing),
        cmocka_unit_test(evidence_is_heard_until_the_decision_is_final),
        cmocka_unit_test(looking_is_an_event_once_for_each_operator),
        cmocka_unit_test(a_decision_says_what_its_maker_had_looked_at),
        cmocka_unit_test(a_proposed_decision_keeps_what_its_maker_had_looked_at),
        cmocka_unit_test(evidence_is_erased_when_its_complaint_was_kept_long_enough),
        cmocka_unit_test(the_database_refuses_to_change_evidence),
        cmocka_unit_test(bytes_that_are_not_what_their_hash_says_are_not_given_out),
        cmocka_unit_test(verify_finds_evidence_that_was_changed_by_hand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
