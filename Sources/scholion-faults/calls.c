// The calls that are looked at, each around the real one.

#include "faults.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

// The real function of the same name.
#define REAL(name, ...) \
  static __typeof__(name) *real; \
  if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, __VA_ARGS__)

// Leaves with -1 when the call is to fail.
#define MAY_FAIL(class) \
  do { \
    int number = faults_verdict(class); \
    if (number) { errno = number; return -1; } \
  } while (0)

#define NEEDS_SPACE() \
  do { \
    int number = faults_space(); \
    if (number) { errno = number; return -1; } \
  } while (0)

static int opened(int folder, const char *name, int flags, mode_t mode) {
  REAL(openat, "openat");
  char path[PATH_MAX];
  enum faults_kind kind = faults_path(folder, name, path, sizeof path) ? faults_kind_of_path(path) : FAULTS_OTHER;
  if (kind == FAULTS_OTHER) {
    int descriptor = real(folder, name, flags, mode);
    faults_closed(descriptor);
    return descriptor;
  }
  MAY_FAIL(FAULTS_OPEN);
  // Looked for first, so that it is known whether the file is new.
  int descriptor = -1, is_new = 0;
  if (flags & O_CREAT && !(flags & O_EXCL)) descriptor = real(folder, name, flags & ~O_CREAT, mode);
  if (descriptor < 0 && (!(flags & O_CREAT) || flags & O_EXCL || errno == ENOENT)) {
    if (flags & O_CREAT) NEEDS_SPACE();
    descriptor = real(folder, name, flags, mode);
    is_new = (flags & O_CREAT) != 0;
  }
  if (descriptor >= 0) {
    faults_opened(descriptor, path, kind, is_new);
    if (flags & O_TRUNC && kind == FAULTS_FILE && !is_new) {
      faults_record(FAULTS_SIZED, faults_inode_of(descriptor), 0, NULL, 0);
    }
  }
  faults_after();
  return descriptor;
}

#define MODE(flags, last) \
  mode_t mode = 0; \
  if ((flags) & (O_CREAT | O_TMPFILE)) { va_list rest; va_start(rest, last); mode = va_arg(rest, mode_t); va_end(rest); }

int open(const char *path, int flags, ...) { MODE(flags, flags) return opened(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags, flags) return opened(AT_FDCWD, path, flags, mode); }
int openat(int folder, const char *path, int flags, ...) { MODE(flags, flags) return opened(folder, path, flags, mode); }
int openat64(int folder, const char *path, int flags, ...) { MODE(flags, flags) return opened(folder, path, flags, mode); }
int __open_2(const char *path, int flags) { return opened(AT_FDCWD, path, flags, 0); }
int __open64_2(const char *path, int flags) { return opened(AT_FDCWD, path, flags, 0); }

int close(int descriptor) {
  REAL(close, "close");
  faults_closed(descriptor);
  return real(descriptor);
}

static ssize_t written(int descriptor, const void *bytes, ssize_t count, off_t offset) {
  if (count > 0 && faults_kind_of(descriptor) == FAULTS_FILE) {
    faults_record(FAULTS_WRITTEN, faults_inode_of(descriptor), offset, bytes, (size_t)count);
  }
  faults_after();
  return count;
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t length, off_t offset) {
  REAL(pwrite64, "pwrite64");
  if (faults_kind_of(descriptor) == FAULTS_OTHER) return real(descriptor, bytes, length, offset);
  MAY_FAIL(FAULTS_WRITE);
  NEEDS_SPACE();
  return written(descriptor, bytes, real(descriptor, bytes, length, offset), offset);
}

ssize_t pwrite(int descriptor, const void *bytes, size_t length, off_t offset) {
  return pwrite64(descriptor, bytes, length, offset);
}

ssize_t write(int descriptor, const void *bytes, size_t length) {
  REAL(write, "write");
  if (faults_kind_of(descriptor) == FAULTS_OTHER) return real(descriptor, bytes, length);
  MAY_FAIL(FAULTS_WRITE);
  NEEDS_SPACE();
  ssize_t count = real(descriptor, bytes, length);
  return written(descriptor, bytes, count, count > 0 ? lseek(descriptor, 0, SEEK_CUR) - count : 0);
}

ssize_t pread64(int descriptor, void *bytes, size_t length, off_t offset) {
  REAL(pread64, "pread64");
  if (faults_kind_of(descriptor) == FAULTS_OTHER) return real(descriptor, bytes, length, offset);
  MAY_FAIL(FAULTS_READ);
  ssize_t count = real(descriptor, bytes, length, offset);
  faults_after();
  return count;
}

ssize_t pread(int descriptor, void *bytes, size_t length, off_t offset) { return pread64(descriptor, bytes, length, offset); }

ssize_t read(int descriptor, void *bytes, size_t length) {
  REAL(read, "read");
  if (faults_kind_of(descriptor) == FAULTS_OTHER) return real(descriptor, bytes, length);
  MAY_FAIL(FAULTS_READ);
  return real(descriptor, bytes, length);
}

int ftruncate64(int descriptor, off_t size) {
  REAL(ftruncate64, "ftruncate64");
  if (faults_kind_of(descriptor) == FAULTS_OTHER) return real(descriptor, size);
  MAY_FAIL(FAULTS_SIZE);
  struct stat status;
  if (fstat(descriptor, &status) == 0 && size > status.st_size) NEEDS_SPACE();
  int result = real(descriptor, size);
  if (result == 0 && faults_kind_of(descriptor) == FAULTS_FILE) {
    faults_record(FAULTS_SIZED, faults_inode_of(descriptor), size, NULL, 0);
  }
  faults_after();
  return result;
}

int ftruncate(int descriptor, off_t size) { return ftruncate64(descriptor, size); }

int fallocate64(int descriptor, int mode, off_t offset, off_t length) {
  REAL(fallocate64, "fallocate64");
  if (faults_kind_of(descriptor) == FAULTS_OTHER) return real(descriptor, mode, offset, length);
  // Nobody here asks for it; a journal without it would be wrong.
  errno = EOPNOTSUPP;
  return -1;
}

int fallocate(int descriptor, int mode, off_t offset, off_t length) { return fallocate64(descriptor, mode, offset, length); }

static int synced(int (*real)(int), int descriptor) {
  if (faults_kind_of(descriptor) == FAULTS_OTHER) return real(descriptor);
  MAY_FAIL(FAULTS_SYNC);
  // What is written while it waits may be left out.
  int64_t mark = faults_mark();
  int result = real(descriptor);
  if (result == 0) faults_synced(descriptor, mark);
  faults_after();
  return result;
}

int fsync(int descriptor) {
  REAL(fsync, "fsync");
  return synced(real, descriptor);
}

int fdatasync(int descriptor) {
  REAL(fdatasync, "fdatasync");
  return synced(real, descriptor);
}

void *mmap64(void *address, size_t length, int protection, int flags, int descriptor, off_t offset) {
  REAL(mmap64, "mmap64");
  if (faults_kind_of(descriptor) != FAULTS_OTHER) {
    int number = faults_verdict(FAULTS_MAP);
    if (number) { errno = number; return MAP_FAILED; }
  }
  return real(address, length, protection, flags, descriptor, offset);
}

void *mmap(void *address, size_t length, int protection, int flags, int descriptor, off_t offset) {
  return mmap64(address, length, protection, flags, descriptor, offset);
}

static int removed(int folder, const char *name, int flags) {
  REAL(unlinkat, "unlinkat");
  char path[PATH_MAX];
  enum faults_kind kind = faults_path(folder, name, path, sizeof path) ? faults_kind_of_path(path) : FAULTS_OTHER;
  if (kind == FAULTS_OTHER) return real(folder, name, flags);
  MAY_FAIL(FAULTS_NAME);
  int result = real(folder, name, flags);
  if (result == 0 && kind == FAULTS_FILE) faults_record(FAULTS_REMOVED, 0, 0, path, __builtin_strlen(path));
  faults_after();
  return result;
}

int unlink(const char *path) { return removed(AT_FDCWD, path, 0); }
int unlinkat(int folder, const char *path, int flags) { return removed(folder, path, flags); }

int renameat(int from_folder, const char *from, int to_folder, const char *to) {
  REAL(renameat, "renameat");
  char both[2 * PATH_MAX];
  if (!faults_path(from_folder, from, both, PATH_MAX) || faults_kind_of_path(both) != FAULTS_FILE) {
    return real(from_folder, from, to_folder, to);
  }
  size_t first = __builtin_strlen(both) + 1;
  if (!faults_path(to_folder, to, both + first, PATH_MAX)) { errno = ENAMETOOLONG; return -1; }
  MAY_FAIL(FAULTS_NAME);
  int result = real(from_folder, from, to_folder, to);
  if (result == 0) faults_record(FAULTS_RENAMED, 0, 0, both, first + __builtin_strlen(both + first));
  faults_after();
  return result;
}

int rename(const char *from, const char *to) { return renameat(AT_FDCWD, from, AT_FDCWD, to); }

int mkdir(const char *path, mode_t mode) {
  REAL(mkdir, "mkdir");
  char whole[PATH_MAX];
  if (faults_path(AT_FDCWD, path, whole, sizeof whole) && faults_kind_of_path(whole) != FAULTS_OTHER) {
    struct stat status;
    MAY_FAIL(FAULTS_NAME);
    if (stat(path, &status) != 0) NEEDS_SPACE();
  }
  return real(path, mode);
}

int socket(int domain, int type, int protocol) {
  REAL(socket, "socket");
  MAY_FAIL(FAULTS_SOCKET);
  int descriptor = real(domain, type, protocol);
  faults_closed(descriptor);
  return descriptor;
}

int accept4(int descriptor, struct sockaddr *address, socklen_t *length, int flags) {
  REAL(accept4, "accept4");
  MAY_FAIL(FAULTS_SOCKET);
  int accepted = real(descriptor, address, length, flags);
  faults_closed(accepted);
  return accepted;
}

int accept(int descriptor, struct sockaddr *address, socklen_t *length) {
  REAL(accept, "accept");
  MAY_FAIL(FAULTS_SOCKET);
  int accepted = real(descriptor, address, length);
  faults_closed(accepted);
  return accepted;
}

int connect(int descriptor, const struct sockaddr *address, socklen_t length) {
  REAL(connect, "connect");
  if (!address || length < sizeof address->sa_family || address->sa_family != AF_UNIX) return real(descriptor, address, length);
  MAY_FAIL(FAULTS_LINE);
  faults_connected(descriptor);
  int result = real(descriptor, address, length);
  faults_after();
  return result;
}

// A connection on which a call failed is lost: libpq reads on after a send that failed, and would wait for ever on one that is not.
#define MAY_BE_LOST(descriptor) \
  do { \
    int number = faults_verdict(FAULTS_LINE); \
    if (number) { shutdown(descriptor, SHUT_RDWR); errno = number; return -1; } \
  } while (0)

ssize_t send(int descriptor, const void *bytes, size_t length, int flags) {
  REAL(send, "send");
  if (faults_kind_of(descriptor) != FAULTS_TALK) return real(descriptor, bytes, length, flags);
  MAY_BE_LOST(descriptor);
  ssize_t count = real(descriptor, bytes, length, flags);
  faults_after();
  return count;
}

ssize_t recv(int descriptor, void *bytes, size_t length, int flags) {
  REAL(recv, "recv");
  if (faults_kind_of(descriptor) != FAULTS_TALK) return real(descriptor, bytes, length, flags);
  MAY_BE_LOST(descriptor);
  return real(descriptor, bytes, length, flags);
}
