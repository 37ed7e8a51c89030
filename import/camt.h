/* camt.h - ISO 20022 bank to customer statements (camt.053.001.02 to .08) into rows.
 *
 * Source: the message definition reports of ISO 20022. Parsed with libxml2: no network, no
 * document type, no entities but the five of XML; one entry in memory at a time.
 *
 * Only booked entries (Sts BOOK) move money; others do not count. CdtDbtInd is the direction of the
 * entry itself, of a reversal (RvslInd) too. An entry with several TxDtls whose amounts sum to it
 * is one row for each of them, else one row. AcctSvcrRef is the row's reference; EndToEndId and the
 * other references, RmtInf and AddtlNtryInf are its text. The summary's counts and sums
 * (TxsSummry) are checked. */
#ifndef IMPORT_CAMT_H
#define IMPORT_CAMT_H

#include "import/stated.h"

/* Whether the start of a file is that of a camt message, be it one that cannot be read. */
bool camt_fits(const char *text, size_t bytes);

/* The whole text in UTF-8. Errors name the line. */
enum status camt_read(struct stated *stated, const char *text, size_t bytes,
                      struct error *err) CHECKED;

#endif
