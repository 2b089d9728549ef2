import Actors
import Testing

@testable import scholion

@Suite struct OriginChoiceTests {
  private func choice(
    _ setting: Settings.OriginSetting, port: Int, stored: String? = nil
  ) throws -> OriginChoice {
    OriginChoice(
      setting: setting, listen: ListenAddress(host: "127.0.0.1", port: port), stored: try stored.map { try Origin(parsing: $0) })
  }

  private func given(_ text: String) throws -> Settings.OriginSetting { .given(try Origin(parsing: text)) }

  @Test func `Without an origin it is localhost with the port that was bound`() throws {
    #expect(try choice(.unset, port: 8080).origin(bound: 8080).text == "http://localhost:8080")
    #expect(try choice(.unset, port: 0).origin(bound: 40_123).text == "http://localhost:40123")
    #expect(try choice(.onPickedPort(name: "alpha.localhost"), port: 0).origin(bound: 5).text == "http://alpha.localhost:5")
  }

  @Test func `A picked port is bound again at later starts`() throws {
    #expect(try choice(.unset, port: 0).portToBind == 0)
    #expect(try choice(.unset, port: 0, stored: "http://localhost:40123").portToBind == 40_123)
    #expect(try choice(.onPickedPort(name: "a.localhost"), port: 0, stored: "http://a.localhost:7").portToBind == 7)
    #expect(try choice(.unset, port: 9000, stored: "http://localhost:40123").portToBind == 9000)
    #expect(try choice(.unset, port: 0, stored: "https://papers.example").portToBind == 0)
  }

  @Test func `Another origin than the stored one is refused, naming both`() async throws {
    let choice = try choice(try given("https://b.example"), port: 1, stored: "https://a.example")
    let message = await refusal { _ = try choice.origin(bound: 1) }
    #expect(message?.contains("https://a.example") == true && message?.contains("https://b.example") == true)
  }

  @Test func `The stored origin is the one when none is given`() throws {
    #expect(try choice(.unset, port: 8080, stored: "https://a.example").origin(bound: 8080).text == "https://a.example")
    #expect(try choice(.unset, port: 0, stored: "http://localhost:40123").origin(bound: nil).text == "http://localhost:40123")
  }

  @Test func `A command before the first start does not guess a port`() async throws {
    let choice = try choice(.unset, port: 0)
    #expect(await refusal { _ = try choice.origin(bound: nil) }?.contains("SCHOLION_ORIGIN") == true)
  }
}
