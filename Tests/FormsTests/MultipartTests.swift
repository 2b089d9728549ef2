import Forms
import Testing

@Suite struct MultipartTests {
  private static func read(_ text: String, _ boundary: String = "x") throws -> [MultipartForm.Part] {
    try MultipartForm(parsing: Array(text.utf8), boundary: Array(boundary.utf8)).parts
  }

  @Test func `Fields and files are read as browsers send them`() throws {
    let parts = try Self.read(
      "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\none\r\n"
        + "--x\r\ncontent-disposition:form-data; name=\"f\"; filename=\"C:\\a;b.bib\"\r\nContent-Type: text/plain\r\n\r\n"
        + "--x is not\r\n--y\r\n--x--\r\n")
    #expect(parts.map(\.name) == ["a", "f"] && parts.map(\.fileName) == [nil, "C:\\a;b.bib"])
    #expect(parts.map { String(decoding: $0.bytes, as: UTF8.self) } == ["one", "--x is not\r\n--y"])
  }

  @Test(arguments: [
    "", "--x", "--x\r\n", "--x\r\n\r\n\r\n--x--", "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\none",
    "--x\r\nContent-Disposition: form-data; name=\"a\r\n\r\none\r\n--y--",
    "--x\r\nContent-Disposition: form-data\r\n\r\none\r\n--x--",
    "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\none\r\n--xx--", "preamble --x--",
    "--x\r\nX: " + String(repeating: "y", count: 3_000) + "\r\n\r\none\r\n--x--",
    String(repeating: "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n", count: 65) + "--x--",
  ])
  func `What is no whole form is refused`(text: String) {
    #expect(throws: FormError.malformed) { try Self.read(text) }
  }

  @Test(
    arguments: [
      ("multipart/form-data; boundary=abc", "abc"), ("Multipart/Form-Data; charset=utf-8; Boundary=\"a b\"", nil),
      ("multipart/form-data;boundary=\"a-b\" ", "a-b"), ("multipart/form-data", nil), ("multipart/mixed; boundary=a", nil),
      ("multipart/form-data; boundary=", nil), ("multipart/form-data; boundary=" + String(repeating: "a", count: 71), nil),
    ] as [(String, String?)])
  func `The boundary is that of the media type`(type: String, boundary: String?) {
    #expect(MultipartForm.boundary(in: type).map { String(decoding: $0, as: UTF8.self) } == boundary)
  }
}
