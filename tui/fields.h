/* fields.h - what each command is given: its arguments, and the form of an action. One array for a
 * command of that name, ended by FIELDS_END. */
#ifndef TUI_FIELDS_H
#define TUI_FIELDS_H

#include "tui/values.h"

#define FIELDS_END                                                                                 \
    {                                                                                              \
        .name = NULL                                                                               \
    }

/* fields_measures.c: freezes, orders and complaints. */
extern const struct field freeze_fields[], terminate_fields[], order_fields[],
    freeze_confirm_fields[], freeze_extend_fields[], freeze_object_fields[], freeze_review_fields[],
    order_save_fields[], unfreeze_fields[], caution_fields[], caution_acknowledge_fields[],
    caution_withdraw_fields[], complaint_open_fields[], complaint_evidence_fields[],
    evidence_fields[], evidence_save_fields[], complaint_fields[], complaint_take_fields[],
    complaint_hand_fields[], complaint_refuse_fields[], complaint_answer_fields[],
    complaint_appeal_fields[], complaint_review_fields[], complaint_notice_fields[],
    complaint_decide_fields[];

/* fields_money.c: held money, what is paid, and what the bank says. */
extern const struct field payout_fields[], advance_fields[], chargeback_fields[],
    chargeback_reverse_fields[], fx_fields[], hold_fields[], hold_carve_fields[],
    hold_extend_fields[], match_fields[], unmatch_fields[], write_off_fields[], correct_fields[];

/* fields_days.c: breaks, and closing the day. */
extern const struct field break_reason_fields[], break_assign_fields[], break_expect_fields[],
    break_note_fields[], break_escalate_fields[], day_close_fields[], day_check_fields[],
    day_sheet_fields[];

/* fields_parties.c: shops, group buys, operators and what they decide together. */
extern const struct field notices_retry_fields[], close_fields[], extend_fields[],
    campaign_open_fields[], campaign_close_fields[], campaign_cancel_fields[], reveal_fields[],
    reveal_payout_fields[], reveal_line_fields[], erase_statement_fields[], erase_fields[],
    exit_fields[], courier_draw_fields[], campaign_leave_fields[], insure_fields[],
    operator_fields[], approve_fields[], reject_fields[], withdraw_fields[],
    operator_interest_fields[], operator_revoke_fields[];

/* fields_store.c: the store, its files and what is written of it. */
extern const struct field init_fields[], demo_fields[], show_fields[], feed_fields[],
    profiles_fields[], policy_show_fields[], policy_check_fields[], policy_diff_fields[],
    policy_try_fields[], policy_adopt_fields[], rule_add_fields[], rule_switch_fields[],
    rule_draft_fields[], rule_show_fields[], rule_try_fields[], suggest_fields[], import_fields[],
    format_fields[], trace_fields[], notices_send_fields[], report_fields[], export_fields[],
    verify_fields[], anchor_fields[], backup_fields[], copy_fields[], completion_fields[];

#endif
