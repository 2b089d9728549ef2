internal import Domain
internal import Signatures
package import Store

/// A site whose people and summaries can be brought here.
package struct FormerSite: Sendable {
  /// What stands in the database for it.
  package let source: String
  /// What a name that is taken here gets at its end.
  package let suffix: String
  /// The name for readers.
  package let name: String

  /// ShortScience.org.
  package static let shortScience = FormerSite(source: "shortscience", suffix: "_ss", name: "shortscience.org")
  /// Actors of other servers, known by their id.
  package static let activityPub = "activitypub"
}

extension Publisher {
  /// Who somebody of another site is here; made, for its owner to claim, if there is nobody yet.
  ///
  /// A name that somebody has here says nothing about who that is: the newcomer gets another one. Throws ``PublishError``; of
  /// somebody who was here and went, ``PublishError/notFound``.
  package func formerPerson(_ name: String, displayName: String, of site: FormerSite) async throws -> ActorRow {
    if let known = try await instance.store.read({ try $0.formerAccount(name, at: site.source) }) {
      guard known.state == .active else { throw PublishError.notFound }
      return known
    }
    let profile = try? ProfileDraft(displayName: displayName).validated()
    for candidate in Self.names(for: name, of: site) {
      guard !candidate.isReserved, try await instance.store.read({ try $0.localActor(named: candidate.text) == nil }) else {
        continue
      }
      do {
        return try await makeActor(.person, candidate.text, profile?.displayName ?? name, formerly: name, at: site)
      } catch StoreError.nameTaken {
        continue
      }
    }
    throw PublishError.taken("No name is free for \(name).")
  }

  /// The account of ours for the n-th anonymous summary of a paper at another site, from 1.
  ///
  /// Nobody can claim it: who wrote there anonymously cannot be told from others.
  package func anonymous(_ number: Int, of site: FormerSite) async throws -> ActorRow {
    // Names of people there have no sign in them.
    let name = "#anonymous-\(number)"
    if let known = try await instance.store.read({ try $0.formerAccount(name, at: site.source) }) { return known }
    let handle = site.source + "_anon" + (number == 1 ? "" : "_\(number)")
    return try await makeActor(.service, handle, "Anonymous (\(site.name))", formerly: name, at: site)
  }

  private func makeActor(
    _ kind: ActorKind, _ handle: String, _ displayName: String, formerly name: String, at site: FormerSite
  ) async throws -> ActorRow {
    let draft = try instance.addresses.draft(kind, name: handle, displayName: displayName)
    let keys = try await Passwords.forOperator { try instance.keys.makeKeys(for: draft.uri.text).drafts }
    return try await instance.store.write { transaction in
      let row = try transaction.insertLocalActor(draft)
      for key in keys { try transaction.insertKey(key, of: row.id) }
      try transaction.insertFormerAccount(name, at: site.source, of: row.id)
      return row
    }
  }

  /// Names to try, the one most like the former first.
  private static func names(for name: String, of site: FormerSite) -> [ActorName] {
    let letters = (try? ActorName(folding: name))?.text ?? (try? ActorName(folding: name + site.suffix))?.text ?? "reader"
    let short = letters.prefix(24)
    let others = ["\(short)\(site.suffix)"] + (2...99).map { "\(short)\(site.suffix)\($0)" }
    return ([letters] + others).compactMap { try? ActorName($0) }
  }
}

extension Publisher {
  /// How long a claim may be made after its code was given out: 30 days, in seconds.
  package static let claimSeconds: Int64 = 30 * 86_400

  /// A code by which its owner may claim an account that an import made.
  ///
  /// - Parameter name: of the account here, or of its owner at the former site
  /// Throws ``PublishError/notFound`` where there is none that waits.
  package func makeClaimCode(for name: String) async throws -> (code: String, account: ActorRow) {
    let code = try Random.token()
    let hash = Digest.sha256(Array(code.utf8))
    let expires = instance.store.now().adding(seconds: Self.claimSeconds)
    let account = try await instance.store.write { transaction -> ActorRow? in
      let found = try transaction.localActor(named: name) ?? transaction.formerAccount(name, at: FormerSite.shortScience.source)
      guard let found, try transaction.isUnclaimed(found) else { return nil }
      try transaction.setClaimCode(of: found.id, hash: hash, expires: expires)
      return found
    }
    guard let account else { throw PublishError.notFound }
    return (code, account)
  }

  /// Makes an imported account its owner's, who has the code: from now on it is one like any other.
  ///
  /// Throws ``PublishError`` with a sentence for the person.
  package func claim(code: String, email: String, password: String) async throws -> Member {
    let refusal = PublishError.invalid("This code is not valid, or was used, or is too old.")
    let address = try EmailAddress(parsing: email)
    let codeHash = Digest.sha256(Array(code.utf8))
    guard try await instance.store.read({ try $0.claimable(codeHash: codeHash) }) != nil else { throw refusal }
    guard password.count >= Self.shortestPassword, password.utf8.count <= 256 else {
      throw PublishError.invalid("The password needs \(Self.shortestPassword) characters or more, and at most 256 bytes.")
    }
    let hash = try await Passwords.hash(password)
    return try await instance.store.write { transaction in
      guard let account = try transaction.claimable(codeHash: codeHash), try transaction.isUnclaimed(account),
        try transaction.useClaimCode(hash: codeHash)
      else { throw refusal }
      do {
        try transaction.insertAccount(
          of: account.id, email: address.text, passwordHash: hash, role: .member, state: .approved, reason: "")
      } catch StoreError.emailTaken {
        throw PublishError.taken("There is an account with this address.")
      }
      guard let member = try transaction.member(account.id) else { throw PublishError.notFound }
      return member
    }
  }
}
