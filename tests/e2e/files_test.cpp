// SPDX-License-Identifier: MIT

// Files over HTTP with the real binary: put, sent, got; and what must not be had, or put twice, or kept in memory.

#include <filesystem>

#include "tests/e2e/qt_print.h"
#include "tests/e2e/world.h"
#include "tests/support/register_test.h"
#include "tests/support/transfer.h"

namespace baithak::test {

using nlohmann::json;

namespace {

constexpr std::uint64_t kMiB = 1024 * 1024;

std::string png() { return std::string("\x89PNG\r\n\x1a\n", 8) + std::string(2000, 'p'); }

// The path and query of a URL.
std::string targetOf(const std::string& url) { return url.substr(url.find('/', url.find("://") + 3)); }

struct Ticket {
    std::string target;  // to upload to
    std::string id;
};

Arguments withFiles(const Arguments& more = {}) {
    Arguments arguments{"--auth", "open", "--durability", "normal"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
}

std::string lengthOf(std::uint64_t size) { return "Content-Length: " + std::to_string(size) + "\r\n"; }

std::string changed(std::string text, const std::string& what, const std::string& into) {
    const auto at = text.find(what);
    if (at == text.npos) throw TestFailure("There is no " + what + " in " + text);
    return text.replace(at, what.size(), into);
}

}  // namespace

class FilesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { world_ = std::make_unique<World>(); }
    void cleanupTestCase() { world_.reset(); }

    void answersAsOlderClientsExpect_data();
    void answersAsOlderClientsExpect();
    void refusesBadWishes_data();
    void refusesBadWishes();
    void wantsCredentials();
    void givesAFileToThoseItWasSentTo();
    void givesAFileThatOnlyMetaNames();
    void givesAFileToMembersWhoCanSeeItsMessage();
    void takesAnUploadOnce();
    void refusesAddressesThatAreNotOurs_data();
    void refusesAddressesThatAreNotOurs();
    void givesAddressesThatEnd();
    void refusesMoreBytesThanAllowed();
    void refusesMoreThanTheQuota();
    void refusesOtherTypes();
    void neverShowsAPageAsAPicture();
    void servesRanges_data();
    void servesRanges();
    void servesSafely();
    void goesOnWithAnUploadThatWasCut();
    void refusesToGoOnElsewhere();
    void refusesTwoUploadsAtOnce();
    void showsNoHalfFileAfterACrash();
    void keepsMemoryConstant();

private:
    Ticket ask(const Account& account, const std::string& ext = ".png", const std::string& more = {});
    int put(const std::string& target, const std::string& bytes);
    HttpAnswer setStatus(const Account& account, const std::string& id);
    // Asked for, uploaded, said to be there.
    std::string upload(const Account& account, const std::string& bytes, const std::string& ext = ".png");
    HttpAnswer askDownload(const Account& account, const std::string& id) {
        return world_->get(account, "/assets/download/" + id + "/presigned_url");
    }
    HttpAnswer get(const std::string& url, Headers headers = {}) {
        return world_->rest.raw({"GET", targetOf(url), std::move(headers), {}});
    }
    std::string urlOf(const Account& account, const std::string& id);
    void say(const Account& from, Message message);

    std::unique_ptr<World> world_;
};

Ticket FilesTest::ask(const Account& account, const std::string& ext, const std::string& more) {
    const auto answer =
        world_->rest.call(account, "GET", "/assets/upload/presigned_url?category=chat&ext=" + ext + more);
    return {targetOf(answer.at("url")), answer.at("fileId")};
}

int FilesTest::put(const std::string& target, const std::string& bytes) {
    return world_->rest.raw({"PUT", target, {{"content-type", "image/png"}}, bytes}).status;
}

HttpAnswer FilesTest::setStatus(const Account& account, const std::string& id) {
    return world_->call("PUT", "/assets/" + id + "/status", R"({"status":true})", account.headers());
}

std::string FilesTest::upload(const Account& account, const std::string& bytes, const std::string& ext) {
    const auto ticket = ask(account, ext);
    if (const int status = put(ticket.target, bytes); status != 200) {
        throw TestFailure("the upload was answered with " + std::to_string(status));
    }
    if (const auto answer = setStatus(account, ticket.id); answer.status != 200) throw TestFailure(answer.body);
    return ticket.id;
}

std::string FilesTest::urlOf(const Account& account, const std::string& id) {
    const auto answer = askDownload(account, id);
    if (answer.status != 200) throw TestFailure(answer.body);
    return json::parse(answer.body).at("url");
}

void FilesTest::say(const Account& from, Message message) {
    auto peer = world_->peer(from);
    peer->send(message);
    while (peer->next().type != MessageType::serverAck) {
    }
}

void FilesTest::answersAsOlderClientsExpect_data() {
    QTest::addColumn<QString>("prefix");
    for (const char* prefix : {"/assets", "/file", "/v1.0/assets", "/v1.0/file"}) QTest::newRow(prefix) << prefix;
}

void FilesTest::answersAsOlderClientsExpect() {
    QFETCH(QString, prefix);
    const auto base = prefix.toStdString();
    const auto ann = world_->newUser("ann");
    const auto byQuery = world_->get(ann, base + "/upload/presigned_url?ext=.png&category=chat");
    const auto byBody =
        world_->call("POST", base + "/upload/presigned_url", R"({"ext":"jpg","category":"chat"})", ann.headers());
    const auto asked = json::parse(byQuery.body);
    const std::string id = asked.at("fileId");
    const auto notYet = world_->get(ann, base + "/download/" + id + "/presigned_url");
    const auto early = world_->call("PUT", base + "/" + id + "/status", R"({"status":true})", ann.headers());
    QCOMPARE(put(targetOf(asked.at("url")), png()), 200);
    const auto done = world_->call("PUT", base + "/" + id + "/status", R"({"status":true})", ann.headers());
    const auto again = world_->call("PUT", base + "/" + id + "/status", R"({"status":true})", ann.headers());
    const auto download = world_->get(ann, base + "/download/" + id + "/presigned_url");
    const auto bob = world_->newUser("bob");
    const auto foreign = world_->call("PUT", base + "/" + id + "/status", R"({"status":true})", bob.headers());
    const auto unknown = world_->get(ann, base + "/download/nothing/presigned_url");

    QCOMPARE(byQuery.status, 200);
    QCOMPARE(byBody.status, 200);
    QVERIFY(json::parse(byBody.body).contains("url") && json::parse(byBody.body).contains("fileId"));
    QVERIFY(std::string(asked.at("url")).starts_with("http://127.0.0.1:"));
    QCOMPARE(notYet.status, 404);
    QCOMPARE(early.status, 409);
    QCOMPARE(done.status, 200);
    QCOMPARE(again.status, 400);
    QCOMPARE(json::parse(again.body).at("error").get<std::string>(), std::string("bad request"));
    QCOMPARE(download.status, 200);
    QCOMPARE(get(json::parse(download.body).at("url")).body, png());
    QCOMPARE(foreign.status, 404);
    QCOMPARE(json::parse(foreign.body).at("error").get<std::string>(), std::string("file not found"));
    QCOMPARE(unknown.status, 404);
    QVERIFY(json::parse(unknown.body).contains("error"));
}

void FilesTest::refusesBadWishes_data() {
    QTest::addColumn<QString>("query");
    QTest::addColumn<int>("status");
    QTest::newRow("no extension") << "category=chat" << 400;
    QTest::newRow("no extension at all") << "ext=.&category=chat" << 400;
    QTest::newRow("a path") << "ext=../../x&category=chat" << 400;
    QTest::newRow("a category with a slash") << "ext=png&category=a/b" << 400;
    QTest::newRow("no number") << "ext=png&size=many" << 400;
    QTest::newRow("no bytes") << "ext=png&size=0" << 400;
    QTest::newRow("too many bytes") << "ext=png&size=104857601" << 413;
    QTest::newRow("an unknown extension") << "ext=xyz" << 200;
    QTest::newRow("the most") << "ext=png&size=104857600" << 200;
}

void FilesTest::refusesBadWishes() {
    QFETCH(QString, query);
    QFETCH(int, status);
    const auto ann = world_->newUser("ann");
    QCOMPARE(world_->get(ann, "/assets/upload/presigned_url?" + query.toStdString()).status, status);
}

void FilesTest::wantsCredentials() {
    QCOMPARE(world_->call("GET", "/assets/upload/presigned_url?ext=png").status, 401);
    QCOMPARE(world_->call("GET", "/assets/download/x/presigned_url").status, 401);
    QCOMPARE(world_->call("PUT", "/assets/x/status", R"({"status":true})").status, 401);
}

void FilesTest::givesAFileToThoseItWasSentTo() {
    const auto ann = world_->newUser("ann"), bob = world_->newUser("bob"), eve = world_->newUser("eve");
    const auto id = upload(ann, png());
    QCOMPARE(askDownload(bob, id).status, 404);
    auto message = textMessage("m-1", ann.user, bob.user, "");
    message.content = R"({"fileId":")" + id + R"("})";
    say(ann, message);
    QCOMPARE(get(urlOf(bob, id)).body, png());
    QCOMPARE(askDownload(eve, id).status, 404);
}

void FilesTest::givesAFileThatOnlyMetaNames() {
    const auto ann = world_->newUser("ann"), bob = world_->newUser("bob");
    const auto id = upload(ann, png());
    auto message = textMessage("m-1", ann.user, bob.user, "sealed");
    message.meta.set("file", id);
    say(ann, message);
    QCOMPARE(askDownload(bob, id).status, 200);
}

void FilesTest::givesAFileToMembersWhoCanSeeItsMessage() {
    const auto ann = world_->newUser("ann"), bob = world_->newUser("bob"), col = world_->newUser("col");
    const auto group = world_->rest.createGroup(ann, "Climbing", {bob.user, col.user});
    const auto first = upload(ann, png()), second = upload(ann, png());
    say(ann, groupMessage("m-1", ann.user, group, first));
    world_->rest.removeMember(ann, group, bob.user);
    say(ann, groupMessage("m-2", ann.user, group, second));

    QCOMPARE(askDownload(bob, first).status, 200);   // was there, and reads it still
    QCOMPARE(askDownload(bob, second).status, 404);  // had been removed
    QCOMPARE(askDownload(col, second).status, 200);
}

void FilesTest::takesAnUploadOnce() {
    const auto ann = world_->newUser("ann");
    const auto ticket = ask(ann);
    QCOMPARE(put(ticket.target, png()), 200);
    QCOMPARE(put(ticket.target, png() + "more"), 409);
    QCOMPARE(setStatus(ann, ticket.id).status, 200);
    QCOMPARE(put(ticket.target, png() + "more"), 409);
    QCOMPARE(get(urlOf(ann, ticket.id)).body, png());
}

void FilesTest::refusesAddressesThatAreNotOurs_data() {
    QTest::addColumn<QString>("what");
    QTest::addColumn<QString>("into");
    QTest::newRow("another signature") << "signature=" << "signature=A";
    QTest::newRow("no signature") << "signature=" << "other=";
    QTest::newRow("more time") << "until=1" << "until=2";
    QTest::newRow("more bytes") << "bytes=1" << "bytes=9";
    QTest::newRow("another size rule") << "bytes=" << "exact=1&bytes=";
    QTest::newRow("another file") << "/bfile-" << "/bfile-a";
}

void FilesTest::refusesAddressesThatAreNotOurs() {
    QFETCH(QString, what);
    QFETCH(QString, into);
    const auto ticket = ask(world_->newUser("ann"));
    const auto forged = changed(ticket.target, what.toStdString(), into.toStdString());
    QCOMPARE(put(forged, png()), 403);
    QCOMPARE(world_->rest.raw({"HEAD", forged, {}, {}}).status, 403);
    QCOMPARE(world_->rest.raw({"GET", changed(forged, "/upload/", "/download/"), {}, {}}).status, 403);
    QCOMPARE(put(ticket.target, png()), 200);
}

// That they do end, the tests of the signer say, with a clock of their own.
void FilesTest::givesAddressesThatEnd() {
    const auto ticket = ask(world_->newUser("ann"));
    const auto until = std::stoull(ticket.target.substr(ticket.target.find("until=") + 6));
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const auto left = std::chrono::milliseconds(until) - now;
    QVERIFY(left > std::chrono::hours(5) && left <= std::chrono::hours(6));
    QCOMPARE(put(changed(ticket.target, "until=" + std::to_string(until), "until=1"), png()), 403);
}

void FilesTest::refusesMoreBytesThanAllowed() {
    World small(withFiles({"--file-max-bytes", "1000"}));
    const auto ann = small.newUser("ann");
    const auto asked = small.rest.call(ann, "GET", "/assets/upload/presigned_url?ext=png");
    const auto target = targetOf(asked.at("url"));
    QCOMPARE(small.rest.raw({"PUT", target, {}, std::string(1001, 'x')}).status, 413);
    Transfer chunked(small.server.port());
    QVERIFY(chunked.begin("PUT", target, "Transfer-Encoding: chunked\r\n"));
    QVERIFY(chunked.send("3e8\r\n" + std::string(1000, 'x') + "\r\n1\r\nx\r\n0\r\n\r\n"));
    QCOMPARE(chunked.readStatus(), 413);
    QCOMPARE(small.rest.raw({"PUT", target, {}, std::string(1000, 'x')}).status, 200);

    const auto exact = small.rest.call(ann, "GET", "/assets/upload/presigned_url?ext=png&size=500");
    QCOMPARE(small.rest.raw({"PUT", targetOf(exact.at("url")), {}, std::string(400, 'x')}).status, 400);
    QCOMPARE(small.rest.raw({"PUT", targetOf(exact.at("url")), {}, std::string(501, 'x')}).status, 413);
    QCOMPARE(small.rest.raw({"PUT", targetOf(exact.at("url")), {}, std::string(500, 'x')}).status, 200);
}

void FilesTest::refusesMoreThanTheQuota() {
    World small(withFiles({"--file-max-bytes", "1000", "--file-quota-bytes", "1500"}));
    const auto ann = small.newUser("ann"), bob = small.newUser("bob");
    const auto askSize = [&](const Account& who, const std::string& size) {
        return small.get(who, "/assets/upload/presigned_url?ext=png&size=" + size).status;
    };
    QCOMPARE(askSize(ann, "1000"), 200);
    QCOMPARE(askSize(ann, "600"), 413);
    QCOMPARE(askSize(ann, "500"), 200);
    QCOMPARE(small.get(ann, "/assets/upload/presigned_url?ext=png").status, 413);
    QCOMPARE(askSize(bob, "1000"), 200);
}

void FilesTest::refusesOtherTypes() {
    World pictures(withFiles({"--file-types", "image/*"}));
    const auto ann = pictures.newUser("ann");
    QCOMPARE(pictures.get(ann, "/assets/upload/presigned_url?ext=pdf").status, 415);
    const auto asked = pictures.rest.call(ann, "GET", "/assets/upload/presigned_url?ext=png");
    const std::string id = asked.at("fileId");
    QCOMPARE(pictures.rest.raw({"PUT", targetOf(asked.at("url")), {}, "<html><script>"}).status, 200);
    QCOMPARE(pictures.call("PUT", "/assets/" + id + "/status", R"({"status":true})", ann.headers()).status, 415);
    QCOMPARE(pictures.get(ann, "/assets/download/" + id + "/presigned_url").status, 404);
}

void FilesTest::neverShowsAPageAsAPicture() {
    const auto ann = world_->newUser("ann");
    const auto id = upload(ann, "<!doctype html><script>alert(1)</script>");
    const auto page = upload(ann, "<!doctype html><script>alert(1)</script>", "html");
    for (const auto& file : {id, page}) {
        const auto got = get(urlOf(ann, file));
        QCOMPARE(got.contentType, std::string("application/octet-stream"));
        QVERIFY(got.headers.at("content-disposition").starts_with("attachment"));
    }
}

void FilesTest::servesRanges_data() {
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

void FilesTest::servesRanges() {
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

void FilesTest::servesSafely() {
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

void FilesTest::goesOnWithAnUploadThatWasCut() {
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

void FilesTest::refusesToGoOnElsewhere() {
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

void FilesTest::refusesTwoUploadsAtOnce() {
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

void FilesTest::showsNoHalfFileAfterACrash() {
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

void FilesTest::keepsMemoryConstant() {
    constexpr std::uint64_t kSize = 200 * kMiB;
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
    QVERIFY(afterUpload - before < 4 * kMiB);
    QVERIFY(afterDownload - before < 6 * kMiB);
}

BAITHAK_REGISTER_TEST(FilesTest);

}  // namespace baithak::test

#include "files_test.moc"
