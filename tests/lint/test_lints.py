#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Each lint finds the mistake planted for it, and nothing in a tree without one."""

import tempfile
import unittest
from pathlib import Path

import check_docs
import check_floors
import check_format
import check_mirror
import check_options
import check_routes
import tree

HEADER = "// SPDX-License-Identifier: MIT\n#pragma once\n"


class PlantedTree(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.root = Path(self.folder.name)
        self.addCleanup(self.folder.cleanup)
        self.plant("tests/lint/floors.txt", tree.read(tree.ROOT, "tests/lint/floors.txt"))
        self.plant("tests/lint/mirror.txt", "")

    def plant(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def assert_one(self, problems, *words):
        self.assertEqual(len(problems), 1, problems)
        for word in words:
            self.assertIn(word, problems[0])


class Floors(PlantedTree):
    def refused(self, name, line):
        self.plant(name, line + "\n")
        self.assert_one(check_floors.check(self.root), name)
        (self.root / name).unlink()

    def allowed(self, name, line):
        self.plant(name, line + "\n")
        self.assertEqual(check_floors.check(self.root), [])
        (self.root / name).unlink()

    def test_five_doors_stay_shut(self):
        self.refused("server/roles/router/a.cpp", '#include "server/roles/delivery/delivery_role.h"')
        self.refused("server/roles/router/a.cpp", '#include "server/bus/memory/memory_bus.h"')
        self.refused("server/store/sqlite/a.cpp", '#include "server/bus/memory/memory_bus.h"')
        self.refused("qml/Theme/A.qml", "import Client.Models")
        self.refused("qml/Controls/A.qml", "import Client.Models")
        self.refused("shared/model/a.h", '#include "server/runtime/log.h"')

    def test_floors_are_climbed_downwards_only(self):
        self.refused("shared/base/a.h", '#include "shared/model/message.h"')
        self.refused("server/runtime/a.cpp", '#include "server/host/host.h"')
        self.refused("server/bus/bus.h", '#include "server/bus/memory/memory_bus.h"')
        self.refused("app/net/a.cpp", '#include "app/models/chat_list_model.h"')
        self.refused("qml/Controls/A.qml", "import Ui.Chat")

    def test_libraries_come_in_by_their_door(self):
        self.refused("shared/session/a.h", "#include <QString>")
        self.refused("shared/base/a.h", "#include <boost/asio/awaitable.hpp>")
        self.refused("server/roles/gateway/a.cpp", "#include <boost/beast/websocket.hpp>")
        self.refused("server/host/a.cpp", "#include <QCoreApplication>")

    def test_includes_are_written_from_the_root(self):
        self.refused("server/host/a.cpp", '#include "host.h"')
        self.refused("server/host/a.cpp", '#include "server/../app/base/convert.h"')

    def test_folders_and_modules_without_a_room_are_refused(self):
        self.refused("server/somewhere/deep/down/a.cpp", "#include <string>")
        self.refused("qml/Chat/A.qml", "import Client.Unheard")

    def test_open_doors_are_open(self):
        self.allowed("server/host/host.cpp", '#include "server/roles/router/router_role.h"')
        self.allowed("server/roles/router/a.cpp", '#include "server/bus/bus.h"\n#include "server/roles/role.h"')
        self.allowed("server/store/sqlite/a.cpp", "#include <sqlite3.h>")
        self.allowed("server/net/a.cpp", "#include <boost/beast/core.hpp>")
        self.allowed("qml/Chat/A.qml", "import QtQuick\nimport Ui.Theme\nimport Client.Models")
        self.allowed("tests/server/roles/router/a_test.cpp", '#include "server/roles/router/routing.h"')


class Format(PlantedTree):
    def test_finds_what_clang_format_would_change(self):
        self.plant("shared/base/a.h", HEADER + "int  a ;\n")
        self.plant(".clang-format", tree.read(tree.ROOT, ".clang-format"))
        self.assert_one(check_format.check(self.root), "shared/base/a.h", "clang-format")

    def test_finds_missing_first_lines(self):
        self.plant("shared/base/a.h", "#pragma once\n")
        self.assert_one(check_format.check(self.root), "SPDX")
        self.plant("shared/base/a.h", "// SPDX-License-Identifier: MIT\n\nint a;\n")
        self.assert_one(check_format.check(self.root), "#pragma once")

    def test_finds_a_script_that_no_shell_reads(self):
        self.plant("packaging/a.sh", "# SPDX-License-Identifier: MIT\nif true; then\n")
        self.assert_one(check_format.check(self.root), "packaging/a.sh")

    def test_finds_blanks_tabs_and_ends(self):
        self.assert_one(list(check_format.check_text("a.txt", "word \n")), "a.txt:1", "blanks")
        self.assert_one(list(check_format.check_text("a.txt", "a\tb\n")), "a.txt:1", "tab")
        self.assert_one(list(check_format.check_text("a.txt", "word")), "line feed")
        self.assert_one(list(check_format.check_text("a.txt", "word\n\n")), "line feed")
        self.assertEqual(list(check_format.check_text("a.txt", "word\n")), [])


class Mirror(PlantedTree):
    def test_finds_a_source_without_its_test(self):
        self.plant("shared/base/utf8.cpp", "")
        self.assert_one(check_mirror.check(self.root), "shared/base/utf8.cpp", "tests/shared/base/utf8_test.cpp")
        self.plant("tests/shared/base/utf8_test.cpp", "")
        self.assertEqual(check_mirror.check(self.root), [])

    def test_finds_a_page_without_its_test(self):
        self.plant("qml/Chat/ChatPage.qml", "")
        self.assert_one(check_mirror.check(self.root), "tests/qml/Chat/tst_ChatPage.qml")

    def test_exceptions_need_a_reason_and_an_end(self):
        self.plant("server/main.cpp", "")
        self.plant("tests/lint/mirror.txt", "server/main.cpp: the e2e tests run it\n")
        self.assertEqual(check_mirror.check(self.root), [])
        self.plant("tests/lint/mirror.txt", "server/main.cpp:\n")
        self.assert_one(check_mirror.check(self.root), "no reason")
        self.plant("tests/lint/mirror.txt", "server/main.cpp: run by e2e\nserver/gone.cpp: was there\n")
        self.assert_one(check_mirror.check(self.root), "server/gone.cpp")


class Options(PlantedTree):
    CODE = 'constexpr std::array kEntries{\n    ConfigEntry{{"listen", "HOST:PORT", "where"},\n    OptionType::text},\n};\n'

    def plant_options(self, code=CODE, example='{"listen": "127.0.0.1:7443"}', page="| `listen` | where |\n"):
        self.plant(check_options.CODE, code)
        self.plant(check_options.EXAMPLE, example)
        self.plant(check_options.PAGE, "## Configuration\n\n| option | meaning |\n|---|---|\n" + page)

    def test_agreement_is_clean(self):
        self.plant_options()
        self.assertEqual(check_options.check(self.root), [])

    def test_finds_what_is_missing_in_each_place(self):
        self.plant_options(example="{}")
        self.assert_one(check_options.check(self.root), "listen", check_options.EXAMPLE)
        self.plant_options(page="")
        self.assert_one(check_options.check(self.root), "listen", check_options.PAGE)
        self.plant_options(example='{"listen": "x", "speed": 1}', page="| `listen` | where |\n| `speed` | fast |\n")
        self.assert_one(check_options.check(self.root), "speed", check_options.CODE)

    def test_a_table_that_cannot_be_read_is_not_clean(self):
        self.plant_options(code="nothing here\n")
        self.assertTrue(check_options.check(self.root))


class Routes(PlantedTree):
    def plant_routes(self, code, page):
        self.plant("server/roles/a.cpp", code)
        self.plant(check_routes.PAGE, "openapi: 3.0.3\npaths:\n" + page + "\ncomponents:\n")

    def test_agreement_is_clean(self):
        code = 'routes.add("GET", "/groups/{id}", f);\nroutes.add("*", "/auth", f);\nroutes.addWebSocket("/wss", f);\n'
        self.plant_routes(code, "  /groups/{group}:\n    get:\n  /auth:\n    post:\n  /wss/:\n    get:\n")
        self.assertEqual(check_routes.check(self.root), [])

    def test_finds_what_is_missing_on_either_side(self):
        self.plant_routes('routes.add("GET", "/a", f);\nroutes.add("POST", "/a", f);\n', "  /a:\n    get:\n")
        self.assert_one(check_routes.check(self.root), "POST /a", "missing")
        self.plant_routes('routes.add("GET", "/a", f);\n', "  /a:\n    get:\n    put:\n")
        self.assert_one(check_routes.check(self.root), "PUT /a", "not served")


    def test_finds_routes_of_operations_that_their_page_lacks(self):
        self.plant_routes('ops.add("GET", "/metrics", f);\nroutes.add("GET", "/a", f);\n', "  /a:\n    get:\n")
        self.assert_one(check_routes.check(self.root), check_routes.OPERATIONS_PAGE, "GET /metrics", "missing")
        self.plant(check_routes.OPERATIONS_PAGE, "`GET /metrics` and `PUT /admin/x/{name}`\n")
        self.assert_one(check_routes.check(self.root), "PUT /admin/x/{}", "not served")


class Docs(PlantedTree):
    def test_finds_links_and_names_that_lead_nowhere(self):
        self.plant("docs/README.md", "[a](gone.md)\n")
        self.assert_one(check_docs.check(self.root), "gone.md")
        self.plant("docs/README.md", "see `server/gone.cpp`\n")
        self.assert_one(check_docs.check(self.root), "server/gone.cpp")
        self.plant("docs/README.md", "# One heading\n[a](#one-heading) [b](#another)\n")
        self.assert_one(check_docs.check(self.root), "#another")


if __name__ == "__main__":
    unittest.main()
