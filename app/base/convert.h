// SPDX-License-Identifier: MIT
#pragma once

// The one door between std:: and Qt. Text is UTF-8 on the one side and UTF-16 on the other.

#include <QByteArray>
#include <QDateTime>
#include <QString>
#include <string>
#include <string_view>

#include "shared/base/error.h"
#include "shared/base/ids.h"
#include "shared/base/timestamp.h"

namespace baithak::client {

inline QString toQt(std::string_view text) {
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}
template <class Tag>
QString toQt(const Id<Tag>& id) {
    return toQt(id.view());
}
inline std::string toStd(const QString& text) { return text.toStdString(); }

inline QByteArray toBytes(std::string_view bytes) {
    return QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size()));
}
// Holds as long as the array does.
inline std::string_view viewOf(const QByteArray& bytes) {
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

inline QDateTime toDateTime(qint64 ms) { return QDateTime::fromMSecsSinceEpoch(ms); }
inline Timestamp currentTime() { return {static_cast<std::uint64_t>(QDateTime::currentMSecsSinceEpoch())}; }

}  // namespace baithak::client

Q_DECLARE_METATYPE(baithak::Error)
