import Metrics
import Testing

@testable import scholion

@Suite struct MetricsTests {
  @Test func `Counters, gauges and histograms are written as Prometheus reads them`() {
    let registry = MetricsRegistry()
    registry.makeCounter(label: "scholion_items_total", dimensions: [("verb", "Like"), ("outcome", "done")]).increment(by: 2)
    registry.makeCounter(label: "scholion_items_total", dimensions: [("outcome", "done"), ("verb", "Like")]).increment(by: 1)
    registry.makeMeter(label: "scholion_waiting", dimensions: []).set(2.5)
    let timer = registry.makeTimer(label: "scholion_seconds", dimensions: [("route", "/a")])
    timer.recordNanoseconds(2_000_000)
    timer.recordNanoseconds(60_000_000_000)
    let lines = PrometheusText.text(of: registry).split(separator: "\n").map { String($0) }
    #expect(lines.prefix(2) == ["# TYPE scholion_items_total counter", #"scholion_items_total{outcome="done",verb="Like"} 3"#])
    #expect(lines.contains("# TYPE scholion_waiting gauge") && lines.contains("scholion_waiting 2.5"))
    #expect(lines.contains(#"scholion_seconds_bucket{route="/a",le="0.001"} 0"#))
    #expect(lines.contains(#"scholion_seconds_bucket{route="/a",le="0.005"} 1"#))
    #expect(lines.contains(#"scholion_seconds_bucket{route="/a",le="30"} 1"#))
    #expect(lines.contains(#"scholion_seconds_bucket{route="/a",le="+Inf"} 2"#))
    #expect(lines.contains(#"scholion_seconds_count{route="/a"} 2"#))
    #expect(lines.contains(#"scholion_seconds_sum{route="/a"} 60.002"#))
  }

  @Test func `A stranger's value cannot break out of its label`() {
    let registry = MetricsRegistry()
    registry.makeCounter(label: "odd name{", dimensions: [("ho st", "a\"} 9\nevil 1\\")]).increment(by: 1)
    let text = PrometheusText.text(of: registry)
    #expect(text == "# TYPE odd_name_ counter\nodd_name_{ho_st=\"a\\\"} 9\\nevil 1\\\\\"} 1\n")
  }

  @Test func `Past the limit further labels are counted together`() throws {
    let registry = MetricsRegistry()
    for number in 0..<1_000 {
      registry.makeCounter(label: "hosts_total", dimensions: [("host", "h\(number)")]).increment(by: 1)
    }
    let family = try #require(registry.snapshot["hosts_total"])
    #expect(family.series.count <= MetricsRegistry.seriesLimit + 1)
    let lines = PrometheusText.text(of: registry).split(separator: "\n")
    #expect(lines.contains("hosts_total{host=\"other\"} \(1_000 - MetricsRegistry.seriesLimit)"))
    #expect(lines.contains("hosts_total{host=\"h0\"} 1"))
  }

  @Test func `A name that is a histogram does not become a counter`() {
    let registry = MetricsRegistry()
    registry.makeTimer(label: "x_seconds", dimensions: []).recordNanoseconds(1_000_000_000)
    registry.makeCounter(label: "x_seconds", dimensions: []).increment(by: 5)
    #expect(PrometheusText.text(of: registry).contains("x_seconds_sum 1\n"))
  }
}
