internal import CBenchTLS
internal import Foundation

/// What played peers show in a TLS handshake: one certificate for all their names, of an authority made for the run.
final class TLSIdentity: @unchecked Sendable {  // proof: set once; OpenSSL locks what its sessions share
  private let identity: OpaquePointer
  /// The authority's certificate, for `SCHOLION_CA_FILE`.
  let authorities: URL

  /// Has the program `openssl` make keys and certificates (P-256, as most servers' are) in a folder.
  ///
  /// Throws ``MeasuringError``.
  init(hosts: Int, in folder: URL) throws {
    let parts = ["authority.key", "authority.pem", "peers.key", "peers.pem"].map { folder.appending(path: $0) }
    let common = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30"]
    let names = (0..<hosts).map { "DNS:m\($0).localhost" }.joined(separator: ",")
    try Self.openssl(common + ["-subj", "/CN=Bench authority", "-keyout", parts[0].path, "-out", parts[1].path], in: folder)
    try Self.openssl(
      common + [
        "-CA", parts[1].path, "-CAkey", parts[0].path, "-subj", "/CN=Bench peers", "-addext",
        "basicConstraints=critical,CA:FALSE",
        "-addext", "subjectAltName=\(names)", "-keyout", parts[2].path, "-out", parts[3].path,
      ], in: folder)
    guard let identity = bench_tls_identity_new(parts[3].path, parts[2].path) else {
      throw MeasuringError("OpenSSL does not take \(parts[3].path)")
    }
    self.identity = identity
    authorities = parts[1]
  }

  deinit { bench_tls_identity_free(identity) }

  /// The server's end of a connection that was accepted; nil without memory.
  func session(over descriptor: Int32) -> TLSSession? {
    bench_tls_session_new(identity, descriptor).map { TLSSession($0) }
  }

  private static func openssl(_ arguments: [String], in folder: URL) throws {
    let log = folder.appending(path: "openssl.log").path
    let environment = ProcessInfo.processInfo.environment
    let status = try ChildProcess("/usr/bin/openssl", arguments, environment: environment, output: log, errors: log).wait()
    guard status == 0 else { throw MeasuringError("openssl ended with \(status): see \(log)") }
  }
}

/// One TLS connection from the server's end; the descriptor belongs to whoever opened it.
final class TLSSession: @unchecked Sendable {  // proof: reached through the connection alone, which one thread drives
  /// What came of reading or writing.
  enum Outcome {
    case moved(Int)
    case mustWait
    case ended
  }

  private let session: OpaquePointer
  /// Whether a handshake has something to send.
  private(set) var wantsToSend = false

  fileprivate init(_ session: OpaquePointer) { self.session = session }

  deinit { bench_tls_session_free(session) }

  func read(into buffer: inout [UInt8]) -> Outcome {
    outcome(buffer.withUnsafeMutableBytes { bench_tls_read(session, $0.baseAddress, Int32(clamping: $0.count)) })
  }

  func write(_ bytes: UnsafeRawBufferPointer) -> Outcome {
    outcome(bench_tls_write(session, bytes.baseAddress, Int32(clamping: bytes.count)))
  }

  private func outcome(_ count: Int32) -> Outcome {
    wantsToSend = Int(count) == Int(BENCH_TLS_WRITE)
    return count > 0 ? .moved(Int(count)) : count == 0 ? .ended : .mustWait
  }
}
