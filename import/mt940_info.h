/* mt940_info.h - field :86: of an MT940, what a bank tells of an entry. */
#ifndef IMPORT_MT940_INFO_H
#define IMPORT_MT940_INFO_H

#include "import/memo.h"

#define MT940_ACCOUNT_BYTES 64

struct mt940_info {
    struct memo *memo, *name;
    char account[MT940_ACCOUNT_BYTES]; /* the other side's; "" for none */
};

/* Adds what text says to memo and name. Text is the field's, with its line ends. */
void mt940_info_read(const char *text, size_t bytes, struct mt940_info *out);

/* Text in lines of so many characters: a full one goes on with the next without a blank. */
void mt940_info_lines(const char *text, size_t bytes, size_t full_chars, struct memo *memo);

#endif
