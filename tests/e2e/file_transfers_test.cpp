// SPDX-License-Identifier: MIT

// The bytes of files on their way over HTTP with the real binary: ranges, cuts, crashes, memory.

#include <QScopeGuard>

#include <filesystem>

#include "tests/e2e/file_calls.h"

namespace baithak::test {

using nlohmann::json;

class FileTransfersTest : public QObject, private FileCalls {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { world_ = std::make_unique<World>(); }
    void cleanupTestCase() { world_.reset(); }

    void servesRanges_data();
    void servesRanges();
    void servesSafely();
    void goesOnWithAnUploadThatWasCut();
    void refusesToGoOnElsewhere();
    void refusesTwoUploadsAtOnce();
    void showsNoHalfFileAfterACrash();
    void keepsMemoryConstant();
};

void FileTransfersTest::servesRanges_data() {
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<QByteArray>("condition");
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("from");
    QTest::addColumn<int>("size");
    QTest::newRow("none") << QByteArray() << QByteArray() << 200 << 0 << 2008;
    QTest::newRow("the first") << QByteArray("bytes=0-9") << QByteArray() << 206 << 0 << 10;
    QTest::newRow("the middle") << QByteArray("bytes=100-299") << QByteArray() << 206 << 100 << 200;
    QTest::newRow("to the end") << QByteArray("bytes=2000-") << QByteArray() << 206 << 2000 << 8;
    QTest::newRow("beyond the end") << QByteArray("bytes=2000-9999") << QByteArray() << 206 << 2000 << 8;
    QTest::newRow("the last") << QByteArray("bytes=-8") << QByteArray() << 206 << 2000 << 8;
    QTest::newRow("nothing there") << QByteArray("bytes=2008-") << QByteArray() << 416 << 0 << 0;
    QTest::newRow("nonsense") << QByteArray("bytes=x") << QByteArray() << 200 << 0 << 2008;
    QTest::newRow("of another version") << QByteArray("bytes=0-9") << QByteArray("\"other\"") << 200 << 0 << 2008;
    QTest::newRow("of this version") << QByteArray("bytes=0-9") << QByteArray("this") << 206 << 0 << 10;
}

void FileTransfersTest::servesRanges() {
    QFETCH(QByteArray, header);
    QFETCH(QByteArray, condition);
    QFETCH(int, status);
    QFETCH(int, from);
    QFETCH(int, size);
    const auto ann = world_->newUser("ann");
    const auto id = upload(ann, png());
    const auto url = urlOf(ann, id);
    Headers headers;
    if (!header.isEmpty()) headers["range"] = header.toStdString();
    if (!condition.isEmpty()) headers["if-range"] = condition == "this" ? "\"" + id + "\"" : condition.toStdString();

    const auto got = get(url, headers);

    QCOMPARE(got.status, status);
    if (status == 416) {
        QCOMPARE(got.headers.at("content-range"), std::string("bytes */2008"));
        return;
    }
    QCOMPARE(got.body, png().substr(std::size_t(from), std::size_t(size)));
    if (status == 206) {
        const auto last = std::to_string(from + size - 1);
        QCOMPARE(got.headers.at("content-range"), "bytes " + std::to_string(from) + "-" + last + "/2008");
    }
}

void FileTransfersTest::servesSafely() {
    const auto ann = world_->newUser("ann");
    const auto id = upload(ann, png());
    const auto url = urlOf(ann, id);
    const auto got = get(url);
    const auto head = world_->rest.raw({"HEAD", targetOf(url), {}, {}});
    const auto known = get(url, {{"if-none-match", got.headers.at("etag")}});

    QCOMPARE(got.contentType, std::string("image/png"));
    QCOMPARE(got.headers.at("content-disposition"), "inline; filename=\"" + id + ".png\"");
    QCOMPARE(got.headers.at("x-content-type-options"), std::string("nosniff"));
    QVERIFY(got.headers.at("content-security-policy").find("sandbox") != std::string::npos);
    QCOMPARE(got.headers.at("accept-ranges"), std::string("bytes"));
    QCOMPARE(head.status, 200);
    QCOMPARE(head.headers.at("content-length"), std::string("2008"));
    QCOMPARE(known.status, 304);
}

void FileTransfersTest::goesOnWithAnUploadThatWasCut() {
    const auto ann = world_->newUser("ann");
    constexpr std::uint64_t kSize = 3 * kMiB, kSent = 2 * kMiB;
    const auto ticket = ask(ann, "bin", "&size=" + std::to_string(kSize));
    {
        Transfer first(world_->server.port());
        QVERIFY(first.begin("PUT", ticket.target, lengthOf(kSize)));
        QVERIFY(first.sendPattern(0, kSent));
    }
    std::uint64_t offset = 0;
    QVERIFY(world_->eventually([&] {
        const auto head = world_->rest.raw({"HEAD", ticket.target, {{"tus-resumable", "1.0.0"}}, {}});
        if (head.status == 200) offset = std::stoull(head.headers.at("upload-offset"));
        return offset > kMiB;
    }));
    QCOMPARE(setStatus(ann, ticket.id).status, 409);
    const auto patch = [&](std::uint64_t size) {
        const auto answer = world_->rest.raw({"PATCH",
                                              ticket.target,
                                              {{"tus-resumable", "1.0.0"},
                                               {"content-type", "application/offset+octet-stream"},
                                               {"upload-offset", std::to_string(offset)}},
                                              bytesAt(offset, size)});
        if (answer.status == 204) offset = std::stoull(answer.headers.at("upload-offset"));
        return answer.status;
    };
    QVERIFY(world_->eventually([&] { return patch(1000) != 423; }));  // while the first connection is being ended
    const auto head = world_->rest.raw({"HEAD", ticket.target, {}, {}});
    offset = std::stoull(head.headers.at("upload-offset"));
    QCOMPARE(head.headers.at("upload-length"), std::to_string(kSize));
    QCOMPARE(head.headers.at("tus-resumable"), std::string("1.0.0"));
    QCOMPARE(patch(kSize - offset), 204);
    QCOMPARE(offset, kSize);
    QCOMPARE(setStatus(ann, ticket.id).status, 200);
    QVERIFY(get(urlOf(ann, ticket.id)).body == bytesAt(0, kSize));
}

void FileTransfersTest::refusesToGoOnElsewhere() {
    const auto ticket = ask(world_->newUser("ann"), "bin");
    const auto patch = [&](Headers headers, const std::string& body) {
        headers.emplace("content-type", "application/offset+octet-stream");
        return world_->rest.raw({"PATCH", ticket.target, std::move(headers), body}).status;
    };
    QCOMPARE(patch({{"upload-offset", "0"}}, "hello "), 204);
    QCOMPARE(patch({{"upload-offset", "0"}}, "hello "), 409);
    QCOMPARE(patch({{"upload-offset", "7"}}, "hello "), 409);
    QCOMPARE(patch({}, "hello "), 400);
    QCOMPARE(patch({{"upload-offset", "6"}, {"content-type", "image/png"}}, "hello "), 415);
    QCOMPARE(patch({{"upload-offset", "6"}, {"tus-resumable", "0.2.2"}}, "hello "), 412);
    QCOMPARE(patch({{"upload-offset", "6"}, {"upload-length", "8"}}, "hello "), 413);
    const auto head = world_->rest.raw({"HEAD", ticket.target, {}, {}});
    QCOMPARE(head.headers.at("upload-offset"), std::string("6"));
    QCOMPARE(head.headers.at("upload-defer-length"), std::string("1"));
    QCOMPARE(patch({{"upload-offset", "6"}, {"upload-length", "11"}}, "world"), 204);
    QCOMPARE(patch({{"upload-offset", "11"}, {"upload-length", "11"}}, ""), 409);
}

void FileTransfersTest::refusesTwoUploadsAtOnce() {
    const auto ticket = ask(world_->newUser("ann"), "bin");
    Transfer first(world_->server.port());
    QVERIFY(first.begin("PUT", ticket.target, lengthOf(kMiB)));
    QVERIFY(first.sendPattern(0, kMiB / 2));
    QVERIFY(world_->eventually(
        [&] { return world_->rest.raw({"HEAD", ticket.target, {}, {}}).headers["upload-offset"] != "0"; }));
    QCOMPARE(put(ticket.target, "other"), 423);
    QVERIFY(first.sendPattern(kMiB / 2, kMiB / 2));
    QCOMPARE(first.readStatus(), 200);
}

void FileTransfersTest::showsNoHalfFileAfterACrash() {
    World world;
    const auto ann = world.newUser("ann");
    const auto asked = world.rest.call(ann, "GET", "/assets/upload/presigned_url?ext=bin&size=1048576");
    const auto target = targetOf(asked.at("url"));
    const std::string id = asked.at("fileId");
    Transfer transfer(world.server.port());
    QVERIFY(transfer.begin("PUT", target, lengthOf(kMiB)));
    QVERIFY(transfer.sendPattern(0, kMiB / 2));
    QVERIFY(world.eventually([&] { return world.rest.raw({"HEAD", target, {}, {}}).headers["upload-offset"] != "0"; }));
    world.restartAfterKill();

    const auto status = world.call("PUT", "/assets/" + id + "/status", R"({"status":true})", ann.headers());
    QCOMPARE(status.status, 409);
    for (const auto& entry : std::filesystem::recursive_directory_iterator(world.dataDir + "/files")) {
        QVERIFY(entry.is_directory() || entry.path().extension() == ".part");
    }
    QCOMPARE(world.rest.raw({"PUT", target, {}, bytesAt(0, kMiB)}).status, 200);
}

// What a sanitizer keeps of what was freed is not the server's doing: it is told to keep little.
void FileTransfersTest::keepsMemoryConstant() {
    constexpr std::uint64_t kSize = 200 * kMiB;
    constexpr std::uint64_t kKeptByTools = BAITHAK_IS_SANITIZED ? 24 * kMiB : 0;
    const auto options = qgetenv("ASAN_OPTIONS");
    qputenv("ASAN_OPTIONS", options + ":quarantine_size_mb=4");
    const auto restored = qScopeGuard([&] { qputenv("ASAN_OPTIONS", options); });
    World world(withFiles({"--file-max-bytes", std::to_string(kSize)}));
    const auto ann = world.newUser("ann");
    const auto asked = world.rest.call(ann, "GET", "/assets/upload/presigned_url?ext=bin");
    const std::string id = asked.at("fileId");
    const auto before = memoryOf(world.server.pid(), "VmHWM");

    Transfer up(world.server.port());
    QVERIFY(up.begin("PUT", targetOf(asked.at("url")), lengthOf(kSize)));
    QVERIFY(up.sendPattern(0, kSize));
    QCOMPARE(up.readStatus(), 200);
    const auto afterUpload = memoryOf(world.server.pid(), "VmHWM");
    QCOMPARE(world.call("PUT", "/assets/" + id + "/status", R"({"status":true})", ann.headers()).status, 200);
    const auto answer = world.get(ann, "/assets/download/" + id + "/presigned_url");
    Transfer down(world.server.port());
    QVERIFY(down.begin("GET", targetOf(json::parse(answer.body).at("url")), ""));
    QCOMPARE(down.readStatus(), 200);
    QCOMPARE(down.readPattern(0, kSize), kSize);
    const auto afterDownload = memoryOf(world.server.pid(), "VmHWM");

    qInfo("peak memory: %.1f MiB before, %.1f after 200 MiB up, %.1f after 200 MiB down", double(before) / kMiB,
          double(afterUpload) / kMiB, double(afterDownload) / kMiB);
    QVERIFY(afterUpload - before < 4 * kMiB + kKeptByTools);
    QVERIFY(afterDownload - before < 6 * kMiB + kKeptByTools);
}

BAITHAK_REGISTER_TEST(FileTransfersTest);

}  // namespace baithak::test

#include "file_transfers_test.moc"
