/* deal_terms.h - what may be ordered: by whom, of whom, and for how much. */
#ifndef MODEL_DEAL_TERMS_H
#define MODEL_DEAL_TERMS_H

#include "model/deal_row.h"

/* STATUS_REFUSED or STATUS_INVALID says what no order has; STATUS_NOT_FOUND names who is unknown.
 */
enum status deal_check_terms(struct book *book, const struct deal *deal, struct error *err) CHECKED;

#endif
