internal import CPostgres
import Glibc

/// A connection to the server, one round trip at a time; used by one thread at a time.
final class PostgresLink {
  private let handle: OpaquePointer
  /// Whether something was sent whose answer is still to be read.
  private var isAnswerDue = false
  private var isClosed = false

  /// Takes over an open connection.
  init(_ handle: OpaquePointer) { self.handle = handle }

  deinit { close() }

  func close() {
    guard !isClosed else { return }
    isClosed = true
    PQfinish(handle)
  }

  var isLost: Bool { isClosed || PQstatus(handle) != CONNECTION_OK }
  var socket: Int32 { PQsocket(handle) }

  /// Whether the connection still stands, as far as can be told without asking the server.
  func isAlive() -> Bool {
    guard !isLost else { return false }
    settle()
    guard !isLost else { return false }
    var entry = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
    // An idle server says nothing until it says farewell.
    guard poll(&entry, 1, 0) > 0 else { return true }
    return PQconsumeInput(handle) == 1 && !isLost
  }

  /// Sends a text and does not wait for the answer.
  func send(_ text: String) -> Bool {
    settle()
    isAnswerDue = PQsendQuery(handle, text) == 1
    return isAnswerDue
  }

  /// Runs statements in order; the result of the last.
  func run(_ text: String) throws(SQLError) -> OpaquePointer {
    settle()
    return try checked(PQexec(handle, text))
  }

  /// Prepares a statement; type 0 leaves a parameter to the server.
  func prepare(_ name: String, _ sql: String, _ types: [UInt32]) throws(SQLError) {
    settle()
    PQclear(try checked(PQprepare(handle, name, sql, Int32(clamping: types.count), types)))
  }

  /// The types of a prepared statement's parameters.
  func parameterTypes(of name: String) throws(SQLError) -> [UInt32] {
    settle()
    let result = try checked(PQdescribePrepared(handle, name))
    defer { PQclear(result) }
    return (0..<PQnparams(result)).map { PQparamtype(result, $0) }
  }

  /// Runs a prepared statement behind steps without answers of interest; arguments and rows in the binary format.
  func run(_ name: String, _ arguments: [[UInt8]?], after steps: [String]) throws(SQLError) -> OpaquePointer {
    settle()
    guard !steps.isEmpty else { return try checked(with(arguments) { PQexecPrepared(handle, name, $0, $1, $2, $3, 1) }) }
    guard PQenterPipelineMode(handle) == 1 else { throw SQLError(postgres: nil, on: handle) }
    var isSent = true
    for step in steps { isSent = isSent && PQsendQueryParams(handle, step, 0, nil, nil, nil, nil, 1) == 1 }
    isSent = isSent && with(arguments) { PQsendQueryPrepared(handle, name, $0, $1, $2, $3, 1) } == 1
    isSent = isSent && PQpipelineSync(handle) == 1
    var results = isSent ? pipelined() : []
    PQexitPipelineMode(handle)
    let failed = results.firstIndex { Self.isError($0) }
    guard isSent, results.count == steps.count + 1 || failed != nil,
      let wanted = failed.map({ results.remove(at: $0) }) ?? results.popLast()
    else {
      for result in results { PQclear(result) }
      throw SQLError(.away, PostgresWords.first(handle))
    }
    for result in results { PQclear(result) }
    return try checked(wanted)
  }

  /// The results up to the end of the pipeline.
  private func pipelined() -> [OpaquePointer] {
    var results: [OpaquePointer] = []
    var silences = 0
    // One silence ends each answer; two in a row are the end of the connection.
    while silences < 2 {
      guard let result = PQgetResult(handle) else {
        silences += 1
        continue
      }
      silences = 0
      if PQresultStatus(result) == PGRES_PIPELINE_SYNC {
        PQclear(result)
        return results
      }
      results.append(result)
    }
    return results
  }

  /// Reads the answer nobody waited for.
  private func settle() {
    guard isAnswerDue else { return }
    isAnswerDue = false
    while let result = PQgetResult(handle) { PQclear(result) }
  }

  /// The first columns of the rows a statement returns, as text.
  func words(_ text: String) throws(SQLError) -> [String] {
    let result = try run(text)
    defer { PQclear(result) }
    return (0..<PQntuples(result)).map { String(cString: PQgetvalue(result, $0, 0)) }
  }

  /// The words called out since the last look; nil when the connection is gone.
  func calls() -> [String]? {
    guard PQconsumeInput(handle) == 1, !isLost else { return nil }
    var words: [String] = []
    while let call = PQnotifies(handle) {
      if let word = call.pointee.extra { words.append(String(cString: word)) }
      PQfreemem(call)
    }
    return words
  }

  /// What a statement did, as `INSERT 0 1`.
  func tag(_ result: OpaquePointer) -> String { String(cString: PQcmdStatus(result)) }

  /// How many rows it inserted, changed or deleted.
  func changedRows(_ result: OpaquePointer) -> Int {
    let tag = tag(result)
    guard tag.hasPrefix("INSERT") || tag.hasPrefix("UPDATE") || tag.hasPrefix("DELETE") else { return 0 }
    return Int(String(cString: PQcmdTuples(result))) ?? 0
  }

  func changesSchema(_ result: OpaquePointer) -> Bool {
    let tag = tag(result)
    return tag.hasPrefix("CREATE") || tag.hasPrefix("ALTER")
  }

  private func checked(_ result: OpaquePointer?) throws(SQLError) -> OpaquePointer {
    guard let result else { throw SQLError(postgres: nil, on: handle) }
    guard !Self.isError(result) else {
      defer { PQclear(result) }
      let error = SQLError(postgres: result, on: handle)
      // A server that says farewell has a code of its own for it.
      throw isLost && error.kind != .away ? SQLError(.away, error.message) : error
    }
    return result
  }

  private static func isError(_ result: OpaquePointer) -> Bool {
    switch PQresultStatus(result) {
    case PGRES_FATAL_ERROR, PGRES_BAD_RESPONSE, PGRES_NONFATAL_ERROR, PGRES_PIPELINE_ABORTED: true
    default: false
    }
  }

  /// Lays arguments out as libpq wants them: count, values, lengths, formats.
  private func with<T>(
    _ arguments: [[UInt8]?],
    _ body: (Int32, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?) -> T
  ) -> T {
    let lengths = arguments.map { Int32(clamping: $0?.count ?? 0) }
    let formats = [Int32](repeating: 1, count: arguments.count)
    // One byte more, so that no argument is without an address: a null pointer is NULL.
    var bytes: [CChar] = []
    bytes.reserveCapacity(arguments.reduce(1) { $0 + ($1?.count ?? 0) })
    var offsets: [Int?] = []
    for argument in arguments {
      offsets.append(argument.map { _ in bytes.count })
      if let argument { bytes.append(contentsOf: argument.lazy.map { CChar(bitPattern: $0) }) }
    }
    bytes.append(0)
    return bytes.withUnsafeBufferPointer { buffer in
      let values = offsets.map { offset in offset.flatMap { place in buffer.baseAddress.map { $0 + place } } }
      return body(Int32(clamping: arguments.count), values, lengths, formats)
    }
  }
}
