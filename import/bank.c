#include "import/bank.h"

#include <string.h>

const char *bank_text(const struct bank_file *file, uint32_t offset)
{
    return texts_at(&file->texts, offset);
}

const char *bank_next_cell(const char *cell)
{
    return cell + strlen(cell) + 1;
}

bool bank_dates_fall(const struct bank_file *file)
{
    size_t falls = 0;
    size_t rises = 0;
    for (size_t i = 1; i < file->row_count; i++) {
        const struct bank_row *a = &file->rows[i - 1];
        const struct bank_row *b = &file->rows[i];
        bool has_times = a->time_s != BANK_NO_TIME && b->time_s != BANK_NO_TIME;
        int64_t first = (int64_t)a->date_days * 86400 + (has_times ? a->time_s : 0);
        int64_t second = (int64_t)b->date_days * 86400 + (has_times ? b->time_s : 0);
        falls += second < first;
        rises += second > first;
    }
    return falls > rises;
}
