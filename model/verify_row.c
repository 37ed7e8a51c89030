#include "model/verify_row.h"

#include <stdarg.h>
#include <stdio.h>

void verify_breach(struct verify_row *row, const char *format, ...)
{
    va_list args;
    if (!row->holds) {
        return; /* the first one is kept */
    }
    va_start(args, format);
    (void)vsnprintf(row->first_breach, sizeof row->first_breach, format, args);
    va_end(args);
    row->holds = false;
}
