internal import Actors
internal import Domain
internal import Hummingbird
internal import Store

/// What the owner of lists does with them; to everybody else none of these addresses is there.
extension Site {
  func addReadingListForms(to routes: Routes) {
    _ =
      routes
      .get("/lists/new", use: memberPage(newList))
      .post("/lists/new", use: memberForm(makeList))
      .get("/list/{id}/edit", use: memberPage(editList))
      .post("/list/{id}/edit", use: memberForm(changeList))
      .get("/list/{id}/delete", use: memberPage(confirmListDeletion))
      .post("/list/{id}/delete", use: memberForm(deleteList))
      .post("/list/{id}/papers", use: memberForm(changePapers))
      .get("/collect/{paper}", use: memberPage(collect))
  }

  private func ownList(_ visit: Visit, _ viewer: ActorRow) async throws -> ReadingListRow {
    let id = try visit.id("id")
    guard let list = try await store.read({ try $0.readingList(id) }), list.ownerID == viewer.id else { throw WebError.notFound }
    return list
  }

  // MARK: Name, description, sight

  @Sendable private func newList(_ visit: Visit, _ viewer: ActorRow) async throws -> Response {
    let paper = visit.request.uri.queryParameters.get("paper").flatMap { try? RowID(parsing: $0) }
    return try render(formPage(ReadingListDraft(title: ""), of: nil, paper: paper, [:], visit, viewer), visit)
  }

  @Sendable private func makeList(_ visit: Visit, _ viewer: ActorRow, _ form: FormBody) async throws -> Response {
    let paper = form["paper"].isEmpty ? nil : try? RowID(parsing: form["paper"])
    return try await take(form, of: nil, paper: paper, visit, viewer) { content in
      try await store.write { transaction in
        let list = try transaction.insertReadingList(content, of: viewer.id)
        if let paper, try transaction.paper(paper) != nil { try transaction.addPaper(paper, toList: list.id, note: "") }
        return list
      }
    }
  }

  @Sendable private func editList(_ visit: Visit, _ viewer: ActorRow) async throws -> Response {
    let list = try await ownList(visit, viewer)
    let draft = ReadingListDraft(title: list.title, description: list.description, isListed: list.isListed)
    return try render(formPage(draft, of: list, paper: nil, [:], visit, viewer), visit)
  }

  @Sendable private func changeList(_ visit: Visit, _ viewer: ActorRow, _ form: FormBody) async throws -> Response {
    let list = try await ownList(visit, viewer)
    return try await take(form, of: list, paper: nil, visit, viewer) { content in
      try await store.write { try $0.updateReadingList(list.id, content) }
      return list
    }
  }

  private func take(
    _ form: FormBody, of list: ReadingListRow?, paper: RowID?, _ visit: Visit, _ viewer: ActorRow,
    _ keep: (ReadingListContent) async throws -> ReadingListRow
  ) async throws -> Response {
    let draft = ReadingListDraft(
      title: form["title"], description: form["description"], isListed: form["listed"].utf8.elementsEqual("1".utf8))
    var problems: [DomainError.Field: String] = [:]
    do {
      let list = try await keep(try draft.validated())
      return seeOther(ViewMaker(self, visit).address(list, by: viewer) + "?done=saved")
    } catch let error as DomainError {
      problems[error.field] = error.message
    } catch StoreError.tooMany {
      problems[.title] = "You have \(WriteTransaction.mostReadingLists) lists, which is the most. Delete one first."
    }
    return try render(
      formPage(draft, of: list, paper: paper, problems, visit, viewer), visit, status: .unprocessableContent)
  }

  private func formPage(
    _ draft: ReadingListDraft, of list: ReadingListRow?, paper: RowID?, _ problems: [DomainError.Field: String], _ visit: Visit,
    _ viewer: ActorRow
  ) -> ReadingListFormPage {
    let views = ViewMaker(self, visit)
    let title = FormField("title", value: draft.title, problem: problems[.title])
    let description = FormField("description", value: draft.description, problem: problems[.body])
    var page = ReadingListFormPage(
      chrome: chrome(visit),
      head: PageHead(title: list == nil ? "A new list" : "Change a list", hidesFromSearch: true, hasProblems: !problems.isEmpty),
      problems: ProblemList(FormProblem.list(title, description)), action: list.map { "/list/\($0.id)/edit" } ?? "/lists/new",
      title: title, description: description,
      choices: [
        ChoiceView(
          value: "0", label: "Private", explanation: "Only you see it, and that there is one.", isChosen: !draft.isListed),
        ChoiceView(
          value: "1", label: "Public", explanation: "On your page, with its notes, for everybody.", isChosen: draft.isListed),
      ], cancelAddress: list.map { views.address($0, by: viewer) } ?? "\(views.address(viewer))/lists")
    page.paper = paper?.text
    page.deleteAddress = list.map { "/list/\($0.id)/delete" }
    return page
  }

  // MARK: The end

  @Sendable private func confirmListDeletion(_ visit: Visit, _ viewer: ActorRow) async throws -> Response {
    let list = try await ownList(visit, viewer)
    return try render(
      ConfirmPage(
        chrome: chrome(visit), head: PageHead(title: "Delete?", hidesFromSearch: true),
        question: "Delete the list “\(list.title)”?",
        explanation: "The papers stay; what you noted about them here goes. This cannot be undone.",
        action: "/list/\(list.id)/delete", verb: "Delete the list",
        cancelAddress: ViewMaker(self, visit).address(list, by: viewer)),
      visit)
  }

  @Sendable private func deleteList(_ visit: Visit, _ viewer: ActorRow, _ form: FormBody) async throws -> Response {
    let list = try await ownList(visit, viewer)
    try await store.write { try $0.deleteReadingList(list.id) }
    return seeOther("\(ViewMaker(self, visit).address(viewer))/lists")
  }

  // MARK: Papers

  @Sendable private func changePapers(_ visit: Visit, _ viewer: ActorRow, _ form: FormBody) async throws -> Response {
    let list = try await ownList(visit, viewer)
    guard let paperID = try? RowID(parsing: form["paper"]), let paper = try await store.read({ try $0.paper(paperID) }) else {
      throw WebError.notFound
    }
    let page = Int(form["after"]) ?? -1
    let path = ViewMaker(self, visit).address(list, by: viewer) + (page < 0 ? "" : "?after=\(page)")
    do {
      let note = try ReadingListDraft.note(form["note"])
      let deed = form["do"]
      try await store.write { transaction in
        switch deed {
        case "add": try transaction.addPaper(paper.id, toList: list.id, note: note)
        case "remove", "drop": try transaction.removePaper(paper.id, fromList: list.id)
        case "up": try transaction.movePaper(paper.id, onList: list.id, up: true)
        case "down": try transaction.movePaper(paper.id, onList: list.id, up: false)
        case "note": try transaction.setNote(note, onPaper: paper.id, ofList: list.id)
        default: throw WebError.badForm
        }
      }
      // The forms beside a paper lead back there, those of a list to the list.
      if deed == "add" || deed == "drop" { return seeOther("/collect/\(paper.id)") }
      return seeOther(path + (deed == "remove" ? "" : "#p-\(paper.id)"))
    } catch let error as DomainError {
      return try await refused(error.message, list, paper.id, page: page, form, visit, viewer)
    } catch StoreError.tooMany {
      let sentence = "A list holds at most \(WriteTransaction.mostListedPapers) papers. Begin another."
      return try await refused(sentence, list, paper.id, page: page, form, visit, viewer)
    }
  }

  /// The list with what went wrong, and what was typed.
  private func refused(
    _ sentence: String, _ list: ReadingListRow, _ paperID: RowID, page place: Int, _ form: FormBody, _ visit: Visit,
    _ viewer: ActorRow
  ) async throws -> Response {
    guard var page = try await readingListPage(list.slug, of: viewer, behind: place, visit) else { throw WebError.notFound }
    page.head.hasProblems = true
    page.problem = sentence
    for index in page.entries.indices where page.entries[index].forms?.paper.utf8.elementsEqual(paperID.text.utf8) ?? false {
      page.entries[index].forms?.note.value = form["note"]
      page.entries[index].forms?.note.problem = sentence
    }
    return try render(page, visit, status: .unprocessableContent)
  }

  /// One's lists beside a paper.
  @Sendable private func collect(_ visit: Visit, _ viewer: ActorRow) async throws -> Response {
    let id = try visit.id("paper")
    let views = ViewMaker(self, visit)
    let chrome = chrome(visit)
    let page = try await store.read { transaction -> CollectPage? in
      guard let paper = try transaction.paper(id) else { return nil }
      let rows = try transaction.readingLists(
        of: viewer.id, seenBy: viewer.id, before: visit.before, limit: Self.pageSize + 1)
      return CollectPage(
        chrome: chrome, head: PageHead(title: "Put on a list", hidesFromSearch: true), about: views.line(paper),
        paper: paper.id.text,
        lists: try rows.prefix(Self.pageSize).map { row in
          CollectLine(
            list: views.line(row, by: viewer), action: "/list/\(row.id)/papers",
            isOn: try transaction.isPaper(paper.id, onList: row.id))
        }, newAddress: "/lists/new?paper=\(paper.id)",
        pager: Self.pager("/collect/\(paper.id)", visit, rows.count > Self.pageSize ? rows.dropLast().last?.id : nil))
    }
    guard let page else { throw WebError.notFound }
    return try render(page, visit)
  }
}
