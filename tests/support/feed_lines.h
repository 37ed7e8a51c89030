/* feed_lines.h - lines of a feed, for tests to write one after the other. */
#ifndef TESTS_SUPPORT_FEED_LINES_H
#define TESTS_SUPPORT_FEED_LINES_H

#define AT "\"at\":\"2026-09-01T08:00:00Z\","
#define LINE(id, type, rest) "{\"id\":\"" id "\",\"type\":\"" type "\"," AT rest "}\n"
#define PARTY(id, party, kind)                                                                     \
    LINE(id, "party",                                                                              \
         "\"party\":\"" party "\",\"kind\":\"" kind "\",\"name\":\"" party                         \
         "\",\"jurisdiction\":\"CN\"")
#define DEAL(id, deal, amount)                                                                     \
    LINE(id, "deal",                                                                               \
         "\"deal\":\"" deal "\",\"mode\":\"escrow\",\"buyer\":\"B-1\",\"seller\":\"S-1\","         \
         "\"amount\":\"" amount "\",\"fee\":\"5.00\",\"currency\":\"CNY\","                        \
         "\"category\":\"goods\",\"period_days\":10")
#define CAPTURE(id, deal, amount)                                                                  \
    LINE(id, "capture",                                                                            \
         "\"deal\":\"" deal "\",\"via\":\"alipay\",\"amount\":\"" amount                           \
         "\",\"currency\":\"CNY\"")
#define STEP(id, type, deal) LINE(id, type, "\"deal\":\"" deal "\"")
#define PART(id, type, deal, amount)                                                               \
    LINE(id, type, "\"deal\":\"" deal "\",\"amount\":\"" amount "\"")
#define PAYOUT(id, payout, amount)                                                                 \
    LINE(id, "payout",                                                                             \
         "\"payout\":\"" payout "\",\"seller\":\"S-1\",\"amount\":\"" amount                       \
         "\",\"currency\":\"CNY\"")
#define PARTIES                                                                                    \
    PARTY("p1", "PLATFORM", "platform")                                                            \
    PARTY("p2", "CUSTODIAN", "custodian")                                                          \
    PARTY("p3", "alipay", "psp") PARTY("p4", "S-1", "seller") PARTY("p5", "B-1", "buyer")
/* One deal that has paid its seller 95. */
#define SOLD                                                                                       \
    DEAL("d1", "O-1", "100.00")                                                                    \
    CAPTURE("d2", "O-1", "100.00")                                                                 \
    STEP("d3", "ship", "O-1") STEP("d4", "confirm", "O-1")

#endif
