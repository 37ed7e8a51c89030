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
