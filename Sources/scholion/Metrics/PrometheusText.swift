/// The text form of metrics that Prometheus reads (exposition format 0.0.4).
enum PrometheusText {
  static let contentType = "text/plain; version=0.0.4; charset=utf-8"

  /// Every family of a registry, by name.
  static func text(of registry: MetricsRegistry) -> String {
    registry.snapshot.sorted { $0.key < $1.key }.map { text(of: $0.key, $0.value) }.joined()
  }

  private static func text(of name: String, _ family: MetricsRegistry.Family) -> String {
    var lines = ["# TYPE \(name) \(family.kind.rawValue)"]
    for (labels, series) in family.series.sorted(by: { $0.key < $1.key }) {
      switch series {
      case .number(let number): lines.append("\(name)\(braced(labels)) \(figure(number.value))")
      case .histogram(let histogram): lines += Self.lines(of: name, labels, histogram.snapshot)
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func lines(of name: String, _ labels: String, _ state: HistogramSeries.State) -> [String] {
    let prefix = labels.isEmpty ? "" : labels + ","
    var sum = 0
    var lines: [String] = []
    for (bound, count) in zip(HistogramSeries.bounds, state.counts) {
      sum += count
      lines.append("\(name)_bucket{\(prefix)le=\"\(figure(bound))\"} \(sum)")
    }
    lines.append("\(name)_bucket{\(prefix)le=\"+Inf\"} \(state.count)")
    lines.append("\(name)_sum\(braced(labels)) \(figure(state.sum))")
    lines.append("\(name)_count\(braced(labels)) \(state.count)")
    return lines
  }

  /// A name as Prometheus takes it: what it does not know becomes `_`.
  static func name(_ label: String) -> String {
    let bytes = label.utf8.prefix(200).map { byte -> UInt8 in
      let isKnown =
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F
        || byte == 0x3A
      return isKnown ? byte : UInt8(ascii: "_")
    }
    let text = String(decoding: bytes, as: UTF8.self)
    return text.first?.isNumber ?? true ? "_" + text : text
  }

  /// Labels between braces, sorted by name; values are escaped and cut at 100 characters.
  static func labels(_ dimensions: [(String, String)]) -> String {
    dimensions.sorted { $0.0 < $1.0 }.map { "\(name($0.0))=\"\(escaped($0.1))\"" }.joined(separator: ",")
  }

  private static func escaped(_ value: String) -> String {
    var text = ""
    for scalar in value.unicodeScalars.prefix(100) {
      switch scalar {
      case "\\": text += "\\\\"
      case "\"": text += "\\\""
      case "\n": text += "\\n"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }

  private static func braced(_ labels: String) -> String { labels.isEmpty ? "" : "{\(labels)}" }

  private static func figure(_ value: Double) -> String {
    Int64(exactly: value).map { String($0) } ?? (value.isNaN ? "NaN" : String(value))
  }
}
