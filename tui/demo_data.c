#include "tui/demo_data.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

const struct demo_name demo_shops[] = {
    {"晨露茶行", "CN"},         {"Änglamark Papper & Bläck", "SE"},
    {"北岸书店", "CN"},         {"東海堂文具", "JP"},
    {"Żółw Zabawki", "PL"},     {"金源名表行", "CN"},
    {"Магазин «Заря»", "KZ"},   {"متجر النخيل", "EG"},
    {"한강문구", "KR"},         {"Olive Press Trading", "GB"},
    {"云上丝绸", "CN"},         {"Bücherstube am Wehr", "DE"},
    {"さくら堂コスメ", "JP"},   {"Čajovna U Brány", "CZ"},
    {"老街茶具坊", "CN"},       {"دار الورق للكتب", "AE"},
    {"Sűrű Kávépörkölő", "HU"}, {"달빛공방", "KR"},
    {"Librería El Faro", "ES"}, {"Книжный двор", "BG"},
    {"西湖瓷器", "CN"},         {"Fjällräv Friluft", "NO"},
    {"瑞祥数码", "CN"},         {"Harbour Street Audio", "US"},
};
const size_t demo_shop_count = COUNT(demo_shops);

const struct demo_name demo_buyers[] = {
    {"买家", "CN"},       {"Käufer", "DE"},   {"購入者", "JP"}, {"买家", "CN"},
    {"Покупатель", "KZ"}, {"구매자", "KR"},   {"مشتر", "AE"},   {"Kupující", "CZ"},
    {"买家", "CN"},       {"Acheteur", "FR"}, {"Buyer", "GB"},
};
const size_t demo_buyer_count = COUNT(demo_buyers);

const struct demo_story demo_stories[] = {
    {69, 64, DEMO_NEVER, DEMO_NEVER, 1, 32800, 0, DEMO_OPEN,
     "The ink bleeds through and the maker's seal is missing.", NULL},
    {55, 50, 49, 45, 3, 46000, 0, DEMO_AWARDED, "正規品の刻印がなく、紙質も異なります。",
     "The maker confirmed in writing that the serial number was never issued."},
    {48, 43, 42, 36, 2, 21900, 0, DEMO_DISMISSED, "书脊的防伪线与正版不同。",
     "The publisher confirmed this printing; the security thread changed with it."},
    {45, 40, 39, 31, 4, 18800, 0, DEMO_REFUNDED, "Brak znaku CE, inne opakowanie niż u producenta.",
     "The seller did not answer the notice and showed no invoice."},
    {18, 13, 12, 8, 5, 268000, 0, DEMO_AWARDED, "机芯编号与官网查询不符，表背刻字粗糙。",
     "Two independent appraisals found a copied movement; the invoice shown is forged."},
    {16, 11, 10, 6, 5, 9600, 0, DEMO_AWARDED, "表带的标志是印上去的，不是压印。",
     "Same consignment as an earlier award; the seller contests nothing."},
    {12, 6, 5, DEMO_NEVER, 0, 15800, 0, DEMO_OPEN, "茶饼内飞与厂家公布的样张不一致。", NULL},
    {9, 4, 3, DEMO_NEVER, 12, 64900, 0, DEMO_OPEN, "バッチ番号がメーカーの記録にありません。",
     NULL},
    {8, 3, DEMO_NEVER, DEMO_NEVER, 23, 120000, 0, DEMO_OPEN,
     "One of the two speakers has a different driver and no serial number.", NULL},
    {7, 2, DEMO_NEVER, DEMO_NEVER, 20, 88000, 22000, DEMO_OPEN, "四只茶杯中有一只没有底款。", NULL},
    {6, 1, DEMO_NEVER, DEMO_NEVER, 7, 24500, 0, DEMO_OPEN, "الخياطة والشعار يختلفان عن الأصلي.",
     NULL},
    {5, 0, DEMO_NEVER, DEMO_NEVER, 22, 399900, 0, DEMO_OPEN, "序列号已被他人激活，包装封条重贴过。",
     NULL},
};
const size_t demo_story_count = COUNT(demo_stories);

const struct demo_freeze demo_freezes[] = {
    {30, DEMO_NEVER, 4, -240, "listing,campaign", 0, "complaints",
     "Nine complaints in a week after a new supplier; listings paused until the stock was checked.",
     NULL},
    {20, 15, 7, 480, "payout", 0, "identity",
     "The bank account on file was closed; the owner's name could not be matched.",
     "The new account was verified with the bank on the telephone number on file."},
    {13, DEMO_NEVER, 9, 20, "payout", 0, "takeover",
     "Payout account changed twice within an hour from two countries.", NULL},
    {9, DEMO_NEVER, 5, 1200, "payout,advance", 0, "counterfeit",
     "Two appraisals found copied movements in goods of one consignment.", NULL},
    {8, DEMO_NEVER, 5, 480, "listing,campaign", 0, "counterfeit",
     "The rest of the consignment is still on offer.", NULL},
    {7, DEMO_NEVER, 5, 1440, NULL, 150000, "court",
     "Order of the district court securing a claim of CNY 1,500.00.", NULL},
    {2, DEMO_NEVER, 11, 336, "payout", 900000, "fraud",
     "Orders between the seller's own accounts; the sum is what they inflated.", NULL},
};
const size_t demo_freeze_count = COUNT(demo_freezes);

const struct demo_sequel demo_sequels[] = {
    {5, 4, 600, "A second consignment of the same supplier was found in stock."},
    {3, 3, 0,
     "The movements were bought as copies and offered as such; the invoices are attached."},
};
const size_t demo_sequel_count = COUNT(demo_sequels);

const struct demo_special demo_specials[] = {
    {40, 1, DEMO_FORGOTTEN, 5600, "CNY", "alipay", false},
    {33, 6, DEMO_UNCONFIRMED, 12900, "CNY", "alipay", false},
    {31, 0, DEMO_CONFIRMED, 47700, "CNY", NULL, true},
    {22, 5, DEMO_RETURNED, 8800, "CNY", "alipay", false},
    {19, 10, DEMO_CANCELLED, 9900, "CNY", NULL, false},
    {11, 4, DEMO_CONFIRMED, 23600, "CNY", NULL, true},
    {9, 9, DEMO_RETURNED, 15400, "CNY", "alipay", false},
    {8, 11, DEMO_PART_CONFIRMED, 64000, "CNY", "alipay", false},
    {8, 8, DEMO_PART_RETURNED, 36000, "CNY", NULL, false},
    {7, 2, DEMO_DELIVERED, 18500, "CNY", "alipay", false},
    {6, 7, DEMO_CANCELLED, 31200, "CNY", NULL, false},
    {5, 1, DEMO_UNPAID, 42510, "CNY", NULL, false},
    {4, 6, DEMO_SHIPPED, 7800, "EUR", "cardpay", false},
    {4, 0, DEMO_UNPAID, 18800, "CNY", NULL, false},
    {3, 5, DEMO_SHIPPED, 54800, "CNY", NULL, false},
    {3, 10, DEMO_UNPAID, 18800, "CNY", NULL, false},
    {3, 4, DEMO_FUNDED, 12800, "JPY", "cardpay", false},
    {2, 9, DEMO_FUNDED, 6400, "EUR", "cardpay", false},
    {2, 3, DEMO_FUNDED, 33900, "CNY", NULL, false},
    {2, 8, DEMO_UNPAID, 99900, "CNY", NULL, false},
    {1, 2, DEMO_FUNDED, 20800, "CNY", "alipay", false},
    {1, 7, DEMO_UNPAID, 14900, "CNY", NULL, false},
};
const size_t demo_special_count = COUNT(demo_specials);
