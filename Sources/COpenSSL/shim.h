// The door to libcrypto (OpenSSL 3), opened by the room Signatures alone. Only what Swift cannot call
// itself stands here: macros, and calls that take a pointer to a pointer.
#ifndef SCHOLION_COPENSSL_SHIM_H
#define SCHOLION_COPENSSL_SHIM_H

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/param_build.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stddef.h>
#include <stdint.h>

/// A public RSA key from its two numbers (big-endian), or NULL. Much cheaper than OpenSSL's own decoders.
static inline EVP_PKEY *scholion_rsa_public(const uint8_t *modulus, size_t modulus_length,
                                            const uint8_t *exponent, size_t exponent_length) {
  EVP_PKEY *key = NULL;
  OSSL_PARAM *parameters = NULL;
  EVP_PKEY_CTX *context = NULL;
  BIGNUM *n = BN_bin2bn(modulus, (int)modulus_length, NULL);
  BIGNUM *e = BN_bin2bn(exponent, (int)exponent_length, NULL);
  OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
  if (n && e && builder && OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, n) == 1 &&
      OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_E, e) == 1) {
    parameters = OSSL_PARAM_BLD_to_param(builder);
    context = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
    if (!parameters || !context || EVP_PKEY_fromdata_init(context) != 1 ||
        EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, parameters) != 1) {
      EVP_PKEY_free(key);
      key = NULL;
    }
  }
  EVP_PKEY_CTX_free(context);
  OSSL_PARAM_free(parameters);
  OSSL_PARAM_BLD_free(builder);
  BN_free(n);
  BN_free(e);
  return key;
}

/// A new RSA key pair of that many bits with exponent 65537, or NULL.
static inline EVP_PKEY *scholion_rsa_generate(size_t bits) { return EVP_RSA_gen(bits); }

/// A private key from PKCS#8 (or PKCS#1) DER that has nothing after it, or NULL.
static inline EVP_PKEY *scholion_private_from_der(const uint8_t *der, size_t length) {
  const unsigned char *at = der;
  EVP_PKEY *key = d2i_AutoPrivateKey(NULL, &at, (long)length);
  if (key && at != der + length) {
    EVP_PKEY_free(key);
    key = NULL;
  }
  return key;
}

/// The PKCS#8 DER of a private key in memory that scholion_wipe_free returns; its length, or 0.
static inline size_t scholion_private_to_der(const EVP_PKEY *key, uint8_t **der) {
  *der = NULL;
  PKCS8_PRIV_KEY_INFO *info = EVP_PKEY2PKCS8(key);
  if (!info) return 0;
  int length = i2d_PKCS8_PRIV_KEY_INFO(info, der);
  PKCS8_PRIV_KEY_INFO_free(info);
  return length > 0 ? (size_t)length : 0;
}

/// Overwrites and frees memory that OpenSSL gave.
static inline void scholion_wipe_free(uint8_t *bytes, size_t length) { OPENSSL_clear_free(bytes, length); }

/// One number of an RSA key, big-endian; its length, or 0 when it is absent or does not fit.
static inline size_t scholion_rsa_number(const EVP_PKEY *key, int is_exponent, uint8_t *out, size_t capacity) {
  BIGNUM *number = NULL;
  const char *name = is_exponent ? OSSL_PKEY_PARAM_RSA_E : OSSL_PKEY_PARAM_RSA_N;
  if (EVP_PKEY_get_bn_param(key, name, &number) != 1) return 0;
  size_t length = (size_t)BN_num_bytes(number);
  if (length <= capacity) BN_bn2bin(number, out);
  BN_free(number);
  return length <= capacity ? length : 0;
}

#endif
