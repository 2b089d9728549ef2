internal import Glibc

/// How many files and sockets this process may hold open (getrlimit(2)); many systems begin with 1,024 and allow far more.
enum OpenFiles {
  /// Kept for the database, the log, the math child and what goes out.
  static let others = 768

  /// Raises the limit as far as it may be, at most to what is wanted, and gives what it is then, at least 1,024.
  static func raised(to wanted: Int) -> Int {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 1_024 }
    let most = min(rlim_t(wanted), limit.rlim_max)
    if limit.rlim_cur < most {
      limit.rlim_cur = most
      guard setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 1_024 }
    }
    return max(1_024, Int(clamping: min(limit.rlim_cur, rlim_t(wanted))))
  }
}
