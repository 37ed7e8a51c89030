#include "model/verify_conversions.h"

#include "model/money.h"

#include <string.h>

/* What the party and the dealer gave, by the legs. */
#define GAVE(party, currency)                                                                      \
    "coalesce((SELECT -sum(l.amount_minor) FROM leg l JOIN account a ON a.id = l.account_id"       \
    " WHERE l.book_id = $1 AND l.event = x.event AND l.amount_minor < 0 AND a.kind = 'available'"  \
    " AND a.name = x." party " AND a.currency = x." currency "), 0)"
#define CONVERSIONS_SQL                                                                            \
    "SELECT x.id, x.currency, x.sold_minor, x.to_currency, x.bought_minor, x.numerator,"           \
    " x.denominator, x.rounding, " GAVE("party", "currency") ", " GAVE(                            \
        "dealer", "to_currency") ","                                                               \
                                 " (SELECT u.verb FROM event u WHERE u.book_id = $1"               \
                                 " AND u.number = x.event) FROM conversion x ORDER BY x.id"

/* The money of a row; a currency that there is not makes it a breach. */
static bool read_money(const struct stmt *q, int currency, int minor, struct money *out)
{
    struct error none;
    return money_make(stmt_int(q, minor), stmt_text(q, currency), out, &none) == STATUS_OK;
}

static bool is_by_its_rate(const struct stmt *q)
{
    struct error none;
    struct money sold, bought, by_rate;
    struct rate rate = {stmt_int(q, 5), stmt_int(q, 6)};
    enum rounding rounding = ROUND_FLOOR;
    return read_money(q, 1, 2, &sold) && read_money(q, 3, 4, &bought) && rate.numerator > 0 &&
           rate.denominator > 0 && rounding_parse(stmt_text(q, 7), &rounding, &none) == STATUS_OK &&
           money_convert(sold, rate, bought.currency, rounding, &by_rate, &none) == STATUS_OK &&
           by_rate.minor == bought.minor;
}

static void check(const struct stmt *q, struct verify_row *row)
{
    const char *verb = stmt_text(q, 10);
    row->checked++;
    if (!is_by_its_rate(q)) {
        verify_breach(row, "conversion %s is not what its rate gives", stmt_text(q, 0));
    } else if (verb == NULL || strcmp(verb, "fx") != 0 || stmt_int(q, 8) != stmt_int(q, 2) ||
               stmt_int(q, 9) != stmt_int(q, 4)) {
        verify_breach(row, "conversion %s is not what its event moved", stmt_text(q, 0));
    }
}

enum status verify_conversions(struct book *book, struct verify_row *row, struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    enum status status = store_prepare(book_store(book), CONVERSIONS_SQL, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, book_id(book));
    while ((status = stmt_step(q, &has_row, err)) == STATUS_OK && has_row) {
        check(q, row);
    }
    stmt_reset(q);
    return status;
}
