internal import ActivityStreams
internal import Actors
package import Domain
internal import Markup
internal import Signatures
package import Store

/// Who wants to join, as a form or a command gives it.
package struct PersonDraft: Sendable {
  package var name: String
  package var displayName: String
  package var email: String
  package var password: String
  package var role: AccountRole = .member
  package var state: AccountState = .pending
  /// Why the person wants to join.
  package var reason = ""
  /// Whether a mail asks if the address is theirs.
  package var confirmsAddress = false

  package init(name: String, displayName: String = "", email: String, password: String) {
    self.name = name
    self.displayName = displayName
    self.email = email
    self.password = password
  }
}

extension Publisher {
  /// The shortest password, in characters.
  package static let shortestPassword = 10

  /// Makes a person with keys and a sign-in.
  ///
  /// Hashing and key making take about a second of CPU.
  ///
  /// - Parameter inviteHash: the invitation to use up, where one is needed
  /// Throws ``PublishError`` with a sentence for the person.
  package func createPerson(_ draft: PersonDraft, inviteHash: [UInt8]? = nil) async throws -> Member {
    let name: ActorName
    let profile: Profile
    do {
      name = try ActorName(draft.name)
      profile = try ProfileDraft(displayName: draft.displayName).validated()
    } catch {
      throw PublishError.invalid(error.message)
    }
    guard !name.isReserved else { throw PublishError.taken("The name \(name.text) is not free.") }
    let email = try EmailAddress(parsing: draft.email)
    guard draft.password.count >= Self.shortestPassword, draft.password.utf8.count <= 256 else {
      throw PublishError.invalid("The password needs \(Self.shortestPassword) characters or more, and at most 256 bytes.")
    }
    guard draft.reason.utf8.count <= 2_000 else { throw PublishError.invalid("The reason is too long.") }
    let taken = try await instance.store.read { transaction in
      (try transaction.localActor(named: name.text) != nil, try transaction.member(email: email.text) != nil)
    }
    guard !taken.0 else { throw PublishError.taken("The name \(name.text) is not free.") }
    guard !taken.1 else { throw PublishError.taken("There is an account with this address.") }
    let hash = try await Passwords.hash(draft.password)
    let actor = try instance.addresses.draft(.person, name: name.text, displayName: profile.displayName ?? name.text)
    let keys = try await Passwords.offPath { try instance.keys.makeKeys(for: actor.uri.text).drafts }
    return try await instance.store.write { transaction in
      do {
        let row = try transaction.insertLocalActor(actor)
        for key in keys { try transaction.insertKey(key, of: row.id) }
        try transaction.insertAccount(
          of: row.id, email: email.text, passwordHash: hash, role: draft.role, state: draft.state, reason: draft.reason,
          isUnconfirmed: draft.confirmsAddress)
        if draft.confirmsAddress { try transaction.queueMail(.confirm, to: row.id) }
        if let inviteHash, try !transaction.useInvite(codeHash: inviteHash, by: row.id) {
          throw PublishError.invalid("This invitation is not valid, or was used.")
        }
        if draft.state == .pending {
          for moderator in try transaction.moderators() { try transaction.notify(moderator, of: .signUp, by: row.id) }
        }
        guard let member = try transaction.member(row.id) else { throw PublishError.notFound }
        return member
      } catch StoreError.nameTaken {
        throw PublishError.taken("The name \(name.text) is not free.")
      } catch StoreError.emailTaken {
        throw PublishError.taken("There is an account with this address.")
      }
    }
  }

  /// Makes the instance's own actor with its keys at the first start.
  package func ensureInstanceActor() async throws {
    guard try await instance.store.read({ try $0.instanceActor() }) == nil else { return }
    let draft = try instance.addresses.draft(
      .instance, name: instance.origin.authority, displayName: instance.origin.authority)
    let keys = try await Passwords.forOperator { try instance.keys.makeKeys(for: draft.uri.text).drafts }
    try await instance.store.write { transaction in
      guard try transaction.instanceActor() == nil else { return }
      let row = try transaction.insertLocalActor(draft)
      for key in keys { try transaction.insertKey(key, of: row.id) }
    }
  }

  /// Changes a person's own name and bio and tells the followers with an `Update`.
  package func updateProfile(_ draft: ProfileDraft, of person: ActorRow) async throws {
    let profile: Profile
    do { profile = try draft.validated() } catch { throw PublishError.invalid(error.message) }
    let bio = profile.biography ?? ""
    let html = try await render(bio, lookingUp: false).text.html
    let keys = try await instance.keys.keys(of: person)
    try await instance.store.write { transaction in
      try transaction.updateProfile(
        of: person.id, displayName: profile.displayName ?? person.name, bioSource: bio, bioHTML: html)
    }
    guard let row = try await instance.store.read({ try $0.actor(person.id) }) else { return }
    let document = try await instance.document(of: row)
    let activity = try composer.compose(
      .update, by: row, keys: keys, about: row.uri.text, object: .actor(document), to: [.publicCollection],
      cc: [row.followersURI.flatMap { IRI($0) }].compactMap(\.self))
    try await instance.store.write { transaction in
      try transaction.send(activity, signer: row, to: try transaction.followerInboxes(of: row.id))
    }
  }
}
