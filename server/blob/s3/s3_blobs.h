// SPDX-License-Identifier: MIT
#pragma once

// Blobs in a bucket of S3, or of what speaks like it. Clients put and get them there by presigned addresses (sigv4.h).
// An upload lies at `uploads/<id>`; sealing copies it, just as it was inspected, to `files/<id>`, which no address can
// write: so what an upload address does later changes nothing, though it lies there until removeLate. An address
// without an exact size takes as much as S3 does. A lifecycle rule of the bucket should let what is under `uploads/`
// end after some days (docs/operations.md).

#include <memory>
#include <string>

#include "server/blob/blob_store.h"
#include "server/blob/s3/sigv4.h"
#include "server/net/http_client.h"
#include "server/runtime/clock.h"

namespace baithak {

enum class S3Style : std::uint8_t { path, host };  // https://endpoint/bucket/key, https://bucket.endpoint/key

struct S3BlobsConfig {
    std::string endpoint;  // https://s3.example.org:9000; empty: Amazon's of the region
    std::string bucket;
    std::string region;
    S3Credentials credentials;
    S3Style style = S3Style::host;
};

// Errc::malformed with a sentence that names the option which is missing or wrong.
Result<std::unique_ptr<BlobStore>> makeS3Blobs(S3BlobsConfig config, std::unique_ptr<HttpClient> client,
                                               const Clock& clock);

}  // namespace baithak
