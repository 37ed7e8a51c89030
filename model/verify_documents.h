/* verify_documents.h - proves that each document is what its hash, and so its event, says. */
#ifndef MODEL_VERIFY_DOCUMENTS_H
#define MODEL_VERIFY_DOCUMENTS_H

#include "model/book.h"
#include "model/verify_row.h"

enum status verify_documents(struct book *book, struct verify_row *row, struct error *err) CHECKED;

#endif
