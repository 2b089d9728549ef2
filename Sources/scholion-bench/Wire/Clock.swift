internal import Glibc

/// Times in nanoseconds, as the kernel counts them.
enum Clock {
  /// A clock that never jumps.
  static var now: Int64 { read(CLOCK_MONOTONIC) }

  /// Processor time of the calling thread.
  static var threadCPU: Int64 { read(CLOCK_THREAD_CPUTIME_ID) }

  /// Seconds since 1970.
  static var epoch: Int { Int(read(CLOCK_REALTIME) / 1_000_000_000) }

  private static func read(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}

extension Int64 {
  /// A span of nanoseconds in seconds.
  var seconds: Double { Double(self) / 1_000_000_000 }
}
