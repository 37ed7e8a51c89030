#include "import/bank.h"

#include "model/mem.h"

#include <string.h>

#define FIRST_ROWS 64
#define FIRST_ASIDES 16

struct bank_row *bank_add_row(struct bank_file *file)
{
    if (file->row_count == file->row_room) {
        file->row_room = file->row_room == 0 ? FIRST_ROWS : file->row_room + file->row_room / 2;
        file->rows = MEM_GROW(file, file->rows, struct bank_row, file->row_room);
    }
    return &file->rows[file->row_count++];
}

struct bank_aside *bank_add_aside(struct bank_file *file, struct bank_asides *list)
{
    if (list->count == list->room) {
        list->room = list->room == 0 ? FIRST_ASIDES : 2 * list->room;
        list->items = MEM_GROW(file, list->items, struct bank_aside, list->room);
    }
    struct bank_aside *aside = &list->items[list->count++];
    memset(aside, 0, sizeof *aside);
    return aside;
}

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
