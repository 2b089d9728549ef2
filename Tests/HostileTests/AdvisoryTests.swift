import Signatures
import Store
import TestSupport
import Testing
import Transport

/// Every published advisory of the threat table that applies here, by its id; what does not apply is said in
/// `federation/hostile/advisories.json`, with the reason.
@Suite("Hostile peers: published advisories") struct AdvisoryTests {
  /// Every case of the corpus that plays an advisory is as it should be.
  private func hold(_ id: String) async throws {
    var count = 0
    for row in Corpus.rows where row.cases.contains(where: { $0.advisories.contains(id) }) {
      for played in try await CorpusRun.shared.row(row) where played.line.advisories.contains(id) {
        #expect(played.complaint == nil)
        count += 1
      }
    }
    #expect(count > 0)
  }

  @Test("GHSA-q9f8-5hc7-898f: a key document that names somebody as owner proves nothing")
  func ghsa_q9f8_5hc7_898f() async throws { try await hold("GHSA-q9f8-5hc7-898f") }
  @Test("CVE-2025-54888: an activity has no effect before its signer is known to be its actor")
  func cve_2025_54888() async throws { try await hold("CVE-2025-54888") }
  @Test("GHSA-x9g5-vwhc-pxm7: whatever the library answers but 1 is a wrong signature")
  func ghsa_x9g5_vwhc_pxm7() async throws { try await hold("GHSA-x9g5-vwhc-pxm7") }
  @Test("CVE-2026-28432: no inbox takes what is not signed")
  func cve_2026_28432() async throws { try await hold("CVE-2026-28432") }
  @Test("CVE-2024-52590: an activity that is not signed as it must be is not processed")
  func cve_2024_52590() async throws { try await hold("CVE-2024-52590") }
  @Test("CVE-2024-52591: a signature is checked before anything of the activity is believed")
  func cve_2024_52591() async throws { try await hold("CVE-2024-52591") }
  @Test("CVE-2024-52592: no other way into an inbox goes round the signature")
  func cve_2024_52592() async throws { try await hold("CVE-2024-52592") }
  @Test("CVE-2024-52593: nothing stands in for a signature")
  func cve_2024_52593() async throws { try await hold("CVE-2024-52593") }
  @Test("GHSA-xjvf-fm67-4qc3: a Create of another account's post is refused")
  func ghsa_xjvf_fm67_4qc3() async throws { try await hold("GHSA-xjvf-fm67-4qc3") }
  @Test("CVE-2024-37903: a post is changed by its author alone, not by its host")
  func cve_2024_37903() async throws { try await hold("CVE-2024-37903") }
  @Test("GHSA-jhrq-qvrm-qr36: an upload of another media type is no document")
  func ghsa_jhrq_qvrm_qr36() async throws { try await hold("GHSA-jhrq-qvrm-qr36") }
  @Test("CVE-2024-25623: only the media types of ActivityStreams count where documents are fetched")
  func cve_2024_25623() async throws { try await hold("CVE-2024-25623") }
  @Test("CVE-2024-23832: a document whose id is not where it was found is not believed")
  func cve_2024_23832() async throws { try await hold("CVE-2024-23832") }
  @Test("GHSA-3fjr-858r-92rw: nobody is impersonated by a document on another server")
  func ghsa_3fjr_858r_92rw() async throws { try await hold("GHSA-3fjr-858r-92rw") }
  @Test("GHSA-3f39-6537-3cgc: an object of another origin inside an activity is not believed")
  func ghsa_3f39_6537_3cgc() async throws { try await hold("GHSA-3f39-6537-3cgc") }
  @Test("GHSA-2vxv-pv3m-3wvj: nobody's post is made by somebody else's Create")
  func ghsa_2vxv_pv3m_3wvj() async throws { try await hold("GHSA-2vxv-pv3m-3wvj") }
  @Test("CVE-2022-24307: terms are read by their literal keys, whatever the context says")
  func cve_2022_24307() async throws { try await hold("CVE-2022-24307") }
  @Test("CVE-2026-46349: documents with reshaping keywords are refused")
  func cve_2026_46349() async throws { try await hold("CVE-2026-46349") }
  @Test("CVE-2026-48028: keywords deep inside a document are refused as well")
  func cve_2026_48028() async throws { try await hold("CVE-2026-48028") }
  @Test("GHSA-chgx-jx3p-rf73: an LD signature is no authority")
  func ghsa_chgx_jx3p_rf73() async throws { try await hold("GHSA-chgx-jx3p-rf73") }
  @Test("CVE-2026-42462: a document cannot be given another shape than it was signed in")
  func cve_2026_42462() async throws { try await hold("CVE-2026-42462") }
  @Test("GHSA-9rfg-v8g9-9367: @graph, @included and @reverse are refused")
  func ghsa_9rfg_v8g9_9367() async throws { try await hold("GHSA-9rfg-v8g9-9367") }
  @Test("GHSA-5wxh-3p65-r4g6: an actor's addresses lie on its own origin")
  func ghsa_5wxh_3p65_r4g6() async throws { try await hold("GHSA-5wxh-3p65-r4g6") }
  @Test("GHSA-x2rc-v5wx-g3m5: only http and https are addresses")
  func ghsa_x2rc_v5wx_g3m5() async throws { try await hold("GHSA-x2rc-v5wx-g3m5") }
  @Test("CVE-2026-23961: who is suspended does nothing, by whatever way")
  func cve_2026_23961() async throws { try await hold("CVE-2026-23961") }
  @Test("GHSA-5h2f-wg8j-xqwp: who is blocked does nothing, by whatever way")
  func ghsa_5h2f_wg8j_xqwp() async throws { try await hold("GHSA-5h2f-wg8j-xqwp") }
  @Test("CVE-2023-42451: a host is no other host's by a character that disappears")
  func cve_2023_42451() async throws { try await hold("CVE-2023-42451") }
  @Test("GHSA-v3xf-c9qf-j667: no spelling of a name is another's")
  func ghsa_v3xf_c9qf_j667() async throws { try await hold("GHSA-v3xf-c9qf-j667") }
  @Test("CVE-2025-25194: names that lead to private addresses are not asked")
  func cve_2025_25194() async throws { try await hold("CVE-2025-25194") }
  @Test("CVE-2026-33693: 0.0.0.0 is not asked either")
  func cve_2026_33693() async throws { try await hold("CVE-2026-33693") }
  @Test("CVE-2024-39687: no address of the special registries is asked")
  func cve_2024_39687() async throws { try await hold("CVE-2024-39687") }
  @Test("CVE-2026-50131: addresses that carry others are judged by those")
  func cve_2026_50131() async throws { try await hold("CVE-2026-50131") }
  @Test("GHSA-xx55-4rrg-8xg6: mapped addresses are judged by what they carry")
  func ghsa_xx55_4rrg_8xg6() async throws { try await hold("GHSA-xx55-4rrg-8xg6") }
  @Test("GHSA-vwhj-3g83-v276: compatible addresses are not asked")
  func ghsa_vwhj_3g83_v276() async throws { try await hold("GHSA-vwhj-3g83-v276") }
  @Test("CVE-2026-77632: a redirect to a private address is not followed")
  func cve_2026_77632() async throws { try await hold("CVE-2026-77632") }
  @Test("CVE-2025-23221: redirects of WebFinger end, and lead to nobody private")
  func cve_2025_23221() async throws { try await hold("CVE-2025-23221") }
  @Test("CVE-2026-62857: every hop is judged like a first request")
  func cve_2026_62857() async throws { try await hold("CVE-2026-62857") }
  @Test("GHSA-hcqf-fw2r-52g4: no control byte goes out in an address or a field")
  func ghsa_hcqf_fw2r_52g4() async throws { try await hold("GHSA-hcqf-fw2r-52g4") }
  @Test("GHSA-mc44-6cfg-2v6w: no body is read past its limit")
  func ghsa_mc44_6cfg_2v6w() async throws { try await hold("GHSA-mc44-6cfg-2v6w") }
  @Test("GHSA-gg8q-rcg7-p79g: bytes are counted on the stream, whatever Content-Length says")
  func ghsa_gg8q_rcg7_p79g() async throws { try await hold("GHSA-gg8q-rcg7-p79g") }
  @Test("CVE-2026-28980: a flood of header fields is refused")
  func cve_2026_28980() async throws { try await hold("CVE-2026-28980") }
  @Test("GHSA-6x3w-9g92-gvf3: every text and list has a limit")
  func ghsa_6x3w_9g92_gvf3() async throws { try await hold("GHSA-6x3w-9g92-gvf3") }
  @Test("CVE-2026-69132: hosts that fail leave no record each for ever")
  func cve_2026_69132() async throws { try await hold("CVE-2026-69132") }
  @Test("CVE-2025-68475: markup is read in linear time")
  func cve_2025_68475() async throws { try await hold("CVE-2025-68475") }
  @Test("GHSA-jpxp-r43f-rhvx: no pattern is matched by going back and forth")
  func ghsa_jpxp_r43f_rhvx() async throws { try await hold("GHSA-jpxp-r43f-rhvx") }
  @Test("CVE-2025-30741: a follow waits for the word of the one who is followed")
  func cve_2025_30741() async throws { try await hold("CVE-2025-30741") }
  @Test("CVE-2026-25540: what depends on who asks is kept by nobody")
  func cve_2026_25540() async throws { try await hold("CVE-2026-25540") }
  @Test("GHSA-5fq7-3p3j-9vrf: a direct post is for those it is addressed to")
  func ghsa_5fq7_3p3j_9vrf() async throws { try await hold("GHSA-5fq7-3p3j-9vrf") }
  @Test("CVE-2026-22246: nobody reads what is another's by its id")
  func cve_2026_22246() async throws { try await hold("CVE-2026-22246") }
  @Test("GHSA-f3q8-7vw3-69v4: nobody changes what is another's by its id")
  func ghsa_f3q8_7vw3_69v4() async throws { try await hold("GHSA-f3q8-7vw3-69v4") }
  @Test("CVE-2026-28431: an id of another kind opens nothing")
  func cve_2026_28431() async throws { try await hold("CVE-2026-28431") }
  @Test("CVE-2026-28433: forms act for who is signed in alone")
  func cve_2026_28433() async throws { try await hold("CVE-2026-28433") }
  @Test("CVE-2023-36459: hostile markup is inert wherever it is shown")
  func cve_2023_36459() async throws { try await hold("CVE-2023-36459") }
  @Test("CVE-2023-42452: what was made safe is shown as it was made")
  func cve_2023_42452() async throws { try await hold("CVE-2023-42452") }
  @Test("GHSA-mq2m-hr29-8gqf: nothing is embedded")
  func ghsa_mq2m_hr29_8gqf() async throws { try await hold("GHSA-mq2m-hr29-8gqf") }
  @Test("GHSA-q3rg-xx5v-4mxh: limits count by route, not by path")
  func ghsa_q3rg_xx5v_4mxh() async throws { try await hold("GHSA-q3rg-xx5v-4mxh") }
  @Test("GHSA-v39f-c9jj-8w7h: another spelling of a path has no count of its own")
  func ghsa_v39f_c9jj_8w7h() async throws { try await hold("GHSA-v39f-c9jj-8w7h") }
  @Test("GHSA-84ch-6436-c7mg: the limit is where the route is")
  func ghsa_84ch_6436_c7mg() async throws { try await hold("GHSA-84ch-6436-c7mg") }
  @Test("GHSA-c2r5-cfqr-c553: an address that the client tells counts for nothing")
  func ghsa_c2r5_cfqr_c553() async throws { try await hold("GHSA-c2r5-cfqr-c553") }
  @Test("AFR-109: a digest must be signed")
  func afr_109() async throws { try await hold("AFR-109") }
  @Test("discourse-activity-pub-337: what is wrapped in an Announce has no authority")
  func discourse_activity_pub_337() async throws { try await hold("discourse-activity-pub-337") }

  /// A peer that answers nothing, however long one waits.
  private func endAtDeadline() async throws {
    let web = PlayedWeb()
    let gate = Gate()
    web.hold(at: gate)
    try await TestPeers.use(answer: { await web.answer($0) }) { peers in
      let client = HTTPClient(policy: TransportPolicy(allowPrivatePeers: true))
      var request = OutgoingRequest.document(try WebURL(parsing: peers.origin("slow") + "/x"))
      request.deadline = .milliseconds(300)
      let asked = request
      await #expect(throws: TransportError.timeout) { _ = try await client.send(asked) }
      gate.open()
      await client.shutdown()
    }
  }

  @Test("CVE-2023-36461: a request ends at its deadline, whatever the peer does")
  func cve_2023_36461() async throws {
    try await endAtDeadline()
  }

  @Test("GHSA-9pxv-6qvf-pjwc: the deadline is of the whole, not of one read")
  func ghsa_9pxv_6qvf_pjwc() async throws {
    try await endAtDeadline()
  }

  @Test("GHSA-f3q3-rmf7-9655: a changed password ends every session")
  func ghsa_f3q3_rmf7_9655() async throws {
    try await HostileScene.use { scene in
      let cast = try await Cast.enter(scene)
      let ada = try #require(cast.people["ada"])
      let sessions = [try await scene.session(of: ada), try await scene.session(of: ada)]
      let home = { (cookie: String) in
        try await scene.request("GET", "/home", [("Accept", "text/html"), ("Cookie", cookie)]).status
      }
      for session in sessions { #expect(try await home(session.cookie) == 200) }
      try await scene.store.write { try $0.setPassword(of: ada.id, hash: "none") }
      for session in sessions { #expect(try await home(session.cookie) == 303) }
    }
  }
}
