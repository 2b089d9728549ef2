// scholion-faults: a library to preload (ld.so(8)) that makes the disk fail under a server, as told by a file shared with the one
// who tests it; and that keeps a journal of what was written, so that a power cut can be played afterwards. It knows no program.

#ifndef FAULTS_H
#define FAULTS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// Environment: FAULTS_CONTROL is the shared file, FAULTS_UNDER the folder whose files are concerned, and
// FAULTS_JOURNAL the journal, if one is to be kept. A process with another program than FAULTS_PROGRAM is left
// alone, so that children of the server do not count.

/// The shared file: numbers of 64 bits in the machine's order, one after the other.
struct faults_control {
  /// Bits of `faults_switch`.
  _Atomic int64_t switches;
  /// How many more calls until one fails; nothing fails at 0.
  _Atomic int64_t countdown;
  /// The calls that count: bits of `faults_class`.
  _Atomic int64_t classes;
  /// What the call fails with; -1 kills the process instead, after the call if it is odd-numbered and before it otherwise.
  _Atomic int64_t number;
  /// Calls that counted since the file was made.
  _Atomic int64_t counted;
  /// Calls that failed.
  _Atomic int64_t failed;
  /// The class of the one that failed last.
  _Atomic int64_t last_class;
};

enum faults_switch {
  /// Whatever would take space fails with ENOSPC.
  FAULTS_FULL = 1,
  /// The journal says nothing of fsync: a disk that lies.
  FAULTS_LYING = 2,
  /// Once a call has failed, all that follow do.
  FAULTS_LASTING = 4,
};

enum faults_class {
  FAULTS_OPEN = 1,
  FAULTS_READ = 2,
  FAULTS_WRITE = 4,
  FAULTS_SIZE = 8,
  FAULTS_SYNC = 16,
  FAULTS_MAP = 32,
  FAULTS_NAME = 64,
  FAULTS_SOCKET = 128,
  /// Reaching a Unix socket, and what is said and heard there: how a database in another process is spoken to.
  FAULTS_LINE = 256,
};

/// How a descriptor is regarded.
enum faults_kind {
  FAULTS_OTHER = 0,
  FAULTS_FILE = 1,
  /// The index of a write-ahead log: made anew after a crash, so that no journal needs it.
  FAULTS_SHARED = 2,
  FAULTS_FOLDER = 3,
  /// A connection to a Unix socket.
  FAULTS_TALK = 4,
};

/// Kinds of records in the journal; each is a head and `length` bytes.
enum faults_record {
  /// `offset`, and the bytes written.
  FAULTS_WRITTEN = 1,
  /// `offset` is the new size.
  FAULTS_SIZED = 2,
  /// What was recorded of the file before `offset` in the journal is on the disk.
  FAULTS_SYNCED = 3,
  /// A file was made; the bytes are its path.
  FAULTS_MADE = 4,
  /// A file that was there was opened; the bytes are its path.
  FAULTS_OPENED = 5,
  /// A name went; the bytes are the path.
  FAULTS_REMOVED = 6,
  /// A name changed; the bytes are the old path, a zero, the new path.
  FAULTS_RENAMED = 7,
  /// The names in a folder recorded before `offset` are on the disk; the bytes are its path.
  FAULTS_NAMES_SYNCED = 8,
};

struct faults_head {
  int64_t magic;
  int64_t kind;
  int64_t inode;
  int64_t offset;
  int64_t length;
};

#define FAULTS_MAGIC 0x5343484f4c494f4eLL

/// Counts a call; its error number if it is to fail, else 0. Does not return when the process is to die.
int faults_verdict(int class);
/// The error number of a call that takes space, else 0.
int faults_space(void);
/// Whether the process is to die after this call; dies then.
void faults_after(void);

/// Whether a path lies under the folder; what kind it is.
enum faults_kind faults_kind_of_path(const char *path);
enum faults_kind faults_kind_of(int descriptor);
int64_t faults_inode_of(int descriptor);
/// Remembers a descriptor that was opened, and what it is.
void faults_opened(int descriptor, const char *path, enum faults_kind kind, int is_new);
void faults_closed(int descriptor);
/// Remembers a connection to a Unix socket.
void faults_connected(int descriptor);

/// The journal's length, 0 without one.
int64_t faults_mark(void);
void faults_record(enum faults_record kind, int64_t inode, int64_t offset, const void *bytes, size_t length);
void faults_synced(int descriptor, int64_t mark);
/// A full path of a name given to a call; false when it does not fit.
int faults_path(int folder, const char *name, char *path, size_t size);

#endif
