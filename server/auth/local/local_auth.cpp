// SPDX-License-Identifier: MIT

#include "server/auth/local/local_auth.h"

#include <sodium.h>

#include <array>

#include "shared/protocol/limits.h"
#include "shared/protocol/validate.h"

namespace baithak {

namespace {

// Argon2id with 64 MiB and two passes: some 60 to 100 ms of one core for each sign-in.
constexpr auto kPasses = crypto_pwhash_OPSLIMIT_INTERACTIVE;
constexpr auto kMemoryBytes = crypto_pwhash_MEMLIMIT_INTERACTIVE;

// Empty when there is no memory for it.
std::string hashPassword(const std::string& password) {
    std::array<char, crypto_pwhash_STRBYTES> hash{};
    const int failed = crypto_pwhash_str(hash.data(), password.data(), password.size(), kPasses, kMemoryBytes);
    return failed != 0 ? std::string() : std::string(hash.data());
}

bool isPassword(const std::string& hash, const std::string& password) {
    return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

std::string randomBase64(std::size_t bytes) {
    std::array<unsigned char, 32> random{};
    randombytes_buf(random.data(), bytes);
    constexpr auto kVariant = sodium_base64_VARIANT_ORIGINAL_NO_PADDING;
    std::string text(sodium_base64_encoded_len(bytes, kVariant), '\0');
    sodium_bin2base64(text.data(), text.size(), random.data(), bytes, kVariant);
    text.pop_back();  // the final NUL
    return text;
}

// A hash that no password has; to try one against it takes as long as against a real one.
std::string makeDecoy() {
    return "$argon2id$v=19$m=" + std::to_string(kMemoryBytes / 1024) + ",t=" + std::to_string(kPasses) + ",p=1$" +
           randomBase64(16) + "$" + randomBase64(32);
}

class LocalAuth final : public AuthProvider {
public:
    LocalAuth(UserStore& users, WorkerPool& workers, const Clock& clock)
        : users_(users), workers_(workers), clock_(clock), decoy_(makeDecoy()) {}

    Task<Result<bool>> signIn(UserId username, std::string credential) override;
    Task<Result<>> registerAccount(Registration registration) override;
    Task<Result<>> setPassword(UserId username, std::string password) override;

private:
    // Never empty.
    Task<Result<std::string>> hash(std::string password);

    UserStore& users_;
    WorkerPool& workers_;
    const Clock& clock_;
    const std::string decoy_;
};

Task<Result<bool>> LocalAuth::signIn(UserId username, std::string credential) {
    auto account = co_await users_.find(username);
    if (!account && account.error().code != Errc::notFound) co_return account.error();
    const bool canSignIn =
        account && account->active && !account->passwordHash.empty() && credential.size() <= limits::kPasswordMaxBytes;
    std::string hash = decoy_;
    if (canSignIn) hash = account->passwordHash;
    if (credential.size() > limits::kPasswordMaxBytes) credential.clear();
    auto work = [tried = std::move(hash), password = std::move(credential)] { return isPassword(tried, password); };
    auto verified = co_await workers_.run(std::move(work));
    if (!verified) co_return verified.error();
    if (!canSignIn || !*verified) co_return Result<bool>(Errc::unauthenticated, "The name or the password is wrong.");
    co_return false;
}

Task<Result<>> LocalAuth::registerAccount(Registration registration) {
    if (auto valid = validateUsername(registration.username.view()); !valid) co_return valid.error();
    if (auto valid = validatePassword(registration.password); !valid) co_return valid.error();
    auto taken = co_await users_.find(registration.username);
    if (taken) co_return Result<>(Errc::conflict, "The name " + registration.username.value + " is taken.");
    if (taken.error().code != Errc::notFound) co_return taken.error();

    auto hashed = co_await hash(std::move(registration.password));
    if (!hashed) co_return hashed.error();
    Account account;
    account.username = std::move(registration.username);
    account.name = std::move(registration.name);
    account.passwordHash = std::move(*hashed);
    account.createdAt = clock_.now();
    auto made = co_await users_.create(std::move(account));
    co_return made;
}

Task<Result<>> LocalAuth::setPassword(UserId username, std::string password) {
    if (auto valid = validatePassword(password); !valid) co_return valid.error();
    auto known = co_await users_.find(username);
    if (!known) co_return known.error();
    auto hashed = co_await hash(std::move(password));
    if (!hashed) co_return hashed.error();
    auto changed = co_await users_.setPasswordHash(std::move(username), std::move(*hashed));
    co_return changed;
}

Task<Result<std::string>> LocalAuth::hash(std::string password) {
    auto work = [held = std::move(password)] { return hashPassword(held); };
    auto hashed = co_await workers_.run(std::move(work));
    if (hashed && hashed->empty())
        co_return Result<std::string>(Errc::unavailable, "There is no memory to hash the password; try again later.");
    co_return hashed;
}

}  // namespace

std::unique_ptr<AuthProvider> makeLocalAuth(UserStore& users, WorkerPool& workers, const Clock& clock) {
    return std::make_unique<LocalAuth>(users, workers, clock);
}

}  // namespace baithak
