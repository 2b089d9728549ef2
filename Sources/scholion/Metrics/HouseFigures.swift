internal import Actors
internal import Domain
internal import Glibc
internal import Markup
internal import SQL
internal import Store

/// The figures that are looked up when somebody asks for them (`Documentation/operations.md` tells what each means).
struct HouseFigures {
  let instance: Instance
  let math: MathRenderer?
  let registry: MetricsRegistry
  /// The folder of the database, whose disk can fill.
  let folder: String

  /// Looks all of them up.
  func observe() async {
    database(instance.store.database.statistics)
    await queues()
    mathChild()
    process()
    for worker in Worker.allCases {
      if let silence = instance.pulse.silence(of: worker) {
        set("scholion_worker_silence_seconds", Self.seconds(silence), [("worker", worker.rawValue)])
      }
    }
  }

  private func database(_ statistics: DatabaseStatistics) {
    set("scholion_database_commits", Double(statistics.commits))
    set("scholion_database_faults", Double(statistics.faults))
    set("scholion_database_waiting_reads", Double(statistics.waitingReads))
    set("scholion_database_waiting_writes", Double(statistics.waitingWrites))
    set("scholion_database_longest_batch", Double(statistics.longestBatch))
    set("scholion_database_longest_hold_seconds", Self.seconds(statistics.longestHold))
    let times = statistics.commitTimes
    registry.histogram("scholion_database_commit_seconds").replace(counts: times.counts, sum: times.sum, count: times.count)
    if let free = DiskSpace(folder) {
      set("scholion_disk_free_bytes", Double(free.free))
      set("scholion_disk_total_bytes", Double(free.total))
    }
  }

  private func queues() async {
    let now = instance.store.now()
    @Sendable func age(_ time: Timestamp?) -> Double { Double(max(0, time.map { now.milliseconds(since: $0) } ?? 0)) / 1_000 }
    let found = try? await instance.store.read { transaction in
      [
        ("scholion_inbox_waiting", Double(try transaction.waitingItems())),
        ("scholion_inbox_oldest_seconds", age(try transaction.oldestWaitingItem())),
        ("scholion_deliveries_waiting", Double(try transaction.waitingDeliveries())),
        ("scholion_deliveries_oldest_seconds", age(try transaction.oldestWaitingDelivery())),
        ("scholion_hosts_failing", Double(try transaction.failingHosts())),
        ("scholion_mails_waiting", Double(try transaction.waitingMails())),
        ("scholion_mails_oldest_seconds", age(try transaction.oldestWaitingMail())),
      ]
    }
    set("scholion_database_readable", found == nil ? 0 : 1)
    for (name, value) in found ?? [] { set(name, value) }
  }

  private func mathChild() {
    guard let math else { return }
    set("scholion_math_available", math.isAvailable ? 1 : 0)
    set("scholion_math_starts", Double(math.starts))
    set("scholion_math_kills", Double(math.kills))
    set("scholion_math_resident_bytes", Double(math.residentBytes ?? 0))
  }

  private func process() {
    set("scholion_info", 1, [("version", instance.version)])
    set("process_resident_memory_bytes", Double(ProcessFigures.residentBytes))
    set("process_start_time_seconds", ProcessFigures.startTime)
    set("process_open_fds", Double(ProcessFigures.openDescriptors))
    set("process_cpu_seconds_total", ProcessFigures.processorSeconds)
  }

  private func set(_ name: String, _ value: Double, _ labels: [(String, String)] = []) {
    registry.makeMeter(label: name, dimensions: labels).set(value)
  }

  private static func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
  }
}

/// How much room a disk has for us.
struct DiskSpace: Sendable {
  let free: UInt64
  let total: UInt64

  /// Nil when the folder is not there.
  init?(_ folder: String) {
    var status = statvfs()
    guard statvfs(folder, &status) == 0 else { return nil }
    free = UInt64(status.f_bavail) * UInt64(status.f_frsize)
    total = UInt64(status.f_blocks) * UInt64(status.f_frsize)
  }

  init(free: UInt64, total: UInt64) {
    self.free = free
    self.total = total
  }

  /// Whether so little is left that the next upload or checkpoint may fail: under 5 %, and under 256 MB.
  var isNearlyFull: Bool { free < 256 << 20 && free < total / 20 }
}

/// What the kernel knows of this process (proc(5)).
enum ProcessFigures {
  /// Memory in use, in bytes.
  static var residentBytes: Int {
    let words = text("statm").split(separator: " ")
    return (words.dropFirst().first.flatMap { Int($0) } ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
  }

  /// When the process began, in seconds since 1970.
  static let startTime: Double = {
    // What stands behind the name, which may hold anything, begins with field 3; the start is field 22, in ticks since the boot.
    let stat = text("stat")
    guard let end = stat.utf8.lastIndex(of: UInt8(ascii: ")")) else { return 0 }
    let fields = stat[end...].split(separator: " ").dropFirst()
    guard let ticks = fields.dropFirst(19).first.flatMap({ Double($0) }) else { return 0 }
    var (now, up) = (timespec(), timespec())
    clock_gettime(CLOCK_REALTIME, &now)
    clock_gettime(CLOCK_BOOTTIME, &up)
    let boot = Double(now.tv_sec - up.tv_sec) + Double(now.tv_nsec - up.tv_nsec) / 1e9
    return boot + ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
  }()

  /// Processor time used so far, in seconds.
  static var processorSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// Files and sockets open.
  static var openDescriptors: Int {
    guard let folder = opendir("/proc/self/fd") else { return 0 }
    defer { closedir(folder) }
    var count = 0
    while readdir(folder) != nil { count += 1 }
    // Itself, `.` and `..`.
    return max(0, count - 3)
  }

  private static func text(_ name: String) -> String { (try? TextFile.read("/proc/self/\(name)", limit: 16_384)) ?? "" }
}
