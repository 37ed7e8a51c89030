/* action.h - what the actions of the command table do: each makes the model's request of the values
 * and runs it. A form and a script call the same. */
#ifndef TUI_ACTION_H
#define TUI_ACTION_H

#include "model/error.h"

#include <stddef.h>

struct book;
struct run;
struct values; /* command.h */

enum status action_freeze(struct book *book, const struct values *values, struct run *run,
                          struct error *err) CHECKED;
enum status action_unfreeze(struct book *book, const struct values *values, struct run *run,
                            struct error *err) CHECKED;
enum status action_terminate(struct book *book, const struct values *values, struct run *run,
                             struct error *err) CHECKED;
enum status action_caution(struct book *book, const struct values *values, struct run *run,
                           struct error *err) CHECKED;
enum status action_caution_acknowledge(struct book *book, const struct values *values,
                                       struct run *run, struct error *err) CHECKED;
enum status action_caution_withdraw(struct book *book, const struct values *values, struct run *run,
                                    struct error *err) CHECKED;
enum status action_break_reason(struct book *book, const struct values *values, struct run *run,
                                struct error *err) CHECKED;
enum status action_break_assign(struct book *book, const struct values *values, struct run *run,
                                struct error *err) CHECKED;
enum status action_break_expect(struct book *book, const struct values *values, struct run *run,
                                struct error *err) CHECKED;
enum status action_break_note(struct book *book, const struct values *values, struct run *run,
                              struct error *err) CHECKED;
enum status action_break_escalate(struct book *book, const struct values *values, struct run *run,
                                  struct error *err) CHECKED;
enum status action_day_close(struct book *book, const struct values *values, struct run *run,
                             struct error *err) CHECKED;
/* The next day to close, and what stands in its way. */
enum status action_day_propose(void *mem, struct book *book, struct values *values, char **note,
                               struct error *err) CHECKED;
enum status action_order(struct book *book, const struct values *values, struct run *run,
                         struct error *err) CHECKED;
enum status action_freeze_confirm(struct book *book, const struct values *values, struct run *run,
                                  struct error *err) CHECKED;
enum status action_freeze_extend(struct book *book, const struct values *values, struct run *run,
                                 struct error *err) CHECKED;
enum status action_freeze_object(struct book *book, const struct values *values, struct run *run,
                                 struct error *err) CHECKED;
enum status action_freeze_review(struct book *book, const struct values *values, struct run *run,
                                 struct error *err) CHECKED;
/* What its form begins with where it is opened on a complaint. */
enum status action_freeze_propose(void *mem, struct book *book, struct values *values, char **note,
                                  struct error *err) CHECKED;
enum status action_payout(struct book *book, const struct values *values, struct run *run,
                          struct error *err) CHECKED;
enum status action_extend(struct book *book, const struct values *values, struct run *run,
                          struct error *err) CHECKED;
enum status action_fx(struct book *book, const struct values *values, struct run *run,
                      struct error *err) CHECKED;
enum status action_correct(struct book *book, const struct values *values, struct run *run,
                           struct error *err) CHECKED;
enum status action_advance(struct book *book, const struct values *values, struct run *run,
                           struct error *err) CHECKED;
enum status action_chargeback(struct book *book, const struct values *values, struct run *run,
                              struct error *err) CHECKED;
enum status action_chargeback_reverse(struct book *book, const struct values *values,
                                      struct run *run, struct error *err) CHECKED;
enum status action_close(struct book *book, const struct values *values, struct run *run,
                         struct error *err) CHECKED;
enum status action_campaign_open(struct book *book, const struct values *values, struct run *run,
                                 struct error *err) CHECKED;
enum status action_campaign_close(struct book *book, const struct values *values, struct run *run,
                                  struct error *err) CHECKED;
enum status action_campaign_cancel(struct book *book, const struct values *values, struct run *run,
                                   struct error *err) CHECKED;
enum status action_campaign_leave(struct book *book, const struct values *values, struct run *run,
                                  struct error *err) CHECKED;
enum status action_exit(struct book *book, const struct values *values, struct run *run,
                        struct error *err) CHECKED;
enum status action_reveal(struct book *book, const struct values *values, struct run *run,
                          struct error *err) CHECKED;
enum status action_reveal_payout(struct book *book, const struct values *values, struct run *run,
                                 struct error *err) CHECKED;
enum status action_reveal_line(struct book *book, const struct values *values, struct run *run,
                               struct error *err) CHECKED;
enum status action_erase(struct book *book, const struct values *values, struct run *run,
                         struct error *err) CHECKED;
enum status action_erase_statement(struct book *book, const struct values *values, struct run *run,
                                   struct error *err) CHECKED;
enum status action_insure(struct book *book, const struct values *values, struct run *run,
                          struct error *err) CHECKED;
enum status action_courier_draw(struct book *book, const struct values *values, struct run *run,
                                struct error *err) CHECKED;
enum status action_complaint_open(struct book *book, const struct values *values, struct run *run,
                                  struct error *err) CHECKED;
enum status action_complaint_take(struct book *book, const struct values *values, struct run *run,
                                  struct error *err) CHECKED;
enum status action_complaint_hand(struct book *book, const struct values *values, struct run *run,
                                  struct error *err) CHECKED;
enum status action_complaint_admit(struct book *book, const struct values *values, struct run *run,
                                   struct error *err) CHECKED;
enum status action_complaint_refuse(struct book *book, const struct values *values, struct run *run,
                                    struct error *err) CHECKED;
enum status action_complaint_answer(struct book *book, const struct values *values, struct run *run,
                                    struct error *err) CHECKED;
enum status action_complaint_appeal(struct book *book, const struct values *values, struct run *run,
                                    struct error *err) CHECKED;
enum status action_complaint_review(struct book *book, const struct values *values, struct run *run,
                                    struct error *err) CHECKED;
enum status action_complaint_notice(struct book *book, const struct values *values, struct run *run,
                                    struct error *err) CHECKED;
enum status action_complaint_evidence(struct book *book, const struct values *values,
                                      struct run *run, struct error *err) CHECKED;
/* What the form of a decision begins with: what the policy says. */
enum status action_complaint_propose(void *mem, struct book *book, struct values *values,
                                     char **note, struct error *err) CHECKED;
enum status action_complaint_decide(struct book *book, const struct values *values, struct run *run,
                                    struct error *err) CHECKED;
enum status action_hold_release(struct book *book, const struct values *values, struct run *run,
                                struct error *err) CHECKED;
enum status action_hold_return(struct book *book, const struct values *values, struct run *run,
                               struct error *err) CHECKED;
enum status action_hold_carve(struct book *book, const struct values *values, struct run *run,
                              struct error *err) CHECKED;
enum status action_hold_extend(struct book *book, const struct values *values, struct run *run,
                               struct error *err) CHECKED;
enum status action_operator_add(struct book *book, const struct values *values, struct run *run,
                                struct error *err) CHECKED;
enum status action_operator_grant(struct book *book, const struct values *values, struct run *run,
                                  struct error *err) CHECKED;
enum status action_operator_interest(struct book *book, const struct values *values,
                                     struct run *run, struct error *err) CHECKED;
enum status action_approve(struct book *book, const struct values *values, struct run *run,
                           struct error *err) CHECKED;
enum status action_reject(struct book *book, const struct values *values, struct run *run,
                          struct error *err) CHECKED;
enum status action_notices_retry(struct book *book, const struct values *values, struct run *run,
                                 struct error *err) CHECKED;
enum status action_withdraw(struct book *book, const struct values *values, struct run *run,
                            struct error *err) CHECKED;
enum status action_policy_adopt(struct book *book, const struct values *values, struct run *run,
                                struct error *err) CHECKED;
enum status action_operator_revoke(struct book *book, const struct values *values, struct run *run,
                                   struct error *err) CHECKED;
/* Of several lines or items, or of parts: the pairs that they come to. */
enum status action_match_spread(void *mem, struct book *book, const struct values *values,
                                struct values **out, size_t *count, struct error *err) CHECKED;
enum status action_match(struct book *book, const struct values *values, struct run *run,
                         struct error *err) CHECKED;
enum status action_write_off(struct book *book, const struct values *values, struct run *run,
                             struct error *err) CHECKED;
enum status action_rule_add(struct book *book, const struct values *values, struct run *run,
                            struct error *err) CHECKED;
enum status action_rule_draft(struct book *book, const struct values *values, struct run *run,
                              struct error *err) CHECKED;
enum status action_rule_on(struct book *book, const struct values *values, struct run *run,
                           struct error *err) CHECKED;
enum status action_rule_off(struct book *book, const struct values *values, struct run *run,
                            struct error *err) CHECKED;
enum status action_unmatch(struct book *book, const struct values *values, struct run *run,
                           struct error *err) CHECKED;

#endif
