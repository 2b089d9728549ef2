internal import JSON

/// What handling an activity must lead to.
enum Effect: Sendable, Hashable {
  /// A note stands in the replies of a summary.
  case reply(note: String, summary: String)
  /// A note is stored, and stands in nobody's thread.
  case note(String)
  /// The activity stands among the likes of a summary.
  case like(activity: String, summary: String)
  /// An actor stands among a person's followers.
  case follow(actor: String, person: String)
  /// Nothing that is looked for.
  case answer
}

/// An activity before it is signed and sent.
struct Letter: Sendable {
  /// The activity's id.
  let id: String
  let sender: PeerActor
  let effect: Effect
  let body: [UInt8]
}

/// Writes what peers send.
struct LetterWriter: Sendable {
  private static let context: JSONValue = "https://www.w3.org/ns/activitystreams"
  private static let everyone: JSONValue = "https://www.w3.org/ns/activitystreams#Public"
  /// Told apart from the letters of other runs.
  let run: String

  /// A public note of about 600 bytes of text; a reply to a summary, mentioning its author, or a note to followers.
  func note(_ number: Int, by sender: PeerActor, replyingTo summary: String? = nil, of person: String? = nil) -> Letter {
    let note = "\(sender.id)/statuses/\(run)-\(number)"
    let audience = [sender.followers] + (person.map { [$0] } ?? [])
    var object: JSONObject = [
      "id": .string(note), "type": "Note", "summary": nil, "inReplyTo": summary.map { .string($0) } ?? nil,
      "published": .string(Self.date), "url": .string("\(sender.origin)/@\(sender.name)/\(run)-\(number)"),
      "attributedTo": .string(sender.id), "to": [Self.everyone], "cc": .array(audience.map { .string($0) }),
      "sensitive": false, "content": .string(Self.text(number)), "contentMap": ["en": .string(Self.text(number))],
      "attachment": [], "tag": [],
    ]
    if let person { object["tag"] = [["type": "Mention", "href": .string(person), "name": "@somebody"]] }
    return letter(
      "\(note)/activity", "Create", .object(object), by: sender,
      effect: summary.map { .reply(note: note, summary: $0) } ?? .note(note),
      more: ["published": .string(Self.date), "to": [Self.everyone], "cc": .array(audience.map { .string($0) })])
  }

  /// A note with a formula, which makes the server start its math child.
  func formula(by sender: PeerActor, to person: String) -> Letter {
    let letter = note(0, by: sender, of: person)
    let formula =
      #"<p><math><semantics><mi>E</mi><annotation encoding=\"application/x-tex\">E = mc^2</annotation></semantics></math></p>"#
    let text = String(decoding: letter.body, as: UTF8.self).replacing("\"content\":\"", with: "\"content\":\"\(formula)")
    return Letter(id: letter.id, sender: sender, effect: letter.effect, body: Array(text.utf8))
  }

  func like(_ number: Int, of summary: String, by sender: PeerActor) -> Letter {
    let id = "\(sender.id)#likes/\(run)-\(number)"
    return letter(id, "Like", .string(summary), by: sender, effect: .like(activity: id, summary: summary))
  }

  func follow(_ number: Int, of person: String, by sender: PeerActor) -> Letter {
    letter(
      "\(sender.id)#follows/\(run)-\(number)", "Follow", .string(person), by: sender,
      effect: .follow(actor: sender.id, person: person))
  }

  /// The answer to a follow, which it repeats whole as peers do.
  func accept(_ number: Int, of follow: JSONValue, by sender: PeerActor) -> Letter {
    letter("\(sender.id)#accepts/\(run)-\(number)", "Accept", follow, by: sender, effect: .answer)
  }

  private func letter(
    _ id: String, _ type: String, _ object: JSONValue, by sender: PeerActor, effect: Effect, more: JSONObject = [:]
  ) -> Letter {
    var activity: JSONObject = [
      "@context": Self.context, "id": .string(id), "type": .string(type), "actor": .string(sender.id),
    ]
    for (name, value) in more.members { activity[name] = value }
    activity["object"] = object
    return Letter(id: id, sender: sender, effect: effect, body: JSONValue.object(activity).serialized())
  }

  private static func text(_ number: Int) -> String {
    """
    <p>Note \(number). The proof of the second lemma takes the batch size for granted, and so does the figure that is said to \
    follow from it; with the learning rate of the appendix I get another curve, flatter in the middle and no lower at the end. \
    Has anybody tried the released weights?</p>
    """
  }

  private static var date: String {
    let seconds = Clock.epoch
    let (days, rest) = seconds.quotientAndRemainder(dividingBy: 86_400)
    // Days to a civil date, with years that begin in March.
    let shifted = days + 719_468
    let (era, day) = shifted.quotientAndRemainder(dividingBy: 146_097)
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365
    let dayOfYear = day - (365 * year + year / 4 - year / 100)
    let month = (5 * dayOfYear + 2) / 153
    let (date, civil) = (dayOfYear - (153 * month + 2) / 5 + 1, month < 10 ? month + 3 : month - 9)
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(year + era * 400 + (civil <= 2 ? 1 : 0))-\(two(civil))-\(two(date))T"
      + "\(two(rest / 3_600)):\(two(rest / 60 % 60)):\(two(rest % 60))Z"
  }
}
