/* readme.h - what the README shows, for tests that run it as it stands there. */
#ifndef TESTS_SUPPORT_README_H
#define TESTS_SUPPORT_README_H

/* The inside of the fenced block of this language ("sql") that has text in it, mem's; fails the
 * test where there is none. */
char *readme_block(void *mem, const char *language, const char *text);

#endif
