// Mail: what the program writes by e-mail, and who sends it. It may know Domain, Signatures, Transport, Markup, Store and Actors.

package import Transport

/// Where mail goes out, and in whose name.
package struct MailSettings: Sendable {
  package var relay: MailRelay
  /// The address that mails are from.
  package var sender: String
  /// The name beside it.
  package var siteName: String

  package init(relay: MailRelay, sender: String, siteName: String = "Scholion") {
    self.relay = relay
    self.sender = sender
    self.siteName = siteName
  }
}
