/* folder.h - where a user's own files of Holdfast lie. */
#ifndef TUI_FOLDER_H
#define TUI_FOLDER_H

/* $XDG_DATA_HOME/holdfast/holdfast.db or ~/.local/share/holdfast/holdfast.db; NULL without a home
 * folder. Owned by mem. */
const char *folder_store(void *mem);
/* $XDG_CONFIG_HOME/holdfast/profiles or ~/.config/holdfast/profiles; NULL without a home folder. */
const char *folder_profiles(void *mem);
/* The value of an environment variable; NULL where it is unset or empty. */
const char *folder_environment(const char *name);

/* The folder and all above it, open to their owner alone. One that cannot be made is told by
 * whoever writes into it. */
void folder_make(const char *path);

#endif
