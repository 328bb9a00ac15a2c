// SPDX-License-Identifier: MIT
// A planted mistake: there is no property `widht`. Only lint.qml_self reads this file, and expects qmllint to complain.
import QtQuick

Item {
    widht: 3
}
