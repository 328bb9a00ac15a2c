// SPDX-License-Identifier: MIT
#include "server/blob/disk/url_signer.h"

#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <sstream>

#include "shared/base/base64.h"

namespace baithak {
namespace {

constexpr std::size_t kSecretBytes = 32;

std::uint64_t numberOf(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    return failure == std::errc{} && end == text.data() + text.size() ? number : 0;
}

// What is signed: one line a value, so that no two grants have the same text.
std::string textOf(const UploadGrant& grant) {
    return "upload\n" + grant.id.value + "\n" + std::to_string(grant.bytes) + (grant.isExact ? "\nexact\n" : "\n\n") +
           std::to_string(grant.until.ms);
}
std::string textOf(const DownloadGrant& grant) {
    return "download\n" + grant.id.value + "\n" + grant.contentType + "\n" + grant.fileName +
           (grant.isShown ? "\nshown\n" : "\n\n") + std::to_string(grant.until.ms);
}

std::string_view idOf(const HttpRequest& request) {
    const auto id = request.parameters.find("id");
    return id == request.parameters.end() ? std::string_view() : std::string_view(id->second);
}

Error fileError(const std::string& file) {
    return {Errc::unavailable, "the secret for file URLs in " + file + " can't be had: " + std::strerror(errno)};
}

// Whole or not at all: written beside, then given its name.
Result<> writeSecret(const std::string& file) {
    std::string bytes(kSecretBytes, '\0');
    randombytes_buf(bytes.data(), bytes.size());
    const auto text = encodeBase64(bytes) + "\n";
    std::string beside = file + ".XXXXXX";
    const int descriptor = ::mkostemp(beside.data(), O_CLOEXEC);
    if (descriptor < 0) return fileError(file);
    const bool isWritten =
        ::write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(descriptor) == 0;
    ::close(descriptor);
    const bool isNamed = isWritten && (::link(beside.c_str(), file.c_str()) == 0 || errno == EEXIST);
    const int failure = errno;
    ::unlink(beside.c_str());
    errno = failure;
    if (!isNamed) return fileError(file);
    return {};
}

}  // namespace

UrlSigner::UrlSigner(std::string_view secret) {
    crypto_generichash(key_.data(), key_.size(), reinterpret_cast<const unsigned char*>(secret.data()), secret.size(),
                       nullptr, 0);
}

std::string UrlSigner::sign(const UploadGrant& grant) const {
    return "/v1.0/assets/upload/" + grant.id.value + "?until=" + std::to_string(grant.until.ms) +
           "&bytes=" + std::to_string(grant.bytes) + (grant.isExact ? "&exact=1" : "") +
           "&signature=" + signatureOf(textOf(grant));
}

std::string UrlSigner::sign(const DownloadGrant& grant) const {
    return "/v1.0/assets/download/" + grant.id.value + "?until=" + std::to_string(grant.until.ms) +
           "&type=" + percentEncoded(grant.contentType, "/") + "&name=" + percentEncoded(grant.fileName) +
           (grant.isShown ? "&shown=1" : "") + "&signature=" + signatureOf(textOf(grant));
}

Result<UploadGrant> UrlSigner::readUpload(const HttpRequest& request, Timestamp now) const {
    UploadGrant grant;
    grant.id = FileId(idOf(request));
    grant.bytes = numberOf(request.argument("bytes"));
    grant.isExact = request.argument("exact") == "1";
    grant.until = {numberOf(request.argument("until"))};
    grant.now = now;
    if (auto checked = check(request, textOf(grant), grant.until, now); !checked) return checked.error();
    return grant;
}

Result<DownloadGrant> UrlSigner::readDownload(const HttpRequest& request, Timestamp now) const {
    DownloadGrant grant;
    grant.id = FileId(idOf(request));
    grant.contentType = request.argument("type");
    grant.fileName = request.argument("name");
    grant.isShown = request.argument("shown") == "1";
    grant.until = {numberOf(request.argument("until"))};
    grant.now = now;
    if (auto checked = check(request, textOf(grant), grant.until, now); !checked) return checked.error();
    return grant;
}

std::string UrlSigner::signatureOf(std::string_view text) const {
    std::string signature(crypto_auth_hmacsha256_BYTES, '\0');
    crypto_auth_hmacsha256(reinterpret_cast<unsigned char*>(signature.data()),
                           reinterpret_cast<const unsigned char*>(text.data()), text.size(), key_.data());
    return encodeBase64(signature, Base64::url);
}

Result<> UrlSigner::check(const HttpRequest& request, std::string_view text, Timestamp until, Timestamp now) const {
    const auto expected = signatureOf(text);
    const auto shown = request.argument("signature");
    const bool isOurs =
        shown.size() == expected.size() && sodium_memcmp(shown.data(), expected.data(), expected.size()) == 0;
    if (!isOurs || !isFileId(idOf(request))) return {Errc::forbidden, "The signature of this address is not ours"};
    if (until <= now) return {Errc::forbidden, "The time of this address is over; ask for another"};
    return {};
}

Result<std::string> readSecret(const std::string& file) {
    std::ifstream stream(file, std::ios::binary);
    std::stringstream read;
    read << stream.rdbuf();
    if (!stream) return fileError(file);
    auto secret = read.str();
    while (!secret.empty() && (secret.back() == '\n' || secret.back() == '\r')) secret.pop_back();
    if (secret.size() < kSecretBytes) {
        return {Errc::malformed, "the secret for file URLs in " + file + " has fewer than 32 bytes"};
    }
    return secret;
}

Result<std::string> readOrMakeSecret(const std::string& file) {
    if (::access(file.c_str(), F_OK) != 0) {
        if (auto written = writeSecret(file); !written) return written.error();
    }
    return readSecret(file);
}

}  // namespace baithak
