// SPDX-License-Identifier: MIT
#pragma once

// A planted mistake: it uses std::string without including <string>. Only lint.headers_self compiles it, and expects
// the compiler to refuse.

inline std::string leaning() { return "on whoever includes this"; }
