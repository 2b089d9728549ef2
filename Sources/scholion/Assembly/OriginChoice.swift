internal import Actors

/// Which origin an instance has: stored by its first start and never another one after (DESIGN 11.7, 8).
struct OriginChoice {
  let setting: Settings.OriginSetting
  let listen: ListenAddress
  let stored: Origin?

  /// The port to bind: with 0 the stored one if the origin was made from a picked port, so that links stay good.
  var portToBind: Int {
    guard listen.port == 0, let stored, !stored.isSecure else { return listen.port }
    switch setting {
    case .unset, .onPickedPort: return stored.port
    case .given: return 0
    }
  }

  /// The origin, given the port that was bound; nil for a command that binds none.
  ///
  /// Throws ``Refusal`` naming both when another is stored, or when a port is not known yet.
  func origin(bound: Int?) throws -> Origin {
    let wanted = try wantedOrigin(bound: bound)
    guard let stored else { return wanted }
    guard stored == wanted else {
      throw Refusal(
        "this database belongs to \(stored.text), not to \(wanted.text): the origin is part of every id and cannot change")
    }
    return stored
  }

  private func wantedOrigin(bound: Int?) throws -> Origin {
    switch setting {
    case .given(let origin): return origin
    case .unset:
      if let stored { return stored }
      return try local("localhost", bound ?? listen.port)
    case .onPickedPort(let name):
      if bound == nil, let stored { return stored }
      return try local(name, bound ?? listen.port)
    }
  }

  private func local(_ name: String, _ port: Int) throws -> Origin {
    guard port != 0 else { throw Refusal("the origin is not known before the first start: set SCHOLION_ORIGIN, or serve once") }
    return try Origin(parsing: "http://\(name):\(port)")
  }
}

extension Origin {
  /// The port peers and readers use.
  var port: Int {
    guard let colon = authority.lastIndex(of: ":"), let port = Int(authority[authority.index(after: colon)...]) else {
      return isSecure ? 443 : 80
    }
    return port
  }
}
