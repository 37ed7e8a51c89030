#include "model/freeze_share.h"

#include "model/locate.h"
#include "model/mem.h"

#include <string.h>

enum status freeze_share_of(struct book *book, const char *party, struct money amount,
                            bool stops_payouts, struct freeze_share *out, struct error *err)
{
    struct account *available = NULL;
    char currency[4] = "";
    enum status status = STATUS_OK;
    if (amount.minor > 0) {
        memcpy(currency, amount.currency, sizeof currency);
    } else {
        status = locate_currency(book, party, currency, err);
    }
    *out = (struct freeze_share){.bp = -1};
    memcpy(out->there.currency, currency, sizeof currency);
    memcpy(out->taken.currency, currency, sizeof currency);
    if (status == STATUS_OK && currency[0] != '\0') {
        status = account_obtain(book, ACCOUNT_AVAILABLE, party, currency, party, &available, err);
    }
    if (status != STATUS_OK || available == NULL) {
        return status;
    }
    out->there.minor = available->balance_minor;
    bool is_all = stops_payouts || amount.minor > out->there.minor;
    out->taken.minor = is_all ? out->there.minor : amount.minor;
    out->later_minor = amount.minor > out->there.minor ? amount.minor - out->there.minor : 0;
    return out->there.minor == 0 ? STATUS_OK
                                 : minor_ratio(out->taken.minor, POLICY_WHOLE_BP, out->there.minor,
                                               ROUND_FLOOR, &out->bp, err);
}

char *freeze_share_percent(void *mem, const struct freeze_share *share)
{
    return share->bp < 0 ? mem_strdup(mem, "0 %")
                         : mem_printf(mem, "%lld.%02lld %%", (long long)(share->bp / 100),
                                      (long long)(share->bp % 100));
}

char *freeze_share_text(void *mem, const struct freeze_share *share)
{
    char taken[MONEY_TEXT_BYTES], there[MONEY_TEXT_BYTES], later[MONEY_TEXT_BYTES];
    struct money rest = share->there;
    rest.minor = share->later_minor;
    char *percent = freeze_share_percent(mem, share);
    char *text = mem_printf(mem, "%s %s of %s available (%s)", share->there.currency,
                            money_format_grouped(share->taken, taken),
                            money_format_grouped(share->there, there), percent);
    return share->later_minor == 0
               ? text
               : mem_append(text, ", %s of what comes in", money_format_grouped(rest, later));
}
