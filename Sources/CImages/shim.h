// Starting a program that reads strangers' pictures, so that a fault in it does little: what it may use is bounded, the network and
// other processes are out of its reach, and of the disk it sees the system's libraries and one folder.
//
// This is C because everything between fork and exec must be safe in a process with many threads.
#ifndef SCHOLION_CIMAGES_SHIM_H
#define SCHOLION_CIMAGES_SHIM_H

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#ifndef O_PATH  // hidden by the headers unless all of GNU is asked for
#define O_PATH 010000000
#endif

typedef struct scholion_image_limits {
  uint64_t seconds;  // of processor time
  uint64_t memory;   // bytes of addresses
  uint64_t file;     // bytes of a file
} scholion_image_limits;

static inline int scholion_image_limit(int what, uint64_t most) {
  struct rlimit limit = {most, most};
  return setrlimit(what, &limit);
}

#define SCHOLION_REFUSED(number) \
  BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (number), 0, 1), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)

// No sockets, no looking into other processes, no signals to them.
static inline int scholion_image_calls(void) {
#if defined(__x86_64__)
  const uint32_t machine = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
  const uint32_t machine = AUDIT_ARCH_AARCH64;
#else
  const uint32_t machine = 0;
#endif
  if (machine == 0) return -1;
  struct sock_filter rules[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, machine, 1, 0),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      // The other numbers that x86-64 has for the same calls.
      BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
      SCHOLION_REFUSED(__NR_socket),
      SCHOLION_REFUSED(__NR_io_uring_setup),
      SCHOLION_REFUSED(__NR_ptrace),
      SCHOLION_REFUSED(__NR_process_vm_readv),
      SCHOLION_REFUSED(__NR_process_vm_writev),
      SCHOLION_REFUSED(__NR_kill),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog program = {sizeof(rules) / sizeof(rules[0]), rules};
  return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0);
}

static inline void scholion_image_path(int rules, const char *path, uint64_t access) {
  int folder = open(path, O_PATH | O_CLOEXEC);
  if (folder < 0) return;
  struct landlock_path_beneath_attr rule = {access, folder};
  syscall(__NR_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
  close(folder);
}

// Of the disk the system's programs and libraries to read, the present folder to write; where the kernel has no Landlock, no change.
static inline int scholion_image_disk(void) {
  const uint64_t reading = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
  const uint64_t all = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;
  struct landlock_ruleset_attr attributes = {.handled_access_fs = all};
  int rules = (int)syscall(__NR_landlock_create_ruleset, &attributes, sizeof(attributes.handled_access_fs), 0);
  if (rules < 0) return 0;
  scholion_image_path(rules, "/usr", reading);
  scholion_image_path(rules, "/lib", reading);
  scholion_image_path(rules, "/lib64", reading);
  scholion_image_path(rules, "/bin", reading);
  scholion_image_path(rules, "/etc", reading);
  scholion_image_path(rules, "/dev/null", LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE);
  scholion_image_path(rules, ".", all & ~(uint64_t)LANDLOCK_ACCESS_FS_EXECUTE);
  int code = (int)syscall(__NR_landlock_restrict_self, rules, 0);
  close(rules);
  return code;
}

// The process, -1 where none could be made. It ends with 127 where a wall could not be set up.
static inline pid_t scholion_image_start(
    const char *program, char *const arguments[], char *const environment[], const char *folder, int output,
    const scholion_image_limits *limits) {
  sigset_t all, former;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, &former);
  pid_t child = fork();
  if (child != 0) {
    sigprocmask(SIG_SETMASK, &former, NULL);
    return child;
  }
  for (int number = 1; number < 65; number++) signal(number, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  setpgid(0, 0);
  int nothing = open("/dev/null", O_RDWR);
  if (nothing < 0 || dup2(output, 1) < 0 || dup2(nothing, 0) < 0 || dup2(nothing, 2) < 0) _exit(127);
  syscall(__NR_close_range, 3, ~0U, 0);
  if (chdir(folder) != 0) _exit(127);
  setpriority(PRIO_PROCESS, 0, 5);
  if (scholion_image_limit(RLIMIT_CPU, limits->seconds) != 0 || scholion_image_limit(RLIMIT_AS, limits->memory) != 0
      || scholion_image_limit(RLIMIT_FSIZE, limits->file) != 0 || scholion_image_limit(RLIMIT_NOFILE, 64) != 0
      || scholion_image_limit(RLIMIT_CORE, 0) != 0)
    _exit(127);
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || scholion_image_disk() != 0 || scholion_image_calls() != 0) _exit(127);
  execve(program, arguments, environment);
  _exit(127);
}

#endif
