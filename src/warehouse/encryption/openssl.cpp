// DuckDB reads encrypted files by itself and leaves writing them to a module that brings OpenSSL, which is not among those that
// are compiled in. This is that module: AES of OpenSSL for DuckDB's pages, log and temporary files, and the opening of a file
// with it. It uses DuckDB's inner headers, so DuckDB's version is pinned.

#include "duckdb.hpp"
#include "duckdb/common/encryption_state.hpp"
#include "duckdb/main/capi/capi_internal.hpp"
#include "duckdb/main/config.hpp"
#include "duckdb/planner/extension_callback.hpp"

#include <algorithm>
#include <cstring>
#include <exception>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

namespace {

using duckdb::const_data_ptr_t;
using duckdb::CryptoHashFunction;
using duckdb::data_ptr_t;
using duckdb::EncryptionNonce;
using duckdb::EncryptionState;
using duckdb::EncryptionStateMetadata;
using duckdb::EncryptionTypes;
using duckdb::idx_t;
using duckdb::shared_ptr;
using duckdb::unique_ptr;

void require(bool done, const char *what) {
	if (!done) {
		throw duckdb::IOException("OpenSSL could not %s", what);
	}
}

const EVP_CIPHER *cipher_of(const EncryptionStateMetadata &metadata) {
	const bool is_gcm = metadata.GetCipher() == EncryptionTypes::GCM;
	const bool is_ctr = metadata.GetCipher() == EncryptionTypes::CTR;
	const auto bits = metadata.GetKeyLen() * 8;
	if (is_gcm || is_ctr) {
		switch (bits) {
		case 128:
			return is_gcm ? EVP_aes_128_gcm() : EVP_aes_128_ctr();
		case 192:
			return is_gcm ? EVP_aes_192_gcm() : EVP_aes_192_ctr();
		case 256:
			return is_gcm ? EVP_aes_256_gcm() : EVP_aes_256_ctr();
		default:
			break;
		}
	}
	throw duckdb::InvalidInputException("there is no cipher %s of %llu bits here",
	                                    EncryptionTypes::CipherToString(metadata.GetCipher()), bits);
}

// One message on its way through the cipher.
class State : public EncryptionState {
public:
	explicit State(unique_ptr<EncryptionStateMetadata> metadata_p)
	    : EncryptionState(std::move(metadata_p)), cipher(cipher_of(*metadata)), context(EVP_CIPHER_CTX_new()) {
		require(context != nullptr, "make a cipher's context");
	}

	~State() override {
		EVP_CIPHER_CTX_free(context);
	}

	void InitializeEncryption(EncryptionNonce &nonce, const_data_ptr_t key, const_data_ptr_t aad,
	                          idx_t aad_len) override {
		begin(nonce, key, aad, aad_len, 1);
	}

	void InitializeDecryption(EncryptionNonce &nonce, const_data_ptr_t key, const_data_ptr_t aad,
	                          idx_t aad_len) override {
		begin(nonce, key, aad, aad_len, 0);
	}

	size_t Process(const_data_ptr_t in, idx_t in_len, data_ptr_t out, idx_t) override {
		int written = 0;
		const auto length = duckdb::NumericCast<int>(in_len);
		require(EVP_CipherUpdate(context, out, &written, in, length) == 1, "pass data through the cipher");
		return duckdb::NumericCast<size_t>(written);
	}

	size_t Finalize(data_ptr_t, idx_t, data_ptr_t tag, idx_t tag_len) override {
		const bool is_gcm = metadata->GetCipher() == EncryptionTypes::GCM;
		const auto length = duckdb::NumericCast<int>(tag_len);
		// Neither cipher has anything left over at the end; OpenSSL wants a place for it all the same.
		unsigned char rest[EVP_MAX_BLOCK_LENGTH];
		int written = 0;
		if (is_gcm && !is_encrypting) {
			require(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_SET_TAG, length, tag) == 1, "take a tag");
		}
		if (EVP_CipherFinal_ex(context, rest, &written) != 1) {
			throw duckdb::InvalidInputException(
			    "Computed AES tag differs from read AES tag, are you using the right key?");
		}
		if (is_gcm && is_encrypting) {
			require(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_GET_TAG, length, tag) == 1, "give a tag");
		}
		return 0;
	}

	void GenerateRandomData(data_ptr_t data, idx_t len) override {
		require(RAND_bytes(data, duckdb::NumericCast<int>(len)) == 1, "give random bytes");
	}

private:
	void begin(EncryptionNonce &nonce, const_data_ptr_t key, const_data_ptr_t aad, idx_t aad_len, int encrypts) {
		is_encrypting = encrypts == 1;
		require(EVP_CipherInit_ex(context, cipher, nullptr, nullptr, nullptr, encrypts) == 1, "begin with a cipher");
		if (metadata->GetCipher() == EncryptionTypes::GCM) {
			const auto length = duckdb::NumericCast<int>(nonce.total_size());
			require(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_SET_IVLEN, length, nullptr) == 1, "take a nonce's length");
		}
		require(EVP_CipherInit_ex(context, nullptr, nullptr, key, nonce.data(), encrypts) == 1, "take a key");
		if (aad_len > 0) {
			int written = 0;
			const auto length = duckdb::NumericCast<int>(aad_len);
			require(EVP_CipherUpdate(context, nullptr, &written, aad, length) == 1, "take what goes with a message");
		}
	}

	const EVP_CIPHER *cipher;
	EVP_CIPHER_CTX *context;
	bool is_encrypting = false;
};

const EVP_MD *digest_of(CryptoHashFunction function) {
	switch (function) {
	case CryptoHashFunction::MD5:
		return EVP_md5();
	case CryptoHashFunction::SHA1:
		return EVP_sha1();
	case CryptoHashFunction::SHA256:
		return EVP_sha256();
	default:
		throw duckdb::InvalidInputException("there is no such hash here");
	}
}

// What DuckDB asks for when it encrypts, and what it works out hashes with, once there is such a module.
class Module : public duckdb::EncryptionUtil {
public:
	shared_ptr<EncryptionState> CreateEncryptionState(unique_ptr<EncryptionStateMetadata> metadata) const override {
		return duckdb::make_shared_ptr<State>(std::move(metadata));
	}

	void Hash(CryptoHashFunction function, const_data_ptr_t input, idx_t length, data_ptr_t output) const override {
		require(EVP_Digest(input, length, output, nullptr, digest_of(function), nullptr) == 1, "work out a hash");
	}

	void Hmac(CryptoHashFunction function, const_data_ptr_t key, idx_t key_length, const_data_ptr_t input, idx_t length,
	          data_ptr_t output) const override {
		const auto size = duckdb::NumericCast<int>(key_length);
		require(HMAC(digest_of(function), key, size, input, length, output, nullptr) != nullptr, "work out a code");
	}

	bool SupportsHash(CryptoHashFunction) const override {
		return true;
	}

	bool SupportsHmac(CryptoHashFunction) const override {
		return true;
	}
};

// A database does not take the module over from what it is opened with: its first connection brings it, by which the file is
// opened then.
class Installer : public duckdb::ExtensionCallback {
public:
	void OnConnectionOpened(duckdb::ClientContext &context) override {
		auto &config = duckdb::DBConfig::GetConfig(context);
		if (!config.encryption_util) {
			config.encryption_util = duckdb::make_shared_ptr<Module>();
		}
	}
};

} // namespace

extern "C" {

struct foureye_setting {
	const char *name;
	const char *value;
};

// Opens a file with its key, or makes it.
// On failure there is no database, and `message` says why, cut to its length.
duckdb_database foureye_open(const char *path, const char *key, const foureye_setting *settings, size_t count,
                             char *message, size_t length) {
	try {
		duckdb::DBConfig config;
		duckdb::ExtensionCallback::Register(config, duckdb::make_shared_ptr<Installer>());
		for (size_t at = 0; at < count; at++) {
			config.SetOptionByName(duckdb::Identifier(settings[at].name), duckdb::Value(settings[at].value));
		}
		config.options.main_database_options["encryption_key"] = duckdb::Value(key);
		config.options.main_database_options["encryption_cipher"] = duckdb::Value("GCM");
		auto wrapper = duckdb::make_uniq<duckdb::DatabaseWrapper>();
		wrapper->database = duckdb::make_shared_ptr<duckdb::DuckDB>(path, &config);
		return reinterpret_cast<duckdb_database>(wrapper.release());
	} catch (std::exception &error) {
		// DuckDB's exceptions carry JSON, which it alone can read.
		const auto said = duckdb::ErrorData(error).Message();
		const auto copied = std::min(said.size(), length - 1);
		memcpy(message, said.data(), copied);
		message[copied] = 0;
		return nullptr;
	}
}
}
