internal import Domain
internal import Glibc

/// The clock of the machine.
enum Clock {
  /// Now, in milliseconds since 1970.
  @Sendable static func now() -> Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(milliseconds: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
  }
}
