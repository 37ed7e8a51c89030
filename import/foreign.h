/* foreign.h - files that are no text at all, known by their bytes and refused with what to do. */
#ifndef IMPORT_FOREIGN_H
#define IMPORT_FOREIGN_H

#include "model/error.h"

#include <stddef.h>

/* STATUS_INVALID for a workbook (.xls, .xlsx, .ods), a PDF, an archive, a picture, a database, a
 * web page. */
enum status foreign_refuse(const char *bytes, size_t size, struct error *err) CHECKED;

#endif
