import JSON

/// The page behind the namespace of our terms, for people and for programs.
package enum NamespacePage {
  /// The terms as JSON-LD.
  package static var linkedData: JSONValue {
    let page = String(Vocabulary.namespace.dropLast())
    var head: [(String, JSONValue)] = [
      (
        "@context",
        [
          "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
          "owl": "http://www.w3.org/2002/07/owl#", "scholion": .string(Vocabulary.namespace), "label": "rdfs:label",
          "comment": "rdfs:comment", "domain": ["@id": "rdfs:domain", "@type": "@id"],
          "range": ["@id": "rdfs:range", "@type": "@id"], "isDefinedBy": ["@id": "rdfs:isDefinedBy", "@type": "@id"],
        ]
      )
    ]
    let ontology: JSONValue = [
      "@id": .string(page), "@type": "owl:Ontology", "label": "Scholion",
      "comment": "Terms for summaries of scientific papers on the social web.",
    ]
    head.append(("@graph", .array([ontology] + Vocabulary.terms.map { linkedData(of: $0, page: page) })))
    return .object(JSONObject(head))
  }

  private static func linkedData(of term: Vocabulary.Term, page: String) -> JSONValue {
    var writer = DocumentWriter()
    writer.put("@id", text: "\(Vocabulary.prefix):\(term.name)")
    writer.put("@type", text: term.sort.rawValue)
    writer.put("label", text: term.label)
    writer.put("comment", text: term.comment)
    writer.put("domain", text: term.domain)
    writer.put("range", text: term.range)
    writer.put("isDefinedBy", text: page)
    return .object(writer.object)
  }

  /// The terms as a page that needs no style, script or picture.
  package static var html: String {
    let entries = Vocabulary.terms.map(entry).joined(separator: "\n")
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>Scholion terms</title>
      <link rel="alternate" type="application/ld+json" href="\(Vocabulary.namespace.dropLast())">
      </head>
      <body>
      <main>
      <h1>Scholion terms</h1>
      <p>Terms for summaries of scientific papers on the social web, beside ActivityStreams 2.0, schema.org and BIBO. The \
      namespace is <code>\(Vocabulary.namespace)</code>, the same for every server, written <code>scholion:</code> in our \
      documents, which define each term they use in their own <code>@context</code>.</p>
      <dl>
      \(entries)
      </dl>
      </main>
      </body>
      </html>

      """
  }

  /// The terms' texts are ours and hold none of the characters HTML gives a meaning to; a test holds them to it.
  private static func entry(_ term: Vocabulary.Term) -> String {
    let sort = term.sort == .type ? "Type" : "Property"
    let key = term.key.map { " In our documents its key is <code>\($0)</code>." } ?? ""
    let domain = term.domain.map { " Said of <code>\($0)</code>." } ?? ""
    let range = term.range.map { " Leads to <code>\($0)</code>." } ?? ""
    return """
      <dt id="\(term.name)"><code>scholion:\(term.name)</code></dt>
      <dd>\(sort). \(term.comment)\(key)\(domain)\(range)</dd>
      """
  }
}
