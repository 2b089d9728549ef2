internal import Mail
internal import Transport

/// The settings of mail: none where no server is named.
extension SettingsReader {
  func mail(caFile: String?) throws -> MailSettings? {
    guard let url = try text(.smtp) else {
      for name in [SettingName.smtpUser, .smtpPassword, .smtpPasswordFile, .smtpTLS, .mailFrom] where try text(name) != nil {
        throw Refusal("\(name.variable) is set and \(SettingName.smtp.variable) is not: no mail would go out")
      }
      return nil
    }
    var relay: MailRelay
    do {
      relay = try MailRelay(parsing: url, security: try word(.smtpTLS))
    } catch let error as MailRelayError {
      throw Refusal("\(SettingName.smtp.variable) \(error.sentence)")
    }
    relay.caFile = caFile
    relay.user = try text(.smtpUser)
    relay.password = try password()
    guard (relay.user == nil) == (relay.password == nil) else {
      throw Refusal("\(SettingName.smtpUser.variable) and \(SettingName.smtpPassword.variable) belong together")
    }
    guard relay.password == nil || !relay.isOpenToReaders else {
      throw Refusal("\(SettingName.smtpTLS.variable) must be required: else the password could be read on the way")
    }
    guard let sender = try address(.mailFrom) else {
      throw Refusal("\(SettingName.mailFrom.variable) must be the address that mails are from")
    }
    return MailSettings(relay: relay, sender: sender)
  }

  /// The password itself, or the first line of a file.
  private func password() throws -> String? {
    let typed = try text(.smtpPassword)
    guard let file = try text(.smtpPasswordFile) else { return typed }
    guard typed == nil else {
      throw Refusal("\(SettingName.smtpPassword.variable) and \(SettingName.smtpPasswordFile.variable) cannot both be set")
    }
    let line = try TextFile.read(file, limit: 4_096).split(whereSeparator: \.isNewline).first
    guard let line else { throw Refusal("\(file) holds no password") }
    return String(line)
  }
}
