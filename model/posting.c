#include "model/posting.h"

#include "model/canon.h"
#include "model/digest.h"
#include "model/mem.h"
#include "model/text.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct posting *posting_new(void *mem, const char *verb)
{
    struct posting *posting = MEM_NEW(mem, struct posting);
    posting->verb = verb;
    return posting;
}

void posting_subject(struct posting *posting, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    posting->subject = mem_vprintf(posting, format, args);
    va_end(args);
}

void posting_subject_number(struct posting *posting, const char *kind, int64_t number)
{
    size_t bytes = strlen(kind);
    char *subject = MEM_GROW(posting, NULL, char, bytes + TEXT_INT_BYTES);
    memcpy(subject, kind, bytes);
    (void)text_of_int(number, subject + bytes);
    posting->subject = subject;
}

void posting_context(struct posting *posting, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    posting->context = mem_vprintf(posting, format, args);
    va_end(args);
}

void posting_result(struct posting *posting, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    posting->result = mem_vprintf(posting, format, args);
    va_end(args);
}

static struct canon *notes_of(struct posting *posting)
{
    if (!posting->notes) {
        posting->notes = canon_new(posting);
    }
    return posting->notes;
}

void posting_note(struct posting *posting, const char *key, const char *text)
{
    if (text && !posting->body) {
        canon_text(notes_of(posting), key, text);
    }
}

void posting_note_apart(struct posting *posting, const char *key, const char *fact,
                        const char *seal)
{
    if (fact) {
        posting_note(posting, key, seal);
        posting->apart = mem_strdup(posting, fact);
        posting->seal = mem_strdup(posting, seal);
    }
}

void posting_note_int(struct posting *posting, const char *key, int64_t value)
{
    if (!posting->body) {
        canon_int(notes_of(posting), key, value);
    }
}

void posting_note_money(struct posting *posting, const char *key, struct money amount)
{
    if (!posting->body) {
        canon_money(notes_of(posting), key, amount);
    }
}

void posting_by_clock(struct posting *posting, int64_t due_us)
{
    posting_note_int(posting, POSTING_DUE, due_us);
    posting->is_by_clock = true;
}

void posting_note_alarms(struct posting *posting)
{
    char label[ACCOUNT_LABEL_BYTES], text[ACCOUNT_LABEL_BYTES + 16];
    for (size_t i = 0; i < posting->leg_count; i++) {
        const struct account *account = posting->legs[i].account;
        if (account->kind == ACCOUNT_BANK && account->balance_minor <= 0 &&
            posting_balance(posting, account) > 0) {
            (void)snprintf(text, sizeof text, "overdraft %s", account_label(account, label));
            posting_note(posting, POSTING_ALARM, text);
        }
    }
}

const char *posting_body(struct posting *posting)
{
    if (!posting->body) {
        posting->body = canon_object(notes_of(posting));
    }
    return posting->body;
}

void posting_reopen(struct posting *posting)
{
    assert(!posting->key);
    posting->body = NULL;
}

/* Room for one more element, doubling: sizes 0, 8, 16, 32 ... */
static bool is_full(size_t count)
{
    return count == 0 || (count >= 8 && (count & (count - 1)) == 0);
}

static size_t next_size(size_t count)
{
    return count == 0 ? 8 : count * 2;
}

static void add_leg(struct posting *posting, struct account *account, int64_t amount_minor)
{
    for (size_t i = 0; i < posting->leg_count; i++) {
        struct leg *leg = &posting->legs[i];
        if (leg->account == account && (leg->amount_minor < 0) == (amount_minor < 0)) {
            leg->amount_minor += amount_minor;
            return;
        }
    }
    assert(posting->leg_count < POSTING_LEGS_MAX);
    if (is_full(posting->leg_count)) {
        posting->legs = MEM_GROW(posting, posting->legs, struct leg, next_size(posting->leg_count));
    }
    posting->legs[posting->leg_count++] = (struct leg){account, amount_minor};
}

int64_t posting_balance(const struct posting *posting, const struct account *account)
{
    int64_t balance = account->balance_minor;
    for (size_t i = 0; i < posting->leg_count; i++) {
        if (posting->legs[i].account == account) {
            balance += posting->legs[i].amount_minor;
        }
    }
    return balance;
}

static enum status refuse_short(const struct account *account, int64_t there, int64_t asked,
                                struct error *err)
{
    char label[ACCOUNT_LABEL_BYTES], has[MONEY_TEXT_BYTES], needs[MONEY_TEXT_BYTES];
    struct money money = {there < 0 ? -there : there, ""};
    memcpy(money.currency, account->currency, sizeof money.currency);
    money_format(money, has);
    money.minor = asked;
    money_format(money, needs);
    account_label(account, label);
    if (account->kind == ACCOUNT_TRANSIT) {
        return error_set(err, STATUS_REFUSED, "%s owes %s %s, and not %s", label, account->currency,
                         has, needs);
    }
    return error_set(err, STATUS_REFUSED, "%s has %s %s, and %s is needed", label,
                     account->currency, has, needs);
}

enum status posting_move(struct posting *posting, struct account *from, struct account *to,
                         int64_t amount_minor, struct error *err)
{
    assert(strcmp(from->currency, to->currency) == 0 && amount_minor >= 0);
    if (amount_minor == 0) {
        return STATUS_OK;
    }
    int64_t from_after, to_after, there = posting_balance(posting, from);
    enum status status = minor_subtract(there, amount_minor, &from_after, err);
    if (status == STATUS_OK) {
        status = minor_add(posting_balance(posting, to), amount_minor, &to_after, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if ((from->kind == ACCOUNT_AVAILABLE || from->kind == ACCOUNT_HOLD) && from_after < 0) {
        return refuse_short(from, there, amount_minor, err);
    }
    if (to->kind == ACCOUNT_TRANSIT && to_after > 0) {
        return refuse_short(to, to_after - amount_minor, amount_minor, err);
    }
    add_leg(posting, from, -amount_minor);
    add_leg(posting, to, amount_minor);
    return STATUS_OK;
}

void posting_exchange(struct posting *posting, const char *party, const char *dealer,
                      const char *sold, const char *bought)
{
    struct exchange *exchange = &posting->exchange;
    exchange->party = mem_strdup(posting, party);
    exchange->dealer = mem_strdup(posting, dealer);
    (void)snprintf(exchange->sold, sizeof exchange->sold, "%s", sold);
    (void)snprintf(exchange->bought, sizeof exchange->bought, "%s", bought);
}

void posting_open(struct posting *posting, struct account *account)
{
    if (is_full(posting->opened_count)) {
        posting->opened =
            MEM_GROW(posting, posting->opened, struct account *, next_size(posting->opened_count));
    }
    posting->opened[posting->opened_count++] = account;
}

struct account *posting_opened(const struct posting *posting, enum purpose purpose)
{
    size_t i = 0;
    while (i < posting->opened_count && posting->opened[i]->purpose != purpose) {
        i++;
    }
    return i < posting->opened_count ? posting->opened[i] : NULL;
}

void posting_clock(struct posting *posting, struct account *hold, enum door door, int64_t due_us)
{
    assert(hold->kind == ACCOUNT_HOLD && door != DOOR_NONE);
    if (is_full(posting->clock_count)) {
        posting->clocks = MEM_GROW(posting, posting->clocks, struct clock_change,
                                   next_size(posting->clock_count));
    }
    posting->clocks[posting->clock_count++] = (struct clock_change){hold, door, due_us};
}

void posting_lien(struct posting *posting, const struct lien_change *change)
{
    if (is_full(posting->lien_count)) {
        posting->liens =
            MEM_GROW(posting, posting->liens, struct lien_change, next_size(posting->lien_count));
    }
    posting->liens[posting->lien_count++] = *change;
}

void posting_recourse(struct posting *posting, const struct recourse *recourse)
{
    struct recourse *copy = MEM_NEW(posting, struct recourse);
    *copy = *recourse;
    posting->recourse = copy;
}

void posting_deal(struct posting *posting, const struct deal_change *change)
{
    if (is_full(posting->deal_count)) {
        posting->deals =
            MEM_GROW(posting, posting->deals, struct deal_change, next_size(posting->deal_count));
    }
    posting->deals[posting->deal_count++] = *change;
}

struct notice *posting_tell(struct posting *posting, const char *party, const char *kind)
{
    if (is_full(posting->notice_count)) {
        posting->notices =
            MEM_GROW(posting, posting->notices, struct notice *, next_size(posting->notice_count));
    }
    struct notice *notice = notice_new(posting, party, kind);
    posting->notices[posting->notice_count++] = notice;
    return notice;
}

void posting_basis(struct posting *posting, const struct policy_value *value)
{
    if (is_full(posting->basis_count)) {
        posting->basis =
            MEM_GROW(posting, posting->basis, struct policy_value, next_size(posting->basis_count));
    }
    posting->basis[posting->basis_count++] =
        (struct policy_value){.key = mem_strdup(posting, value->key),
                              .value = mem_strdup(posting, value->value),
                              .citation = mem_strdup(posting, value->citation),
                              .reviewed_on = mem_strdup(posting, value->reviewed_on)};
}

void posting_remark(struct posting *posting, const char *format, ...)
{
    va_list arguments;
    if (is_full(posting->remark_count)) {
        posting->remarks =
            MEM_GROW(posting, posting->remarks, const char *, next_size(posting->remark_count));
    }
    va_start(arguments, format);
    posting->remarks[posting->remark_count++] = mem_vprintf(posting, format, arguments);
    va_end(arguments);
}

void posting_detach(struct posting *posting)
{
    posting->mirrored = NULL; /* what it was checked against */
    posting->mirrored_count = 0;
    size_t most =
        posting->leg_count + posting->clock_count + posting->opened_count + 2 * posting->lien_count;
    struct account ***slots = MEM_ARRAY(posting, struct account **, most + 1);
    struct account **olds = MEM_ARRAY(posting, struct account *, most + 1);
    size_t count = 0;
    for (size_t i = 0; i < posting->leg_count; i++) {
        slots[count++] = &posting->legs[i].account;
    }
    for (size_t i = 0; i < posting->clock_count; i++) {
        slots[count++] = &posting->clocks[i].hold;
    }
    for (size_t i = 0; i < posting->opened_count; i++) {
        slots[count++] = &posting->opened[i];
    }
    for (size_t i = 0; i < posting->lien_count; i++) {
        slots[count++] = &posting->liens[i].on;
        slots[count++] = &posting->liens[i].beneficiary;
    }
    for (size_t i = 0; i < count; i++) {
        size_t same = 0;
        olds[i] = *slots[i];
        while (same < i && olds[same] != olds[i]) {
            same++; /* an account that was copied already stays one account */
        }
        if (olds[i]) {
            *slots[i] = same < i ? *slots[same] : account_copy(posting, olds[i]);
        }
    }
    mem_free(slots);
    mem_free(olds);
}

static void digest_line(struct digest *digest, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static void digest_line(struct digest *digest, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *line = mem_vprintf(digest, format, args);
    va_end(args);
    digest_add(digest, line, strlen(line));
    mem_free(line);
}

static const char *digest_label(const struct account *account, char *buffer)
{
    if (account->kind == ACCOUNT_HOLD && account->is_new) {
        return purpose_name(account->purpose);
    }
    return account_label(account, buffer);
}

/* The body without the seal, which another plan of the same has with another salt. */
static void digest_body(struct digest *digest, struct posting *posting)
{
    const char *body = posting_body(posting);
    const char *seal = posting->seal ? strstr(body, posting->seal) : NULL;
    size_t before = seal ? (size_t)(seal - body) : strlen(body);
    digest_add(digest, body, before);
    if (seal) {
        digest_line(digest, "%s", seal + strlen(posting->seal));
    }
}

static char *digest_with(struct posting *posting, const char *apart, char *buffer)
{
    struct digest *digest = digest_new(posting);
    char label[ACCOUNT_LABEL_BYTES];
    /* Numbers that the next event anywhere would change are left out: the name of what is new. */
    digest_line(digest, "%s\n%s\n%s\n", posting->verb, posting->result ? "" : posting->subject,
                posting->context ? posting->context : "");
    digest_body(digest, posting);
    digest_line(digest, "\n%s", apart ? apart : "");
    for (size_t i = 0; i < posting->leg_count; i++) {
        const struct leg *leg = &posting->legs[i];
        digest_line(digest, "leg %s %s %lld\n", digest_label(leg->account, label),
                    leg->account->currency, (long long)leg->amount_minor);
    }
    for (size_t i = 0; i < posting->lien_count; i++) {
        const struct lien_change *lien = &posting->liens[i];
        digest_line(digest, "lien %lld %lld %lld %lld %d%s\n", (long long)lien->id,
                    (long long)lien->cap_minor, (long long)lien->passed_minor,
                    (long long)lien->taken_minor, lien->is_closing,
                    lien->is_reopening ? " again" : "");
    }
    for (size_t i = 0; i < posting->clock_count; i++) {
        digest_line(digest, "clock %s %s\n", digest_label(posting->clocks[i].hold, label),
                    door_name(posting->clocks[i].door));
    }
    digest_finish(digest, buffer);
    mem_free(digest);
    return buffer;
}

char *posting_digest(struct posting *posting, char *buffer)
{
    return digest_with(posting, posting->apart, buffer);
}

char *posting_digest_to_keep(struct posting *posting, char *buffer)
{
    return digest_with(posting, NULL, buffer);
}
