#include "model/verify_eyes.h"

#include "model/eyes.h"
#include "model/mem.h"
#include "model/proposal_row.h"
#include "model/verify_body.h"

#include <inttypes.h>
#include <string.h>

#include <utlist.h>

/* Operators as the chain has let them in so far. */
struct person {
    const char *login;
    bool is_admin;
    struct person *next;
};

struct verify_eyes {
    struct book *book;
    struct verify_row *row;
    struct person *people;
};

struct verify_eyes *verify_eyes_new(void *mem, struct book *book, struct verify_row *row)
{
    struct verify_eyes *eyes = MEM_NEW(mem, struct verify_eyes);
    eyes->book = book;
    eyes->row = row;
    return eyes;
}

/* ---- who could have been the second ---- */

static bool has_other_admin(const struct verify_eyes *eyes, const char *login)
{
    for (const struct person *at = eyes->people; at != NULL; at = at->next) {
        if (at->is_admin && strcmp(at->login, login) != 0) {
            return true;
        }
    }
    return false;
}

static void note_person(struct verify_eyes *eyes, const json_t *body)
{
    const char *login = json_string_value(json_object_get(body, "login"));
    const char *roles = json_string_value(json_object_get(body, "roles"));
    struct person *person;
    if (login == NULL || roles == NULL) {
        return;
    }
    LL_FOREACH(eyes->people, person)
    {
        if (strcmp(person->login, login) == 0) {
            break;
        }
    }
    if (person == NULL) {
        person = MEM_NEW(eyes, struct person);
        person->login = mem_strdup(eyes, login);
        LL_PREPEND(eyes->people, person);
    }
    person->is_admin = strstr(roles, "admin") != NULL;
}

/* ---- what takes two, and of which legal entity the second is ---- */

static enum policy_eyes above(const struct policy *policy, const json_t *body, const char *key,
                              struct money limit)
{
    struct money amount;
    if (!verify_body_money(body, key, NULL, &amount)) {
        return EYES_ONE;
    }
    return eyes_is_above(amount, policy->entity_above) ? EYES_ENTITY
           : eyes_is_above(amount, limit)              ? EYES_SECOND
                                                       : EYES_ONE;
}

static enum policy_eyes needs(const struct verify_eyes *eyes, const struct event_row *event,
                              const json_t *body)
{
    const struct policy *policy = book_policy_at(eyes->book, event->at_us);
    if (strcmp(event->verb, "payout") == 0) {
        return above(policy, body, "amount", policy->payout_above);
    }
    if (strcmp(event->verb, "complaint decide") == 0) {
        return above(policy, body, "award", policy->award_above);
    }
    if (strcmp(event->verb, "freeze") == 0) {
        /* one operator may freeze alone in an emergency, until another confirms it */
        return json_object_get(body, "until_if_confirmed") == NULL
                   ? above(policy, body, "amount", policy->freeze_above)
                   : EYES_ONE;
    }
    if (strcmp(event->verb, "unmatch") == 0) {
        return policy->unmatch_eyes;
    }
    if (strcmp(event->verb, "day close") == 0) {
        return policy->close_eyes;
    }
    if (strcmp(event->verb, "write off") == 0) {
        return policy->write_off_eyes;
    }
    if (strcmp(event->verb, "policy") == 0) {
        return policy->policy_eyes;
    }
    if (strcmp(event->verb, "rule switch") == 0) {
        return policy->rule_eyes;
    }
    return strcmp(event->verb, "operator") == 0 && has_other_admin(eyes, event->operator_login)
               ? policy->operator_eyes
               : EYES_ONE;
}

static bool is_of_two_entities(const json_t *body)
{
    const char *maker = json_string_value(json_object_get(body, "maker_entity"));
    const char *checker = json_string_value(json_object_get(body, "checker_entity"));
    return maker != NULL && checker != NULL && strcmp(maker, checker) != 0;
}

static void check(struct verify_eyes *eyes, const struct event_row *event, const json_t *body)
{
    enum policy_eyes due = needs(eyes, event, body);
    bool is_approved = json_object_get(body, PROPOSAL_NOTE) != NULL;
    if (due != EYES_ONE && !is_approved) {
        verify_breach(eyes->row, "event %" PRId64 " takes two, and nobody approved it",
                      event->number);
    } else if (due == EYES_ENTITY && !is_of_two_entities(body)) {
        verify_breach(eyes->row,
                      "event %" PRId64 " takes two legal entities, and one approved its own",
                      event->number);
    }
}

static bool is_of_interest(const char *verb)
{
    static const char *const VERBS[] = {
        "payout",    "complaint decide", "freeze", "unmatch",     "write off",
        "day close", "operator",         "policy", "rule switch", "init"};
    size_t at = 0;
    while (at < sizeof VERBS / sizeof *VERBS && strcmp(VERBS[at], verb) != 0) {
        at++;
    }
    return at < sizeof VERBS / sizeof *VERBS;
}

void verify_eyes_take(struct verify_eyes *eyes, const struct event_row *event)
{
    if (!is_of_interest(event->verb)) {
        return;
    }
    json_t *body = json_loads(event->body, 0, NULL);
    check(eyes, event, body);
    if (strcmp(event->verb, "operator") == 0 || strcmp(event->verb, "init") == 0) {
        note_person(eyes, body);
    }
    json_decref(body);
}
