// The door to libarchive: what people take away and bring along. Only Archives imports it.
#ifndef SCHOLION_CARCHIVE_SHIM_H
#define SCHOLION_CARCHIVE_SHIM_H

#include <archive.h>
#include <archive_entry.h>

/// Makes an entry a file.
static inline void scholion_entry_set_file(struct archive_entry *entry) { archive_entry_set_filetype(entry, AE_IFREG); }

/// Whether an entry is a file, no folder, link or device.
static inline int scholion_entry_is_file(struct archive_entry *entry) {
  return archive_entry_filetype(entry) == AE_IFREG && archive_entry_hardlink(entry) == NULL;
}

#endif
