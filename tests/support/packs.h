/* packs.h - the texts of packs, otherwise than the program carries them. */
#ifndef TESTS_SUPPORT_PACKS_H
#define TESTS_SUPPORT_PACKS_H

/* The text with another line of a key that it has, or without one where line is NULL; mem's. */
char *packs_with(void *mem, const char *text, const char *key, const char *line);
/* That version of a pack, which holds from a day on ("2026-12-01"); mem's. */
char *packs_version(void *mem, const char *id, int version, const char *day);

#endif
