// SPDX-License-Identifier: MIT
#pragma once

// The permissions in the URLs of the disk store: HMAC-SHA256 over what may be done, with which file, within which
// limits, until when. Nothing is kept of a URL that was given out. Pure but for
// readSecret and readOrMakeSecret.

#include <array>

#include "server/blob/blob_store.h"
#include "server/net/http_request.h"

namespace baithak {

class UrlSigner {
public:
    // Any bytes that others don't know; 32 are enough.
    explicit UrlSigner(std::string_view secret);

    // The path and query behind the server's address.
    std::string sign(const UploadGrant& grant) const;
    std::string sign(const DownloadGrant& grant) const;

    // What the request's URL permits, of parameter `id` and the query. Errc::forbidden when it was not signed by us, or
    // its time is over.
    Result<UploadGrant> readUpload(const HttpRequest& request, Timestamp now) const;
    Result<DownloadGrant> readDownload(const HttpRequest& request, Timestamp now) const;

private:
    std::string signatureOf(std::string_view text) const;
    Result<> check(const HttpRequest& request, std::string_view text, Timestamp until, Timestamp now) const;

    std::array<unsigned char, 32> key_;
};

// Reads the secret, or makes one for its owner's eyes alone when the file is not there. Several processes may do so at
// once and get the same. Errc::unavailable with a sentence that names the file.
Result<std::string> readOrMakeSecret(const std::string& file);
// Errc::unavailable when it can't be read, Errc::malformed when it has fewer than 32 bytes.
Result<std::string> readSecret(const std::string& file);

}  // namespace baithak
