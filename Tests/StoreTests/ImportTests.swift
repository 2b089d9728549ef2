import Domain
import LocalPostgres
import Store
import Testing

@Suite struct ImportTests {
  @Test(arguments: Engine.allCases)
  func `Whoever was known elsewhere is found by that name and claims the account with a code, once`(on engine: Engine)
    async throws
  {
    try await Scratch.use(engine) { scratch in
      let (ada, bob) = (try await scratch.person("ada"), try await scratch.person("bob"))
      let soon = scratch.now.adding(seconds: 60)
      try await scratch.write { transaction throws in
        try transaction.insertFormerAccount("Adal", at: "s", of: ada.id)
        try transaction.insertFormerAccount("Adal", at: "s", of: bob.id)
        try transaction.setClaimCode(of: ada.id, hash: [1], expires: soon)
        try transaction.setClaimCode(of: ada.id, hash: [2], expires: soon)
      }
      let (found, names, first, second, none) = try await scratch.read { transaction throws in
        (
          try transaction.formerAccount("Adal", at: "s"), try transaction.formerNames(of: ada.id, at: "s"),
          try transaction.claimable(codeHash: [1]), try transaction.claimable(codeHash: [2]),
          try transaction.formerAccount("adal", at: "s")
        )
      }
      #expect(found?.id == ada.id && names == ["Adal"] && none == nil, "the first word counts")
      #expect(first == nil && second?.id == ada.id, "an earlier code is void")
      try await scratch.write { transaction throws in
        #expect(try transaction.isUnclaimed(ada) && !transaction.isUnclaimed(bob))
        #expect(try transaction.useClaimCode(hash: [2]))
        #expect(try !transaction.useClaimCode(hash: [2]))
      }
    }
  }

  @Test(arguments: Engine.allCases)
  func `What was written elsewhere counts the votes it brought along, and stands at its time`(on engine: Engine) async throws {
    try await Scratch.use(engine) { scratch in
      let (ada, bob) = (try await scratch.person("ada"), try await scratch.person("bob"))
      let paper = try await scratch.paper("arxiv:1706.03762")
      let old = Timestamp(milliseconds: scratch.now.milliseconds - 86_400_000)
      let ids = try await scratch.write { transaction throws -> [RowID] in
        var ids: [RowID] = []
        for author in [ada, bob] {
          let id = try transaction.freeID(at: old)
          var draft = try Drafts.post(by: author, .summary, paper: paper, id: "p\(author.name)", at: old)
          draft.licence = author.id == ada.id ? .attribution : .allRights
          ids.append(try transaction.insertPost(draft, id: id).id)
        }
        try transaction.setImported(ids[1], from: "https://a.example/1", score: 3)
        return ids
      }
      #expect(ids[1].value == ids[0].value + 1 && ids[0].timestamp == old)
      let (posts, open) = try await scratch.read { transaction throws in
        (
          try transaction.summaries(of: paper, seenBy: nil, limit: 10).map(\.post.id),
          try transaction.openSummaries(after: nil, limit: 10).map(\.post.id)
        )
      }
      #expect(posts == [ids[1], ids[0]] && open == [ids[0]])
    }
  }

  @Test(arguments: Engine.allCases)
  func `A wish for an archive is taken once, ends, and is forgotten after its time; aliases are kept`(on engine: Engine)
    async throws
  {
    try await Scratch.use(engine) { scratch in
      let ada = try await scratch.person("ada")
      let later = scratch.now.adding(seconds: 60)
      try await scratch.write { transaction throws in
        #expect(try transaction.wantArchive(.out, of: ada.id, file: "a"))
        #expect(try !transaction.wantArchive(.out, of: ada.id, file: "b"), "one is under way")
        let job = try #require(try transaction.takeArchiveJob())
        #expect(job.file == "a" && job.actorID == ada.id)
        #expect(try transaction.takeArchiveJob() == nil)
        try transaction.endArchiveJob(job, .done, report: "r")
        #expect(try transaction.archiveJob(.out, of: ada.id)?.report == "r")
        #expect(try transaction.dropArchiveJobs(before: later) == ["a"])
        #expect(try transaction.archiveJob(.out, of: ada.id) == nil)
        try transaction.insertAlias(try ResourceID(parsing: "https://old.example/users/ada"), of: ada.id)
        #expect(try transaction.aliases(of: ada.id) == ["https://old.example/users/ada"])
        #expect(try transaction.votes(of: ada.id, after: nil, limit: 5).isEmpty)
        #expect(try transaction.wantArchive(.in, of: ada.id, file: "c"))
        try transaction.erasePerson(ada.id)
        #expect(try transaction.archiveJob(.in, of: ada.id) == nil && transaction.aliases(of: ada.id).isEmpty)
      }
    }
  }
}
