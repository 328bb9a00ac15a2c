// SPDX-License-Identifier: MIT
#pragma once

// Buffers that connections borrow while bytes are on their way and give back when they are idle, so that an idle
// connection owns none. Lives on one loop.

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace baithak {

class BufferPool {
public:
    static constexpr std::size_t kBlockBytes = 16 * 1024;
    using Block = std::array<char, kBlockBytes>;

    // For bytes that come in.
    std::unique_ptr<Block> takeBlock() {
        if (blocks_.empty()) return std::make_unique_for_overwrite<Block>();
        auto block = std::move(blocks_.back());
        blocks_.pop_back();
        return block;
    }
    void give(std::unique_ptr<Block> block) {
        if (blocks_.size() < kKept) blocks_.push_back(std::move(block));
    }

    // For bytes that go out: empty, with some capacity.
    std::string takeString() {
        if (strings_.empty()) return {};
        auto string = std::move(strings_.back());
        strings_.pop_back();
        return string;
    }
    void give(std::string string) {
        if (strings_.size() >= kKept || string.capacity() > 2 * kBlockBytes) return;
        string.clear();
        strings_.push_back(std::move(string));
    }

private:
    static constexpr std::size_t kKept = 128;

    std::vector<std::unique_ptr<Block>> blocks_;
    std::vector<std::string> strings_;
};

}  // namespace baithak
