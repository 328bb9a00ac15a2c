// SPDX-License-Identifier: MIT

// What stands in the configuration; that nginx takes it, and what it then does, is tests/e2e/nginx_test.cpp.

#include "server/ctl/nginx_config.h"

#include <QTest>

#include "tests/support/register_test.h"

namespace baithak::test {

using namespace ctl;

namespace {

NginxPlan somePlan() {
    NginxPlan plan;
    for (const auto* role : {"gateway", "profile", "group", "delivery", "file"})
        plan.upstreams[role] = {"10.0.0.1:7443"};
    plan.tlsCertificate = "/etc/ssl/chat.pem";
    plan.tlsKey = "/etc/ssl/chat.key";
    plan.serverName = "chat.example.org";
    return plan;
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

class NginxConfigTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fillsTemplates();
    void namesEveryProcess();
    void leavesOutWhatIsNotThere();
    void servesWithoutTls();
    void namesTheProxiesInFront();
    void saysHttp2AsTheVersionWantsIt_data();
    void saysHttp2AsTheVersionWantsIt();
    void leavesNoPlaceUnfilled();
    void writesAWholeFile();
    void keepsItsStateWhereItMay();
    void refusesWhatWillNotDo_data();
    void refusesWhatWillNotDo();
};
BAITHAK_REGISTER_TEST(NginxConfigTest);

void NginxConfigTest::fillsTemplates() {
    const std::map<std::string, std::string, std::less<>> values{{"a", "1"}, {"lines", "x\ny\n"}, {"none", ""}};
    QCOMPARE(filled("<{{a}}>{{a}}", values), std::string("<1>1"));
    QCOMPARE(filled("{{lines}}\nz", values), std::string("x\ny\nz"));
    QCOMPARE(filled("p\n{{#a}}\nq {{a}}\n{{/a}}\nr\n", values), std::string("p\nq 1\nr\n"));
    QCOMPARE(filled("p\n{{#none}}\nq {{a}}\n{{/none}}\nr\n", values), std::string("p\nr\n"));
    QCOMPARE(filled("if { x }", values), std::string("if { x }"));
}

void NginxConfigTest::namesEveryProcess() {
    auto plan = somePlan();
    plan.upstreams["gateway"] = {"10.0.0.1:7443", "gw-2.chat:443", "[fd00::1]:7443"};
    const auto config = nginxConfig(plan);
    QVERIFY(config);
    for (const auto* part : {"upstream baithak_gateway {", "server 10.0.0.1:7443 max_fails=2 fail_timeout=5s;",
                             "server gw-2.chat:443 max_fails=0;", "server [fd00::1]:7443 max_fails=0;",
                             "upstream baithak_delivery {", "hash $baithak_balance_key consistent;",
                             "server_name chat.example.org;", "listen 443 ssl http2;", "listen [::]:443 ssl http2;",
                             "ssl_certificate     \"/etc/ssl/chat.pem\";", "proxy_pass http://baithak_file;"}) {
        QVERIFY2(has(*config, part), part);
    }
}

void NginxConfigTest::leavesOutWhatIsNotThere() {
    auto plan = somePlan();
    plan.upstreams.erase("file");
    const auto config = nginxConfig(plan);
    QVERIFY(config);
    QVERIFY(!has(*config, "baithak_file"));
    QVERIFY(!has(*config, "assets"));
}

void NginxConfigTest::servesWithoutTls() {
    auto plan = somePlan();
    plan.tlsCertificate = plan.tlsKey = "";
    plan.listen = "127.0.0.1:8080";
    const auto config = nginxConfig(plan);
    QVERIFY(config);
    QVERIFY(has(*config, "listen 127.0.0.1:8080;"));
    QVERIFY(!has(*config, "[::]"));
    QVERIFY(!has(*config, "ssl"));
    QVERIFY(!has(*config, "Strict-Transport-Security"));
}

void NginxConfigTest::namesTheProxiesInFront() {
    auto plan = somePlan();
    const auto without = nginxConfig(plan);
    QVERIFY(without);
    QVERIFY(!has(*without, "real_ip") && !has(*without, "realip"));
    QVERIFY(has(*without, "X-Forwarded-Proto $scheme;"));
    plan.trustedProxies = {"10.0.0.0/8", "192.0.2.7", "fd00::/8"};
    const auto with = nginxConfig(plan);
    QVERIFY(with);
    for (const auto& proxy : plan.trustedProxies) {
        QVERIFY2(has(*with, "set_real_ip_from  " + proxy + ";\n"), proxy.c_str());
        QVERIFY2(has(*with, "    " + proxy + " 1;\n"), proxy.c_str());
    }
    QVERIFY(has(*with, "real_ip_recursive on;") && !has(*with, "X-Forwarded-Proto $scheme;"));
    QVERIFY(!has(*with, "{{"));
}

void NginxConfigTest::saysHttp2AsTheVersionWantsIt_data() {
    QTest::addColumn<QString>("version");
    QTest::addColumn<bool>("isDirective");
    for (const auto* version : {"1.18", "1.22.1", "1.25.0"}) QTest::newRow(version) << version << false;
    for (const auto* version : {"1.25.1", "1.26", "1.27.3", "2.0"}) QTest::newRow(version) << version << true;
}

void NginxConfigTest::saysHttp2AsTheVersionWantsIt() {
    QFETCH(QString, version);
    QFETCH(bool, isDirective);
    auto plan = somePlan();
    plan.version = version.toStdString();
    const auto config = nginxConfig(plan);
    QVERIFY(config);
    QCOMPARE(has(*config, "    http2 on;\n"), isDirective);
    QCOMPARE(has(*config, " http2;"), !isDirective);
    QVERIFY(has(*config, "    listen 443 ssl"));
    plan.tlsCertificate = plan.tlsKey = "";
    QVERIFY(!has(*nginxConfig(plan), "http2"));
}

void NginxConfigTest::leavesNoPlaceUnfilled() {
    const auto config = nginxConfig(somePlan());
    QVERIFY(!has(*config, "{{") && !has(*config, "}}"));
}

void NginxConfigTest::writesAWholeFile() {
    auto plan = somePlan();
    plan.isWhole = true;
    const auto config = nginxConfig(plan);
    QVERIFY(config);
    QVERIFY(has(*config, "worker_shutdown_timeout"));
    QVERIFY(has(*config, "    upstream baithak_gateway {"));
    QVERIFY(config->ends_with("}\n"));
}

void NginxConfigTest::keepsItsStateWhereItMay() {
    auto plan = somePlan();
    plan.isWhole = true;
    const auto system = nginxConfig(plan);
    plan.stateDirectory = "/srv/front";
    const auto own = nginxConfig(plan);
    QVERIFY(system && own);
    QVERIFY(has(*system, "pid /run/nginx.pid;") && !has(*system, "temp_path"));
    QVERIFY(has(*own, "pid \"/srv/front/nginx.pid\";") && !has(*own, "/run/"));
    for (const auto* kind : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"})
        QVERIFY2(has(*own, std::string("\"/srv/front/") + kind + "\";"), kind);
    QVERIFY(!has(*own, "{{"));
}

void NginxConfigTest::refusesWhatWillNotDo_data() {
    using Change = void (*)(NginxPlan&);
    QTest::addColumn<Change>("change");
    QTest::addColumn<QString>("named");
    const auto row = [](const char* name, Change change, const char* named) { QTest::newRow(name) << change << named; };
    row("a version that is none", [](NginxPlan& p) { p.version = "1.x"; }, "1.x");
    row("half a version", [](NginxPlan& p) { p.version = "1."; }, "1.");
    row("no gateway", [](NginxPlan& p) { p.upstreams.erase("gateway"); }, "gateway");
    row("an empty list", [](NginxPlan& p) { p.upstreams["group"].clear(); }, "group");
    row("no such role", [](NginxPlan& p) { p.upstreams["router"] = {"10.0.0.1:1"}; }, "router");
    row("no port", [](NginxPlan& p) { p.upstreams["profile"] = {"10.0.0.1"}; }, "profile");
    row("port 0", [](NginxPlan& p) { p.upstreams["profile"] = {"10.0.0.1:0"}; }, "profile");
    row("a port too high", [](NginxPlan& p) { p.upstreams["profile"] = {"10.0.0.1:65536"}; }, "profile");
    row("more than an address", [](NginxPlan& p) { p.upstreams["profile"] = {"a; deny all;:1"}; }, "profile");
    row("all addresses", [](NginxPlan& p) { p.upstreams["profile"] = {"0.0.0.0:7443"}; }, "0.0.0.0");
    row("more than a name", [](NginxPlan& p) { p.serverName = "x; include /etc/passwd"; }, "server-name");
    row("more than a listener", [](NginxPlan& p) { p.listen = "443 proxy_protocol"; }, "listen");
    row("a certificate without a key", [](NginxPlan& p) { p.tlsKey.clear(); }, "tls-key");
    row("a file's name that ends early", [](NginxPlan& p) { p.tlsKey = "a\";b"; }, "file's name");
    row("a variable in a file's name", [](NginxPlan& p) { p.tlsKey = "$ssl_server_name"; }, "file's name");
    row("no network", [](NginxPlan& p) { p.trustedProxies = {"10.0.0.0/8", "balancer"}; }, "'balancer'");
    row("more than a network", [](NginxPlan& p) { p.trustedProxies = {"10.0.0.0/8;#"}; }, "'10.0.0.0/8;#'");
    row("a network without a length", [](NginxPlan& p) { p.trustedProxies = {"10.0.0.0/"}; }, "'10.0.0.0/'");
    row("a network that is too long", [](NginxPlan& p) { p.trustedProxies = {"10.0.0.0/33"}; }, "'10.0.0.0/33'");
    row("a network that is cut", [](NginxPlan& p) { p.trustedProxies = {"fd00::1/64"}; }, "'fd00::1/64'");
    row("everybody a proxy", [](NginxPlan& p) { p.trustedProxies = {"0.0.0.0/0"}; }, "everybody");
    row("an empty proxy", [](NginxPlan& p) { p.trustedProxies = {""}; }, "''");
    row("no size", [](NginxPlan& p) { p.uploadLimit = "2gb"; }, "upload-limit");
    row("no size at all", [](NginxPlan& p) { p.uploadLimit = "m"; }, "upload-limit");
    row("state without a whole file", [](NginxPlan& p) { p.stateDirectory = "/srv/front"; }, "--whole");
    row(
        "state that is nowhere",
        [](NginxPlan& p) {
            p.isWhole = true;
            p.stateDirectory = "front";
        },
        "state-dir");
    row("nobody may come", [](NginxPlan& p) { p.rate = 0; }, "limit");
}

void NginxConfigTest::refusesWhatWillNotDo() {
    using Change = void (*)(NginxPlan&);
    QFETCH(Change, change);
    QFETCH(QString, named);
    auto plan = somePlan();
    change(plan);
    const auto config = nginxConfig(plan);
    QVERIFY(!config && config.error().code == Errc::malformed);
    QVERIFY2(config.error().text.find(named.toStdString()) != std::string::npos, config.error().text.c_str());
}

}  // namespace baithak::test

#include "nginx_config_test.moc"
