// SPDX-License-Identifier: MIT
// A library needs one object file of its own; what matters here is compiled in by the resource compiler.
namespace baithak {

const char* resourcePrefix() { return ":/icons"; }

}  // namespace baithak
