// SPDX-License-Identifier: MIT
#pragma once

// The names of files: `bfile-` and 26 letters and digits, 130 random bits, so that nobody finds one by trying. The form
// is such that a message that refers to a file can be told from its bytes alone, whatever they mean: content is opaque
// to the server (docs/adr/0007). Pure.

#include <string_view>
#include <vector>

#include "shared/base/ids.h"
#include "shared/base/random.h"
#include "shared/model/message.h"

namespace baithak {

using FileId = Id<struct FileTag>;

FileId makeFileId(const RandomSource& random);
bool isFileId(std::string_view text) noexcept;

// The files that a message names in its content or in a value of its meta: each once, of many the first 32. Only
// messages of people name files (MESSAGE, CUSTOM); ephemeral ones leave no trace, so none.
std::vector<FileId> filesNamedIn(const Message& message);

}  // namespace baithak
