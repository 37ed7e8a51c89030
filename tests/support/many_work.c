/* What one process of the load asks for. The facts of a call, by kind:
 *
 *     payout           party, amount, id (where it names one)
 *     release, return  deal (number), amount
 *     freeze           party, amount (0: a scope alone)
 *     unfreeze         freeze (number)
 *     complain         deal (number), amount
 *     decide           complaint, outcome
 *     match            line (number), item, amount
 *     feed, twin       lines: each as it is sent, its id with it
 *     import           lines: numbers of many_bank_line
 *     sweep            nothing */
#include "tests/support/many.h"

#include "model/mem.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define ARGS_MAX 20
#define OWN_MAX 64 /* things of its own making that a process remembers */
#define KILL_PERCENT 12
#define WRONG_PERCENT 4 /* an operator who may not */
#define FIRST_GUESS_US 200000
#define FILE_LINES 6 /* of a bank's file; each begins after half of the one before */
#define COMMON_IDS 12

struct asked {
    struct many_worker *worker;
    void *mem;
    int number; /* of the call, of this process */
    const char *tag;
    const char *args[ARGS_MAX];
    size_t count;
    json_t *facts;
};

/* What a process knows beside what all know. */
struct own {
    int64_t freezes[OWN_MAX];
    char *complaints[OWN_MAX];
    size_t freeze_count, complaint_count;
    int64_t mean_us; /* of a call */
};

static void push(struct asked *asked, const char *argument)
{
    assert(asked->count < ARGS_MAX - 1);
    asked->args[asked->count++] = argument;
}

static void push_all(struct asked *asked, const char *first, const char *second, const char *third)
{
    push(asked, first);
    push(asked, second);
    push(asked, third);
}

static const char *named(struct asked *asked, const char *kind, int64_t number)
{
    return mem_printf(asked->mem, "%s%" PRId64, kind, number);
}

static const char *amount_text(struct asked *asked, int64_t minor)
{
    char buffer[MANY_AMOUNT_BYTES];
    return mem_strdup(asked->mem, many_amount(minor, buffer));
}

static int below(struct asked *asked, int bound)
{
    return (int)random_below(&asked->worker->random, bound);
}

static bool chance(struct asked *asked, int percent)
{
    return random_chance(&asked->worker->random, percent);
}

static void fact(struct asked *asked, const char *name, json_t *value)
{
    int failed = json_object_set_new(asked->facts, name, value);
    assert(failed == 0);
}

/* What an operator asks for by hand */

static void ask_payout(struct asked *asked, const struct own *own)
{
    const char *party = named(asked, "S-", below(asked, MANY_SELLERS));
    int64_t amount = random_between(&asked->worker->random, 100, 3000);
    (void)own;
    push_all(asked, "payout", party, amount_text(asked, amount));
    push_all(asked, "--to", asked->tag, "--format=json");
    fact(asked, "party", json_string(party));
    fact(asked, "amount", json_integer(amount));
    if (chance(asked, 30)) {
        const char *id = named(asked, "PX-", below(asked, COMMON_IDS));
        push(asked, "--id");
        push(asked, id);
    }
}

static void ask_step(struct asked *asked, const char *step)
{
    int deal = below(asked, MANY_DEALS);
    int64_t amount = random_between(&asked->worker->random, 50, 4000);
    push_all(asked, "hold", step, named(asked, "hold:", asked->worker->base->holds[deal]));
    push_all(asked, "--amount", amount_text(asked, amount), "--format=json");
    push(asked, "--reason");
    push(asked, asked->tag);
    fact(asked, "deal", json_integer(deal));
    fact(asked, "amount", json_integer(amount));
}

static void ask_release(struct asked *asked, const struct own *own)
{
    (void)own;
    ask_step(asked, "release");
}

static void ask_return(struct asked *asked, const struct own *own)
{
    (void)own;
    ask_step(asked, "return");
}

static void ask_freeze(struct asked *asked, const struct own *own)
{
    static const char *const scopes[] = {"listing", "advance", "payout"};
    const char *party = named(asked, "S-", below(asked, MANY_SELLERS));
    int64_t amount = chance(asked, 60) ? random_between(&asked->worker->random, 100, 20000) : 0;
    (void)own;
    push_all(asked, "freeze", party, "--until=30d");
    push_all(asked, "--ground=fraud", "--facts", asked->tag);
    push(asked, "--format=json");
    if (amount > 0) {
        push(asked, "--amount");
        push(asked, amount_text(asked, amount));
    } else {
        push(asked, "--scope");
        push(asked, scopes[below(asked, 3)]);
    }
    fact(asked, "party", json_string(party));
    fact(asked, "amount", json_integer(amount));
}

static void ask_unfreeze(struct asked *asked, const struct own *own)
{
    int64_t freeze = 1 + below(asked, 2 * MANY_FREEZES); /* some of them by another process */
    if (own->freeze_count > 0 && chance(asked, 40)) {
        freeze = own->freezes[below(asked, (int)own->freeze_count)];
    }
    push_all(asked, "unfreeze", named(asked, "freeze:", freeze), "--format=json");
    push(asked, "--reason");
    push(asked, asked->tag);
    fact(asked, "freeze", json_integer(freeze));
}

static void ask_complaint(struct asked *asked, const struct own *own)
{
    int deal = below(asked, MANY_DEALS);
    int64_t amount = random_between(&asked->worker->random, 100, 2000);
    (void)own;
    push_all(asked, "complaint", "open", named(asked, "O-", deal));
    push_all(asked, "--amount", amount_text(asked, amount), "--format=json");
    push(asked, "--text");
    push(asked, asked->tag);
    if (chance(asked, 50)) {
        push(asked, "--id");
        push(asked, named(asked, "CX-", below(asked, COMMON_IDS)));
    }
    fact(asked, "deal", json_integer(deal));
    fact(asked, "amount", json_integer(amount));
}

static void ask_decision(struct asked *asked, const struct own *own)
{
    static const char *const outcomes[] = {"dismiss", "refund", "award"};
    const char *complaint = named(asked, "C-", below(asked, MANY_COMPLAINTS));
    const char *outcome = outcomes[below(asked, 3)];
    if (own->complaint_count > 0 && chance(asked, 40)) {
        complaint = own->complaints[below(asked, (int)own->complaint_count)];
    } else if (chance(asked, 30)) {
        complaint = named(asked, "CX-", below(asked, COMMON_IDS));
    }
    push_all(asked, "complaint", "decide", complaint);
    push_all(asked, outcome, "--format=json", "--reasons");
    push(asked, asked->tag);
    fact(asked, "complaint", json_string(complaint));
    fact(asked, "outcome", json_string(outcome));
}

/* No other call of the load has this amount. */
static void ask_match(struct asked *asked, const struct own *own)
{
    const struct many_worker *worker = asked->worker;
    int64_t line = worker->base->lines[below(asked, MANY_SUSPENSE)];
    int64_t amount =
        strtoll(strchr(asked->tag, '-') + 1, NULL, 10) * MANY_PROCESSES + worker->number + 1;
    const char *item = named(asked, "available:S-", below(asked, MANY_SELLERS));
    (void)own;
    if (chance(asked, 25)) {
        item = named(asked, "deal:O-", 3 * MANY_GROUP + below(asked, MANY_GROUP));
    } else if (chance(asked, 50)) {
        item = named(asked, "available:B-", below(asked, MANY_BUYERS));
    }
    push_all(asked, "match", named(asked, "line:", line), item);
    push_all(asked, "--amount", amount_text(asked, amount), "--format=json");
    fact(asked, "line", json_integer(line));
    fact(asked, "item", json_string(item));
    fact(asked, "amount", json_integer(amount));
}

static void ask_sweep(struct asked *asked, const struct own *own)
{
    (void)own;
    push(asked, "sweep");
    push(asked, "--format=json");
}

/* Files */

#define AT "2026-09-20T07:00:00Z"

static json_t *shop_line(const char *id, const char *type)
{
    return json_pack("{s:s, s:s, s:s}", "id", id, "type", type, "at", AT);
}

static void set(json_t *line, const char *name, const char *text)
{
    int failed = json_object_set_new(line, name, json_string(text));
    assert(failed == 0);
}

/* An order of the call's own: its lines are never refused. */
static void add_order(struct asked *asked, json_t *lines)
{
    const char *deal = mem_printf(asked->mem, "N-%s", asked->tag);
    static const char *const types[] = {"deal", "capture", "ship"};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        json_t *line = shop_line(mem_printf(asked->mem, "%s-%s", asked->tag, types[i]), types[i]);
        set(line, "deal", deal);
        if (i < 2) {
            set(line, "amount", "10.00");
            set(line, "currency", "CNY");
        }
        if (i == 1) {
            set(line, "via", "alipay");
        }
        if (i == 0) {
            set(line, "mode", "escrow");
            set(line, "buyer", named(asked, "B-", below(asked, MANY_BUYERS)));
            set(line, "seller", named(asked, "S-", below(asked, MANY_SELLERS)));
            set(line, "fee", "0.50");
            set(line, "category", "goods");
            int failed = json_object_set_new(line, "period_days", json_integer(30));
            assert(failed == 0);
        }
        json_array_append_new(lines, line);
    }
}

/* The same for whoever sends it. */
static json_t *shared_line(struct asked *asked, int number)
{
    static const char *const types[] = {"confirm", "payout", "return"};
    const char *type = types[number % 3];
    json_t *line = shop_line(named(asked, "shared-", number), type);
    set(line, "amount", amount_text(asked, 200 + number));
    if (number % 3 == 1) {
        set(line, "payout", named(asked, "PS-", number));
        set(line, "seller", named(asked, "S-", number % MANY_SELLERS));
        set(line, "currency", "CNY");
    } else {
        set(line, "deal", named(asked, "O-", number));
    }
    return line;
}

static void send_lines(struct asked *asked, json_t *lines)
{
    const char *name = mem_printf(asked->mem, "%s.jsonl", asked->tag);
    char *text = mem_strdup(asked->mem, "");
    size_t i = 0;
    json_t *line = NULL;
    json_array_foreach(lines, i, line)
    {
        char *dumped = json_dumps(line, JSON_COMPACT);
        text = mem_append(text, "%s\n", dumped);
        free(dumped);
    }
    world_file(asked->worker->world, name, text, strlen(text));
    push_all(asked, "feed", name, "--rejects=rejects");
    fact(asked, "lines", lines);
}

static void ask_feed(struct asked *asked, const struct own *own)
{
    json_t *lines = json_array();
    int first = below(asked, MANY_SHARED);
    (void)own;
    add_order(asked, lines);
    for (int i = 0; i < 4; i++) {
        json_array_append_new(lines, shared_line(asked, (first + 5 * i) % MANY_SHARED));
    }
    send_lines(asked, lines);
}

static void ask_twin(struct asked *asked, const struct own *own)
{
    json_t *lines = json_array();
    json_t *order = json_array();
    int number = below(asked, MANY_TWINS);
    json_t *twin = shop_line(named(asked, "twin-", number), "confirm");
    (void)own;
    set(twin, "deal", named(asked, "O-", MANY_GROUP + number));
    set(twin, "amount", chance(asked, 50) ? "2.00" : "3.00");
    add_order(asked, order);
    json_array_append(lines, json_array_get(order, 0));
    json_array_append_new(lines, twin);
    json_array_append(lines, json_array_get(order, 1));
    json_decref(order);
    send_lines(asked, lines);
}

static void bank_text(const struct many_bank_line *line, int number, char text[64])
{
    switch (line->pays) {
    case MANY_PAYS_DEAL:
        (void)snprintf(text, 64, "order O-%d", line->what);
        return;
    case MANY_PAYS_PAYOUT:
        (void)snprintf(text, 64, "settlement PB-%d", line->what);
        return;
    case MANY_PAYS_FEE:
        (void)snprintf(text, 64, "fee");
        return;
    case MANY_PAYS_UNKNOWN:
        (void)snprintf(text, 64, "thanks %d", number);
        return;
    }
}

/* At about the same time all import about the same. */
static void ask_import(struct asked *asked, const struct own *own)
{
    const char *name = mem_printf(asked->mem, "%s.csv", asked->tag);
    char *text = mem_strdup(asked->mem, "Date,Bank reference,Text,Amount\n");
    int files = MANY_LINES * 2 / FILE_LINES - 1;
    int file = asked->number * files / asked->worker->calls + below(asked, 3) - 1;
    int first = (file < 0 ? 0 : file < files ? file : files - 1) * FILE_LINES / 2;
    json_t *lines = json_array();
    (void)own;
    for (int i = first; i < first + FILE_LINES && i < MANY_LINES; i++) {
        struct many_bank_line line = many_bank_line(i);
        char what[64];
        bank_text(&line, i, what);
        text = mem_append(text, "2026-09-18,L-%d,%s,%s\n", i, what,
                          amount_text(asked, line.amount_minor));
        json_array_append_new(lines, json_integer(i));
    }
    world_file(asked->worker->world, name, text, strlen(text));
    push_all(asked, "import", name, "--account=" MANY_BANK);
    push(asked, "--format=json");
    fact(asked, "lines", lines);
}

/* The mixture */

static const struct {
    const char *name;
    int weight;
    void (*ask)(struct asked *asked, const struct own *own);
    const char *logins[3]; /* who may */
} KINDS[MANY_KINDS] = {
    [MANY_PAYOUT] = {"payout", 16, ask_payout, {"ann", "fay", "ola"}},
    [MANY_RELEASE] = {"hold release", 13, ask_release, {"ann", "ola", "tester"}},
    [MANY_RETURN] = {"hold return", 8, ask_return, {"ann", "ola", "tester"}},
    [MANY_FREEZE] = {"freeze", 8, ask_freeze, {"ann", "ola", "tester"}},
    [MANY_UNFREEZE] = {"unfreeze", 8, ask_unfreeze, {"ann", "ola", "tester"}},
    [MANY_COMPLAIN] = {"complaint open", 9, ask_complaint, {"sam", "ann", "ola"}},
    [MANY_DECIDE] = {"complaint decide", 10, ask_decision, {"sam", "ola", "tester"}},
    [MANY_MATCH] = {"match", 7, ask_match, {"fay", "fay", "tester"}},
    [MANY_FEED] = {"feed", 8, ask_feed, {"ann", "ola", "tester"}},
    [MANY_TWIN] = {"feed of a twin", 4, ask_twin, {"ann", "ola", "tester"}},
    [MANY_IMPORT] = {"import", 8, ask_import, {"fay", "fay", "tester"}},
    [MANY_SWEEP] = {"sweep", 2, ask_sweep, {"sam", "fay", "ann"}},
};

const char *many_kind_name(enum many_kind kind)
{
    return KINDS[kind].name;
}

static enum many_kind choose_kind(struct random *random)
{
    int all = 0;
    for (int i = 0; i < MANY_KINDS; i++) {
        all += KINDS[i].weight;
    }
    int64_t left = random_below(random, all);
    int kind = 0;
    while (left >= KINDS[kind].weight) {
        left -= KINDS[kind++].weight;
    }
    return (enum many_kind)kind;
}

static const char *choose_login(struct random *random, enum many_kind kind)
{
    static const char *const all[] = {"ann", "sam", "fay", "ola", "tester"};
    return random_chance(random, WRONG_PERCENT) ? all[random_below(random, 5)]
                                                : KINDS[kind].logins[random_below(random, 3)];
}

static int64_t now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* Run it, by whom; perhaps to be killed at some moment of the time that a call takes. */
static struct result carry_out(const struct asked *asked, const char *login, struct own *own)
{
    struct many_worker *worker = asked->worker;
    const char *args[ARGS_MAX + 2] = {"--operator", login};
    struct call call = {.args = args};
    memcpy(args + 2, asked->args, asked->count * sizeof *args);
    if (random_chance(&worker->random, KILL_PERCENT)) {
        call.kill_after_us = random_between(&worker->random, 1, own->mean_us * 3 / 2);
    }
    int64_t start = now_us();
    struct result result = program_call(worker->world, &call);
    own->mean_us += (now_us() - start - own->mean_us) / 4;
    return result;
}

/* What is said of lines that were refused; the file is as the call left it. */
static json_t *read_rejects(struct many_worker *worker)
{
    size_t count = 0;
    char *rest = NULL;
    json_t *ids = json_array();
    char *path = world_path(worker->world, "rejects");
    char *text = file_read(worker->world->mem, path, &count);
    for (char *line = text == NULL ? NULL : strtok_r(text, "\n", &rest); line != NULL;
         line = strtok_r(NULL, "\n", &rest)) {
        json_t *reject = json_loads(line, 0, NULL);
        json_array_append(ids, json_object_get(reject, "id"));
        json_decref(reject);
    }
    (void)unlink(path);
    return ids;
}

/* What of its own making the process may come back to. */
static void remember(struct asked *asked, enum many_kind kind, json_t *said, struct own *own)
{
    const char *result = json_string_value(json_object_get(said, "result"));
    const char *name = result == NULL ? NULL : strchr(result, ':') + 1;
    if (kind == MANY_FREEZE && name != NULL && own->freeze_count < OWN_MAX) {
        own->freezes[own->freeze_count++] = strtoll(name, NULL, 10);
    } else if (kind == MANY_COMPLAIN && name != NULL && own->complaint_count < OWN_MAX) {
        own->complaints[own->complaint_count++] = mem_strdup(asked->worker->world->mem, name);
    }
}

static char *command_text(const struct asked *asked)
{
    char *text = mem_strdup(asked->mem, "");
    for (size_t i = 0; i < asked->count; i++) {
        text = mem_append(text, "%s%s", i > 0 ? " " : "", asked->args[i]);
    }
    return text;
}

static void one_call(struct many_worker *worker, int number, struct own *own)
{
    enum many_kind kind = choose_kind(&worker->random);
    const char *login = choose_login(&worker->random, kind);
    struct asked asked = {.worker = worker, .mem = mem_context(NULL, "call"), .number = number};
    asked.tag = mem_printf(asked.mem, "w%02d-%03d", worker->number, number);
    asked.facts = json_object();
    KINDS[kind].ask(&asked, own);
    struct result result = carry_out(&asked, login, own);
    json_t *said = result.exit_code == 0 ? json_loads(result.out, 0, NULL) : NULL;
    remember(&asked, kind, said, own);
    json_t *note =
        json_pack("{s:i, s:s, s:s, s:s, s:i, s:s, s:s, s:o, s:o, s:o}", "kind", (int)kind, "tag",
                  asked.tag, "login", login, "text", command_text(&asked), "exit", result.exit_code,
                  "out", result.out, "err", result.err, "facts", asked.facts, "said",
                  said == NULL ? json_null() : said, "rejected", read_rejects(worker));
    assert(note != NULL);
    int failed = json_dumpf(note, worker->notes, JSON_COMPACT);
    assert(failed == 0);
    (void)fputc('\n', worker->notes);
    json_decref(note);
    mem_free(asked.mem);
}

void many_work(struct many_worker *worker)
{
    struct own own = {.mean_us = FIRST_GUESS_US};
    for (int i = 0; i < worker->calls; i++) {
        one_call(worker, i, &own);
        if (fflush(worker->notes) != 0 || write(worker->progress, "", 1) != 1) {
            _exit(EXIT_FAILURE);
        }
    }
    _exit(EXIT_SUCCESS);
}
