// SPDX-License-Identifier: MIT
#include "app/cache/rows.h"

#include <QHash>

namespace baithak::client {

QList<MessageRow> newestOfEach(const QList<MessageRow>& rows) {
    QList<MessageRow> newest;
    QHash<std::pair<QString, QString>, qsizetype> places;
    newest.reserve(rows.size());
    places.reserve(rows.size());
    for (const auto& row : rows) {
        const std::pair key(row.source, row.id);
        const auto place = places.constFind(key);
        if (place != places.constEnd()) {
            newest[*place] = row;
            continue;
        }
        places.insert(key, newest.size());
        newest << row;
    }
    return newest;
}

}  // namespace baithak::client
