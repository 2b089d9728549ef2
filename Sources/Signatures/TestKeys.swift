/// Key pairs whose private half is published, in `keys/test` and in the RFCs: a server refuses to run with one.
enum TestKeys {
  /// Ids of published master keys.
  static let masters: Set<String> = ["bc0b63b21e6e46f8"]

  /// SPKI fingerprints of published key pairs.
  static let fingerprints: Set<String> = [
    // keys/test: rsa-1, rsa-2, ed25519-1, ed25519-2
    "65471d0c101bab9916204d45e08885d0b88c50d4350ed9e361bb0a92d8060736",
    "6f9ebb9fce2b7c092c0bccd3c1e7ea3b8df0117170f9c87d0537a415df4264a6",
    "52554892d316091acfdba3365ab8a5594ad2a7b46ddf83a822e648c739e412e6",
    "b7599b9bcbecf8ac0771e30f9b9a1cb2117b3a2d9d51760e7c304d26d75b9c39",
    // RFC 9421 appendix B.1.1 and B.1.4
    "c73eecd318bd3813f2402a660d8a90010ca35d609d19377d5ee7af200713229f",
    "34571606cb7a0d71be377e671ddcccae2a169ed7733598214129231cd30c4a3c",
    // Mastodon's request tests
    "019b6c545adbc7b3544074e99f142260543af3337a7bb6a5298ad9a6f5f1733e",
    // FEP-8b32
    "d2eaf30fd1eddd11249a69ec46529d28871f0ad11acafb9bc1bb98148ab696e9",
    // RFC 8032 section 7.1, TEST 1 to 3
    "06e3fd8fda29bb60ab59557de61edb0aecdb231134be30e75b455f8e1b792fa9",
    "deb2ded39dc26fce0e6085b6fc34bf6b5941913bbfe2ea614113cff9e004c170",
    "8d39ba50abe50f77b6bb8ae7b6927aff7ffbeba35ad2837c0e51e82bcbcc60d5",
  ]
}

extension PublicKey {
  /// True for a key whose private half anybody can read: those of `keys/test` and of published test vectors.
  package var isPublished: Bool { TestKeys.fingerprints.contains(fingerprint) }
}
