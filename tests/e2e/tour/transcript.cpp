// SPDX-License-Identifier: MIT
#include "tests/e2e/tour/transcript.h"

#include <cstdio>

namespace baithak::tour {

namespace {

// Whoever reads along sees each line when it happens.
void print(const std::string& text) {
    std::puts(text.c_str());
    std::fflush(stdout);
}

}  // namespace

void Transcript::chapter(std::string_view title) { print("\n── " + std::string(title)); }

void Transcript::line(std::string_view text) { print("   " + std::string(text)); }

void Transcript::promise(std::string_view text, bool isKept) {
    print((isKept ? "   ✓ " : "   ✗ ") + std::string(text));
    if (isKept) {
        ++kept_;
    } else {
        broken_.emplace_back(text);
    }
}

int Transcript::close() const {
    const auto total = kept_ + static_cast<int>(broken_.size());
    if (broken_.empty() && kept_ > 0) {
        print("\nAll as promised: " + std::to_string(kept_) + " of " + std::to_string(total) + ".");
        return 0;
    }
    print("\nNot as promised:");
    for (const auto& text : broken_) print("   ✗ " + text);
    print(std::to_string(kept_) + " of " + std::to_string(total) + " promises were kept.");
    return 1;
}

}  // namespace baithak::tour
