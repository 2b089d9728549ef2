internal import Actors
internal import Domain
internal import Glibc
internal import Logging
internal import Outbox
internal import ServiceLifecycle
internal import Store

/// Makes the archives that people asked for and reads those they brought, one after the other.
struct ArchiveWork: Service {
  let publisher: Publisher
  /// Where the files lie.
  let folder: String
  /// Pictures go out with archives and come in with them.
  let pictures: any PictureKeeper
  /// How long a file stays: a week, in seconds.
  static let stays: Int64 = 7 * 86_400

  private var instance: Instance { publisher.instance }

  func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        do {
          try await sweep()
          while try await next() {}
        } catch is CancellationError {
        } catch {
          instance.logger.error("work on archives failed", metadata: ["error": "\(error)"])
        }
        try? await Task.sleep(for: .seconds(5))
      }
    }
  }

  /// Does what waits longest; whether anything did.
  func next() async throws -> Bool {
    guard let job = try await instance.store.write({ try $0.takeArchiveJob() }) else { return false }
    let path = "\(folder)/\(job.file)"
    do {
      guard let person = try await instance.store.read({ try $0.actor(job.actorID) }), person.state == .active else {
        throw PublishError.notFound
      }
      var report = ""
      switch job.kind {
      case .out:
        mkdir(folder, 0o700)
        try await PersonArchive(instance, of: person, pictures: pictures).write(to: path)
      case .in: report = try await ArchiveIntake(publisher, for: person, pictures: pictures).run(path).report
      }
      let told = report
      try await instance.store.write { try $0.endArchiveJob(job, .done, report: told) }
    } catch {
      let words = ErrorSentence.of(error) ?? "it could not be done"
      instance.logger.warning("an archive failed", metadata: ["kind": "\(job.kind)", "error": "\(error)"])
      try await instance.store.write { try $0.endArchiveJob(job, .failed, report: words) }
    }
    if job.kind == .in { unlink(path) }
    return true
  }

  /// Files that have been here for a week go.
  func sweep() async throws {
    let limit = instance.store.now().adding(seconds: -Self.stays)
    for file in try await instance.store.write({ try $0.dropArchiveJobs(before: limit) }) { unlink("\(folder)/\(file)") }
  }
}
