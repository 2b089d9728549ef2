internal import COpenSSL

/// AES-256-GCM (NIST SP 800-38D): the ciphertext with its 16-byte tag behind it.
enum SealedBox {
  private static let tagLength = 16

  static func seal(
    _ plaintext: [UInt8], key: [UInt8], nonce: [UInt8], authenticated: [UInt8]
  ) throws(SignatureError) -> [UInt8] {
    guard key.count == 32, nonce.count == 12, let context = EVP_CIPHER_CTX_new() else { throw .libraryFailure("AES-GCM") }
    defer { EVP_CIPHER_CTX_free(context) }
    var out = [UInt8](repeating: 0, count: plaintext.count)
    var tag = [UInt8](repeating: 0, count: tagLength)
    var length: Int32 = 0
    guard EVP_EncryptInit_ex(context, EVP_aes_256_gcm(), nil, key, nonce) == 1,
      EVP_EncryptUpdate(context, nil, &length, authenticated, Int32(clamping: authenticated.count)) == 1,
      EVP_EncryptUpdate(context, &out, &length, plaintext, Int32(clamping: plaintext.count)) == 1,
      Int(length) == plaintext.count, EVP_EncryptFinal_ex(context, &tag, &length) == 1,
      EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(tagLength), &tag) == 1
    else {
      ERR_clear_error()
      throw .libraryFailure("AES-GCM")
    }
    return out + tag
  }

  /// Throws `sealBroken` when key, nonce, authenticated bytes or ciphertext are not those of `seal`.
  static func open(
    _ sealed: [UInt8], key: [UInt8], nonce: [UInt8], authenticated: [UInt8]
  ) throws(SignatureError) -> [UInt8] {
    guard key.count == 32, nonce.count == 12, sealed.count >= tagLength, let context = EVP_CIPHER_CTX_new() else {
      throw .sealBroken
    }
    defer { EVP_CIPHER_CTX_free(context) }
    let ciphertext = Array(sealed.dropLast(tagLength))
    var tag = Array(sealed.suffix(tagLength))
    var out = [UInt8](repeating: 0, count: ciphertext.count)
    var length: Int32 = 0
    var rest = [UInt8](repeating: 0, count: 16)
    guard EVP_DecryptInit_ex(context, EVP_aes_256_gcm(), nil, key, nonce) == 1,
      EVP_DecryptUpdate(context, nil, &length, authenticated, Int32(clamping: authenticated.count)) == 1,
      EVP_DecryptUpdate(context, &out, &length, ciphertext, Int32(clamping: ciphertext.count)) == 1,
      EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(tagLength), &tag) == 1,
      EVP_DecryptFinal_ex(context, &rest, &length) == 1
    else {
      ERR_clear_error()
      wipe(&out)
      throw .sealBroken
    }
    return out
  }
}
