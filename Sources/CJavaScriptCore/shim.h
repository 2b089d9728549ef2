// JavaScriptCore's C interface, and the limits a process sets on itself (prctl has no form that Swift imports).
#ifndef SCHOLION_CJAVASCRIPTCORE_SHIM_H
#define SCHOLION_CJAVASCRIPTCORE_SHIM_H

#include <JavaScriptCore/JavaScript.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>

// No core file, no file written, no new privileges, no life after the parent's thread. 0 on success.
static inline int scholion_confine_process(void) {
  const struct rlimit none = {0, 0};
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return -1;
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -1;
  if (setrlimit(RLIMIT_CORE, &none) != 0) return -1;
  return setrlimit(RLIMIT_FSIZE, &none);
}

// From here on the process opens no file and no socket. 0 on success.
static inline int scholion_forbid_descriptors(void) {
  const struct rlimit none = {0, 0};
  return setrlimit(RLIMIT_NOFILE, &none);
}

#endif
