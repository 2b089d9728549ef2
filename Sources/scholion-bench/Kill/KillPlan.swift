/// What is posted while the server is killed: notes, each another one; and every like and follow that is possible, once.
struct KillPlan {
  let actors: [PeerActor]
  let folk: Townsfolk
  /// Told apart from the letters of other runs.
  let run: String

  /// That many letters, the likes and follows spread evenly among the notes.
  func letters(_ count: Int) -> [Letter] {
    let writer = LetterWriter(run: run)
    let rare = rareLetters(writer)
    let step = max(2, count / max(1, rare.count))
    return (1...max(1, count)).map { number in
      if number.isMultiple(of: step), number / step <= rare.count { return rare[number / step - 1] }
      let summary = folk.summaries[number % folk.summaries.count]
      return writer.note(number, by: actors[(number * 7) % actors.count], replyingTo: summary.id, of: summary.author)
    }
  }

  private func rareLetters(_ writer: LetterWriter) -> [Letter] {
    let likes = folk.summaries.flatMap { summary in actors.map { (summary.id, $0) } }
    let follows = folk.persons.flatMap { person in actors.map { (person, $0) } }
    return likes.enumerated().map { writer.like($0.offset, of: $0.element.0, by: $0.element.1) }
      + follows.enumerated().map { writer.follow($0.offset, of: $0.element.0, by: $0.element.1) }
  }
}
