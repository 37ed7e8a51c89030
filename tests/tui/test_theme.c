/* The built-in themes can be read, and are read well: the contrast that WCAG asks for. */
#include "model/builtin.h"
#include "model/mem.h"
#include "tui/theme.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define CONTRAST_TEXT 450
#define CONTRAST_LINE 300 /* borders and drawn figures are no text */

static const struct theme *load(void *mem, const char *name)
{
    const struct theme *theme = NULL;
    struct error err;
    if (theme_load(mem, name, &theme, &err)) {
        fail_msg("%s: %s", err.message, err.hint);
    }
    return theme;
}

static void lint(const struct theme *theme, int palette)
{
    for (int i = 0; i < THEME_ROLE_COUNT; i++) {
        const struct theme_style *style = &theme->styles[i];
        int32_t fg = style->fg == THEME_DEFAULT ? theme->foreground : style->fg;
        int32_t bg = style->bg == THEME_DEFAULT ? theme->background : style->bg;
        if (palette) {
            fg = style->fg == THEME_DEFAULT ? fg : theme_palette(theme_map(fg, palette));
            bg = style->bg == THEME_DEFAULT ? bg : theme_palette(theme_map(bg, palette));
        }
        int least = i == THEME_BORDER || i == THEME_BAR ? CONTRAST_LINE : CONTRAST_TEXT;
        if (theme_contrast(fg, bg) < least) {
            fail_msg("theme %s, %d colours, role '%s': contrast %d, %d is needed", theme->name,
                     palette, theme_role_name((enum theme_role)i), theme_contrast(fg, bg), least);
        }
    }
}

static void every_theme_has_the_contrast_that_reading_needs(void **state)
{
    (void)state;
    void *mem = mem_context(NULL, "test");
    for (const struct builtin *builtin = builtin_themes; builtin->name; builtin++) {
        lint(load(mem, builtin->name), 0);
        lint(load(mem, builtin->name), 256);
    }
    mem_free(mem);
}

static void every_theme_shows_its_selection_without_colours_too(void **state)
{
    (void)state;
    void *mem = mem_context(NULL, "test");
    for (const struct builtin *builtin = builtin_themes; builtin->name; builtin++) {
        const struct theme *theme = load(mem, builtin->name);
        assert_true(theme->styles[THEME_SELECTION].mono & THEME_REVERSE);
        assert_true(theme->styles[THEME_BUTTON_FOCUS].mono & THEME_REVERSE);
        assert_true(theme->styles[THEME_DANGER].mono & THEME_BOLD);
        /* A block turned over is a hole. */
        assert_false(theme->styles[THEME_BAR].mono & THEME_REVERSE);
    }
    mem_free(mem);
}

static void contrast_is_that_of_the_wcag(void **state)
{
    (void)state;
    assert_int_equal(theme_contrast(0xffffff, 0x000000), 2100);
    assert_int_equal(theme_contrast(0x000000, 0xffffff), 2100);
    assert_int_equal(theme_contrast(0x777777, 0xffffff), 447); /* the known near miss */
    assert_int_equal(theme_contrast(0x767676, 0xffffff), 454);
}

static void colours_map_down_to_what_the_terminal_has(void **state)
{
    (void)state;
    assert_int_equal(theme_map(0x87afd7, 256), 110);
    assert_int_equal(theme_map(0x8a8a8a, 256), 245);
    assert_int_equal(theme_map(0xff0000, 16), 9);
    assert_int_equal(theme_map(0xff0000, 8), 1);
    assert_int_equal(theme_map(THEME_DEFAULT, 256), THEME_DEFAULT);
    struct theme_style style = {0x101010, 0x050505, 0, 0};
    int fg;
    int bg;
    assert_false(theme_style_map(&style, 8, &fg, &bg));
    assert_true(theme_style_map(&style, 256, &fg, &bg));
    assert_false(theme_style_map(&style, 0, &fg, &bg));
}

static void every_role_has_a_letter_of_its_own(void **state)
{
    (void)state;
    const char *letters = theme_role_letters();
    assert_int_equal(strlen(letters), THEME_ROLE_COUNT);
    for (const char *letter = letters; *letter; letter++) {
        assert_true(*letter > ' ' && *letter < 0x7f && *letter != ';');
        assert_null(strchr(letter + 1, *letter));
    }
}

static void a_theme_with_a_mistake_is_refused_by_line(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "[text]\nfg = red\n",
        "[text]\nfg = #12345\n",
        "[text]\nattributes = blinking\n",
        "[nonsense]\nfg = default\n",
        "[text]\ncolour = default\n",
        "[theme]\nname = x\n",
    };
    void *mem = mem_context(NULL, "test");
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        const struct theme *theme;
        struct error err;
        assert_int_equal(theme_parse(mem, "bad", texts[i], &theme, &err), STATUS_INVALID);
        assert_non_null(strstr(err.message, "line 2"));
    }
    const struct theme *theme;
    struct error err;
    assert_int_equal(theme_load(mem, "nowhere", &theme, &err), STATUS_NOT_FOUND);
    assert_non_null(strstr(err.hint, "dark"));
    mem_free(mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_theme_has_the_contrast_that_reading_needs),
        cmocka_unit_test(every_theme_shows_its_selection_without_colours_too),
        cmocka_unit_test(contrast_is_that_of_the_wcag),
        cmocka_unit_test(colours_map_down_to_what_the_terminal_has),
        cmocka_unit_test(every_role_has_a_letter_of_its_own),
        cmocka_unit_test(a_theme_with_a_mistake_is_refused_by_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
