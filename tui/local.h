/* local.h - the commands of the table that only the command line has. */
#ifndef TUI_LOCAL_H
#define TUI_LOCAL_H

#include "model/error.h"

struct command_call; /* call.h */
struct values;       /* command.h */
struct together;     /* together.h */

enum status local_init(struct command_call *call, const struct values *values,
                       struct error *err) CHECKED;
enum status local_demo(struct command_call *call, const struct values *values,
                       struct error *err) CHECKED;
enum status local_show(struct command_call *call, const struct values *values,
                       struct error *err) CHECKED;
enum status local_feed(struct command_call *call, const struct values *values,
                       struct error *err) CHECKED;
/* Of a provider: what `import` does with --psp. */
enum status local_settlement(struct command_call *call, const struct values *values,
                             struct error *err) CHECKED;
enum status local_import(struct command_call *call, const struct values *values,
                         struct error *err) CHECKED;
enum status local_profiles(struct command_call *call, const struct values *values,
                           struct error *err) CHECKED;
/* local_learn.c: `profiles new` */
struct profile_set;
enum status local_learn(struct command_call *call, const struct values *values,
                        const struct profile_set *set, const char *path, struct error *err) CHECKED;
enum status local_rule_show(struct command_call *call, const struct values *values,
                            struct error *err) CHECKED;
enum status local_rule_try(struct command_call *call, const struct values *values,
                           struct error *err) CHECKED;
enum status local_rule_test(struct command_call *call, const struct values *values,
                            struct error *err) CHECKED;
enum status local_rules_offered(struct command_call *call, const struct values *values,
                                struct error *err) CHECKED;
enum status local_suggest(struct command_call *call, const struct values *values,
                          struct error *err) CHECKED;
enum status local_policy_list(struct command_call *call, const struct values *values,
                              struct error *err) CHECKED;
enum status local_policy_show(struct command_call *call, const struct values *values,
                              struct error *err) CHECKED;
enum status local_policy_check(struct command_call *call, const struct values *values,
                               struct error *err) CHECKED;
enum status local_policy_diff(struct command_call *call, const struct values *values,
                              struct error *err) CHECKED;
enum status local_policy_try(struct command_call *call, const struct values *values,
                             struct error *err) CHECKED;
enum status local_notices_send(struct command_call *call, const struct values *values,
                               struct error *err) CHECKED;
enum status local_sweep(struct command_call *call, const struct values *values,
                        struct error *err) CHECKED;
enum status local_report(struct command_call *call, const struct values *values,
                         struct error *err) CHECKED;
enum status local_export(struct command_call *call, const struct values *values,
                         struct error *err) CHECKED;
enum status local_day_check(struct command_call *call, const struct values *values,
                            struct error *err) CHECKED;
enum status local_day_sheet(struct command_call *call, const struct values *values,
                            struct error *err) CHECKED;
enum status local_verify(struct command_call *call, const struct values *values,
                         struct error *err) CHECKED;
enum status local_anchor(struct command_call *call, const struct values *values,
                         struct error *err) CHECKED;
enum status local_backup(struct command_call *call, const struct values *values,
                         struct error *err) CHECKED;
enum status local_copy(struct command_call *call, const struct values *values,
                       struct error *err) CHECKED;
enum status local_trace(struct command_call *call, const struct values *values,
                        struct error *err) CHECKED;
enum status local_operators(struct command_call *call, const struct values *values,
                            struct error *err) CHECKED;
enum status local_completion(struct command_call *call, const struct values *values,
                             struct error *err) CHECKED;

/* What the table's kinds do, whatever their row. */
enum status local_list(struct command_call *call, const struct values *values,
                       struct error *err) CHECKED;
enum status local_action(struct command_call *call, const struct values *values,
                         struct error *err) CHECKED;
/* local_together.c: the same on several things */
enum status local_together(struct command_call *call, const struct values *values,
                           struct together *together, struct error *err) CHECKED;
/* local_evidence.c */
enum status local_evidence_look(struct command_call *call, const struct values *values,
                                struct error *err) CHECKED;
enum status local_evidence_save(struct command_call *call, const struct values *values,
                                struct error *err) CHECKED;
/* local_order.c */
enum status local_order_save(struct command_call *call, const struct values *values,
                             struct error *err) CHECKED;

#endif
