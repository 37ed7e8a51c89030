/* ofx.h - OFX statements of banks and cards (1.x in SGML, 2.x in XML; also as .qfx) into rows.
 *
 * Source: the Open Financial Exchange specification (STMTRS, CCSTMTRS). Amounts are decimal text
 * and never pass through floating point, as they do in libofx: so this is a reader of its own.
 *
 * FITID is the row's reference; NAME or PAYEE is the counterparty; MEMO, REFNUM and CHECKNUM are
 * the text. There is no opening balance; LEDGERBAL is the closing one where it is of the last day
 * that the file covers (DTASOF is neither before the last row nor after DTEND), else it is the
 * balance of another day and no proof. */
#ifndef IMPORT_OFX_H
#define IMPORT_OFX_H

#include "import/stated.h"

/* Whether the start of a file is that of an OFX. */
bool ofx_fits(const char *text, size_t bytes);

/* The whole text in UTF-8. Errors name the line. */
enum status ofx_read(struct stated *stated, const char *text, size_t bytes,
                     struct error *err) CHECKED;

#endif
