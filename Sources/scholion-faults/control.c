// Whom the faults concern, and which call fails.

#include "faults.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static struct faults_control *control;
static char under[PATH_MAX];
static size_t under_length;
static int journal = -1;
static _Thread_local int dies_after;

#define DESCRIPTORS 65536
static _Atomic unsigned char kinds[DESCRIPTORS];
static _Atomic int64_t inodes[DESCRIPTORS];
static char *_Atomic folders[DESCRIPTORS];

static int is_our_program(const char *wanted) {
  char path[PATH_MAX];
  ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return strcmp(path, wanted) == 0;
}

// System calls are made directly here: the wrappers of this library are not to see them.
__attribute__((constructor)) static void start(void) {
  const char *file = getenv("FAULTS_CONTROL");
  const char *folder = getenv("FAULTS_UNDER");
  const char *program = getenv("FAULTS_PROGRAM");
  if (!file || !folder || (program && !is_our_program(program))) return;
  under_length = strlen(folder);
  if (under_length == 0 || under_length >= sizeof under) return;
  memcpy(under, folder, under_length + 1);
  int descriptor = (int)syscall(SYS_openat, AT_FDCWD, file, O_RDWR | O_CLOEXEC, 0);
  if (descriptor < 0) return;
  void *page = (void *)syscall(
      SYS_mmap, NULL, sizeof(struct faults_control), PROT_READ | PROT_WRITE, MAP_SHARED, (long)descriptor, 0L);
  syscall(SYS_close, descriptor);
  if (page == MAP_FAILED) return;
  const char *book = getenv("FAULTS_JOURNAL");
  if (book) {
    descriptor = (int)syscall(SYS_openat, AT_FDCWD, book, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    // Out of the way of the numbers that a program expects.
    if (descriptor >= 0) {
      journal = (int)syscall(SYS_fcntl, descriptor, F_DUPFD_CLOEXEC, 900);
      if (journal >= 0) syscall(SYS_close, descriptor); else journal = descriptor;
    }
  }
  control = page;
}

static void die(void) {
  syscall(SYS_kill, syscall(SYS_getpid), SIGKILL);
  for (;;) pause();
}

int faults_verdict(int class) {
  if (!control || !(control->classes & class)) return 0;
  int64_t place = ++control->counted;
  if (control->countdown <= 0) return 0;
  int64_t left = --control->countdown;
  if (left > 0) return 0;
  if (control->switches & FAULTS_LASTING) control->countdown = 1;
  else if (left < 0) return 0;
  if (control->number == -1) {
    if (place & 1) dies_after = 1; else die();
    return 0;
  }
  ++control->failed;
  control->last_class = class;
  return (int)control->number;
}

int faults_space(void) { return control && (control->switches & FAULTS_FULL) ? ENOSPC : 0; }

void faults_after(void) {
  if (dies_after) die();
}

enum faults_kind faults_kind_of_path(const char *path) {
  if (!control || strncmp(path, under, under_length) != 0) return FAULTS_OTHER;
  if (path[under_length] != 0 && path[under_length] != '/') return FAULTS_OTHER;
  size_t length = strlen(path);
  return length > 4 && strcmp(path + length - 4, "-shm") == 0 ? FAULTS_SHARED : FAULTS_FILE;
}

enum faults_kind faults_kind_of(int descriptor) {
  return descriptor >= 0 && descriptor < DESCRIPTORS ? kinds[descriptor] : FAULTS_OTHER;
}

int64_t faults_inode_of(int descriptor) { return inodes[descriptor]; }

void faults_opened(int descriptor, const char *path, enum faults_kind kind, int is_new) {
  if (descriptor < 0 || descriptor >= DESCRIPTORS) return;
  struct stat status;
  if (fstat(descriptor, &status) != 0) return;
  inodes[descriptor] = (int64_t)status.st_ino;
  if (S_ISDIR(status.st_mode)) {
    free(folders[descriptor]);
    folders[descriptor] = strdup(path);
    kind = FAULTS_FOLDER;
  } else if (kind == FAULTS_FILE) {
    faults_record(is_new ? FAULTS_MADE : FAULTS_OPENED, inodes[descriptor], 0, path, strlen(path));
  }
  kinds[descriptor] = (unsigned char)kind;
}

void faults_connected(int descriptor) {
  if (control && descriptor >= 0 && descriptor < DESCRIPTORS) kinds[descriptor] = FAULTS_TALK;
}

void faults_closed(int descriptor) {
  if (descriptor >= 0 && descriptor < DESCRIPTORS) kinds[descriptor] = FAULTS_OTHER;
}

int64_t faults_mark(void) {
  return journal < 0 ? 0 : (int64_t)syscall(SYS_lseek, journal, 0L, SEEK_END);
}

void faults_record(enum faults_record kind, int64_t inode, int64_t offset, const void *bytes, size_t length) {
  if (journal < 0) return;
  int saved = errno;
  struct faults_head head = {FAULTS_MAGIC, kind, inode, offset, (int64_t)length};
  struct { const void *base; size_t length; } parts[2] = {{&head, sizeof head}, {bytes, length}};
  // One call, so that records of several threads do not mix; a torn one at the end is left out by the reader.
  if (syscall(SYS_writev, journal, parts, length ? 2 : 1) != (long)(sizeof head + length)) die();
  errno = saved;
}

void faults_synced(int descriptor, int64_t mark) {
  if (control->switches & FAULTS_LYING) return;
  if (kinds[descriptor] == FAULTS_FILE) faults_record(FAULTS_SYNCED, inodes[descriptor], mark, NULL, 0);
  if (kinds[descriptor] == FAULTS_FOLDER) {
    faults_record(FAULTS_NAMES_SYNCED, 0, mark, folders[descriptor], strlen(folders[descriptor]));
  }
}

int faults_path(int folder, const char *name, char *path, size_t size) {
  const char *base = NULL;
  char current[PATH_MAX];
  if (name[0] == '/') base = "";
  else if (folder == AT_FDCWD) base = getcwd(current, sizeof current);
  else if (faults_kind_of(folder) == FAULTS_FOLDER) base = folders[folder];
  if (!base) return 0;
  size_t first = strlen(base), second = strlen(name);
  if (first + second + 2 > size) return 0;
  memcpy(path, base, first);
  if (first) path[first++] = '/';
  memcpy(path + first, name, second + 1);
  return 1;
}
