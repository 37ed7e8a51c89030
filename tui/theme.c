#include "tui/theme.h"

#include "model/builtin.h"
#include "model/ini.h"
#include "model/mem.h"

#include <string.h>

static const char *const names[THEME_ROLE_COUNT] = {
    [THEME_TEXT] = "text",
    [THEME_DIM] = "dim",
    [THEME_TITLE] = "title",
    [THEME_TITLE_WARN] = "title warn",
    [THEME_HEADING] = "heading",
    [THEME_LABEL] = "label",
    [THEME_SELECTION] = "selection",
    [THEME_SELECTION_WARN] = "selection warn",
    [THEME_SELECTION_IDLE] = "selection idle",
    [THEME_MARK] = "mark",
    [THEME_KEY] = "key",
    [THEME_HINT] = "hint",
    [THEME_GOOD] = "good",
    [THEME_WARN] = "warn",
    [THEME_DANGER] = "danger",
    [THEME_NEGATIVE] = "negative",
    [THEME_BORDER] = "border",
    [THEME_FIELD] = "field",
    [THEME_FIELD_FOCUS] = "field focus",
    [THEME_BUTTON] = "button",
    [THEME_BUTTON_FOCUS] = "button focus",
    [THEME_BAR] = "bar",
};

/* In the order of enum theme_role. */
static const char letters[THEME_ROLE_COUNT + 1] = ".dtThlsSimkngw!-bfFuUa";

const char *theme_role_name(enum theme_role role)
{
    return names[role];
}

const char *theme_role_letters(void)
{
    return letters;
}

/* What the first sixteen colours look like on most terminals (xterm's defaults). */
static const int32_t base_colours[16] = {
    0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5,
    0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff,
};

int32_t theme_palette(int index)
{
    static const int32_t steps[6] = {0, 95, 135, 175, 215, 255};
    if (index < 16) {
        return base_colours[index];
    }
    if (index >= 232) {
        int32_t grey = 8 + 10 * (index - 232);
        return grey << 16 | grey << 8 | grey;
    }
    int cube = index - 16;
    return steps[cube / 36] << 16 | steps[cube / 6 % 6] << 8 | steps[cube % 6];
}

static int64_t distance(int32_t a, int32_t b)
{
    int32_t red = (a >> 16 & 0xff) - (b >> 16 & 0xff);
    int32_t green = (a >> 8 & 0xff) - (b >> 8 & 0xff);
    int32_t blue = (a & 0xff) - (b & 0xff);
    /* The eye sees green best. */
    return 3 * (int64_t)red * red + 6 * (int64_t)green * green + 2 * (int64_t)blue * blue;
}

int theme_map(int32_t colour, int palette)
{
    if (colour == THEME_DEFAULT || palette < 8) {
        return THEME_DEFAULT;
    }
    /* The user's own first sixteen colours may be anything, so a rich palette leaves them alone. */
    int first = palette >= 256 ? 16 : 0;
    int last = palette >= 256 ? 256 : palette >= 16 ? 16 : 8;
    int best = first;
    for (int i = first; i < last; i++) {
        if (distance(colour, theme_palette(i)) < distance(colour, theme_palette(best))) {
            best = i;
        }
    }
    return best;
}

bool theme_style_map(const struct theme_style *style, int palette, int *fg, int *bg)
{
    *fg = theme_map(style->fg, palette);
    *bg = theme_map(style->bg, palette);
    return palette >= 8 && (*fg != *bg || *fg == THEME_DEFAULT);
}

/* The linear light of an sRGB byte, in millionths. */
static const int32_t linear[256] = {
    0,      304,    607,    911,    1214,   1518,   1821,   2125,   2428,   2732,   3035,   3347,
    3677,   4025,   4391,   4777,   5182,   5605,   6049,   6512,   6995,   7499,   8023,   8568,
    9134,   9721,   10330,  10960,  11612,  12286,  12983,  13702,  14444,  15209,  15996,  16807,
    17642,  18500,  19382,  20289,  21219,  22174,  23153,  24158,  25187,  26241,  27321,  28426,
    29557,  30713,  31896,  33105,  34340,  35601,  36889,  38204,  39546,  40915,  42311,  43735,
    45186,  46665,  48172,  49707,  51269,  52861,  54480,  56128,  57805,  59511,  61246,  63010,
    64803,  66626,  68478,  70360,  72272,  74214,  76185,  78187,  80220,  82283,  84376,  86500,
    88656,  90842,  93059,  95307,  97587,  99899,  102242, 104616, 107023, 109462, 111932, 114435,
    116971, 119538, 122139, 124772, 127438, 130136, 132868, 135633, 138432, 141263, 144128, 147027,
    149960, 152926, 155926, 158961, 162029, 165132, 168269, 171441, 174647, 177888, 181164, 184475,
    187821, 191202, 194618, 198069, 201556, 205079, 208637, 212231, 215861, 219526, 223228, 226966,
    230740, 234551, 238398, 242281, 246201, 250158, 254152, 258183, 262251, 266356, 270498, 274677,
    278894, 283149, 287441, 291771, 296138, 300544, 304987, 309469, 313989, 318547, 323143, 327778,
    332452, 337164, 341914, 346704, 351533, 356400, 361307, 366253, 371238, 376262, 381326, 386429,
    391572, 396755, 401978, 407240, 412543, 417885, 423268, 428690, 434154, 439657, 445201, 450786,
    456411, 462077, 467784, 473531, 479320, 485150, 491021, 496933, 502886, 508881, 514918, 520996,
    527115, 533276, 539479, 545724, 552011, 558340, 564712, 571125, 577580, 584078, 590619, 597202,
    603827, 610496, 617207, 623960, 630757, 637597, 644480, 651406, 658375, 665387, 672443, 679542,
    686685, 693872, 701102, 708376, 715694, 723055, 730461, 737910, 745404, 752942, 760525, 768151,
    775822, 783538, 791298, 799103, 806952, 814847, 822786, 830770, 838799, 846873, 854993, 863157,
    871367, 879622, 887923, 896269, 904661, 913099, 921582, 930111, 938686, 947307, 955973, 964686,
    973445, 982251, 991102, 1000000};

static int64_t luminance(int32_t colour)
{
    return (2126 * (int64_t)linear[colour >> 16 & 0xff] +
            7152 * (int64_t)linear[colour >> 8 & 0xff] + 722 * (int64_t)linear[colour & 0xff]) /
           10000;
}

int theme_contrast(int32_t fg, int32_t bg)
{
    int64_t a = luminance(fg) + 50000;
    int64_t b = luminance(bg) + 50000;
    return (int)(a > b ? 100 * a / b : 100 * b / a);
}

static enum status parse_colour(const struct ini *ini, const struct ini_entry *entry, int32_t *out,
                                struct error *err)
{
    if (strcmp(entry->value, "default") == 0) {
        *out = THEME_DEFAULT;
        return STATUS_OK;
    }
    const char *digits = "0123456789abcdef";
    int32_t colour = 0;
    bool is_valid = strlen(entry->value) == 7 && entry->value[0] == '#';
    for (int i = 1; is_valid && i < 7; i++) {
        const char *digit = strchr(digits, entry->value[i] | (entry->value[i] >= 'A' ? 0x20 : 0));
        is_valid = digit && *digit;
        if (is_valid) {
            colour = colour << 4 | (int32_t)(digit - digits);
        }
    }
    if (!is_valid) {
        return error_set(err, STATUS_INVALID, "theme %s line %d: '%s' is no colour", ini->name,
                         entry->line, entry->value),
               error_hint(err, "write #rrggbb or default");
    }
    *out = colour;
    return STATUS_OK;
}

static enum status parse_attributes(const struct ini *ini, const struct ini_entry *entry,
                                    unsigned *out, struct error *err)
{
    static const char *const words[] = {"bold", "dim", "underline", "reverse"};
    *out = 0;
    for (const char *word = entry->value; *word;) {
        size_t length = strcspn(word, " ,");
        unsigned bit = 0;
        for (unsigned i = 0; i < 4; i++) {
            if (strlen(words[i]) == length && strncmp(word, words[i], length) == 0) {
                bit = 1U << i;
            }
        }
        if (length > 0 && bit == 0) {
            return error_set(err, STATUS_INVALID, "theme %s line %d: '%.*s' is no attribute",
                             ini->name, entry->line, (int)length, word),
                   error_hint(err, "bold, dim, underline and reverse are");
        }
        *out |= bit;
        word += length;
        word += strspn(word, " ,");
    }
    return STATUS_OK;
}

static int find_role(const char *name)
{
    for (int i = 0; i < THEME_ROLE_COUNT; i++) {
        if (strcmp(names[i], name) == 0) {
            return i;
        }
    }
    return -1;
}

static enum status parse_style(struct theme *theme, const struct ini *ini,
                               const struct ini_entry *entry, struct error *err)
{
    int role = find_role(entry->section);
    if (role < 0) {
        return error_set(err, STATUS_INVALID, "theme %s line %d: there is no role '%s'", ini->name,
                         entry->line, entry->section);
    }
    struct theme_style *style = &theme->styles[role];
    if (strcmp(entry->key, "fg") == 0) {
        return parse_colour(ini, entry, &style->fg, err);
    }
    if (strcmp(entry->key, "bg") == 0) {
        return parse_colour(ini, entry, &style->bg, err);
    }
    if (strcmp(entry->key, "attributes") == 0) {
        return parse_attributes(ini, entry, &style->attributes, err);
    }
    if (strcmp(entry->key, "mono") == 0) {
        return parse_attributes(ini, entry, &style->mono, err);
    }
    return error_set(err, STATUS_INVALID, "theme %s line %d: there is no key '%s'", ini->name,
                     entry->line, entry->key);
}

static enum status parse_base(struct theme *theme, const struct ini *ini,
                              const struct ini_entry *entry, struct error *err)
{
    if (strcmp(entry->key, "foreground") == 0) {
        return parse_colour(ini, entry, &theme->foreground, err);
    }
    if (strcmp(entry->key, "background") == 0) {
        return parse_colour(ini, entry, &theme->background, err);
    }
    return error_set(err, STATUS_INVALID, "theme %s line %d: there is no key '%s'", ini->name,
                     entry->line, entry->key);
}

static enum status from_ini(void *mem, const struct ini *ini, const struct theme **out,
                            struct error *err)
{
    struct theme *theme = MEM_NEW(mem, struct theme);
    theme->name = mem_strdup(theme, ini->name);
    theme->foreground = 0xffffff;
    for (int i = 0; i < THEME_ROLE_COUNT; i++) {
        theme->styles[i].fg = theme->styles[i].bg = THEME_DEFAULT;
    }
    for (size_t i = 0; i < ini->count; i++) {
        const struct ini_entry *entry = &ini->entries[i];
        enum status status = strcmp(entry->section, "theme") == 0
                                 ? parse_base(theme, ini, entry, err)
                                 : parse_style(theme, ini, entry, err);
        if (status) {
            return status;
        }
    }
    *out = theme;
    return STATUS_OK;
}

enum status theme_parse(void *mem, const char *name, const char *text, const struct theme **out,
                        struct error *err)
{
    struct ini *ini;
    enum status status = ini_read_text(mem, name, text, &ini, err);
    return status ? status : from_ini(mem, ini, out, err);
}

enum status theme_load(void *mem, const char *name, const struct theme **out, struct error *err)
{
    if (strchr(name, '/')) {
        struct ini *ini;
        enum status status = ini_read_file(mem, name, &ini, err);
        return status ? status : from_ini(mem, ini, out, err);
    }
    char *known = mem_strdup(mem, "");
    for (const struct builtin *builtin = builtin_themes; builtin->name; builtin++) {
        if (strcmp(builtin->name, name) == 0) {
            return theme_parse(mem, name, builtin->text, out, err);
        }
        known = mem_append(known, "%s%s", *known ? ", " : "", builtin->name);
    }
    error_set(err, STATUS_NOT_FOUND, "there is no theme '%s'", name);
    return error_hint(err, "there are %s; a file's path has a slash", known);
}

const struct theme *theme_of_roles(void *mem)
{
    struct theme *theme = MEM_NEW(mem, struct theme);
    theme->name = "roles";
    theme->foreground = 0xffffff;
    for (int i = 0; i < THEME_ROLE_COUNT; i++) {
        theme->styles[i] = (struct theme_style){theme_palette(16 + i), THEME_DEFAULT, 0, 0};
    }
    return theme;
}
