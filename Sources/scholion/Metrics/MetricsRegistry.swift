internal import Metrics
internal import Synchronization

/// Keeps every figure of the process, and writes them as Prometheus reads them.
///
/// A name holds at most ``seriesLimit`` sets of labels; further ones are counted together under `other`, so that no stranger's
/// value can make the registry grow.
final class MetricsRegistry: MetricsFactory {
  /// Sets of labels under one name.
  static let seriesLimit = 200
  /// Names in all.
  static let nameLimit = 500

  enum Kind: String { case counter, gauge, histogram }

  enum Series {
    case number(NumberSeries)
    case histogram(HistogramSeries)
  }

  struct Family {
    var kind: Kind
    /// By labels as they are written.
    var series: [String: Series] = [:]
  }

  private let families = Mutex<[String: Family]>([:])

  /// Every family by name.
  var snapshot: [String: Family] { families.withLock { $0 } }

  func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
    number(.counter, label, dimensions)
  }

  func makeFloatingPointCounter(label: String, dimensions: [(String, String)]) -> any FloatingPointCounterHandler {
    number(.counter, label, dimensions)
  }

  func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler { number(.gauge, label, dimensions) }

  func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
    aggregate ? histogram(label, dimensions) : number(.gauge, label, dimensions)
  }

  func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler { histogram(label, dimensions) }

  // A figure outlives the object that made it: a scrape must not see it vanish.
  func destroyCounter(_ handler: any CounterHandler) {}
  func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
  func destroyMeter(_ handler: any MeterHandler) {}
  func destroyRecorder(_ handler: any RecorderHandler) {}
  func destroyTimer(_ handler: any TimerHandler) {}

  private func number(_ kind: Kind, _ label: String, _ dimensions: [(String, String)]) -> NumberSeries {
    let found = series(kind, label, dimensions) { .number(NumberSeries()) }
    // A name that is a histogram already gets a number nobody sees: the mistake shows as a missing figure.
    if case .number(let series) = found { return series } else { return NumberSeries() }
  }

  /// The histogram of a name.
  func histogram(_ label: String, _ dimensions: [(String, String)] = []) -> HistogramSeries {
    let found = series(.histogram, label, dimensions) { .histogram(HistogramSeries()) }
    if case .histogram(let series) = found { return series } else { return HistogramSeries() }
  }

  private func series(_ kind: Kind, _ label: String, _ dimensions: [(String, String)], make: () -> Series) -> Series {
    let name = PrometheusText.name(label)
    let labels = PrometheusText.labels(dimensions)
    return families.withLock { families in
      guard families[name] != nil || families.count < Self.nameLimit else { return make() }
      var family = families[name] ?? Family(kind: kind)
      let isFull = family.series[labels] == nil && family.series.count >= Self.seriesLimit
      let key = isFull ? PrometheusText.labels(dimensions.map { ($0.0, "other") }) : labels
      if let known = family.series[key] { return known }
      let fresh = make()
      family.series[key] = fresh
      families[name] = family
      return fresh
    }
  }
}
