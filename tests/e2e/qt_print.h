// SPDX-License-Identifier: MIT
#pragma once

// Qt Test shows what differs: texts, ids, and lists of texts. Include it in every test of this floor.

#include <QTest>

#include <string>
#include <vector>

#include "shared/base/ids.h"

namespace QTest {

template <>
inline char* toString(const std::string& text) {
    return qstrdup(text.substr(0, 300).c_str());
}

template <>
inline char* toString(const baithak::MessageId& id) {
    return toString(id.value);
}

template <>
inline char* toString(const std::vector<std::string>& texts) {
    std::string all;
    for (const auto& text : texts) all += (all.empty() ? "" : ", ") + text;
    return toString(all);
}

}  // namespace QTest
