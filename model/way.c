#include "model/way.h"

#include <assert.h>
#include <string.h>

static const struct way WAYS[] = {
    {.mode = "escrow",
     .purpose = PURPOSE_SALE,
     .group_purpose = PURPOSE_GROUP,
     .own_mode = "self",
     .has_goods = true},
    {.mode = "self",
     .purpose = PURPOSE_SALE,
     .group_purpose = PURPOSE_GROUP,
     .is_own = true,
     .has_goods = true},
    {.mode = "cod", .purpose = PURPOSE_SALE, .has_goods = true, .is_collected = true},
    {.mode = "chain", .purpose = PURPOSE_SALE, .door = DOOR_PAYEE, .is_between_two = true},
    {.mode = "direct", .purpose = PURPOSE_SALE, .has_goods = true, .is_outside = true},
    {.mode = "prepaid", .purpose = PURPOSE_PREPAID, .door = DOOR_PAYER, .is_drawn = true},
};

const struct way *way_find(const char *mode)
{
    for (size_t i = 0; i < sizeof(WAYS) / sizeof(WAYS[0]); i++) {
        if (strcmp(WAYS[i].mode, mode) == 0) {
            return &WAYS[i];
        }
    }
    return NULL;
}

const struct way *way_of(const char *mode)
{
    const struct way *way = way_find(mode);
    assert(way != NULL);
    return way;
}

bool way_holds_price(const struct account *hold)
{
    return hold->deal != NULL &&
           (hold->purpose == PURPOSE_SALE || hold->purpose == PURPOSE_DISPUTE ||
            hold->purpose == PURPOSE_PREPAID || hold->purpose == PURPOSE_GROUP);
}
