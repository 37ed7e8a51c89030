#include "tui/demo_house.h"

#include "model/interest_declare.h"
#include "model/mem.h"
#include "model/operator.h"
#include "model/outbox.h"
#include "model/party.h"

#include <assert.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* By what they do. */
static const struct operator_terms OPERATORS[] = {
    {"support", ROLE_SUPPORT, "PLATFORM"},
    {"custody", ROLE_OPERATIONS | ROLE_FINANCE, "CUSTODIAN"},
};

/* By their place among the sellers, who all have a round of names. */
static const struct {
    int seller;
    const char *contact;
} CONTACTS[] = {{5, "post@s-0006.example"}, {8, "post@s-0009.example"}};

static enum status hire(struct demo_play *play, struct error *err)
{
    struct interest_terms interest = {.login = "support", .party = "S-0001"};
    enum status status = STATUS_OK;
    for (size_t i = 0; i < COUNT(OPERATORS) && status == STATUS_OK; i++) {
        status = operator_put(play->book, &OPERATORS[i], demo_run(play), err);
    }
    return status == STATUS_OK ? interest_declare(play->book, &interest, demo_run(play), err)
                               : status;
}

static enum status tell_contact(struct demo_play *play, int seller, const char *contact,
                                struct error *err)
{
    struct party party = {.id = play->sellers[seller].id,
                          .kind = "seller",
                          .name = demo_shops[seller].name,
                          .jurisdiction = demo_shops[seller].jurisdiction,
                          .group = mem_printf(play->day_mem, "G%03d", seller + 1),
                          .contact = contact};
    assert(seller < play->seller_count && (size_t)seller < demo_shop_count);
    return party_put(play->book, &party, demo_run(play), err);
}

static enum status tell_contacts(struct demo_play *play, struct error *err)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < COUNT(CONTACTS) && status == STATUS_OK; i++) {
        status = tell_contact(play, CONTACTS[i].seller, CONTACTS[i].contact, err);
    }
    return status;
}

static enum status give_away(struct demo_play *play, const struct letter_out *letter, bool is_taken,
                             struct error *err)
{
    struct outbox_result result = {.notice = letter->notice,
                                   .attempt = letter->attempt + 1,
                                   .outcome = is_taken ? OUTBOX_SENT : OUTBOX_NOT_TAKEN,
                                   .failure =
                                       is_taken ? NULL : "the program ended with 75: mailbox full"};
    enum status status = outbox_claim(play->book, letter->notice, demo_run(play), err);
    return status == STATUS_OK ? outbox_settle(play->book, &result, demo_run(play), err) : status;
}

/* To whom can be reached: the first is not taken, the others are. What else is to be told waits. */
static enum status send(struct demo_play *play, struct error *err)
{
    struct outbox_place place = {0, 0};
    struct letter_out letter;
    bool is_first = true;
    enum status status = outbox_next(play->book, &place, err);
    while (status == STATUS_OK && place.notice != 0) {
        status = outbox_read(play->book, play->day_mem, place.notice, &letter, err);
        if (status == STATUS_OK && letter.contact != NULL) {
            status = give_away(play, &letter, !is_first, err);
            is_first = false;
        }
        if (status == STATUS_OK) {
            status = outbox_next(play->book, &place, err);
        }
    }
    return status;
}

static enum status play_house(struct demo_play *play, struct error *err)
{
    enum status status = hire(play, err);
    if (status == STATUS_OK) {
        status = tell_contacts(play, err);
    }
    return status == STATUS_OK ? send(play, err) : status;
}

enum status demo_house(struct demo_play *play, struct error *err)
{
    play->step_max_us = TIME_US_PER_SECOND;
    enum status status = book_begin(play->book, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = play_house(play, err);
    if (status != STATUS_OK) {
        book_rollback(play->book);
        return status;
    }
    return book_commit(play->book, err);
}
