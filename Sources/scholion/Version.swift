/// The version of this program, as `--version`, NodeInfo and the User-Agent tell it.
enum Version {
  static let text = "0.1.0"
}
